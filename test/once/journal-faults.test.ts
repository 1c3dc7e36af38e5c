import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CashRegister,
  JournalError,
  type JournalRecord,
  type JournalStore,
  memoryJournal,
  NotIssuedError,
} from '../../src/index.js';
import { deviceError, deviceStatus } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { other, Stand, unknownOf } from './stand.js';

/** A store whose disk is full for some records. */
class FullDisk implements JournalStore {
  readonly #inner = memoryJournal();
  refuses: (record: JournalRecord) => boolean = () => false;

  pending() {
    return this.#inner.pending();
  }

  find(key: string) {
    return this.#inner.find(key);
  }

  async append(records: readonly JournalRecord[]): Promise<void> {
    if (records.some(this.refuses)) throw new JournalError('JOURNAL_IO', 'Диск полон');
    await this.#inner.append(records);
  }

  close() {
    return this.#inner.close();
  }
}

let stand: Stand;
let disk: FullDisk;
let kkt: CashRegister;

beforeEach(async () => {
  stand = await Stand.make();
  disk = new FullDisk();
  kkt = await stand.selling({ journal: disk });
});

afterEach(async () => {
  await kkt.close();
  await stand[Symbol.asyncDispose]();
});

describe('a journal that fails', () => {
  it('before anything was sent: nothing is sent', async () => {
    disk.refuses = ({ state }) => state === 'intent';
    let commands = 0;
    stand.emulator.onCommand(({ name }) => {
      if (name === 'openReceipt') commands++;
    });
    await expect(kkt.issue(yardstick, { key: 'k' })).rejects.toMatchObject({
      name: 'JournalError',
      outcome: 'not-sent',
    });
    expect(commands).toBe(0);
    disk.refuses = () => false;
    await kkt.issue(yardstick, { key: 'k' });
    expect(stand.documents).toBe(1);
  });

  it('before the closing: nothing is signed', async () => {
    let intents = 0;
    disk.refuses = ({ state }) => state === 'intent' && ++intents > 1;
    await expect(kkt.issue(yardstick, { key: 'k' })).rejects.toMatchObject({ outcome: 'refused' });
    expect(stand.documents).toBe(0);
    disk.refuses = () => false;
    await kkt.issue(yardstick, { key: 'k' });
    expect(stand.documents).toBe(1);
  });

  it('after the document was signed: the result is told when it is written, and nothing is printed again', async () => {
    disk.refuses = ({ state }) => state === 'done';
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'k' }));
    await unknownOf(unknown.resolve());
    // Other receipts are no worse off than their own records.
    await unknownOf(kkt.issue(other, { key: 'other' }));
    disk.refuses = () => false;
    const result = await kkt.issue(yardstick, { key: 'k' });
    expect(await unknown.resolve()).toEqual(result);
    expect(stand.documents).toBe(2);
  });

  it('after a refusal: the refusal is told', async () => {
    disk.refuses = ({ state }) => state === 'refused';
    const remove = stand.emulator.override('payment', () => {
      throw deviceError(deviceStatus.noPaper);
    });
    await expect(kkt.issue(yardstick, { key: 'k' })).rejects.toMatchObject({
      status: 0x67,
      outcome: 'refused',
    });
    remove();
    disk.refuses = () => false;
    await kkt.issue(yardstick, { key: 'k' });
    expect(stand.documents).toBe(1);
  });

  it('cannot tell of a key that it does not know', async () => {
    await expect(kkt.resolve('nobody')).rejects.toMatchObject({ problems: [{ code: 'KEY_UNKNOWN' }] });
    expect(await kkt.result('nobody')).toBeUndefined();
  });

  it('takes one receipt for one key, also at the same time', async () => {
    const first = kkt.issue(yardstick, { key: 'k' });
    await expect(kkt.issue(other, { key: 'k' })).rejects.toMatchObject({
      problems: [{ code: 'KEY_REUSED' }],
    });
    await first;
    expect(stand.documents).toBe(1);
  });

  it('is closed with the handle only when the receipt has come to an end', async () => {
    const removing = stand.emulator.override('endPosition', (request, next) => {
      removing();
      void kkt.close();
      return next(request);
    });
    await unknownOf(kkt.issue(yardstick, { key: 'k' }));
    await kkt.close();
    kkt = await stand.connect({ journal: disk });
    expect(kkt.pending).toMatchObject([{ key: 'k' }]);
    await expect(kkt.resolve('k')).rejects.toBeInstanceOf(NotIssuedError);
    expect((await kkt.status()).receipt.open).toBe(false);
    await kkt.issue(yardstick, { key: 'k' });
    expect(stand.documents).toBe(1);
  });
});
