/** Fifty registers of 0.9 s on a virtual clock: what the formulas promise. */

import { textTable } from '../../src/cli/table.js';
import { tailRatePerSecond, waitBoundSeconds } from '../../src/planner/index.js';
import { randomNumbers } from '../../src/planner/simulate.js';
import { sale } from '../../test/support/receipts.js';
import { Stand } from '../../test/support/stand.js';

const REGISTERS = 50;
const SERVICE_SECONDS = 0.9;

interface Play {
  readonly name: string;
  readonly seconds: number;
  readonly rate: (second: number) => number;
  /** Registers that are out of reach. */
  readonly lost?: { readonly registers: number; readonly atSecond: number; readonly seconds: number };
  /** Longest wait that is allowed, seconds, and what the formula says. */
  readonly bound: number;
  readonly expected: string;
  readonly p99?: number;
  /** Customers come at equal times, as the formula for floods means it; otherwise at random. */
  readonly even?: boolean;
}

export async function virtualRuns(): Promise<boolean> {
  // Waits that are given up are errors, thousands a second: where they were made is of no interest here.
  Error.stackTraceLimit = 0;
  const theta = tailRatePerSecond(50, REGISTERS, SERVICE_SECONDS);
  const plays: Play[] = [
    {
      name: '50/s for 10 min',
      seconds: 600,
      rate: () => 50,
      bound: 60,
      p99: waitBoundSeconds(theta, 0.01),
      expected: `p99 ≤ ${waitBoundSeconds(theta, 0.01).toFixed(3)} s`,
    },
    {
      name: '54/s, 5 of 50 away for 10 min',
      // What has gathered by then is waited for; nobody comes later.
      seconds: 640,
      rate: () => 54,
      lost: { registers: 5, atSecond: 30, seconds: 600 },
      even: true,
      bound: 49,
      expected: 'wait 48 s',
    },
    {
      name: '100/s for a minute',
      seconds: 300,
      rate: (second) => (second < 60 ? 100 : 20),
      even: true,
      bound: 49,
      expected: 'wait 48 s',
    },
  ];
  const rows: (string | number)[][] = [];
  let good = true;
  const only = process.env['PLAY'];
  for (const play of only === undefined ? plays : plays.slice(Number(only), Number(only) + 1)) {
    process.stderr.write(`${play.name}…\n`);
    const { waits, failed, documents, cpu, receipts, changes } = await perform(play);
    const sorted = waits.toSorted((a, b) => a - b);
    const at = (share: number): number => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1000;
    rows.push([
      play.name,
      receipts,
      documents,
      failed,
      at(0.5).toFixed(3),
      at(0.99).toFixed(3),
      at(1).toFixed(1),
      play.expected,
      cpu.toFixed(1),
      changes.toFixed(2),
    ]);
    good &&= failed === 0 && documents === receipts && at(1) <= play.bound;
  }
  const head = [
    'run',
    'receipts',
    'documents',
    'failed',
    'p50 s',
    'p99 s',
    'longest s',
    'formula',
    'processor s',
  ];
  console.log(
    textTable(
      head,
      rows.map((row) => row.map(String)),
    ),
  );
  return good;
}

/** What a register does beside the signature, ms: it takes 0.9 s for all of it. */
async function besides(latency: number): Promise<number> {
  await using stand = await Stand.start({ emulator: { latency } });
  let total = 0;
  let count = 0;
  stand.gateway.events.on('job.done', ({ at, job }) => {
    total += at - (job.pinnedAt ?? at);
    count++;
  });
  // The first one opens the shift.
  const { uuid } = await stand.gateway.submit('shop', 'first', sale());
  await stand.ends([{ uuid }]);
  [total, count] = [0, 0];
  const jobs = await Promise.all(
    Array.from({ length: 10 }, (_, n) => stand.gateway.submit('shop', `n${n}`, sale(1 + n))),
  );
  await stand.ends(jobs);
  return total / count - latency;
}

async function perform(play: Play) {
  const whole = 1000 * SERVICE_SECONDS;
  await using stand = await Stand.start({
    registers: REGISTERS,
    emulator: { latency: whole - (await besides(whole)) },
  });
  const { gateway, clock, emulators } = stand;
  const waits: number[] = [];
  let failed = 0;
  let ended = 0;
  gateway.events.on('job.pinned', ({ waitMs }) => waits.push(waitMs));
  gateway.events.on('job.failed', () => {
    failed++;
    ended++;
  });
  gateway.events.on('job.done', () => ended++);
  await clock.sleep(5000);
  // Shifts are open in the hour that counts.
  const views = await gateway.registers.list();
  await Promise.all(views.map(({ name }) => gateway.registers.use(name, (kkt) => kkt.openShift())));
  await clock.sleep(5000);
  const random = randomNumbers(7);
  const start = process.cpuUsage();
  const before = stand.store.commits.changes;
  const begun = clock.now();
  let receipts = 0;
  let cut = false;
  let minutes = 0;
  const submissions: Promise<unknown>[] = [];
  for (;;) {
    const second = (clock.now() - begun) / 1000;
    if (second >= play.seconds) break;
    if (second >= 60 * (minutes + 1))
      process.stderr.write(`  ${++minutes} of ${play.seconds / 60} minutes\n`);
    const { lost } = play;
    if (lost && !cut && second >= lost.atSecond) {
      cut = true;
      for (const emulator of emulators.slice(0, lost.registers)) {
        emulator.faults.add({ line: 'cut', downMs: lost.seconds * 1000 });
      }
    }
    submissions.push(gateway.submit('shop', `v${receipts}`, sale(1 + (receipts % 500))));
    receipts++;
    const gap = play.even ? 1 : -Math.log(1 - random());
    await clock.sleep((gap / play.rate(second)) * 1000);
  }
  await Promise.all(submissions);
  await stand.until(() => ended === receipts);
  const { user, system } = process.cpuUsage(start);
  return {
    waits,
    failed,
    documents: stand.receipts(),
    receipts,
    cpu: (user + system) / 1e6,
    changes: (stand.store.commits.changes - before) / receipts,
  };
}
