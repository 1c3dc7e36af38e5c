import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect } from '../src/index.js';
import { yardstick } from '../test/support/receipts.js';
import type { ManyReply } from './many-process.js';
import { median } from './yardstick.js';

const REGISTERS = 50;
const LATENCY_MS = 900;
const ROUNDS = 8;
/** How much longer than it should a document may take. */
const MOST = 0.02;

/** Fifty registers in one process sell at the same time, each to a host of its own: does each keep its time? */
export async function manyRegisters(): Promise<boolean> {
  const child = fork(
    fileURLToPath(new URL('./many-process.ts', import.meta.url)),
    [String(REGISTERS), String(LATENCY_MS)],
    { execArgv: ['--import', import.meta.resolve('tsx')] },
  );
  try {
    const { urls } = await heard<{ urls: readonly string[] }>(child);
    const started = performance.now();
    await Promise.all(urls.map(sell));
    const seconds = (performance.now() - started) / 1000;
    child.send('signing');
    const { signing } = await heard<{ signing: readonly number[] }>(child);
    const late = signing.map((ms) => ms / LATENCY_MS - 1);
    const worst = Math.max(...late);
    console.log(
      `${REGISTERS} registers of ${LATENCY_MS} ms in one process, ${signing.length} receipts in ${seconds.toFixed(1)} s`,
    );
    console.log(
      `  signing takes ${percent(median(late))} longer than it should, ${percent(quantile(late, 0.99))} in one of a hundred, ${percent(worst)} at worst`,
    );
    return quantile(late, 0.99) <= MOST && Math.min(...late) > -MOST;
  } finally {
    child.kill();
  }
}

async function sell(url: string): Promise<void> {
  await using kkt = await connect(url);
  await kkt.openShift();
  for (let round = 0; round < ROUNDS; round++) await kkt.issue(yardstick);
}

async function heard<T extends ManyReply>(child: ReturnType<typeof fork>): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;
}

const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;
