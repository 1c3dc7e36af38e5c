import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotIssuedError } from '../../src/index.js';
import { commands, deviceError, deviceStatus } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { other, Stand, texts, unknownOf } from './stand.js';

describe('issue with a key', () => {
  let stand: Stand;
  let journal: string;

  beforeEach(async () => {
    stand = await Stand.make();
    journal = stand.journal;
  });

  afterEach(() => stand[Symbol.asyncDispose]());

  it('prints once however often it is asked for', async () => {
    await using kkt = await stand.selling();
    const [first, second] = await Promise.all([
      kkt.issue(yardstick, { key: 'order 1' }),
      kkt.issue(yardstick, { key: 'order 1' }),
    ]);
    expect(second).toEqual(first);
    expect(await kkt.issue(yardstick, { key: 'order 1' })).toEqual(first);
    expect(stand.documents).toBe(1);
    expect((await kkt.issue(yardstick, { key: 'order 2' })).documentNumber).toBe(first.documentNumber + 1);
  });

  it('refuses another receipt under the same key', async () => {
    await using kkt = await stand.selling();
    await kkt.issue(yardstick, { key: 'order 1' });
    await expect(kkt.issue(other, { key: 'order 1' })).rejects.toMatchObject({
      code: 'INVALID',
      problems: [{ code: 'KEY_REUSED' }],
    });
    expect(stand.documents).toBe(1);
  });

  it('may be used again after a refusal', async () => {
    await using kkt = await stand.connect();
    await expect(kkt.issue(yardstick, { key: 'order 1' })).rejects.toMatchObject({
      status: 0x8f,
      outcome: 'refused',
    });
    await kkt.openShift();
    await kkt.issue(yardstick, { key: 'order 1' });
    expect(stand.documents).toBe(1);
  });

  it('gives the stored result after a restart', async () => {
    const before = await stand.selling({ journal });
    const first = await before.issue(yardstick, { key: 'order 1' });
    await before.close();
    await using kkt = await stand.connect({ journal });
    expect(await kkt.result('order 1')).toEqual(first);
    expect(await kkt.issue(yardstick, { key: 'order 1' })).toEqual(first);
    expect(stand.documents).toBe(1);
  });

  it('cannot share its journal', async () => {
    await using kkt = await stand.connect({ journal });
    await expect(stand.connect({ journal })).rejects.toMatchObject({
      code: 'JOURNAL_LOCKED',
      outcome: 'not-sent',
    });
    expect(kkt.connection.state).toBe('online');
  });

  it('settles a receipt of a process that died without its answer', async () => {
    const before = await stand.selling({ journal });
    // The register signs, the answer is lost, and nobody can be reached for a minute.
    stand.line.armAt('closeReceipt', 'after', 'down');
    await unknownOf(before.issue(yardstick, { key: 'order 1' }));
    await before.close();
    await stand.clock.sleep(61_000);

    await using kkt = await stand.connect({ journal });
    expect(kkt.pending).toMatchObject([{ key: 'order 1' }]);
    const result = await kkt.resolve('order 1');
    expect(stand.documents).toBe(1);
    expect(result.fiscalSign).toBe(stand.emulator.fn.documents().at(-1)?.fiscalSign);
    expect(kkt.pending).toEqual([]);
    expect(await kkt.issue(yardstick, { key: 'order 1' })).toMatchObject({
      documentNumber: result.documentNumber,
    });
  });

  it('says that a receipt was not issued when the FN does not have it', async () => {
    const before = await stand.selling({ journal });
    stand.line.arm({ kind: 'down', dir: 'out', at: 200 });
    await unknownOf(before.issue(yardstick, { key: 'order 1' }));
    await before.close();
    await stand.clock.sleep(61_000);

    await using kkt = await stand.connect({ journal });
    await expect(kkt.resolve('order 1')).rejects.toBeInstanceOf(NotIssuedError);
    expect((await kkt.status()).receipt.open).toBe(false);
    await kkt.issue(yardstick, { key: 'order 1' });
    expect(stand.documents).toBe(1);
  });

  it('does not take the receipt of another host for its own', async () => {
    await using kkt = await stand.selling();
    stand.line.arm({ kind: 'down', dir: 'out', at: 300 });
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'order 1' }));
    await using stranger = await stand.stranger();
    await stranger.issue(other);
    await stand.clock.sleep(61_000);
    await expect(unknown.resolve()).rejects.toMatchObject({ outcome: 'refused' });
    await kkt.issue(yardstick, { key: 'order 1' });
    expect(stand.documents).toBe(2);
  });

  it('cancels a receipt that somebody left open', async () => {
    await using kkt = await stand.selling();
    await kkt.call(commands.openReceipt, { flags: 0, type: 1 });
    const result = await kkt.issue(yardstick);
    expect(texts(result)).toContain('незакрытый чек, которым никто не занят, отменён');
    expect(stand.documents).toBe(1);
  });

  it('closes and opens an expired shift when it may', async () => {
    await using kkt = await stand.selling();
    await stand.clock.sleep(24 * 3_600_000 + 60_000);
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0x88 });
    const result = await kkt.issue(yardstick, { shift: 'auto' });
    expect(result).toMatchObject({ shiftNumber: 2, receiptNumber: 1 });
    await kkt.closeShift();
    expect(await kkt.issue(other, { shift: 'auto' })).toMatchObject({ shiftNumber: 3, receiptNumber: 1 });
  });

  it('finds a receipt whose closing was refused although it was executed', async () => {
    await using kkt = await stand.selling();
    const remove = stand.emulator.override('closeReceipt', async (request, next) => {
      await next(request);
      throw deviceError(deviceStatus.deniedInClosedReceipt);
    });
    const result = await kkt.issue(yardstick);
    remove();
    expect(stand.documents).toBe(1);
    expect(result.history?.length).toBeGreaterThan(1);
  });

  it('refuses when the printer has no paper, and leaves the register free', async () => {
    await using kkt = await stand.selling();
    const remove = stand.emulator.override('closeReceipt', () => {
      throw deviceError(deviceStatus.noPaper);
    });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0x67, outcome: 'refused' });
    remove();
    await kkt.issue(yardstick);
    expect(stand.documents).toBe(1);
  });

  it('can be given up while it waits', async () => {
    await using kkt = await stand.selling();
    const givesUp = new AbortController();
    const remove = stand.emulator.override('endPosition', (request, next) => {
      givesUp.abort();
      return next(request);
    });
    await expect(kkt.issue(yardstick, { signal: givesUp.signal })).rejects.toMatchObject({
      name: 'AbortError',
      outcome: 'refused',
    });
    remove();
    await kkt.issue(yardstick);
    expect(stand.documents).toBe(1);
  });
});
