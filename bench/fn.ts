import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Filled, Reopened } from './fn-process.js';
import { table } from './table.js';
import { median } from './yardstick.js';

/** What a full FN may cost. */
const AIM = { megabytes: 200, reopenMs: 1000, findMs: 1 } as const;

/** `npm run bench -- fn`: an FN filled to its last document, on the disk and in memory. */
export async function fullFn(capacity: number): Promise<boolean> {
  console.log(
    `An FN of ${capacity} documents, filled with receipts of 1 to 5 items through the commands of the`,
  );
  console.log(
    'register, tickets of the operator stored every evening. Each measurement in a process of its own.\n',
  );
  const state = await mkdtemp(join(tmpdir(), 'atol-fn-'));
  try {
    const filled = await run<Filled>('fill', state, capacity);
    const sizes = { log: await megabytes(state, 'log'), index: await megabytes(state, 'index') };
    const reopened = await run<Reopened>('reopen', state, capacity);
    await rm(join(state, 'fn-000001.index'));
    const scanned = await run<Reopened>('reopen', state, capacity);
    const memory = await run<Filled>('memory', state, capacity);
    const rows = [
      ['', 'disk', 'memory', 'aim'],
      ['receipts', filled.receipts, memory.receipts, ''],
      ['receipts/s', rate(filled), rate(memory), ''],
      ['log, MB', sizes.log.toFixed(0), '', ''],
      ['bytes a document', ((sizes.log * 1024 * 1024) / filled.documents).toFixed(0), '', ''],
      ['checkpoint, MB', sizes.index.toFixed(1), '', ''],
      [
        'process when full, MB',
        filled.megabytes.toFixed(0),
        memory.megabytes.toFixed(0),
        `< ${AIM.megabytes}`,
      ],
      ['process reopened, MB', reopened.megabytes.toFixed(0), '', `< ${AIM.megabytes}`],
      ['reopening, ms', reopened.ms.toFixed(0), '', `< ${AIM.reopenMs}`],
      ['without checkpoint, ms', scanned.ms.toFixed(0), '', ''],
      ['finding one (A4 40), ms', times(reopened.find), '', `< ${AIM.findMs}`],
      ['reading one, ms', times(reopened.read), '', ''],
    ];
    console.log(table(rows.map((row) => row.map(String))));
    console.log('\nTimes are median and worst.');
    return (
      filled.megabytes < AIM.megabytes &&
      memory.megabytes < AIM.megabytes &&
      reopened.ms < AIM.reopenMs &&
      median(reopened.find) < AIM.findMs
    );
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

const rate = ({ receipts, seconds }: Filled): string => (receipts / seconds).toFixed(0);

function times(values: readonly number[]): string {
  return `${median(values).toFixed(3)} / ${Math.max(...values).toFixed(1)}`;
}

async function megabytes(state: string, kind: 'log' | 'index'): Promise<number> {
  return (await stat(join(state, `fn-000001.${kind}`))).size / 1024 / 1024;
}

async function run<T>(step: string, state: string, capacity: number): Promise<T> {
  const child = fork(
    fileURLToPath(new URL('./fn-process.ts', import.meta.url)),
    [step, state, String(capacity)],
    {
      execArgv: ['--expose-gc', '--import', import.meta.resolve('tsx')],
    },
  );
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The measurement ${step} ended with ${code}`);
  });
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [T];
  ended.catch(() => undefined);
  return result;
}
