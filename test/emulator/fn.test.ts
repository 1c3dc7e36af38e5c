import { describe, expect, test } from 'vitest';
import { decodeDocument, field, fieldValue, parseTlv } from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, documentClosed, fnPhase, fnWarning } from '../../src/protocol/index.js';
import { bench, DAY } from './support.js';

const { openReceipt, closeReceipt, openShift, fnGetStatus, fnFindDocument } = commands;
const sale = { flags: 0, type: 1 };

describe('questions to the FN', () => {
  test('state, number, version, shift', async () => {
    const { host, emulator } = bench({ fnNumber: '9999078900012345' });
    await host.openShift();
    await host.sell();
    expect(await host.call(fnGetStatus)).toEqual({
      phase: fnPhase.fiscal,
      currentDocument: 0,
      documentData: 0,
      shift: 1,
      warnings: 0,
      dateTime: '2026-03-02T09:00',
      fnNumber: '9999078900012345',
      lastDocument: 3,
    });
    expect(await host.call(commands.fnGetNumber)).toEqual({ fnNumber: '9999078900012345' });
    expect(await host.call(commands.fnGetVersion)).toMatchObject({ type: 0 });
    expect(await host.call(commands.fnGetShiftState)).toEqual({ open: 1, shiftNumber: 1, receiptNumber: 1 });
    expect(await host.call(commands.fnGetValidity)).toEqual({
      // 36 months, shortened to 410 days: the register is registered for excise goods too.
      date: '2027-04-16',
      registrationsLeft: 11,
      registrationsDone: 1,
    });
    expect(emulator.fn.number).toBe('9999078900012345');
  });

  test('documents are found by number, and read requisite by requisite', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await host.sell(123_45);
    const stored = emulator.fn.document(3);
    expect(await host.call(fnFindDocument, { documentNumber: 3 })).toEqual({
      type: 3,
      ticket: 0,
      dateTime: '2026-03-02T09:00',
      number: 3,
      fiscalSign: stored?.fiscalSign,
      tail: Uint8Array.of(1, 0x39, 0x30, 0, 0, 0),
    });
    expect((await host.call(fnFindDocument, { documentNumber: 2 })).tail).toEqual(Uint8Array.of(1, 0));
    expect(await host.status(fnFindDocument, { documentNumber: 4 })).toBe('DA');
    expect(await host.status(commands.fnFindTicket, { documentNumber: 3 })).toBe('DA');

    expect(await host.status(commands.fnReadDocumentTlv)).toBe('DA');
    const { type, length } = await host.call(commands.fnStartReadDocument, { documentNumber: 3 });
    const [outer] = parseTlv(stored?.bytes ?? new Uint8Array());
    expect({ type, length }).toEqual({ type: 3, length: outer?.value.length });
    const read: number[] = [];
    for (const { tag, value } of parseTlv(outer?.value ?? new Uint8Array())) {
      const next = await host.call(commands.fnReadDocumentTlv);
      expect(next).toEqual({ tag, length: value.length, value });
      read.push(tag);
    }
    expect(read).toContain(1059);
    expect(await host.status(commands.fnReadDocumentTlv)).toBe('DA');
  });

  test('requisites of a registration, one or all', async () => {
    const { host } = bench();
    const one = (report: number, tag: number) =>
      host.call(commands.fnGetRegistrationTag, {
        first: 0,
        second: report,
        third: Uint8Array.of(tag & 255, tag >> 8),
      });
    expect(parseTlv((await one(1, 1018)).data)).toEqual([
      { tag: 1018, value: Uint8Array.from('7707083893  ', (char) => char.charCodeAt(0)) },
    ]);
    const whole = { first: 1, second: 0xff, third: Uint8Array.of(0xff) };
    expect(await host.call(commands.fnGetRegistrationTag, whole)).toMatchObject({ data: new Uint8Array() });
    const tags = [];
    while ((await host.status(commands.getStateCode)) === 'ok') {
      const next = await host.call(commands.fnReadRegistrationTlv).catch(() => undefined);
      if (!next) break;
      tags.push(next.tag);
    }
    expect(tags).toEqual(expect.arrayContaining([1018, 1037, 1062, 1048, 1209]));
    expect(await host.status(commands.fnGetRegistrationTag, { ...whole, first: 2 })).toBe('DA');
  });

  test('what waits for the operator', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    expect(await host.call(commands.fnGetOfdStatus)).toEqual({
      status: 0x02,
      reading: 0,
      unsentCount: 2,
      firstUnsent: 1,
      firstUnsentDate: '2026-03-02T09:00',
    });
    emulator.fn.accept(1, { dateTime: '2026-03-02T10:00', sign: new Uint8Array(18).fill(7) });
    expect(() => emulator.fn.accept(1, { dateTime: '2026-03-02T10:00', sign: new Uint8Array(18) })).toThrow();
    expect(await host.call(commands.fnGetOfdStatus)).toMatchObject({ unsentCount: 1, firstUnsent: 2 });
    expect(await host.call(commands.fnFindTicket, { documentNumber: 1 })).toMatchObject({
      dateTime: '2026-03-02T10:00',
      ofdSign: new Uint8Array(18).fill(7),
    });
    expect((await host.call(fnFindDocument, { documentNumber: 1 })).ticket).toBe(1);
    expect(await host.register(registers.unsentCount)).toEqual({ count: 1 });
    expect(await host.register(registers.lastSentDateTime)).toEqual({ dateTime: '2026-03-02T10:00:00' });
  });
});

describe('limits of the FN', () => {
  test('a receipt that was begun in time ends too late', async () => {
    const { host, clock } = bench();
    await host.openShift();
    await host.begin();
    await host.add();
    await clock.advance(DAY + 60_000);
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('F0');
    await host.call(commands.cancelReceipt);
    await host.closeShift();
  });

  test('a full FN takes no receipts, but the shift can be closed and the FN too', async () => {
    const { host, emulator } = bench({ fnCapacity: 10 });
    await host.openShift();
    while (emulator.fn.documents().length < 9) await host.sell();
    expect((await host.call(fnGetStatus)).warnings).toBe(fnWarning.memoryNearFull);
    await host.sell();
    expect(await host.status(openReceipt, sale)).toBe('D8');
    await host.closeShift();
    expect(await host.status(openShift, { flags: 0 })).toBe('D8');
    expect(fieldValue(decodeDocument((await emulator.closeFn()).bytes), 'userName')).toBe('ООО Ромашка');
    expect(emulator.fn.phase).toBe(fnPhase.postFiscal);
  });

  test('the clock does not go back', async () => {
    const { host, emulator, clock } = bench();
    await clock.advance(3600_000);
    await host.openShift();
    await host.begin();
    await host.add();
    emulator.state.clockOffset -= 1800_000;
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('D9');
    emulator.state.clockOffset += 1800_000;
    expect(await host.status(closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('ok');
  });

  test('after two days without the operator a flag, after thirty no receipts', async () => {
    const { host, clock, emulator } = bench();
    await clock.advance(2 * DAY);
    expect((await host.call(fnGetStatus)).warnings).toBe(fnWarning.ofdTimeout);
    await host.openShift();
    expect(fieldValue(decodeDocument(emulator.fn.document(2)?.bytes ?? new Uint8Array()), 'ofdTimeout')).toBe(
      1,
    );
    await clock.advance(28 * DAY + 60_000);
    expect(await host.status(openReceipt, sale)).toBe('88');
    await host.closeShift();
    expect(await host.status(openShift, { flags: 0 })).toBe('EF');
    emulator.fn.accept(1, { dateTime: '2026-04-01T10:00', sign: new Uint8Array(18) });
    expect(await host.status(openShift, { flags: 0 })).toBe('ok');
  });

  test('without an operator nothing waits', async () => {
    const { host, clock, emulator } = bench({ registration: { offline: true } });
    await clock.advance(40 * DAY);
    await host.openShift();
    await host.closeShift();
    expect((await host.call(commands.fnGetOfdStatus)).unsentCount).toBe(0);
    const close = decodeDocument(emulator.fn.document(3)?.bytes ?? new Uint8Array());
    expect(field(close, 'unsentCount')).toBeUndefined();
    expect(await emulator.closeFn()).toMatchObject({ form: 6 });
    expect(emulator.fn.phase).toBe(fnPhase.archive);
  });

  test('the keys end: warnings at 30 and 3 days, then only closing', async () => {
    const { host, clock } = bench({ fnKeyDays: 100, registration: { offline: true } });
    const warnings = async () => (await host.call(fnGetStatus)).warnings;
    await clock.advance(69 * DAY);
    expect(await warnings()).toBe(0);
    await clock.advance(DAY);
    expect(await warnings()).toBe(fnWarning.resourceNearEnd);
    await clock.advance(27 * DAY);
    expect(await warnings()).toBe(fnWarning.resourceNearEnd | fnWarning.replaceUrgently);
    await clock.advance(2.5 * DAY);
    await host.openShift();
    await clock.advance(DAY / 2);
    expect(await host.status(openReceipt, sale)).toBe('D7');
    await host.closeShift();
    expect(await host.status(openShift, { flags: 0 })).toBe('D7');
  });

  test('registrations are counted: one and eleven changes', async () => {
    const { host, emulator } = bench();
    for (let i = 0; i < 11; i++) await emulator.register({ place: `Магазин ${i}` });
    await expect(emulator.register()).rejects.toMatchObject({ status: 0xd4 });
    expect(await host.register(registers.fnValidity)).toMatchObject({
      registrationsDone: 12,
      registrationsLeft: 0,
    });
    expect((await host.register(registers.lastRegistration)).documentNumber).toBe(12);
  });

  test('the registration cannot change in an open shift', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await expect(emulator.register()).rejects.toMatchObject({ status: 0xd4 });
    await expect(emulator.closeFn()).rejects.toMatchObject({ status: 0xd4 });
    expect(emulator.fn.documents()).toHaveLength(2);
  });

  test('a new owner gets a new registration number', async () => {
    const { emulator } = bench();
    const before = emulator.registration.registrationNumber;
    await emulator.register({ inn: '500100732259' });
    expect(emulator.registration.registrationNumber).not.toBe(before);
    await expect(emulator.register({ inn: '123' })).rejects.toMatchObject({ code: 'INVALID' });
  });
});

describe('a new FN', () => {
  test('sells nothing until it is registered', async () => {
    const { host, emulator } = bench({ registered: false });
    await host.mode(1);
    expect(await host.status(openShift, { flags: 0 })).toBe('A8');
    expect(await host.status(openReceipt, sale)).toBe('A8');
    expect((await host.call(fnGetStatus)).phase).toBe(fnPhase.ready);
    expect((await host.call(commands.getState)).flags & 0x41).toBe(0);
    expect(documentClosed((await host.register(registers.lastDocument)).documentNumber).number).toBe(0);
    expect(await host.status(commands.readAttribute, { tag: 1018, block: 0 })).toBe('AC');
    await emulator.register();
    await host.openShift();
    await host.sell();
    expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3]);
  });

  test('of debug kind can be made new again', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    expect(await host.status(commands.fnInitDebug, {})).toBe('D4');
    await host.closeShift();
    expect(await host.status(commands.fnInitDebug, {})).toBe('ok');
    expect(emulator.fn.documents()).toHaveLength(0);
    expect((await host.call(fnGetStatus)).phase).toBe(fnPhase.ready);
    const serial = bench({ fnNumber: '9280440300200295' });
    expect(await serial.host.status(commands.fnInitDebug, {})).toBe('D4');
  });
});
