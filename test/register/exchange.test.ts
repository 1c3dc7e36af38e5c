import { afterEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { type CashRegister, type ConnectOptions, connect } from '../../src/index.js';
import { V3Device } from '../../src/link/device/v3.js';
import { commands, deviceError, deviceStatus } from '../../src/protocol/index.js';
import { memoryTransport } from '../../src/transport/memory.js';
import type { Transport } from '../../src/transport/transport.js';
import { yardstick } from '../support/receipts.js';
import { WireTap, withoutC5 } from '../support/wire.js';

const { busy, extendedInRegister37, invalidMode, noPaper, invalidSum } = deviceStatus;

const CALLS = [
  'openReceipt',
  'writeAttribute',
  'writeAttribute',
  'beginPosition',
  'endPosition',
  'beginPosition',
  'endPosition',
  'beginPosition',
  'endPosition',
  'payment',
  'closeReceipt',
];

describe('exchange', () => {
  const open: Array<CashRegister | Emulator> = [];
  let executed: string[] = [];

  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  /** A register in an open shift that has issued a receipt, so that all is known that does not change. */
  async function start(
    options: ConnectOptions = {},
    line: (emulator: Emulator) => Transport = (emulator) => emulator.transport(),
  ): Promise<{ emulator: Emulator; kkt: CashRegister; tap: WireTap }> {
    const emulator = new Emulator({ latency: 0 });
    const tap = new WireTap();
    const kkt = await connect(tap.watch(line(emulator)), { exchange: 'buffered', ...options });
    open.push(emulator, kkt);
    await kkt.openShift();
    await kkt.issue(yardstick);
    executed = [];
    emulator.onCommand(({ name, error }) => executed.push(error ? `${name} refused` : (name ?? '?')));
    tap.reset();
    return { emulator, kkt, tap };
  }

  const documents = (emulator: Emulator): number => emulator.receipts.length;

  it('waits three times for a receipt: for its opening, its contents, its closing', async () => {
    const { kkt, tap } = await start();
    await kkt.issue(yardstick);
    expect(kkt.exchange).toBe('buffered');
    expect(tap.turns).toBe(3);
    const serial = await start({ exchange: 'serial' });
    await serial.kkt.issue(yardstick);
    expect(serial.kkt.exchange).toBe('serial');
    expect(serial.tap.turns).toBe(12);
  });

  it('can be chosen for one receipt', async () => {
    const { kkt, tap } = await start({ exchange: 'serial' });
    await kkt.issue(yardstick, { exchange: 'buffered' });
    // The size of the register's buffer is asked once.
    expect(tap.turns).toBe(4);
    tap.reset();
    await kkt.issue(yardstick, { exchange: 'buffered' });
    expect(tap.turns).toBe(3);
    const wrong = { exchange: 'fast' as 'serial' };
    await expect(kkt.issue(yardstick, wrong)).rejects.toMatchObject({
      name: 'ValidationError',
      outcome: 'not-sent',
      problems: [{ path: 'exchange', code: 'OPTION_VALUE', value: 'fast' }],
    });
    const nowhere = new Emulator().transport();
    await expect(connect(nowhere, wrong)).rejects.toMatchObject({ problems: [{ path: 'exchange' }] });
    await expect(connect(nowhere, { queueLimit: 1 })).rejects.toMatchObject({
      problems: [{ path: 'queueLimit' }],
    });
  });

  it('closes nothing behind a refusal', async () => {
    const { emulator, kkt } = await start();
    const remove = emulator.override('endPosition', (request, next) => {
      if (request.name.includes('второй')) throw deviceError(invalidSum);
      return next(request);
    });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({
      status: invalidSum,
      command: 'endPosition',
      path: 'items[1]',
      outcome: 'refused',
    });
    remove();
    expect(executed.slice(0, 7)).toEqual([...CALLS.slice(0, 6), 'endPosition refused']);
    expect(executed).not.toContain('payment');
    expect(executed).not.toContain('closeReceipt');
    expect((await kkt.status()).receipt.open).toBe(false);
    await kkt.issue(yardstick);
    expect(documents(emulator)).toBe(2);
  });

  it('closes nothing when the payment does not settle the receipt', async () => {
    const { emulator, kkt } = await start();
    let first = true;
    emulator.override('payment', async (request, next) => {
      const answer = await next(request);
      const wrong = first;
      first = false;
      return wrong ? { ...answer, remainder: 100 } : answer;
    });
    const result = await kkt.issue(yardstick);
    expect(executed.filter((name) => name.startsWith('closeReceipt'))).toEqual(['closeReceipt']);
    expect(executed).toContain('cancelReceipt');
    expect(result.history?.map(({ text }) => text).join()).toContain('остаток 100');
    expect(documents(emulator)).toBe(2);
  });

  it('tells the extended reason of a refusal', async () => {
    const { emulator, kkt } = await start();
    emulator.override('payment', () => {
      throw deviceError(extendedInRegister37);
    });
    emulator.override('readRegister', (request, next) =>
      request.register === 0x37 ? { value: Uint8Array.of(invalidSum, 0x34, 0x12) } : next(request),
    );
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({
      status: invalidSum,
      extended: 0x1234,
      path: 'payments[0]',
    });
  });

  it('leaves the register free when the closing is refused', async () => {
    const { emulator, kkt } = await start();
    const remove = emulator.override('closeReceipt', () => {
      throw deviceError(noPaper);
    });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: noPaper, outcome: 'refused' });
    expect(executed.filter((name) => name.startsWith('closeReceipt'))).toEqual(['closeReceipt refused']);
    remove();
    await kkt.issue(yardstick);
    expect(documents(emulator)).toBe(2);
  });

  it.each([
    ['is busy', busy],
    ['was moved to another mode', invalidMode],
  ])('goes on one by one when the register %s', async (_, status) => {
    const { emulator, kkt } = await start();
    let times = 0;
    emulator.override('beginPosition', (request, next) => {
      if (times++ === 1) throw deviceError(status);
      return next(request);
    });
    const result = await kkt.issue(yardstick);
    expect(result.history).toBeUndefined();
    expect(executed).not.toContain('cancelReceipt');
    expect(executed.filter((name) => name === 'endPosition').length).toBe(3);
    expect(documents(emulator)).toBe(2);
    expect(kkt.exchange).toBe('buffered');
  });

  it('enters the mode that somebody else left', async () => {
    const { emulator, kkt } = await start();
    const stranger = await connect(emulator.transport());
    open.push(stranger);
    await stranger.call(commands.exitMode);
    expect((await kkt.issue(yardstick)).history).toBeUndefined();
    expect(documents(emulator)).toBe(2);
  });

  it('becomes serial, and says so, where the buffer is too small', async () => {
    const { emulator, kkt } = await start({ exchange: 'serial' }, small);
    const result = await kkt.issue(yardstick, { exchange: 'buffered' });
    expect(result.history?.map(({ text }) => text).join()).toContain('B1');
    expect(executed).not.toContain('cancelReceipt');
    executed = [];
    await kkt.issue(yardstick, { exchange: 'buffered' });
    expect(executed).toEqual([...CALLS, 'readRegister']);
    expect(documents(emulator)).toBe(3);
    const queued = await start({}, small);
    expect(queued.kkt.exchange).toBe('serial');
  });

  it('becomes serial, and says so, where C5 is not known', async () => {
    const { emulator, kkt } = await start({ exchange: 'serial' }, (one) => withoutC5(one.transport()));
    await kkt.issue(yardstick, { exchange: 'buffered' });
    // Requisites that come before the opening would be kept for whatever receipt is next.
    expect(executed.filter((name) => name !== 'readRegister')).toEqual(CALLS);
    executed = [];
    await kkt.issue(yardstick, { exchange: 'buffered' });
    expect(executed).toEqual([...CALLS, 'readRegister']);
    expect(documents(emulator)).toBe(3);
    const queued = await start({}, (one) => withoutC5(one.transport()));
    await queued.kkt.issue(yardstick);
    expect(queued.kkt.exchange).toBe('serial');
  });

  it('is serial over link v2', async () => {
    const { kkt } = await start({ link: 'v2' });
    expect(kkt.exchange).toBe('serial');
    await kkt.issue(yardstick, { exchange: 'buffered' });
    expect(executed.length).toBe(12);
  });

  it('sends no more than the register has room for', async () => {
    const { emulator, kkt, tap } = await start({ queueLimit: 3 });
    await kkt.issue(yardstick);
    expect(tap.mostTasks).toBe(3);
    const tight = new Emulator({ latency: 0 });
    tight.override('readRegister', (request, next) =>
      request.register === 0x19 ? { value: Uint8Array.of(0x01, 0x28) } : next(request),
    );
    const tightTap = new WireTap();
    const other = await connect(tightTap.watch(tight.transport()), { exchange: 'buffered' });
    open.push(tight, other);
    await other.openShift();
    await other.issue(yardstick);
    expect(tightTap.mostBytes).toBeLessThanOrEqual(128);
    expect(tightTap.mostTasks).toBeGreaterThan(1);
    expect(documents(emulator)).toBe(2);
  });

  it('takes 256 bytes for the room where the register does not tell', async () => {
    const emulator = new Emulator({ latency: 0 });
    const tap = new WireTap();
    emulator.override('readRegister', (request, next) => {
      if (request.register === 0x19) throw deviceError(invalidSum);
      return next(request);
    });
    const kkt = await connect(tap.watch(emulator.transport()), { exchange: 'buffered' });
    open.push(emulator, kkt);
    await kkt.openShift();
    await kkt.issue(yardstick);
    expect(tap.mostBytes).toBeLessThanOrEqual(256);
    expect(tap.mostBytes).toBeGreaterThan(128);
  });

  it('can be given up while it waits', async () => {
    const { emulator, kkt } = await start();
    const givesUp = new AbortController();
    const remove = emulator.override('endPosition', (request, next) => {
      givesUp.abort();
      return next(request);
    });
    await expect(kkt.issue(yardstick, { signal: givesUp.signal })).rejects.toMatchObject({
      name: 'AbortError',
      outcome: 'refused',
    });
    remove();
    expect(executed).not.toContain('closeReceipt');
    await kkt.issue(yardstick);
    expect(documents(emulator)).toBe(2);
    // A refusal stops the queue again.
    emulator.override('beginPosition', () => {
      throw deviceError(invalidSum);
    });
    executed = [];
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: invalidSum });
    expect(executed).not.toContain('endPosition');
  });

  it('reports every command to who measures', async () => {
    const { kkt } = await start();
    const seen: string[] = [];
    kkt.onCommand(({ command, ms, error }) => {
      expect(ms).toBeGreaterThanOrEqual(0);
      seen.push(error ? `${command} ${error}` : command);
    });
    await kkt.issue(yardstick);
    expect(seen).toEqual(executed);
  });

  /** A task buffer with room for two. */
  function small(emulator: Emulator): Transport {
    const device = new V3Device({ execute: (message) => emulator.execute(message), capacity: 2 });
    return memoryTransport((connection) => void device.serve(connection));
  }
});
