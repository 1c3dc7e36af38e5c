import { describe, expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import {
  decodeDocument,
  type FiscalDocument,
  fieldValue,
  fieldValues,
  toNamed,
  type VatRate,
  vatRates,
} from '../../src/fiscal/index.js';
import { connect } from '../../src/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands } from '../../src/protocol/index.js';
import { bench, tlv } from './support.js';

/** Numbers of the newer rates, as a user tells them to the driver. */
const numbers = { vat5: 7, vat7: 8, vat105: 9, vat107: 10, vat22: 11, vat122: 12 } as const;
const newer = Object.keys(numbers) as Array<keyof typeof numbers>;

const listed = (document: FiscalDocument | undefined) =>
  fieldValues(fieldValue(document ?? [], 'vatSums') ?? [], 'vatSumEntry').map((entry) => [
    fieldValue(entry, 'vatRate'),
    fieldValue(entry, 'vatAmount'),
  ]);

const plain = (document: FiscalDocument | undefined) =>
  (document?.fields ?? [])
    .filter(({ tag }) => tag >= 1102 && tag <= 1107)
    .map(({ tag, value }) => [tag, value]);

async function world(model: '30F' | '42FS' = '30F') {
  const emulator = new Emulator({ model, latency: 0, vatRates: '2026' });
  const register = await connect(emulator.transport(), { capabilities: { vatRates: numbers } });
  await register.openShift();
  return { emulator, register, [Symbol.asyncDispose]: () => emulator.close() };
}

describe('firmware with the rates of 2026, end to end', () => {
  test('a receipt at 22 %: the total stands in 1115, and 1104 is 0', async () => {
    await using it = await world();
    // Sums of a real receipt of 2026: the VAT is that of the position, not three times that of a piece.
    const result = await it.register.issue({
      type: 'sell',
      taxation: 'osn',
      items: [{ name: 'Кроссовки', price: '269.10', quantity: 3, vat: 'vat22' }],
      payments: [{ type: 'electronic', sum: '807.30' }],
    });
    expect(result.totalKopecks).toBe(80_730);
    const receipt = it.emulator.lastReceipt;
    const [item] = fieldValues(receipt ?? [], 'item');
    expect([fieldValue(item ?? [], 'vatRate'), fieldValue(item ?? [], 'itemVatSum')]).toEqual([11, 14_558]);
    expect(listed(receipt)).toEqual([[11, 14_558]]);
    expect(plain(receipt)).toEqual([[1104, 0]]);
    expect(it.emulator.tape.join('\n')).toMatch(/СУММА НДС 22% +=145\.58/);
    expect(it.emulator.tape.join('\n')).not.toMatch(/НДС 0%/);
  });

  test('old and new rates side by side, each in its place', async () => {
    await using it = await world('42FS');
    const vats: VatRate[] = ['vat20', 'vat10', 'none', ...newer];
    await it.register.issue({
      type: 'sellReturn',
      taxation: 'osn',
      items: vats.map((vat) => ({ name: vat, price: '122.00', quantity: 2, vat })),
      payments: [{ type: 'cash', sum: 244 * vats.length }],
    });
    const receipt = it.emulator.lastReceipt;
    const share = (percent: number) => Math.round((24_400 * percent) / (100 + percent));
    expect(plain(receipt)).toEqual([
      [1102, share(20)],
      [1103, share(10)],
      [1105, 24_400],
    ]);
    expect(listed(receipt)).toEqual(newer.map((vat) => [numbers[vat], share(vatRates[vat].percent)]));
    expect(fieldValues(receipt ?? [], 'item').map((item) => fieldValue(item, 'vatRate'))).toEqual([
      1, 2, 6, 7, 8, 9, 10, 11, 12,
    ]);
  });

  test('given totals of a receipt, and a correction', async () => {
    await using it = await world('42FS');
    await it.register.issue({
      type: 'sell',
      taxation: 'osn',
      payments: [{ type: 'cash', sum: 100 }],
      items: [{ name: 'Чай', price: 100, vat: 'vat22' }],
      vats: [{ vat: 'vat22', sum: '18.03' }],
    });
    expect(listed(it.emulator.lastReceipt)).toEqual([[11, 1803]]);
    await it.register.issue({
      type: 'sellCorrection',
      taxation: 'osn',
      payments: [{ type: 'cash', sum: 100 }],
      correction: { type: 'self', date: '2026-02-01', number: '7' },
      total: 100,
      vats: [
        { vat: 'vat5', sum: '2.00' },
        { vat: 'vat22', sum: '10.00' },
      ],
    });
    const { form, fields } = toNamed(it.emulator.lastReceipt as FiscalDocument);
    expect([form, fields['vat0Turnover']]).toEqual([31, 0]);
    expect(listed(it.emulator.lastReceipt)).toEqual([
      [7, 200],
      [11, 1000],
    ]);
  });
});

describe('commands', () => {
  test('registers 3C and 3D count the newer rates', async () => {
    const { host } = bench({ vatRates: '2026' });
    await host.openShift();
    await host.begin();
    await host.add({ tax: 11, price: 122_00, total: 122_00 });
    expect(await host.register(registers.receiptTaxSum, 11)).toEqual({ sum: 22_00 });
    await host.close();
    expect(await host.register(registers.shiftTaxSum, 1, 11)).toEqual({ sum: 22_00 });
    expect(await host.register(registers.shiftTaxSum, 1, 1)).toEqual({ sum: 0 });
    const asked = { register: 0x3d, p1: 13, p2: 0 };
    expect(await host.status(commands.readRegister, asked)).toBe('13');
  });

  test('a total in 1115 must be of a newer rate, and only a correction may give it', async () => {
    const entry = (code: number) => tlv(1119, Uint8Array.of(...tlv(1199, code), ...tlv(1120, 100)));
    const { host, emulator } = bench({ vatRates: '2026' });
    await host.openShift();
    await host.begin(1);
    expect(await host.attribute(1115, entry(11))).toBe('EE/0203');
    await host.call(commands.cancelReceipt);
    await host.begin(7);
    expect(await host.attribute(1115, entry(1))).toBe('EE/0204');
    expect(await host.attribute(1115, entry(13))).toBe('EE/0204');
    expect(await host.attribute(1115, tlv(1119, tlv(1199, 11)))).toBe('EE/0204');
    expect(await host.attribute(1115, Uint8Array.of(1))).toBe('EE/0204');
    expect(await host.attribute(1115, entry(12))).toBe('ok');
    expect(emulator.state.receipt?.attributes.map(({ tag }) => tag)).toEqual([1115]);
  });

  test('firmware of FFD 1.05 alone knows none of it', async () => {
    const { host } = bench({ vatRates: 'ffd105' });
    await host.openShift();
    await host.begin();
    await host.call(commands.beginPosition, {});
    for (const tax of [7, 11, 12, 13]) expect(await host.item({ tax })).toBe('EE/0104');
    await host.add();
    const tax = { flags: 0, area: 0, tax: 11, sum: 1 };
    expect(await host.status(commands.registerTax, tax)).toBe('EE/0104');
    expect(await host.status(commands.readRegister, { register: 0x3c, p1: 1, p2: 7 })).toBe('13');
    await host.close();
    await host.begin(7);
    const entry = tlv(1119, Uint8Array.of(...tlv(1199, 11), ...tlv(1120, 100)));
    expect(await host.attribute(1115, entry)).toBe('EE/0203');
  });

  test('thirteen is no tax of any firmware', async () => {
    const { host, emulator } = bench({ vatRates: '2026' });
    await host.openShift();
    await host.begin();
    await host.call(commands.beginPosition, {});
    expect(await host.item({ tax: 13 })).toBe('EE/0104');
    expect(await host.item({ tax: 12 })).toBe('ok');
    await host.close();
    const [receipt] = emulator.fn.documents().slice(-1);
    expect(listed(decodeDocument(receipt?.bytes ?? new Uint8Array()))).toEqual([[12, 1803]]);
  });

  test('the option takes two words', () => {
    expect(() => bench({ vatRates: '2027' as '2026' })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: 'vatRates' })] }),
    );
  });
});
