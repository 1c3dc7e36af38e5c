import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emulator } from '../src/emulator/index.js';
import { connect, fileJournal } from '../src/index.js';
import { yardstick } from '../test/support/receipts.js';

/** Time that the FN takes to sign a document, ms. */
export const FN_MS = 900;
/** Most that the journal may cost of it. */
export const MOST = 0.01;

const WARM_UP = 100;

export interface JournalCost {
  /** Milliseconds of a receipt. */
  withoutMs: number;
  withMs: number;
  overheadMs: number;
  /** Of the time that the FN takes. */
  ratio: number;
}

/** Receipts on a register that takes no time at all, first without a journal, then with one on the disk. */
export async function journalCost(receipts: number): Promise<JournalCost> {
  const withoutMs = await issue(receipts, undefined);
  const directory = await mkdtemp(join(tmpdir(), 'bench-journal-'));
  try {
    const withMs = await issue(receipts, directory);
    const overheadMs = withMs - withoutMs;
    return { withoutMs, withMs, overheadMs, ratio: overheadMs / FN_MS };
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function issue(receipts: number, directory: string | undefined): Promise<number> {
  await using emulator = new Emulator({ latency: 0 });
  const journal = directory === undefined ? undefined : fileJournal(directory);
  await using register = await connect(emulator.transport(), { journal });
  await register.openShift();
  for (let i = 0; i < WARM_UP; i++) await register.issue(yardstick, { key: `warm-up ${i}` });
  const started = performance.now();
  for (let i = 0; i < receipts; i++) await register.issue(yardstick, { key: `order ${i}` });
  return (performance.now() - started) / receipts;
}
