import { describe, expect, it } from 'vitest';
import { checkReceipt, type ItemInput } from '../../src/fiscal/index.js';

function coded(productCode: NonNullable<ItemInput['productCode']>) {
  const { receipt } = checkReceipt({
    type: 'sell',
    items: [{ name: 'А', price: 1, vat: 'none', productCode }],
    payments: [{ type: 'cash', sum: 1 }],
  });
  return receipt?.items[0]?.productCode;
}

const cigarettes = '010460043993125621JgXJ5.T';

describe('tag 1162 from the scanned string', () => {
  // Examples of the tax service's order on the format.
  it.each([
    ['ean8', '46198488', '4508000002C0EED8'],
    ['ean13', '4606203090785', '450D043077195761'],
    ['itf14', '14601234567890', '490E0D479D6652D2'],
    ['gs1', cigarettes, '444D042F1F9681784A67584A352E54'],
    [
      'gs1',
      `${cigarettes}\u001d8005112000\u001d930001\u001d923zbrLA==\u001d24014276281`,
      '444D042F1F9681784A67584A352E54313132303030',
    ],
    [
      'gs1',
      '010460406000600021N4N57RSCBUZTQ\u001d2403004002910161218\u001d1724010191ffd0',
      '444D042FF75C76704E344E353752534342555A5451',
    ],
    ['gs1', '00000046198488X?io+qCABm8wAYa', '444D000002C0EED8583F696F2B714341426D382020'],
    ['furs', 'RU-401301-AAA0277031', '524652552D3430313330312D41414130323737303331'],
    [
      'egais2',
      '22N00002NU5DBKYDOT17ID980726019019608CW1A4XR5EJ7JKFX50FHHGV92ZR2GZRZ',
      'C5144E553544424B59444F5431374944393830373236303139',
    ],
    ['egais3', `13622200005881${'Q'.repeat(136)}`, 'C51E3133363232323030303035383831'],
  ])('%s %s', (kind, scanned, hex) => {
    expect(coded(scanned)).toEqual({ kind, hex });
    expect(coded({ kind: kind as 'gs1', value: scanned })).toEqual({ kind, hex });
  });

  it.each([']d2', '\u001d', '\u00e8'])('a prefix of the scanner (%j) is left out', (prefix) => {
    expect(coded(`${prefix}${cigarettes}`)).toEqual(coded(cigarettes));
  });

  it('parts of excise marks may be given alone', () => {
    expect(coded({ kind: 'egais2', value: 'NU5DBKYDOT17ID980726019' })?.hex).toMatch(/^C5144E55/);
    expect(coded({ kind: 'egais3', value: '13622200005881' })?.hex).toBe('C51E3133363232323030303035383831');
  });

  it('any other code keeps its first 30 characters', () => {
    expect(coded({ kind: 'undefined', value: 'X'.repeat(66) })?.hex).toBe(`0000${'58'.repeat(30)}`);
  });
});
