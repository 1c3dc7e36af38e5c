import { describe, expect, test } from 'vitest';
import { decodeDocument, fieldValue } from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, fnPhase, fnWarning } from '../../src/protocol/index.js';
import { bench, DAY } from './support.js';

const { openReceipt, openShift, closeReceipt, fnGetStatus } = commands;
const sale = { flags: 0, type: 1 };
const ticket = { dateTime: '2026-03-03T10:00', sign: new Uint8Array(18) };

describe('an FN that is replaced', () => {
  test('the old one goes through all phases, the new one begins with form 11 and reason 1', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await host.sell();
    await host.closeShift();
    const owner = emulator.registration;
    await emulator.closeFn();
    expect(emulator.fn.phase).toBe(fnPhase.postFiscal);
    expect(await host.status(openShift, { flags: 0 })).toBe('D4');
    while (emulator.fn.queue().count > 0) emulator.fn.accept(emulator.fn.queue().number, ticket);
    expect(emulator.fn.phase).toBe(fnPhase.archive);

    await emulator.insertFn({ number: '9999078900000222' });
    expect(await host.call(fnGetStatus)).toMatchObject({
      phase: fnPhase.ready,
      lastDocument: 0,
      fnNumber: '9999078900000222',
    });
    await host.mode(1);
    expect(await host.status(openShift, { flags: 0 })).toBe('D4');
    const document = decodeDocument((await emulator.register()).bytes);
    expect(document.form).toBe(11);
    expect(fieldValue(document, 'reregistrationReason')).toBe(1);
    expect(fieldValue(document, 'docNumber')).toBe(1);
    expect(emulator.registration).toEqual(owner);
    await host.openShift();
    await host.sell();
    expect(fieldValue(emulator.lastReceipt ?? [], 'shiftNumber')).toBe(1);
    // What the register itself counts goes on.
    expect(await host.register(registers.nonResettableSum, 1)).toEqual({ sum: 200_00 });
  });

  test('the receipt of the storage before is not that of the new one', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await host.sell();
    await host.closeShift();
    await emulator.insertFn({});
    expect(emulator.lastReceipt).toBeUndefined();
    expect(emulator.receipts).toEqual([]);
    expect(emulator.fn.number).toMatch(/^99990789(?!02000001)\d{8}$/);
  });

  test('taken out, all that needs it is refused with D2', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await host.begin();
    await host.add();
    await emulator.removeFn();
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('D2');
    expect(await host.status(fnGetStatus)).toBe('D2');
    expect(await host.status(commands.readAttribute, { tag: 1018, block: 0 })).toBe('D2');
    expect(await host.status(commands.readRegister, { register: 0x34, p1: 0, p2: 0 })).toBe('D2');
    expect((await host.call(commands.getState)).receiptState).toBe(1);
    expect(await host.register(registers.cashSum)).toEqual({ sum: 0 });
    await emulator.insertFn();
    await host.close();
    expect(emulator.receipts).toHaveLength(1);
    await emulator.removeFn();
    expect(await host.status(openReceipt, sale)).toBe('D2');
    await host.mode(3);
    expect(await host.status(commands.closeShift)).toBe('D2');
  });

  test('taken out while it signs, the document never was', async () => {
    const { host, emulator, clock } = bench({ latency: 900 });
    const opening = host.openShift();
    await clock.advance(2000);
    await opening;
    await host.begin();
    await host.add();
    const closing = host.status(closeReceipt, { flags: 0, type: 1, sum: 0 });
    await clock.advance(100);
    emulator.fn.present = false;
    await clock.advance(900);
    expect(await closing).toBe('D2');
    emulator.fn.present = true;
    expect(emulator.fn.documents()).toHaveLength(2);
    expect(await host.register(registers.cashSum)).toEqual({ sum: 0 });
  });

  test.each([
    ['number', { number: '123' }],
    ['capacity', { capacity: 0 }],
    ['keyDays', { keyDays: 1.5 }],
    ['model', { model: '12' as '13' }],
    ['bufferBytes', { bufferBytes: -1 }],
    ['maxPositions', { maxPositions: Number.NaN }],
  ])('a wrong %s is named', async (path, options) => {
    const { emulator } = bench();
    await expect(emulator.insertFn(options)).rejects.toMatchObject({ code: 'INVALID', problems: [{ path }] });
    expect(emulator.fn.documents()).toHaveLength(1);
  });
});

describe('the life of the keys', () => {
  const modest = { taxationSystems: 2, agents: 0, excise: false };

  test.each([
    ['36', modest, 1110],
    ['36', { ...modest, taxationSystems: 1 }, 560],
    ['36', { ...modest, taxationSystems: 1, services: true }, 1110],
    ['36', { ...modest, agents: 0x40 }, 560],
    ['36', { ...modest, offline: true }, 560],
    ['36', { ...modest, excise: true }, 410],
    ['15', modest, 470],
    ['15', { ...modest, offline: true }, 410],
    ['13', modest, 410],
  ] as const)(
    'of a storage of %s months registered with %j is %i days',
    async (fnModel, registration, days) => {
      const { host, emulator } = bench({ fnModel, registration });
      const report = decodeDocument(emulator.fn.document(1)?.bytes ?? new Uint8Array());
      expect(fieldValue(report, 'fiscalKeyDays')).toBe(days);
      const until = new Date(Date.UTC(2026, 2, 2) + days * DAY).toISOString().slice(0, 10);
      expect(await host.call(commands.fnGetValidity)).toMatchObject({ date: until });
    },
  );

  test('is shortened by a change of the registration, and never prolonged', async () => {
    const { host, emulator } = bench({ registration: modest });
    await emulator.register({ agents: 0x40 });
    expect(await host.call(commands.fnGetValidity)).toMatchObject({ date: '2027-09-13' });
    await emulator.register({ agents: 0 });
    expect(await host.call(commands.fnGetValidity)).toMatchObject({ date: '2027-09-13' });
  });

  test('warnings stand in the reports of the shift, and the days that are left', async () => {
    const { host, clock, emulator } = bench({ fnKeyDays: 40, registration: { offline: true } });
    const last = () => decodeDocument(emulator.fn.documents().at(-1)?.bytes ?? new Uint8Array());
    await clock.advance(9 * DAY);
    await host.openShift();
    expect(fieldValue(last(), 'fnExhaustion')).toBeUndefined();
    await clock.advance(DAY);
    await host.closeShift();
    expect(fieldValue(last(), 'fnExhaustion')).toBe(1);
    expect(fieldValue(last(), 'fnReplaceUrgent')).toBeUndefined();
    expect(fieldValue(last(), 'fiscalKeyDays')).toBe(30);
    await clock.advance(27 * DAY);
    await host.openShift();
    expect(fieldValue(last(), 'fnReplaceUrgent')).toBe(1);
  });
});

describe('the memory of an FN', () => {
  test('warns the host at 90 %, the reports at 99 %, and ends', async () => {
    const { host, emulator } = bench({ fnCapacity: 200, registration: { offline: true } });
    const last = () => decodeDocument(emulator.fn.documents().at(-1)?.bytes ?? new Uint8Array());
    const fill = async (to: number) => {
      while (emulator.fn.documents().length < to) await host.sell();
    };
    const warnings = async () => (await host.call(fnGetStatus)).warnings;
    await host.openShift();
    await fill(178);
    await host.closeShift();
    expect(await warnings()).toBe(0);
    await host.openShift();
    expect(await warnings()).toBe(fnWarning.memoryNearFull);
    expect(fieldValue(last(), 'fnMemoryFull')).toBeUndefined();
    await fill(198);
    await host.closeShift();
    expect(fieldValue(last(), 'fnMemoryFull')).toBe(1);
    await host.openShift();
    expect(await host.status(openReceipt, sale)).toBe('D8');
    await host.closeShift();
    expect(await host.status(openShift, { flags: 0 })).toBe('D8');
    await emulator.closeFn();
    expect(emulator.fn.phase).toBe(fnPhase.archive);
  });

  test('has a buffer for what the operator has not got', async () => {
    const { host, emulator } = bench({ fnBufferBytes: 3000 });
    await host.openShift();
    while ((await host.status(openReceipt, sale)) === 'ok') {
      await host.add();
      await host.close();
    }
    expect(await host.status(openReceipt, sale)).toBe('EB');
    expect(emulator.fn.state.unsentBytes).toBeGreaterThanOrEqual(3000);
    emulator.fn.accept(1, ticket);
    expect(await host.status(openReceipt, sale)).toBe('ok');
    await host.add();
    await host.close();
    while (emulator.fn.queue().count > 0) emulator.fn.accept(emulator.fn.queue().number, ticket);
    expect(emulator.fn.state.unsentBytes).toBe(0);
  });

  test('takes so many positions and no more', async () => {
    const { host } = bench({ fnMaxPositions: 3 });
    await host.openShift();
    await host.begin();
    for (let i = 0; i < 3; i++) await host.add();
    await host.call(commands.beginPosition, {});
    expect(await host.item()).toBe('F3');
    await host.close();
  });

  test('counts receipts and shifts with two bytes', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    emulator.fn.state.shift.receipts = 0xffff;
    expect(await host.status(openReceipt, sale)).toBe('D4');
    await host.closeShift();
    emulator.fn.state.shift.number = 0xffff;
    expect(await host.status(openShift, { flags: 0 })).toBe('D4');
  });
});
