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
  /** What it does before it finds a key. */
  finding: (key: string) => unknown = () => undefined;

  pending() {
    return this.#inner.pending();
  }

  async find(key: string) {
    return ((await this.finding(key)) as JournalRecord | undefined) ?? this.#inner.find(key);
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

  it.each<[string, () => unknown, string]>([
    [
      'fails',
      () => Promise.reject(new JournalError('JOURNAL_CORRUPT', 'Журнал повреждён')),
      'JOURNAL_CORRUPT',
    ],
    ['fails in its own way', () => Promise.reject(new Error('connection lost')), 'JOURNAL_IO'],
    ['answers with another key', () => ({ key: 'x', state: 'refused', at: 0, data: {} }), 'JOURNAL_CORRUPT'],
  ])('prints nothing while looking a key up %s', async (_name, finding, code) => {
    const result = await kkt.issue(yardstick, { key: 'k' });
    disk.finding = finding;
    let commands = 0;
    const off = stand.emulator.onCommand(() => {
      commands++;
    });
    for (const key of ['k', 'new']) {
      await expect(kkt.issue(yardstick, { key })).rejects.toMatchObject({ code, outcome: 'not-sent' });
    }
    await expect(kkt.result('k')).rejects.toMatchObject({ code });
    await expect(kkt.resolve('k')).rejects.toMatchObject({ code });
    expect(commands).toBe(0);
    off();
    disk.finding = () => undefined;
    expect(await kkt.issue(yardstick, { key: 'k' })).toEqual(JSON.parse(JSON.stringify(result)));
    expect(stand.documents).toBe(1);
  });

  it('keeps the order of the calls, however long it looks for a key', async () => {
    const late: Array<() => void> = [];
    disk.finding = (key) => (key === 'a' ? new Promise<void>((resolve) => late.push(resolve)) : undefined);
    const ended: string[] = [];
    const all = ['a', 'b'].map((key) => kkt.issue(yardstick, { key }).then(() => ended.push(key)));
    const closing = kkt.closeShift().then(() => ended.push('shift'));
    await new Promise(setImmediate);
    expect(ended).toEqual([]);
    for (const go of late) go();
    await Promise.all([...all, closing]);
    expect(ended).toEqual(['a', 'b', 'shift']);
    expect(stand.documents).toBe(2);
  });

  it('tells a result although another receipt has the register', async () => {
    const result = await kkt.issue(yardstick, { key: 'k' });
    let told: unknown;
    const off = stand.emulator.override('payment', async (request, next) => {
      told ??= await kkt.issue(yardstick, { key: 'k' });
      return next(request);
    });
    await kkt.issue(other, { key: 'other' });
    off();
    expect(told).toEqual(JSON.parse(JSON.stringify(result)));
    expect(stand.documents).toBe(2);
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
