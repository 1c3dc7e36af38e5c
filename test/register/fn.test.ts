import { describe, expect, it } from 'vitest';
import { fieldValue, toNamed } from '../../src/fiscal/index.js';
import { deviceError } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

describe.each(worlds)('questions to the FN over $name', (world) => {
  const bench = benches(world);
  const dateTime = '2026-11-21T10:00:00';

  it('tells its state', async () => {
    const { kkt, emulator } = await bench({ dateTime });
    expect(await kkt.fn.state()).toEqual({
      number: emulator.fn.number,
      phase: 'fiscal',
      shiftOpen: false,
      warnings: {
        replaceUrgently: false,
        resourceNearEnd: false,
        memoryNearFull: false,
        ofdTimeout: false,
        critical: false,
      },
      lastDocument: 1,
      lastDateTime: '2026-11-21T10:00',
      current: undefined,
    });
    expect(await kkt.fn.number()).toBe(emulator.fn.number);
    expect(await kkt.fn.version()).toEqual({ version: emulator.fn.state.version, debug: true });
    expect(await kkt.fn.validity()).toEqual({
      validUntil: emulator.fn.validUntil(),
      registrationsDone: 1,
      registrationsLeft: 11,
    });
    expect(await kkt.fn.shift()).toEqual({ open: false, number: 0, receipts: 0 });
  });

  it('names the document that the FN is forming', async () => {
    const { kkt, emulator } = await bench();
    emulator.override('fnGetStatus', async (_request, next) => ({
      ...(await next()),
      currentDocument: 0x14,
      documentData: 1,
      warnings: 0x8a,
    }));
    const state = await kkt.fn.state();
    expect(state.current).toEqual({ form: 31, code: 0x14, complete: true });
    expect(state.warnings).toMatchObject({ resourceNearEnd: true, ofdTimeout: true, critical: true });
  });

  it('finds documents and reads them whole', async () => {
    const { kkt, emulator } = await bench({ dateTime });
    await kkt.openShift();
    const sale = await kkt.issue(yardstick);
    expect(await kkt.fn.shift()).toEqual({ open: true, number: 1, receipts: 1 });
    expect(await kkt.fn.findDocument(2)).toMatchObject({ form: 2, number: 2, shiftNumber: 1 });
    expect(await kkt.fn.findDocument(sale.documentNumber)).toEqual({
      number: 3,
      form: 3,
      name: 'кассовый чек',
      dateTime: '2026-11-21T10:00',
      fiscalSign: sale.fiscalSign,
      ticket: false,
      settlementType: 'sell',
      totalKopecks: 21250,
    });
    const document = await kkt.fn.readDocument(sale.documentNumber);
    expect(document).toEqual(emulator.lastReceipt);
    expect(document && fieldValue(document, 'totalSum')).toBe(21250);
    expect(document && JSON.parse(JSON.stringify(toNamed(document)))).toMatchObject({
      form: 3,
      fields: { totalSum: 21250, userInn: emulator.registration.inn },
    });
    expect(await kkt.fn.findDocument(99)).toBeUndefined();
    expect(await kkt.fn.readDocument(99)).toBeUndefined();
  });

  it('keeps what the index says of a registration as bytes', async () => {
    const { kkt } = await bench();
    const found = await kkt.fn.findDocument(1);
    expect(found).toMatchObject({ form: 1, ticket: false });
    expect(found?.rest).toMatch(/^([0-9A-F]{2}){34}$/);
  });

  it('tells what waits for the operator and the ticket that came', async () => {
    const { kkt, emulator } = await bench({ dateTime });
    expect(await kkt.fn.ofdStatus()).toEqual({
      connected: false,
      messageWaiting: true,
      waitingForTicket: false,
      commandFromOfd: false,
      settingsChanged: false,
      waitingForAnswer: false,
      reading: false,
      unsentCount: 1,
      firstUnsent: 1,
      firstUnsentDateTime: '2026-11-21T10:00',
    });
    expect(await kkt.fn.ticket(1)).toBeUndefined();
    const sign = Uint8Array.from({ length: 18 }, (_, i) => i);
    emulator.override('fnFindTicket', () => ({ dateTime: '2026-11-21T10:05', ofdSign: sign, number: 1 }));
    expect(await kkt.fn.ticket(1)).toEqual({
      documentNumber: 1,
      dateTime: '2026-11-21T10:05',
      ofdSign: '000102030405060708090A0B0C0D0E0F1011',
    });
    emulator.override('fnFindTicket', () => ({ dateTime: '2026-11-21T10:05', ofdSign: sign }));
    expect((await kkt.fn.ticket(1))?.documentNumber).toBe(1);
    emulator.override('fnGetOfdStatus', async (_request, next) => ({
      ...(await next()),
      status: 0x3d,
      reading: 1,
      unsentCount: 0,
    }));
    const status = await kkt.fn.ofdStatus();
    expect(status).toMatchObject({
      connected: true,
      messageWaiting: false,
      waitingForAnswer: true,
      reading: true,
    });
    expect(status.firstUnsent).toBeUndefined();
  });

  it('puts the failures of the exchange into words', async () => {
    const { kkt, emulator } = await bench();
    expect(await kkt.fn.ofdErrors()).toMatchObject({ network: { code: 0 }, documentNumber: 0 });
    emulator.override('readRegister', (request, next) =>
      request.register === 0x2b
        ? { value: Uint8Array.of(0x05, 0x00, 0x08, 0, 0, 0, 0, 0x12, 0x30) }
        : next(request),
    );
    expect(await kkt.fn.ofdErrors()).toEqual({
      network: { code: 5, text: expect.stringMatching(/\p{Script=Cyrillic}/u) },
      ofd: { code: 0, text: expect.any(String) },
      fn: { code: 8, text: expect.stringMatching(/\p{Script=Cyrillic}/u) },
      documentNumber: 12,
      fnCommand: 0x30,
    });
  });

  it('decodes the registration', async () => {
    const registration = { user: 'ИП Петров', agents: 0x21, taxationSystems: 0x03, internetOnly: true };
    const { kkt, emulator } = await bench({ dateTime, registration });
    const report = await kkt.fn.registration();
    expect(report).toMatchObject({
      report: 1,
      dateTime: '2026-11-21T10:00:00',
      documentNumber: 1,
      owner: { name: 'ИП Петров', inn: emulator.registration.inn },
      registrationNumber: emulator.registration.registrationNumber,
      serialNumber: emulator.serialNumber,
      fnNumber: emulator.fn.number,
      taxations: ['osn', 'usnIncome'],
      agents: ['bankPayingAgent', 'commissionAgent'],
      ffd: { document: '1.05', device: '1.05', fn: '1.05' },
    });
    expect(report?.modes).toMatchObject({ internetOnly: true, offline: false, excise: true });
    expect(report?.fields['userName']).toBe('ИП Петров');
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(await kkt.fn.registration(1)).toEqual(report);
    expect(await kkt.fn.registration(2)).toBeUndefined();
  });

  it('has no registration when there is none', async () => {
    const { kkt, sent } = await bench({ registered: false });
    expect(await kkt.fn.registration()).toBeUndefined();
    expect(sent).toEqual(['fnGetValidity']);
  });

  it('reads single requisites of the registration, long ones in blocks', async () => {
    const user = 'Общество с ограниченной ответственностью '.repeat(5).trim();
    const { kkt, bytes } = await bench({ registration: { user } });
    const tag = { tag: 1048, id: 'userName', name: 'наименование пользователя', value: user };
    expect(await kkt.fn.registrationTag('userName')).toEqual(tag);
    expect(bytes).toEqual(['E9 18 04 00', 'E9 18 04 01', 'E9 18 04 02']);
    expect(await kkt.fn.registrationTag(1048, { report: 1 })).toEqual(tag);
    expect(await kkt.fn.registrationTag(1162)).toBeUndefined();
    expect(await kkt.fn.registrationTag(1162, { report: 1 })).toBeUndefined();
    expect(await kkt.fn.registrationTag(1048, { report: 5 })).toBeUndefined();
  });

  it('refuses an id that no tag has before anything is sent', async () => {
    const { kkt, sent } = await bench();
    await expect(kkt.fn.registrationTag('ownerName' as 'userName')).rejects.toMatchObject({
      name: 'ValidationError',
      outcome: 'not-sent',
      problems: [{ path: 'tag', code: 'TAG_UNKNOWN', value: 'ownerName' }],
    });
    await expect(kkt.fn.findDocument(-1)).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'RANGE',
      field: 'documentNumber',
      value: -1,
      outcome: 'not-sent',
    });
    expect(sent).toEqual([]);
  });

  it('gives what the FN keeps for the service', async () => {
    const { kkt, emulator } = await bench();
    emulator.override('fnGetErrorDetail', ({ block }) => ({ blocks: 2, data: Uint8Array.of(block, 0xaa) }));
    emulator.override('readRegister', (request, next) => {
      if (request.register === 0x32) throw deviceError(0x6c);
      return next(request);
    });
    expect(await kkt.fn.errorDetail()).toEqual({ detail: '00AA01AA', info: '0000', moreInfo: undefined });
  });

  it('throws what the FN refuses for another reason', async () => {
    const { kkt, emulator } = await bench();
    for (const name of ['fnGetStatus', 'fnFindDocument', 'fnStartReadDocument'] as const)
      emulator.override(name, () => {
        throw deviceError(0xd2);
      });
    await expect(kkt.fn.state()).rejects.toMatchObject({ name: 'DeviceError', status: 0xd2 });
    await expect(kkt.fn.findDocument(1)).rejects.toMatchObject({ status: 0xd2 });
    await expect(kkt.fn.readDocument(1)).rejects.toMatchObject({ status: 0xd2 });
  });

  it('does not take a document for whole when its reading fails', async () => {
    const { kkt, emulator } = await bench();
    let left = 3;
    emulator.override('fnReadDocumentTlv', (_request, next) => {
      if (left-- === 0) throw deviceError(0xd5);
      return next();
    });
    await expect(kkt.fn.readDocument(1)).rejects.toMatchObject({ status: 0xd5 });
  });
});
