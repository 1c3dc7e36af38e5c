import { table } from '../../bench/table.js';
import { Emulator } from '../../src/emulator/index.js';
import { decodeDocument } from '../../src/fiscal/index.js';
import type { CommandName } from '../../src/protocol/index.js';
import { fixed } from '../../test/support/identity.js';
import { ByteLine, type Cut } from './byte-line.js';
import type { Belief, Seller, Till } from './sellers.js';

/** One row: where the line is cut, and how long it is away. */
interface Row {
  readonly name: string;
  /** The register keeps the results of tasks over lost lines. */
  readonly keeps: boolean;
  readonly downMs: number;
  readonly positions: number;
  /** Where the cuts are, evenly: over the whole receipt, at its begin, or in the answer to a command. */
  readonly where: 'everywhere' | 'begin' | CommandName;
}

const MINUTE_MS = 60_000;

const ROWS: readonly Row[] = [
  { name: 'cut anywhere, results kept', keeps: true, downMs: 0, positions: 20, where: 'everywhere' },
  { name: 'cut anywhere, results lost', keeps: false, downMs: 0, positions: 20, where: 'everywhere' },
  { name: 'answer to 99 cut, results lost', keeps: false, downMs: 0, positions: 4, where: 'payment' },
  { name: 'answer to 4A cut, results lost', keeps: false, downMs: 0, positions: 4, where: 'closeReceipt' },
  { name: 'down for a minute at the begin', keeps: true, downMs: MINUTE_MS, positions: 4, where: 'begin' },
];

/** Bytes of the first questions before a receipt, and of an answer. */
const BEGIN_BYTES = 40;
const ANSWER_BYTES = 8;

/** Most of a case is waiting: the official driver comes back after 5 s. */
const PARALLEL = 8;

/** Time to sign, ms: short, because it is the same for everybody. */
const LATENCY_MS = 50;

export interface Tally {
  readonly row: string;
  positions: number;
  done: number;
  refused: number;
  unknown: number;
  /** What the seller believes is not what the FN holds. */
  readonly wrong: string[];
  slowestMs: number;
}

/** A seller with a receipt behind him: used handles are where memories go wrong. */
async function withTill<T>(
  seller: Seller,
  { keeps }: Row,
  job: (till: Till, line: ByteLine, emulator: Emulator) => Promise<T>,
): Promise<T> {
  await using emulator = new Emulator(fixed({ latency: LATENCY_MS, forgetOnDisconnect: !keeps }));
  await using line = await ByteLine.listen(await emulator.listen());
  const till = await seller.open(line);
  try {
    await till.sell();
    return await job(till, line, emulator);
  } finally {
    await till.close();
  }
}

/** Time, numbers and sign: they differ from receipt to receipt. */
const OWN_TAGS: readonly number[] = [1012, 1038, 1040, 1042, 1077];

function contents(emulator: Emulator): string[] {
  return emulator.fn.documents().map(({ bytes }) => {
    const { form, fields } = decodeDocument(bytes);
    return JSON.stringify([form, fields.filter(({ tag }) => !OWN_TAGS.includes(tag))]);
  });
}

interface Clean {
  /** Bytes that had come when a command was executed. */
  readonly before: ReadonlyMap<string | undefined, number>;
  readonly bytes: { readonly out: number; readonly in: number };
  readonly document: string;
  readonly ms: number;
}

function measure(seller: Seller, row: Row): Promise<Clean> {
  return withTill(seller, row, async (till, line, emulator) => {
    line.arm();
    const before = new Map<string | undefined, number>();
    emulator.onCommand(({ name }) => before.set(name, line.passed.in));
    const started = performance.now();
    await till.sell();
    const ms = performance.now() - started;
    return { before, bytes: line.passed, document: contents(emulator).at(-1) ?? '', ms };
  });
}

function cutsOf({ positions, where, downMs }: Row, { bytes, before }: Clean): Cut[] {
  return Array.from({ length: positions }, (_, index) => {
    const part = (index + 0.5) / positions;
    const dir = index % 2 === 0 ? 'out' : 'in';
    if (where === 'everywhere') return { dir, at: Math.floor(part * bytes[dir]), downMs };
    if (where === 'begin') return { dir, at: Math.floor(part * BEGIN_BYTES), downMs };
    return { dir: 'in', at: (before.get(where) ?? 0) + Math.ceil(part * ANSWER_BYTES), downMs };
  });
}

async function runCase(seller: Seller, row: Row, cut: Cut, clean: Clean, tally: Tally): Promise<void> {
  await withTill(seller, row, async (till, line, emulator) => {
    const before = contents(emulator).length;
    line.arm(cut);
    const started = performance.now();
    const belief = await till.sell().catch((error: unknown): Belief => {
      tally.wrong.push(`${cut.dir} ${cut.at}: ${error}`);
      return 'unknown';
    });
    const ms = performance.now() - started - clean.ms;
    if (!line.struck) return;
    tally.positions++;
    tally[belief]++;
    tally.slowestMs = Math.max(tally.slowestMs, ms);
    const wrong = disagreement(belief, contents(emulator).slice(before), clean);
    if (wrong !== undefined) tally.wrong.push(`${cut.dir} ${cut.at}: ${wrong}`);
  });
}

function disagreement(belief: Belief, documents: readonly string[], clean: Clean): string | undefined {
  if (belief === 'unknown') return undefined;
  const wanted = belief === 'done' ? 1 : 0;
  if (documents.length !== wanted) return `${belief}, but ${documents.length} documents`;
  return wanted === 1 && documents[0] !== clean.document ? 'done, but other contents' : undefined;
}

/** Every row for one seller, all cases of it side by side. */
export async function recover(seller: Seller): Promise<readonly Tally[]> {
  const jobs: Array<() => Promise<void>> = [];
  const tallies: Tally[] = [];
  for (const row of ROWS) {
    const clean = await measure(seller, row);
    const tally = { row: row.name, positions: 0, done: 0, refused: 0, unknown: 0, wrong: [], slowestMs: 0 };
    tallies.push(tally);
    jobs.push(...cutsOf(row, clean).map((cut) => () => runCase(seller, row, cut, clean, tally)));
  }
  // Those that wait for a minute first.
  jobs.reverse();
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return tallies;
}

/** Both side by side. */
export function recoveryTable(results: ReadonlyArray<{ seller: Seller; tallies: readonly Tally[] }>): string {
  return table([
    ['line', 'driver', 'positions', 'done', 'refused', 'unknown', 'wrong', 'slowest, s'],
    ...ROWS.flatMap((row, index) =>
      results.map(({ seller, tallies }) => {
        const { positions, done, refused, unknown, wrong, slowestMs } = tallies[index] as Tally;
        const counts = [positions, done, refused, unknown, wrong.length].map(String);
        return [row.name, seller.name, ...counts, (slowestMs / 1000).toFixed(1)];
      }),
    ),
  ]);
}
