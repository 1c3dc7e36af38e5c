import { describe, expect, test } from 'vitest';
import {
  type Emulator,
  type EmulatorOptions,
  type OfdBehaviour,
  OfdServer,
} from '../../src/emulator/index.js';
import { decodeDocument, fieldValue } from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, encodeSetting, settings } from '../../src/protocol/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { bench, type Host, START } from './support.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const clean = { network: 0, ofd: 0, fn: 0, documentNumber: 0, fnCommand: 0 };

/** A register and its operator on a line inside the process; all live by one clock. */
function pair(behaviour: OfdBehaviour = {}, options: EmulatorOptions = {}) {
  const clock = new VirtualClock();
  const server = new OfdServer({ ...behaviour, clock, dateTime: START });
  return { ...bench({ clock, ofd: server.transport(), ...options }), clock, server };
}

const errorsOf = (host: Host) => host.register(registers.ofdErrors);
const statusOf = (host: Host) => host.call(commands.fnGetOfdStatus);
const numbers = (server: OfdServer) => server.messages.map(({ documentNumber }) => documentNumber);

/** Lets what is ready happen, without any time. */
const settle = (clock: VirtualClock) => clock.advance(0);

async function unsent({ fn }: Emulator, host: Host): Promise<number> {
  const { count } = await host.register(registers.unsentCount);
  expect(count).toBe(fn.queue().count);
  expect((await statusOf(host)).unsentCount).toBe(count);
  return count;
}

describe('exchange over TCP', () => {
  test('every document gets its ticket, and the register tells of it', async () => {
    await using server = await OfdServer.listen();
    const { host, emulator } = bench({ ofd: server.url });
    await using _ = emulator;
    await host.openShift();
    for (let i = 1; i <= 3; i++) await host.sell(i * 100);
    await host.closeShift();
    await emulator.ofd.drained();
    expect(numbers(server)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(server.messages.every(({ answer, problems }) => answer === 0 && problems.length === 0)).toBe(true);
    const stored = emulator.fn.documents();
    expect(server.documents).toEqual(stored.map(({ bytes }) => decodeDocument(bytes)));
    expect(await unsent(emulator, host)).toBe(0);
    expect(await statusOf(host)).toEqual({
      status: 0,
      reading: 0,
      unsentCount: 0,
      firstUnsent: 0,
      firstUnsentDate: '',
    });
    expect(await errorsOf(host)).toEqual(clean);
    for (const documentNumber of [1, 4, 6]) {
      expect(await host.call(commands.fnFindDocument, { documentNumber })).toMatchObject({ ticket: 1 });
      const ticket = await host.call(commands.fnFindTicket, { documentNumber });
      expect(ticket).toMatchObject({
        number: documentNumber,
        dateTime: emulator.fn.ticket(documentNumber)?.dateTime,
      });
      expect(ticket.ofdSign).toEqual(emulator.fn.ticket(documentNumber)?.sign);
      expect(ticket.ofdSign.some((byte) => byte !== 0)).toBe(true);
    }
    const last = emulator.fn.ticket(6)?.dateTime;
    expect((await host.register(registers.lastSentDateTime)).dateTime).toBe(`${last}:00`);
  });

  test('the address may come from a host that writes table 19', async () => {
    await using server = await OfdServer.listen();
    const { host, emulator, clock } = bench({ ofd: 'tables' });
    await using _ = emulator;
    await host.openShift();
    expect(await unsent(emulator, host)).toBe(2);
    const { hostname, port } = new URL(server.url);
    await host.mode(4);
    const values = { ofdAddress: hostname, ofdPort: Number(port), ofdChannel: 2 } as const;
    for (const [name, value] of Object.entries(values)) {
      const { table, row, field } = settings[name as keyof typeof values];
      const { value: old } = await host.call(commands.readTable, { table, row, field });
      const bytes = encodeSetting(settings[name as keyof typeof values], value as never, old);
      await host.call(commands.writeTable, { table, row, field, value: bytes });
    }
    await host.mode(1);
    await clock.advance(MINUTE);
    await emulator.ofd.drained();
    expect(numbers(server)).toEqual([1, 2]);
  });

  test('is off unless asked for', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await emulator.ofd.send();
    await emulator.ofd.drained();
    expect(await unsent(emulator, host)).toBe(2);
    expect(await errorsOf(host)).toEqual(clean);
  });

  test.each(['ofd.example.ru', 'tcp://', 'tcp://127.0.0.1', 'tcp://127.0.0.1:0', 'http://127.0.0.1:1'])(
    'the option does not take %s',
    (ofd) => {
      expect(() => bench({ ofd })).toThrow(
        expect.objectContaining({ problems: [expect.objectContaining({ path: 'ofd' })] }),
      );
    },
  );
});

describe('an operator that', () => {
  test('takes its time is waited for, one document after another', async () => {
    const { host, emulator, server, clock } = pair({ delay: 10_000 });
    await host.openShift();
    await settle(clock);
    // 01 connected, 02 a message waits, 04 for the ticket.
    expect(await statusOf(host)).toMatchObject({ status: 0x07, unsentCount: 2, firstUnsent: 1 });
    await clock.advance(9_999);
    expect(await unsent(emulator, host)).toBe(2);
    await clock.advance(1);
    expect(await statusOf(host)).toMatchObject({ status: 0x07, unsentCount: 1, firstUnsent: 2 });
    await clock.advance(10_000);
    expect(await statusOf(host)).toMatchObject({ status: 0, unsentCount: 0 });
    expect(numbers(server)).toEqual([1, 2]);
    expect(emulator.fn.ticket(2)?.dateTime).toBe('2026-03-02T09:00');
  });

  test('takes longer than the register waits has taken nothing', async () => {
    const { host, emulator, server, clock } = pair({ delay: 6 * MINUTE });
    await clock.advance(5 * MINUTE - 1);
    expect(await errorsOf(host)).toEqual(clean);
    await clock.advance(1);
    expect(await errorsOf(host)).toEqual({ ...clean, network: 5, documentNumber: 1 });
    expect(await statusOf(host)).toMatchObject({ status: 0x02 });
    await server.behave();
    await clock.advance(30_000);
    expect(await unsent(emulator, host)).toBe(0);
    expect(server.messages.map(({ repeated }) => repeated)).toEqual([false, true]);
    expect(server.documents).toHaveLength(1);
  });

  test.each([
    [14, 0x10],
    [11, 0],
  ])('refuses with %d: the document stays until it is taken', async (refuse, warning) => {
    const { host, emulator, server, clock } = pair({ refuse });
    await settle(clock);
    expect(await errorsOf(host)).toEqual({ ...clean, ofd: refuse, documentNumber: 1 });
    expect((await host.call(commands.fnGetStatus)).warnings).toBe(warning);
    expect(await host.status(commands.fnFindTicket, { documentNumber: 1 })).toBe('DA');
    await host.openShift();
    expect(await unsent(emulator, host)).toBe(2);
    await server.behave();
    await clock.advance(30_000);
    expect(await errorsOf(host)).toEqual(clean);
    expect((await host.call(commands.fnGetStatus)).warnings).toBe(0);
    expect(await unsent(emulator, host)).toBe(0);
  });

  test.each([
    ['silent', { network: 5 }],
    ['hangUp', { network: 6 }],
    ['gone', { network: 2 }],
  ] as const)('vanishes (%s): nothing is lost, the queue drains afterwards', async (vanish, codes) => {
    const { host, emulator, server, clock } = pair();
    await settle(clock);
    expect(await unsent(emulator, host)).toBe(0);
    await server.behave({ vanish });
    await host.openShift();
    await host.sell();
    await clock.advance(5 * MINUTE);
    expect(await errorsOf(host)).toEqual({ ...clean, ...codes, documentNumber: 2 });
    const { firstUnsent, firstUnsentDate } = await statusOf(host);
    expect([firstUnsent, firstUnsentDate]).toEqual([2, '2026-03-02T09:00']);
    await server.behave();
    await clock.advance(6 * MINUTE);
    expect(await unsent(emulator, host)).toBe(0);
    expect(server.documents).toHaveLength(3);
    expect(await errorsOf(host)).toEqual(clean);
  });

  test('does not listen on TCP for a while is found again on the same port', async () => {
    await using server = await OfdServer.listen();
    const { host, emulator, clock } = bench({ ofd: server.url });
    await using _ = emulator;
    await emulator.ofd.drained();
    await server.behave({ vanish: 'gone' });
    await host.openShift();
    await emulator.ofd.send();
    expect(await errorsOf(host)).toEqual({ ...clean, network: 2, documentNumber: 2 });
    await server.behave();
    await clock.advance(30_000);
    await emulator.ofd.drained();
    expect(numbers(server)).toEqual([1, 2]);
  });
});

describe('polling', () => {
  test('ten tries, half a minute apart; then once a minute; a new document is a new reason', async () => {
    const { host, server, clock } = pair({ vanish: 'hangUp' });
    await clock.advance(9 * 30_000);
    expect(server.messages).toHaveLength(10);
    await clock.advance(59_999);
    expect(server.messages).toHaveLength(10);
    await clock.advance(1);
    expect(server.messages).toHaveLength(11);
    await host.openShift();
    await settle(clock);
    expect(server.messages).toHaveLength(12);
    expect(numbers(server).every((number) => number === 1)).toBe(true);
  });

  test('a register without an operator sends nothing', async () => {
    const { host, emulator, server, clock } = pair({}, { registration: { offline: true } });
    await host.openShift();
    await host.sell();
    await clock.advance(DAY / 2);
    expect(server.messages).toEqual([]);
    expect(await unsent(emulator, host)).toBe(0);
  });

  test('two days without tickets are told in the closing of the shift (tag 1053)', async () => {
    const { host, emulator, server, clock } = pair();
    await settle(clock);
    await server.behave({ vanish: 'gone' });
    await host.openShift();
    await clock.advance(DAY / 2);
    await host.closeShift();
    const flag = () => {
      const { bytes } = emulator.fn.documents().at(-1) as { bytes: Uint8Array };
      const document = decodeDocument(bytes);
      return [document.form, fieldValue(document, 'ofdTimeout'), fieldValue(document, 'unsentCount')];
    };
    expect(flag()).toEqual([5, undefined, 1]);
    await clock.advance(2 * DAY);
    await host.openShift();
    expect((await host.call(commands.fnGetStatus)).warnings).toBe(0x08);
    await host.closeShift();
    expect(flag()).toEqual([5, 1, 3]);
    await server.behave();
    await clock.advance(MINUTE);
    expect((await host.call(commands.fnGetStatus)).warnings).toBe(0);
    await host.openShift();
    await host.closeShift();
    expect(flag()).toEqual([5, undefined, 0]);
  });

  test('a closed FN is only an archive when the last document is taken', async () => {
    const { emulator, server, clock } = pair({ vanish: 'gone' });
    await emulator.closeFn();
    await settle(clock);
    expect(emulator.fn.phase).toBe(7);
    await server.behave();
    await clock.advance(30_000);
    expect(emulator.fn.phase).toBe(15);
  });

  test('ends with the register', async () => {
    const { emulator, server, clock } = pair({ vanish: 'silent' });
    await settle(clock);
    await emulator.close();
    await emulator.ofd.drained();
    await server.behave();
    await clock.advance(DAY);
    expect(server.messages).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });
});
