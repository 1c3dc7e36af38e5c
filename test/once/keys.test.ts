import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { OutcomeUnknownError } from '../../src/errors.js';
import { type ConnectOptions, connect, NotIssuedError } from '../../src/index.js';
import { commands, deviceError, deviceStatus } from '../../src/protocol/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { yardstick } from '../support/receipts.js';
import { FlakyTransport } from './sweep/flaky-line.js';

const other = { ...yardstick, customer: { contact: 'other@example.com' } };

describe('issue with a key', () => {
  let clock: VirtualClock;
  let emulator: Emulator;
  let line: FlakyTransport;
  let journal: string;

  beforeEach(async () => {
    clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
    emulator = new Emulator({ clock });
    line = new FlakyTransport(emulator.transport(), clock);
    journal = await mkdtemp(join(tmpdir(), 'journal-'));
  });

  afterEach(async () => {
    await emulator.close();
    await rm(journal, { recursive: true });
  });

  const open = (options: ConnectOptions = {}) => connect(line, { clock, ...options });
  const documents = () => emulator.receipts.length;

  it('prints once however often it is asked for', async () => {
    await using kkt = await open();
    await kkt.openShift();
    const [first, second] = await Promise.all([
      kkt.issue(yardstick, { key: 'order 1' }),
      kkt.issue(yardstick, { key: 'order 1' }),
    ]);
    expect(second).toEqual(first);
    expect(await kkt.issue(yardstick, { key: 'order 1' })).toEqual(first);
    expect(documents()).toBe(1);
    expect((await kkt.issue(yardstick, { key: 'order 2' })).documentNumber).toBe(first.documentNumber + 1);
  });

  it('refuses another receipt under the same key', async () => {
    await using kkt = await open();
    await kkt.openShift();
    await kkt.issue(yardstick, { key: 'order 1' });
    await expect(kkt.issue(other, { key: 'order 1' })).rejects.toMatchObject({
      code: 'INVALID',
      problems: [{ code: 'KEY_REUSED' }],
    });
    expect(documents()).toBe(1);
  });

  it('may be used again after a refusal', async () => {
    await using kkt = await open();
    await expect(kkt.issue(yardstick, { key: 'order 1' })).rejects.toMatchObject({
      status: 0x8f,
      outcome: 'refused',
    });
    await kkt.openShift();
    await kkt.issue(yardstick, { key: 'order 1' });
    expect(documents()).toBe(1);
  });

  it('gives the stored result after a restart', async () => {
    const before = await open({ journal });
    await before.openShift();
    const first = await before.issue(yardstick, { key: 'order 1' });
    await before.close();
    await using kkt = await open({ journal });
    expect(await kkt.result('order 1')).toEqual(first);
    expect(await kkt.issue(yardstick, { key: 'order 1' })).toEqual(first);
    expect(documents()).toBe(1);
  });

  it('cannot share its journal', async () => {
    await using kkt = await open({ journal });
    await expect(open({ journal })).rejects.toMatchObject({ code: 'JOURNAL_LOCKED' });
    expect(kkt.connection.state).toBe('online');
  });

  it('settles a receipt of a process that died without its answer', async () => {
    const before = await open({ journal });
    await before.openShift();
    // The register signs, the answer is lost, and nobody can be reached for a minute.
    line.arm({ kind: 'down', dir: 'in', at: (await bytesUntilSigned()) + 1 });
    const issued = before.issue(yardstick, { key: 'order 1' });
    await expect(issued).rejects.toBeInstanceOf(OutcomeUnknownError);
    await before.close();
    await clock.sleep(61_000);

    await using kkt = await open({ journal });
    expect(kkt.pending).toMatchObject([{ key: 'order 1' }]);
    const result = await kkt.resolve('order 1');
    expect(documents()).toBe(1);
    expect(result.fiscalSign).toBe(emulator.fn.documents().at(-1)?.fiscalSign);
    expect(kkt.pending).toEqual([]);
    expect(await kkt.issue(yardstick, { key: 'order 1' })).toMatchObject({
      documentNumber: result.documentNumber,
    });
  });

  it('says that a receipt was not issued when the FN does not have it', async () => {
    const before = await open({ journal });
    await before.openShift();
    line.arm({ kind: 'down', dir: 'out', at: 200 });
    await expect(before.issue(yardstick, { key: 'order 1' })).rejects.toBeInstanceOf(OutcomeUnknownError);
    await before.close();
    await clock.sleep(61_000);

    await using kkt = await open({ journal });
    await expect(kkt.resolve('order 1')).rejects.toBeInstanceOf(NotIssuedError);
    expect((await kkt.status()).receipt.open).toBe(false);
    await kkt.issue(yardstick, { key: 'order 1' });
    expect(documents()).toBe(1);
  });

  it('does not take the receipt of another host for its own', async () => {
    await using kkt = await open();
    await kkt.openShift();
    line.arm({ kind: 'down', dir: 'out', at: 300 });
    const unknown = await kkt.issue(yardstick, { key: 'order 1' }).catch((error: unknown) => error);
    expect(unknown).toBeInstanceOf(OutcomeUnknownError);
    await using stranger = await connect(emulator.transport(), { clock });
    await stranger.issue(other);
    await clock.sleep(61_000);
    await expect((unknown as OutcomeUnknownError).resolve()).rejects.toMatchObject({ outcome: 'refused' });
    await kkt.issue(yardstick, { key: 'order 1' });
    expect(documents()).toBe(2);
  });

  it('cancels a receipt that somebody left open', async () => {
    await using kkt = await open();
    await kkt.openShift();
    await kkt.call(commands.openReceipt, { flags: 0, type: 1 });
    const result = await kkt.issue(yardstick);
    expect(result.history?.map(({ text }) => text)).toContain(
      'незакрытый чек, которым никто не занят, отменён',
    );
    expect(documents()).toBe(1);
  });

  it('closes and opens an expired shift when it may', async () => {
    await using kkt = await open();
    await kkt.openShift();
    await clock.sleep(24 * 3_600_000 + 60_000);
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0x88 });
    const result = await kkt.issue(yardstick, { shift: 'auto' });
    expect(result).toMatchObject({ shiftNumber: 2, receiptNumber: 1 });
    await kkt.closeShift();
    expect(await kkt.issue(other, { shift: 'auto' })).toMatchObject({ shiftNumber: 3, receiptNumber: 1 });
  });

  it('finds a receipt whose closing was refused although it was executed', async () => {
    await using kkt = await open();
    await kkt.openShift();
    const remove = emulator.override('closeReceipt', async (request, next) => {
      await next(request);
      throw deviceError(deviceStatus.deniedInClosedReceipt);
    });
    const result = await kkt.issue(yardstick);
    remove();
    expect(documents()).toBe(1);
    expect(result.history?.length).toBeGreaterThan(1);
  });

  it('refuses when the printer has no paper, and leaves the register free', async () => {
    await using kkt = await open();
    await kkt.openShift();
    const remove = emulator.override('closeReceipt', () => {
      throw deviceError(deviceStatus.noPaper);
    });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0x67, outcome: 'refused' });
    remove();
    await kkt.issue(yardstick);
    expect(documents()).toBe(1);
  });

  it('can be given up while it waits', async () => {
    await using kkt = await open();
    await kkt.openShift();
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
    await kkt.issue(yardstick);
    expect(documents()).toBe(1);
  });

  /** Bytes that come in until the close is answered. */
  async function bytesUntilSigned(): Promise<number> {
    const twin = new Emulator({ clock });
    const counted = new FlakyTransport(twin.transport(), clock);
    const kkt = await connect(counted, { clock });
    await kkt.openShift();
    counted.arm();
    let signed = 0;
    twin.onCommand(({ name }) => {
      if (name === 'closeReceipt') signed = counted.passed.in;
    });
    await kkt.issue(yardstick);
    await kkt.close();
    await twin.close();
    return signed;
  }
});
