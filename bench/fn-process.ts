/** One measurement of a full FN, in a process of its own so that its memory is its own: `fill`, `memory` or `reopen`. */
import { Emulator } from '../src/emulator/index.js';
import { commands, encodeRequest } from '../src/protocol/index.js';
import { VirtualClock } from '../src/util/clock.js';
import { randomFrom } from '../src/util/random.js';
import { Filler } from './fn-filler.js';

const START = '2026-01-10T08:00:00';
const LOOKS = 2000;

export interface Filled {
  readonly receipts: number;
  readonly documents: number;
  readonly seconds: number;
  readonly megabytes: number;
}

export interface Reopened {
  readonly ms: number;
  readonly documents: number;
  readonly megabytes: number;
  /** Milliseconds to find a document by A4 40 and to read it whole, one by one. */
  readonly find: readonly number[];
  readonly read: readonly number[];
}

const [step, state, capacity] = process.argv.slice(2);

async function fill(directory: string | undefined): Promise<Filled> {
  const clock = new VirtualClock();
  await using emulator = await Emulator.open({
    latency: 0,
    clock,
    dateTime: START,
    state: directory,
    fnCapacity: Number(capacity),
    // The life of the keys must not end before the memory does.
    fnKeyDays: 3000,
  });
  const started = performance.now();
  const receipts = await new Filler(emulator, clock).fill();
  const seconds = (performance.now() - started) / 1000;
  return { receipts, documents: emulator.fn.documents().length, seconds, megabytes: megabytes() };
}

async function reopen(directory: string): Promise<Reopened> {
  const started = performance.now();
  await using emulator = await Emulator.open({ latency: 0, clock: new VirtualClock(), state: directory });
  const ms = performance.now() - started;
  const documents = emulator.fn.documents().length;
  const random = randomFrom(2);
  const numbers = Array.from({ length: LOOKS }, () => 1 + Math.floor(random() * documents));
  const find: number[] = [];
  const read: number[] = [];
  for (const documentNumber of numbers) {
    const message = encodeRequest(commands.fnFindDocument, { documentNumber });
    const before = performance.now();
    await emulator.execute(message);
    const between = performance.now();
    emulator.fn.document(documentNumber);
    find.push(between - before);
    read.push(performance.now() - between);
  }
  return { ms, documents, megabytes: megabytes(), find, read };
}

/** The memory of this process, after whatever is garbage. */
function megabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024 / 1024;
}

const result =
  step === 'reopen' ? await reopen(state ?? '') : await fill(step === 'memory' ? undefined : state);
process.send?.(result);
