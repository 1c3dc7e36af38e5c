import { describe, expect, test } from 'vitest';
import { decodeDocument, field, fieldValue, fieldValues } from '../../src/fiscal/index.js';
import { commands } from '../../src/protocol/index.js';
import { fromHex } from '../../src/util/hex.js';
import { bench, tlv } from './support.js';

async function inReceipt(position = false) {
  const made = bench();
  await made.host.openShift();
  await made.host.begin();
  if (position) await made.host.call(commands.beginPosition, {});
  return made;
}

describe('attributes', () => {
  test.each([
    ['unknown', 60000, 'x', 'EE/0203'],
    ['of the FN', 1040, Uint8Array.of(1, 0, 0, 0), 'EE/0203'],
    ['made by the register', 1031, Uint8Array.of(1), 'EE/0203'],
    ['total of VAT in a receipt', 1102, Uint8Array.of(1), 'EE/0203'],
    ['of FFD 1.2', 2108, 0, 'EE/0203'],
    ['of a correction', 1173, 0, 'EE/0203'],
    ['of a position', 1229, Uint8Array.of(1), 'EE/0207'],
    ['too long', 1008, 'x'.repeat(65), 'EE/0204'],
    ['with a wrong width', 1055, Uint8Array.of(1, 0), 'EE/0204'],
    ['two systems at once', 1055, 3, 'EE/0103'],
    ['a structure that is none', 1084, 'xyz', 'EE/0204'],
    ['a structure with a stranger', 1084, tlv(1008, 'x'), 'EE/0204'],
    ['right', 1008, 'a@b.ru', 'ok'],
  ])('of a receipt, %s', async (_name, tag, value, status) => {
    const { host } = await inReceipt();
    expect(await host.attribute(tag, value)).toBe(status);
  });

  test.each([
    ['of the receipt', 1008, 'a@b.ru', 'EE/0208'],
    ['made by the register', 1043, Uint8Array.of(1), 'EE/0203'],
    ['right', 1191, 'x', 'ok'],
    ['long name', 1030, 'x'.repeat(128), 'ok'],
    ['goods code as raw bytes', 1162, fromHex('444D 0102030405FF 24FC'), 'ok'],
  ])('of a position, %s', async (_name, tag, value, status) => {
    const { host } = await inReceipt(true);
    expect(await host.attribute(tag, value)).toBe(status);
  });

  test('cannot be written twice, unless they repeat', async () => {
    const { host } = await inReceipt();
    expect(await host.attribute(1008, 'a@b.ru')).toBe('ok');
    expect(await host.attribute(1008, 'a@b.ru')).toBe('EE/0201');
    expect(await host.attribute(1171, '+79160000001')).toBe('ok');
    expect(await host.attribute(1171, '+79160000002')).toBe('ok');
  });

  test('systems that the register is not registered with are refused', async () => {
    const { host } = bench({ registration: { taxationSystems: 2 } });
    await host.openShift();
    await host.begin();
    expect(await host.attribute(1055, 1)).toBe('EE/0103');
    expect(await host.attribute(1055, 2)).toBe('ok');
  });

  test('come in blocks, one after another', async () => {
    const { host, emulator } = await inReceipt();
    const block = (blocks: number, index: number, data: Uint8Array) =>
      host.status(commands.writeAttribute, { flags: 1, blocks, index, data });
    const bytes = tlv(1084, Uint8Array.of(...tlv(1085, 'name'), ...tlv(1086, 'y'.repeat(180))));
    const part = (index: number) => bytes.slice(index * 100, index * 100 + 100);
    expect(await block(2, 1, part(1))).toBe('EE/0204');
    expect(await block(2, 0, part(0))).toBe('ok');
    expect(await block(3, 1, part(1))).toBe('EE/0204');
    expect(await block(2, 1, part(1))).toBe('EE/0204');
    expect(await block(0, 0, part(0))).toBe('EE/0204');
    expect(await block(2, 0, part(0))).toBe('ok');
    expect(await block(2, 1, part(1))).toBe('ok');
    await host.add();
    await host.close();
    const extra = fieldValue(emulator.lastReceipt ?? [], 'userAttribute') ?? [];
    expect(fieldValue(extra, 'userAttributeValue')).toBe('y'.repeat(180));
  });

  test('a position cannot end while one of its attributes is arriving', async () => {
    const { host } = await inReceipt(true);
    await host.call(commands.writeAttribute, { flags: 1, blocks: 2, index: 0, data: new Uint8Array(100) });
    expect(await host.item()).toBe('EE/0206');
  });

  test('the cashier stays until another one comes', async () => {
    const { host, emulator } = bench();
    await host.attribute(1021, 'Ivanov');
    await host.attribute(1203, '500100732259');
    await host.openShift();
    await host.sell();
    await host.attribute(1021, 'Petrova');
    await host.sell();
    const cashiers = emulator.fn.documents().map(({ bytes }) => fieldValue(decodeDocument(bytes), 'cashier'));
    expect(cashiers).toEqual(['СИС.АДМИНИСТРАТОР', 'Ivanov', 'Ivanov', 'Petrova']);
    expect(fieldValue(emulator.lastReceipt ?? [], 'cashierInn')).toBe('500100732259');
  });

  test('written before a receipt wait for it', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    expect(await host.attribute(1008, 'a@b.ru')).toBe('ok');
    expect(await host.attribute(1008, 'c@d.ru')).toBe('ok');
    await host.sell();
    await host.sell();
    const contacts = emulator.receipts.map((receipt) => fieldValue(receipt, 'buyerContact'));
    expect(contacts).toEqual(['c@d.ru', undefined]);
  });

  test('written before a receipt of another kind are dropped', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    expect(await host.attribute(1173, 1)).toBe('ok');
    await host.sell();
    expect(field(emulator.lastReceipt ?? [], 'correctionType')).toBeUndefined();
    await host.begin(7);
    await host.call(commands.beginPosition, {});
    expect(await host.attribute(1191, 'x')).toBe('EE/0205');
  });

  test('the name and the sender of a receipt by mail are the host’s when it gives them', async () => {
    const { host, emulator } = await inReceipt();
    await host.attribute(1008, 'a@b.ru');
    await host.attribute(1117, 'me@x.ru');
    await host.attribute(1187, 'Kiosk');
    await host.call(commands.beginPosition, {});
    await host.attribute(1030, 'Long');
    await host.item({ name: '' });
    await host.close();
    const receipt = emulator.lastReceipt ?? [];
    expect(fieldValues(receipt, 'senderEmail')).toEqual(['me@x.ru']);
    expect(fieldValues(receipt, 'settlementPlace')).toEqual(['Kiosk']);
    expect(fieldValue(fieldValues(receipt, 'item')[0] ?? [], 'itemName')).toBe('Long');
  });

  test('a marking code is parsed, and goes into the open position', async () => {
    const { host, emulator } = await inReceipt();
    const code = fromHex(
      '3031303436303430363030303539303032314E344E353752544342555A54511D32343033303534303032343130313631323138',
    );
    const parse = (typeAndMode: number, bytes = code) =>
      host.status(commands.parseMarkingCode, { typeAndMode, code: bytes });
    expect(await parse(1)).toBe('ok');
    expect(await parse(0)).toBe('EE/0207');
    await host.call(commands.beginPosition, {});
    expect(await parse(0, Uint8Array.of(1, 2))).toBe('EE/0106');
    expect(await host.call(commands.parseMarkingCode, { typeAndMode: 0, code })).toEqual({
      value: fromHex('444D 042FF75C760C 4E344E353752544342555A5451'),
    });
    await host.item();
    await host.close();
    const [item] = fieldValues(emulator.lastReceipt ?? [], 'item');
    expect(fieldValue(item ?? [], 'productCode')).toEqual(
      fromHex('444D042FF75C760C4E344E353752544342555A5451'),
    );
  });
});
