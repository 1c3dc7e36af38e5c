import { describe, expect, it } from 'vitest';
import { fieldValue } from '../../../src/fiscal/fields.js';
import { tagById } from '../../../src/fiscal/tags.js';
import { writeTlv } from '../../../src/fiscal/tlv.js';
import { p5Commands, p5Counter, p5Stage } from '../../../src/protocol/p5/index.js';
import { encodeP5Text } from '../../../src/protocol/p5/text.js';
import { ITEM, P5Bench } from './support.js';

const { getState, closeReceipt, cancelReceipt, openReceipt } = p5Commands;

describe('documents of the second protocol', () => {
  it('sign a shift with a receipt of every type', async () => {
    await using bench = await P5Bench.open();
    await bench.call(p5Commands.login, { name: 'Кассир №1 $', inn: '123456789047' });
    await bench.openShift();
    for (const type of [1, 2, 3, 4]) {
      await bench.receipt({ type, sum: 10_000 + type });
      expect(await bench.call(getState)).toMatchObject({ document: type, stage: p5Stage.notSigned });
      const { documentNumber, fiscalSign } = await bench.call(closeReceipt, { how: 0 });
      const document = bench.emulator.fn.document(documentNumber);
      expect(document).toMatchObject({ form: 3, fiscalSign: Number(fiscalSign) });
    }
    await bench.call(p5Commands.beginShiftClosing, { flags: 0 });
    await bench.call(p5Commands.closeShift, { how: 0 });
    expect(bench.emulator.receipts.map((one) => fieldValue(one, 'settlementType'))).toEqual([1, 2, 3, 4]);
    expect(bench.emulator.receipts.map((one) => fieldValue(one, 'totalSum'))).toEqual([
      10_001, 10_002, 10_003, 10_004,
    ]);
    expect(fieldValue(bench.emulator.lastReceipt ?? expect.fail('none'), 'cashier')).toBe('Кассир №1 $');
    expect(bench.emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 3, 3, 3, 5]);
  });

  it('keep every field of a position, and texts in plain CP866', async () => {
    await using bench = await P5Bench.open();
    await bench.openShift();
    await bench.call(openReceipt, { type: 1, flags: 1, taxationSystems: 2 });
    expect(await bench.attribute(1008, 'a@b.ru')).toBe('00');
    expect(await bench.attribute(2, '1.5', '1')).toBe('00');
    await bench.call(p5Commands.beginPosition);
    expect(await bench.attribute(1191, 'реквизит № 5 — $')).toBe('00');
    await bench.call(p5Commands.endPosition, {
      ...ITEM,
      quantity: 1500,
      sum: 15_000,
      tax: 1,
      method: 1,
      subject: 4,
    });
    await bench.call(p5Commands.payment, { type: 1, sum: 10_000, own: 0 });
    await bench.call(p5Commands.payment, { type: 1, sum: 5000, own: 3 });
    await bench.call(closeReceipt, { how: 0 });
    const receipt = bench.emulator.lastReceipt ?? expect.fail('none');
    const item = fieldValue(receipt, 'item');
    expect(fieldValue(receipt, 'taxationType')).toBe(2);
    expect(fieldValue(receipt, 'cashlessSum')).toBe(15_000);
    expect(fieldValue(receipt, 'buyerContact')).toBe('a@b.ru');
    expect(JSON.stringify(item)).toContain('реквизит № 5');
  });

  it('round a receipt by its total, and tell the sums', async () => {
    await using bench = await P5Bench.open();
    await bench.openShift();
    await bench.call(openReceipt, { type: 1, flags: 0, taxationSystems: 1 });
    await bench.item({ price: 10_055, sum: 10_055 });
    expect(await bench.code(p5Commands.setTotal, { sum: 10_056 })).toBe('TD');
    expect(await bench.code(p5Commands.setTotal, { sum: 10_000 })).toBe('00');
    expect(await bench.code(closeReceipt, { how: 0 })).toBe('TD');
    await bench.call(p5Commands.payment, { type: 0, sum: 12_000, own: 0 });
    expect(await bench.call(p5Commands.getReceiptSums)).toEqual({
      total: 10_000,
      remainder: 0,
      change: 2000,
    });
    await bench.call(closeReceipt, { how: 0 });
    expect(await bench.call(p5Commands.getReceiptSums)).toEqual({
      total: 10_000,
      remainder: 0,
      change: 2000,
    });
    expect(await bench.call(p5Commands.getShiftPayments, { type: 1 })).toMatchObject({
      count: 1,
      cash: 10_000,
    });
  });

  it('make corrections of one sum', async () => {
    await using bench = await P5Bench.open();
    await bench.openShift();
    await bench.call(openReceipt, { type: 12, flags: 0, taxationSystems: 1 });
    const basis = writeTlv([
      { tag: 1178, value: Uint8Array.of(0, 0xff, 0x6a, 0x69) },
      { tag: 1179, value: encodeP5Text('5') },
    ]);
    expect(await bench.attribute(1173, Uint8Array.of(0))).toBe('00');
    expect(await bench.attribute(tagById('correctionBasis').tag, basis)).toBe('00');
    await bench.call(p5Commands.setTotal, { sum: 12_000 });
    expect(await bench.call(getState)).toMatchObject({
      document: 12,
      stage: p5Stage.notSigned | p5Stage.total,
    });
    expect(await bench.attribute(1102, Uint8Array.of(0xd0, 7, 0, 0))).toBe('00');
    await bench.call(p5Commands.payment, { type: 1, sum: 12_000, own: 0 });
    await bench.call(closeReceipt, { how: 0 });
    const correction = bench.emulator.lastReceipt ?? expect.fail('none');
    expect([correction.form, fieldValue(correction, 'totalSum')]).toEqual([31, 12_000]);
  });

  it('are refused out of their order, with the codes of this protocol', async () => {
    await using bench = await P5Bench.open();
    expect(await bench.code(openReceipt, { type: 1, flags: 0, taxationSystems: 1 })).toBe('6a');
    expect(await bench.code(p5Commands.beginShiftClosing, { flags: 0 })).toBe('6a');
    expect(await bench.code(cancelReceipt)).toBe('4a');
    await bench.openShift();
    expect(await bench.code(p5Commands.beginShift, { flags: 0 })).toBe('7a');
    expect(await bench.code(closeReceipt, { how: 0 })).toBe('4a');
    expect(await bench.code(openReceipt, { type: 99, flags: 0, taxationSystems: 1 })).toBe('QD');
    await bench.receipt();
    expect(await bench.code(openReceipt, { type: 1, flags: 0, taxationSystems: 1 })).toBe('3a');
    expect(await bench.code(cancelReceipt)).toBe('00');
    expect(await bench.call(getState)).toMatchObject({ document: 0, stage: 0 });
    await bench.clock.advance(25 * 60 * 60 * 1000);
    expect(await bench.code(openReceipt, { type: 1, flags: 0, taxationSystems: 1 })).toBe('5a');
  });

  it('count cash in a non-fiscal document', async () => {
    await using bench = await P5Bench.open();
    await bench.openShift();
    const cash = (tag: number, sum: string) => ({ attribute: writeTlv([{ tag, value: encodeP5Text(sum) }]) });
    expect(await bench.code(p5Commands.cashInOut, cash(1, '100'))).toBe('4a');
    await bench.call(openReceipt, { type: 20, flags: 0, taxationSystems: 0 });
    expect(await bench.code(p5Commands.cashInOut, cash(1, '100.5'))).toBe('00');
    expect(await bench.code(p5Commands.cashInOut, cash(2, '200'))).toBe('2b');
    expect(await bench.code(p5Commands.cashInOut, cash(2, '0.5'))).toBe('00');
    await bench.call(closeReceipt, { how: 0 });
    expect(await bench.counter(p5Counter.cash)).toBe('100');
    expect(await bench.counter(p5Counter.cashInCount)).toBe('1');
    expect(await bench.counter(p5Counter.cashOutSum)).toBe('0.5');
  });

  it('are signed when the paper ends, and gone on with', async () => {
    await using bench = await P5Bench.open({ model: '30F' });
    await bench.openShift();
    await bench.receipt();
    bench.emulator.paper.out({ after: 3 });
    expect(await bench.code(closeReceipt, { how: 0 })).toBe('12');
    expect(bench.emulator.receipts).toHaveLength(1);
    expect(await bench.call(getState)).toMatchObject({ document: 1, stage: p5Stage.notPrinted });
    expect(await bench.code(closeReceipt, { how: 1 })).toBe('12');
    bench.emulator.paper.load();
    expect(await bench.code(closeReceipt, { how: 1 })).toBe('00');
    expect(await bench.call(getState)).toMatchObject({ document: 0, stage: 0 });
    expect(bench.emulator.receipts).toHaveLength(1);
  });

  it('leave a healthy receipt alone when they are gone on with', async () => {
    await using bench = await P5Bench.open({ model: '30F' });
    await bench.openShift();
    await bench.receipt();
    expect(await bench.code(closeReceipt, { how: 1 })).toBe('00');
    expect(bench.emulator.receipts).toHaveLength(0);
    await bench.call(closeReceipt, { how: 0 });
    expect(bench.emulator.receipts).toHaveLength(1);
  });

  it('register a new register, and close its FN', async () => {
    await using bench = await P5Bench.open({ registered: false });
    expect(await bench.code(p5Commands.beginShift, { flags: 0 })).toBe('8a');
    await bench.call(p5Commands.beginRegistration, { how: 0, kind: 0, ffd: 2 });
    const number = bench.emulator.registration.registrationNumber;
    const fields: ReadonlyArray<readonly [number, Uint8Array | string]> = [
      [1048, 'ООО «Ромашка»'],
      [1018, '7707083893'],
      [1037, number],
      [1009, 'Москва'],
      [1187, 'Магазин'],
      [1062, Uint8Array.of(1)],
      [1017, '7702203276'],
      [1046, 'ОФД'],
    ];
    for (const [tag, value] of fields) expect(await bench.attribute(tag, value)).toBe('00');
    expect(await bench.code(p5Commands.registerFn, { how: 0 })).toBe('00');
    expect(await bench.call(p5Commands.getRegistrationNumber)).toEqual({
      registrationNumber: number,
      inn: '7707083893',
    });
    expect(await bench.call(p5Commands.getLastRegistration)).toMatchObject({ count: 1, documentNumber: 1 });
    await bench.call(p5Commands.beginFnClosing, { flags: 0 });
    expect(await bench.code(p5Commands.closeFn, { how: 0 })).toBe('00');
    expect(bench.emulator.fn.documents().map(({ form }) => form)).toEqual([1, 6]);
  });
});
