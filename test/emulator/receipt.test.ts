import { describe, expect, test } from 'vitest';
import { field, fieldValue, fieldValues } from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, documentClosed } from '../../src/protocol/index.js';
import { bench, DAY } from './support.js';

const { openReceipt, beginPosition, payment, closeReceipt, cancelReceipt, discountOrSurcharge } = commands;

async function ready(options: Parameters<typeof bench>[0] = {}) {
  const made = bench(options);
  await made.host.openShift();
  return made;
}

describe('order of a receipt', () => {
  test('needs an open shift that is younger than a day, and no other receipt', async () => {
    const { host, clock } = bench();
    await host.mode(1);
    const open = { flags: 0, type: 1 };
    expect(await host.status(openReceipt, open)).toBe('8F');
    await host.openShift();
    expect(await host.status(openReceipt, open)).toBe('ok');
    expect(await host.status(openReceipt, open)).toBe('9B');
    expect(await host.status(cancelReceipt)).toBe('ok');
    await clock.advance(DAY + 60_000);
    expect(await host.status(openReceipt, open)).toBe('88');
    expect((await host.register(registers.shiftState)).state).toBe(2);
  });

  test.each([
    [1, 'ok'],
    [2, 'ok'],
    [3, '6A'],
    [4, 'ok'],
    [5, 'ok'],
    [6, '6A'],
    [7, 'ok'],
    [8, '6A'],
    [9, 'ok'],
    [10, '6A'],
  ])('type %i: %s', async (type, status) => {
    const { host } = await ready();
    expect(await host.status(openReceipt, { flags: 0, type })).toBe(status);
  });

  test('commands of a receipt without one', async () => {
    const { host } = await ready();
    expect(await host.status(beginPosition, {})).toBe('9A');
    expect(await host.item()).toBe('9A');
    expect(await host.status(payment, { flags: 0, type: 1, sum: 1 })).toBe('9A');
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('9A');
    expect(await host.status(cancelReceipt)).toBe('9A');
  });

  test('EB needs EA, and a refused EB waits for a better one', async () => {
    const { host } = await ready();
    await host.begin();
    expect(await host.item()).toBe('66');
    await host.call(beginPosition, {});
    expect(await host.item({ tax: 13 })).toBe('EE/0104');
    expect(await host.item()).toBe('ok');
    expect(await host.item()).toBe('66');
  });

  test('flag 01 only asks', async () => {
    const { host, emulator } = await ready();
    expect(await host.status(openReceipt, { flags: 1, type: 1 })).toBe('ok');
    expect(emulator.state.receipt).toBeUndefined();
    await host.begin();
    await host.call(beginPosition, {});
    expect(await host.item({ flags: 1 })).toBe('ok');
    expect(emulator.state.receipt?.items).toEqual([]);
    await host.add();
    await host.call(payment, { flags: 1, type: 1, sum: 100_00 });
    expect((await host.register(registers.receiptTotals)).remainder).toBe(100_00);
    expect(await host.status(closeReceipt, { flags: 1, type: 1, sum: 0 })).toBe('ok');
    expect(emulator.receipts).toEqual([]);
  });

  test('nothing is sold without an item', async () => {
    const { host } = await ready();
    await host.begin();
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('CB');
  });

  test('a cancelled receipt leaves counters, but no document', async () => {
    const { host, emulator } = await ready();
    const before = emulator.fn.state.last.number;
    await host.begin();
    await host.add();
    await host.call(cancelReceipt);
    expect(emulator.fn.state.last.number).toBe(before);
    expect(await host.register(registers.receiptCounts, 1)).toEqual({ receipts: 0, cancelled: 1 });
    expect(await host.register(registers.cancellationsSum, 1)).toEqual({ sum: 100_00 });
  });
});

describe('items', () => {
  test.each([
    ['no quantity', { quantity: 0 }, '0A'],
    ['no such section', { department: 17 }, '7D'],
    ['no name', { name: '' }, 'EE/0206'],
    ['no name of an advance', { name: '', method: 3, subject: 10 }, 'ok'],
    ['a subject of FFD 1.2', { subject: 33 }, 'F6/08'],
    ['an unknown method', { method: 8 }, 'F6/09'],
    ['more tax than money', { taxSum: 100_01 }, 'DF'],
    ['a price of nothing', { price: 0, total: 0 }, 'ok'],
  ])('%s', async (_name, change, status) => {
    const { host } = await ready();
    await host.begin();
    await host.call(beginPosition, {});
    expect(await host.item(change)).toBe(status);
  });

  test('excise goods need a registration for them', async () => {
    const { host } = await ready({ registration: { excise: false } });
    await host.begin();
    await host.call(beginPosition, {});
    expect(await host.item({ subject: 2 })).toBe('EE/0107');
  });

  test.each([
    ['computed half up', { tax: 1, price: 10_03, total: 10_03 }, 1_67],
    ['given', { taxSum: 16_00 }, 16_00],
    ['by the rate although a sum is given', { flags: 0x08, taxSum: 16_00 }, 16_67],
    ['per unit', { flags: 0x04, price: 10, quantity: 10_000, total: 1_00 }, 20],
    ['20/120', { tax: 3 }, 16_67],
    ['10 %', { tax: 2 }, 9_09],
    ['0 %', { tax: 5 }, undefined],
    ['no VAT', { tax: 6 }, undefined],
    ['of the section', { tax: 0, department: 1 }, undefined],
  ])('VAT %s', async (_name, change, sum) => {
    const { host, emulator } = await ready();
    await host.begin();
    await host.add(change);
    await host.close();
    const [item] = fieldValues(emulator.lastReceipt ?? [], 'item');
    expect(fieldValue(item ?? [], 'itemVatSum')).toBe(sum);
  });

  test('a position without subject and method has those of the settings', async () => {
    const { host, emulator } = await ready();
    await host.begin();
    await host.add({ subject: 0, method: 0 });
    await host.close();
    const [item] = fieldValues(emulator.lastReceipt ?? [], 'item');
    expect(fieldValue(item ?? [], 'itemType')).toBe(1);
    expect(fieldValue(item ?? [], 'paymentMethod')).toBe(4);
  });
});

describe('size', () => {
  test('a receipt holds what fits 32 KiB, and closes then', async () => {
    const { host, emulator } = await ready();
    await host.begin();
    let status = 'ok';
    let items = -1;
    for (; status === 'ok'; items++) {
      await host.call(beginPosition, {});
      for (const tag of [1191, 1231]) await host.attribute(tag, 'x'.repeat(tag === 1231 ? 32 : 64));
      status = await host.item({ name: 'Ж'.repeat(128), price: 1_00, total: 1_00 });
    }
    expect(status).toBe('F6/00');
    expect(items).toBeGreaterThan(90);
    await host.close();
    expect(fieldValues(emulator.lastReceipt ?? [], 'item')).toHaveLength(items);
    expect(await host.register(registers.receiptBytes)).toEqual({
      bytes: emulator.fn.documents().at(-1)?.bytes.length,
    });
  });
});

describe('money', () => {
  test('cash may be more than needed, nothing else', async () => {
    const { host, emulator } = await ready();
    await host.begin();
    await host.add();
    expect(await host.status(payment, { flags: 0, type: 2, sum: 100_01 })).toBe('71');
    expect(await host.status(payment, { flags: 0, type: 11, sum: 1 })).toBe('7E');
    expect(await host.status(payment, { flags: 0, type: 0, sum: 1 })).toBe('7E');
    expect(await host.call(payment, { flags: 0, type: 2, sum: 40_00 })).toEqual({
      remainder: 60_00,
      change: 0,
    });
    expect(await host.call(payment, { flags: 0, type: 1, sum: 100_00 })).toEqual({
      remainder: 0,
      change: 40_00,
    });
    await host.close();
    const receipt = emulator.lastReceipt ?? [];
    expect(fieldValue(receipt, 'cashSum')).toBe(60_00);
    expect(fieldValue(receipt, 'cashlessSum')).toBe(40_00);
    expect(await host.register(registers.cashSum)).toEqual({ sum: 60_00 });
  });

  test('every form has its tag, zero included', async () => {
    const { host, emulator } = await ready();
    await host.begin();
    await host.add();
    for (const type of [2, 3, 4, 5, 6]) await host.call(payment, { flags: 0, type, sum: 10_00 });
    await host.call(payment, { flags: 0, type: 1, sum: 50_00 });
    await host.close();
    await host.sell();
    const sums = (document: (typeof emulator.receipts)[number] | undefined) =>
      (['cashSum', 'cashlessSum', 'prepaidSum', 'creditSum', 'considerationSum'] as const).map((id) =>
        fieldValue(document ?? [], id),
      );
    expect(sums(emulator.receipts[0])).toEqual([50_00, 20_00, 10_00, 10_00, 10_00]);
    expect(sums(emulator.receipts[1])).toEqual([100_00, 0, 0, 0, 0]);
  });

  test('4A pays what remains by its type, or by its own sum', async () => {
    const { host, emulator } = await ready();
    await host.begin();
    await host.add();
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 99_99 })).toBe('86');
    expect((await host.register(registers.receiptTotals)).remainder).toBe(100_00);
    expect(await host.status(closeReceipt, { flags: 0, type: 2, sum: 100_01 })).toBe('71');
    await host.close(2);
    expect(fieldValue(emulator.lastReceipt ?? [], 'cashlessSum')).toBe(100_00);
  });

  test('a payment can be taken back', async () => {
    const { host } = await ready();
    await host.begin();
    await host.add();
    await host.call(payment, { flags: 0, type: 2, sum: 40_00 });
    expect(await host.status(commands.cancelPayment, { flags: 0, type: 2, sum: 40_01 })).toBe('70');
    const after = await host.call(commands.cancelPayment, { flags: 0, type: 2, sum: 40_00 });
    expect(after).toEqual({ remainder: 100_00, change: 0 });
  });

  test.each([
    ['total', 10_33, 40_66, 1_72],
    ['items', 10_33 - 20, 40_66 - 79, 1_69],
  ] as const)('a discount rounds kopecks off the %s', async (rounding, first, second, vat) => {
    const { host, emulator } = await ready({ rounding });
    await host.begin();
    await host.add({ price: 10_33, total: 10_33 });
    await host.add({ price: 20_33, quantity: 2000, total: 40_66, tax: 2 });
    const discount = (value: number) => ({ flags: 0, area: 0, kind: 1, sign: 0, value });
    expect(await host.status(discountOrSurcharge, { ...discount(1), sign: 1 })).toBe('10');
    expect(await host.status(discountOrSurcharge, discount(1_00))).toBe('7B');
    expect(await host.status(discountOrSurcharge, discount(99))).toBe('ok');
    expect(await host.register(registers.receiptTotals)).toEqual({ sum: 50_00, remainder: 50_00, change: 0 });
    await host.call(beginPosition, {});
    expect(await host.item()).toBe('7C');
    await host.close();
    const receipt = emulator.lastReceipt ?? [];
    const items = fieldValues(receipt, 'item');
    expect(items.map((item) => fieldValue(item, 'itemSum'))).toEqual([first, second]);
    expect(fieldValue(items[0] ?? [], 'price')).toBe(first);
    expect(fieldValue(receipt, 'totalSum')).toBe(50_00);
    expect(fieldValue(receipt, 'vat20Sum')).toBe(vat);
    expect(await host.register(registers.discountsAndSurcharges, 1)).toEqual({
      discounts: 99,
      surcharges: 0,
    });
  });

  test('the tax of the receipt goes before the sum of its items', async () => {
    const { host, emulator } = await ready();
    await host.begin();
    await host.add();
    const tax = { flags: 0, area: 0, tax: 1, sum: 16_66 };
    expect(await host.status(commands.registerTax, { ...tax, sum: 100_01 })).toBe('DF');
    expect(await host.status(commands.registerTax, tax)).toBe('ok');
    expect(await host.register(registers.receiptTaxSum, 1)).toEqual({ sum: 16_66 });
    await host.close();
    expect(fieldValue(emulator.lastReceipt ?? [], 'vat20Sum')).toBe(16_66);
  });

  test('with control of cash a return cannot take what is not there', async () => {
    const { host } = await ready({ cashControl: true });
    await host.begin(2);
    await host.add();
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('98');
    await host.call(cancelReceipt);
    await host.begin(2, 0x02);
    await host.add();
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('ok');
  });

  test('cash in and out', async () => {
    const { host } = await ready();
    expect(await host.status(commands.cashIn, { flags: 0, sum: 0 })).toBe('08');
    expect(await host.status(commands.cashIn, { flags: 0, sum: 100_00 })).toBe('ok');
    expect(await host.status(commands.cashOut, { flags: 0, sum: 100_01 })).toBe('98');
    expect(await host.status(commands.cashOut, { flags: 0, sum: 30_00 })).toBe('ok');
    expect(await host.call(commands.getCashSum)).toEqual({ sum: 70_00 });
    expect(await host.register(registers.cashInSum)).toEqual({ sum: 100_00 });
    expect(await host.register(registers.cashOutCount)).toEqual({ count: 1 });
    await host.begin();
    expect(await host.status(commands.cashIn, { flags: 0, sum: 1 })).toBe('9B');
  });
});

describe('corrections of FFD 1.05', () => {
  const basis = (number: string) => {
    const text = Uint8Array.from(number, (char) => char.charCodeAt(0));
    const date = Uint8Array.of(0x9a, 0x04, 4, 0, 0x80, 0x8d, 0xff, 0x6a);
    return Uint8Array.of(...date, ...(number ? [0x9b, 0x04, text.length, 0, ...text] : []));
  };

  test('one position carries the sum, attributes carry the taxes', async () => {
    const { host, emulator } = await ready();
    await host.begin(7);
    expect(await host.attribute(1173, 1)).toBe('ok');
    expect(await host.attribute(1174, basis('55/1'))).toBe('ok');
    await host.add({ price: 120_00, total: 120_00, tax: 5, name: '' });
    await host.call(beginPosition, {});
    expect(await host.item()).toBe('EE/0101');
    await host.call(commands.cancelReceipt);

    await host.begin(7);
    await host.attribute(1173, 1);
    await host.attribute(1174, basis('55/1'));
    await host.add({ price: 120_00, total: 120_00, tax: 5, name: '' });
    expect(await host.attribute(1104, Uint8Array.of(0, 0, 0, 0))).toBe('ok');
    expect(await host.attribute(1102, Uint8Array.of(0xd0, 0x07, 0, 0))).toBe('ok');
    expect(await host.attribute(1102, Uint8Array.of(0xd1, 0x07, 0, 0))).toBe('ok');
    await host.close();
    const document = emulator.lastReceipt;
    expect(document?.form).toBe(31);
    expect(fieldValues(document ?? [], 'item')).toEqual([]);
    expect(fieldValue(document ?? [], 'settlementType')).toBe(1);
    expect(fieldValue(document ?? [], 'totalSum')).toBe(120_00);
    expect(fieldValue(document ?? [], 'vat20Sum')).toBe(20_01);
    expect(field(document ?? [], 'vat0Turnover')).toBeUndefined();
    expect(await host.register(registers.shiftTotal, 4)).toEqual({ sum: 120_00 });
  });

  test.each([
    ['no basis', undefined, 'EE/0206'],
    ['no number of the order', '', 'EE/0206'],
    ['all of it', '1', 'ok'],
  ])('%s', async (_name, number, status) => {
    const { host } = await ready();
    await host.begin(9);
    await host.attribute(1173, 1);
    if (number !== undefined) await host.attribute(1174, basis(number));
    await host.add({ tax: 5, name: '' });
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe(status);
  });
});

describe('counters', () => {
  test('add up over two shifts', async () => {
    const { host, emulator } = await ready();
    await host.sell(100_00);
    await host.sell(50_00, 2);
    await host.closeShift();
    expect(await host.call(commands.getLastShiftTotal)).toEqual({ income: 100_00, outcome: 50_00 });
    await host.openShift();
    await host.sell(30_00);
    await host.sell(7_00, 4);
    await host.sell(2_00, 5);
    expect(await host.register(registers.shiftTotal, 0)).toEqual({ sum: 30_00 });
    expect(await host.register(registers.nonResettableSum, 1)).toEqual({ sum: 130_00 });
    expect(await host.register(registers.nonResettableByPayment, 2, 1)).toEqual({ sum: 50_00 });
    expect(await host.register(registers.paymentsSum, 1, 1)).toEqual({ sum: 30_00 });
    expect(await host.register(registers.registrationsCount, 1)).toEqual({ count: 1 });
    expect(await host.register(registers.shiftTaxSum, 1, 1)).toEqual({ sum: 5_00 });
    expect(await host.register(registers.revenue)).toEqual({ sign: 0, sum: 25_00 });
    expect(await host.register(registers.cashSum)).toEqual({ sum: 75_00 });
    expect(await host.register(registers.documentsCount)).toEqual({ total: 5, inShift: 4 });
    expect(await host.register(registers.fnShift)).toEqual({ receiptNumber: 3, shiftNumber: 2 });
    expect(await host.register(registers.lastClosedShift)).toEqual({ number: 1 });
    const last = emulator.fn.state.last;
    const shown = await host.register(registers.lastDocument);
    expect(documentClosed(shown.documentNumber)).toEqual({ number: last.number, closed: true });
    expect(shown.fiscalSign).toBe(last.fiscalSign);
    expect(await host.register(registers.lastReceipt)).toMatchObject({
      documentNumber: last.number,
      type: 5,
    });
  });
});

describe('mandatory requisites', () => {
  test('the FN refuses a receipt without a tax system, and takes it with one', async () => {
    const { host, emulator } = bench({ registration: { taxationSystems: 2 + 32 } });
    await host.openShift();
    await host.begin();
    await host.add();
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('F4');
    expect(emulator.receipts).toHaveLength(0);
    await host.call(commands.cancelReceipt);
    await host.begin();
    expect(await host.attribute(1055, 32)).toBe('ok');
    await host.add();
    await host.close();
    expect(emulator.receipts).toHaveLength(1);
  });
});
