import { mkdirSync, rmdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FileJournal } from '../../../src/journal/file-journal.js';
import { nodeFiles } from '../../../src/journal/files.js';
import { fileJournal, type JournalRecord } from '../../../src/journal/index.js';
import { lockDirectory } from '../../../src/journal/lock.js';
import { deadly } from './deadly-files.js';

/** A process that tests kill: `<task> <directory> [number]`, lines of JSON on its output. */

const [, , task = '', directory = '', number = '0'] = process.argv;

/** At once with the system, so that nothing said is lost with the process. */
function say(what: unknown): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

/** Appends for ever. With `dieAt` the process kills itself in the middle of that step. */
async function append(dieAt: number): Promise<void> {
  const files = dieAt > 0 ? deadly(nodeFiles, dieAt) : nodeFiles;
  const ground = { files, lock: (path: string) => lockDirectory(path), now: () => Date.now(), newest: 1 };
  const journal = new FileJournal(directory, { compactBytes: 4000 }, ground);
  await journal.pending();
  say('open');
  for (let count = 0; ; count += 2) {
    const batch = [count, count + 1].map(
      (index): JournalRecord => ({
        key: `order-${index % 5}`,
        state: index % 3 ? 'intent' : 'done',
        at: Date.now(),
        data: `${process.pid}/${index} ${'х'.repeat((index * 37) % 400)}`,
      }),
    );
    for (const record of batch) say({ asked: record });
    await Promise.all(batch.map((record) => journal.append([record])));
    say({ promised: batch.length });
  }
}

async function hold(): Promise<void> {
  await fileJournal(directory).pending();
  say('open');
  setInterval(() => undefined, 1000);
}

/** Takes and leaves the journal again and again; nobody else may be inside meanwhile. */
async function contend(rounds: number): Promise<void> {
  const journal = fileJournal(directory);
  for (let held = 0; held < rounds; ) {
    try {
      await journal.pending();
    } catch (error) {
      if ((error as { code?: string }).code !== 'JOURNAL_LOCKED') throw error;
      await pause(Math.random() * 3);
      continue;
    }
    held++;
    mkdirSync(join(directory, 'inside'));
    await journal.append([{ key: `${process.pid}/${held}`, state: 'intent', at: Date.now(), data: held }]);
    rmdirSync(join(directory, 'inside'));
    await journal.close();
    await pause(Math.random() * 3);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

const tasks: Record<string, () => Promise<void>> = {
  append: () => append(Number(number)),
  hold,
  contend: () => contend(Number(number)),
};

tasks[task]?.().catch((error: unknown) => {
  say({ failed: String(error) });
  process.exitCode = 1;
});
