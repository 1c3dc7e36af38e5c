import { writeSync } from 'node:fs';
import { type CashRegister, connect } from '../../../src/index.js';
import { FileJournal } from '../../../src/journal/file-journal.js';
import { nodeFiles } from '../../../src/journal/files.js';
import { lockDirectory } from '../../../src/journal/lock.js';
import { deadly } from '../../journal/support/deadly-files.js';
import { yardstick } from '../../support/receipts.js';

/** A process that tests kill: `<task> <url> <journal> [step]`. It says what it did in lines of JSON. */

const [, , task = '', url = '', directory = '', step = '0'] = process.argv;

export const KEY = 'order 17';

/** At once with the system, so that nothing said is lost with the process. */
function say(what: unknown): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

function open(dieAt: number): Promise<CashRegister> {
  const files = dieAt > 0 ? deadly(nodeFiles, dieAt) : nodeFiles;
  const ground = { files, lock: (path: string) => lockDirectory(path), now: () => Date.now() };
  return connect(url, { journal: new FileJournal(directory, {}, ground) });
}

/** Issues the receipt, and is killed somewhere on the way. */
async function issue(): Promise<void> {
  const kkt = await open(Number(step));
  const { documentNumber } = await kkt.issue(yardstick, { key: KEY });
  say({ documentNumber });
  await kkt.close();
}

/** Finds out what became of it. */
async function resolve(): Promise<void> {
  const kkt = await open(0);
  const known = (await kkt.result(KEY))?.documentNumber;
  if (known !== undefined) say({ documentNumber: known });
  else if (kkt.pending.length === 0) say('never begun');
  else {
    const found = await kkt.resolve(KEY).catch((error: { code: string; outcome: string }) => error);
    say(
      'code' in found
        ? { code: found.code, outcome: found.outcome }
        : { documentNumber: found.documentNumber },
    );
  }
  // A caller who knows nothing does it again.
  say({ again: (await kkt.issue(yardstick, { key: KEY })).documentNumber });
  await kkt.issue({ ...yardstick, customer: { contact: 'next@example.com' } }, { key: 'next' });
  await kkt.close();
}

const tasks: Readonly<Record<string, () => Promise<void>>> = { issue, resolve };

tasks[task]?.().catch((error: unknown) => {
  say({ failed: String(error) });
  process.exitCode = 1;
});
