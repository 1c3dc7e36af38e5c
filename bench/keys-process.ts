/** One measurement of a journal with many keys, in a process of its own so that its memory is its own: `fill` or `open`. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileJournal, type JournalRecord } from '../src/index.js';

const BATCH = 1000;
const LOOKS = 1000;
/** In doubt among the others. */
const PENDING = 3;

export interface FilledKeys {
  readonly seconds: number;
  /** Milliseconds of processor that the dearest batch took: that which wrote the index anew. */
  readonly dearestMs: number;
  readonly megabytes: number;
  readonly files: number;
}

export interface OpenedKeys {
  readonly pending: number;
  /** Milliseconds to open, in a process that has opened an empty journal before. */
  readonly ms: number;
  /** Of processor. */
  readonly cpuMs: number;
  /** What the process has grown by: as the system sees it, and after a collection of garbage. */
  readonly residentMegabytes: number;
  readonly heldMegabytes: number;
  /** Milliseconds to find a key, and to be sure that there is none, one by one. */
  readonly find: readonly number[];
  readonly miss: readonly number[];
  /** After all these questions. */
  readonly heldAfterMegabytes: number;
}

const [step, directory = '', given = '0'] = process.argv.slice(2);
const keys = Number(given);

async function fill(): Promise<FilledKeys> {
  const journal = fileJournal(directory);
  const started = performance.now();
  let dearestMs = 0;
  const doubts = Array.from({ length: PENDING }, (_, index) => recordOf(`doubt-${index}`, 'intent', index));
  await journal.append(doubts);
  for (let first = 0; first < keys; first += BATCH) {
    const begun = process.cpuUsage();
    const size = Math.min(BATCH, keys - first);
    await journal.append(
      Array.from({ length: size }, (_, index) => recordOf(`order-${first + index}`, 'done', first + index)),
    );
    dearestMs = Math.max(dearestMs, cpuMs(begun));
  }
  await journal.close();
  const names = await readdir(directory);
  let bytes = 0;
  for (const name of names) bytes += (await stat(join(directory, name))).size;
  return {
    seconds: (performance.now() - started) / 1000,
    dearestMs,
    megabytes: bytes / 2 ** 20,
    files: names.length,
  };
}

function recordOf(key: string, state: JournalRecord['state'], number: number): JournalRecord {
  const result = { documentNumber: number, fiscalSign: 4_000_000_000 - number, fnNumber: '9999078900001234' };
  const items = [{ name: 'Хлеб бородинский нарезной', price: 4550, quantity: 2000, sum: 9100, vat: 'vat10' }];
  return { key, state, at: Date.now(), data: { receipt: { type: 'sell', items, total: 9100 }, result } };
}

async function open(): Promise<OpenedKeys> {
  const empty = await mkdtemp(join(tmpdir(), 'bench-empty-'));
  const first = fileJournal(empty);
  await first.pending();
  await first.find('nobody');
  await first.close();
  await rm(empty, { recursive: true });
  const before = memory();
  const started = performance.now();
  const begun = process.cpuUsage();
  const journal = fileJournal(directory);
  const pending = (await journal.pending()).length;
  const ms = performance.now() - started;
  const cpu = cpuMs(begun);
  const residentMegabytes = (process.memoryUsage().rss - before.resident) / 2 ** 20;
  const held = memory().held - before.held;
  const find: number[] = [];
  const miss: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const number = Math.floor((look * keys) / LOOKS);
    const begun = performance.now();
    const found = await journal.find(`order-${number}`);
    find.push(performance.now() - begun);
    if (found?.state !== 'done') throw new Error(`order-${number} is not found`);
    const asked = performance.now();
    if (await journal.find(`nobody-${number}`)) throw new Error('nobody is found');
    miss.push(performance.now() - asked);
  }
  const after = memory().held - before.held;
  await journal.close();
  return {
    pending,
    ms,
    cpuMs: cpu,
    residentMegabytes,
    heldMegabytes: held / 2 ** 20,
    find,
    miss,
    heldAfterMegabytes: after / 2 ** 20,
  };
}

/** Milliseconds of processor since then. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Bytes, after a collection of garbage. */
function memory(): { resident: number; held: number } {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, held: heapUsed + external };
}

process.stdout.write(JSON.stringify(step === 'fill' ? await fill() : await open()));
