import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FilledKeys, OpenedKeys } from './keys-process.js';
import { table } from './table.js';
import { median } from './yardstick.js';

/** What a journal of a million keys may cost. */
const AIM = { openMs: 1000, megabytes: 50 } as const;

/** `npm run bench -- keys`: a journal with so many finished keys, and one a hundred times smaller beside it. */
export async function manyKeys(keys: number): Promise<void> {
  const counts = [Math.ceil(keys / 100), keys];
  const columns: string[][] = [];
  for (const count of counts) columns.push(await measured(count));
  const names = [
    'keys',
    'on the disk, MB',
    'files',
    'filled in, s',
    'dearest batch of 1000, ms of processor',
    'opening, ms',
    'of processor, ms',
    'process grown by, MB',
    'held after it, MB',
    'held after 2000 questions, MB',
    'finding a key, ms',
    'no such key, ms',
  ];
  const aims = [
    '',
    '',
    '',
    '',
    '',
    `< ${AIM.openMs}`,
    `< ${AIM.megabytes}`,
    `< ${AIM.megabytes}`,
    '',
    '',
    '',
  ];
  console.log('A journal of finished keys, opened in a process of its own. Finding: median and worst.\n');
  console.log(
    table(names.map((name, row) => [name, ...columns.map((cells) => cells[row] ?? ''), aims[row] ?? ''])),
  );
}

async function measured(keys: number): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-keys-'));
  try {
    const filled = await run<FilledKeys>('fill', directory, keys);
    const opened = await run<OpenedKeys>('open', directory, keys);
    return [
      String(keys),
      filled.megabytes.toFixed(0),
      String(filled.files),
      filled.seconds.toFixed(1),
      filled.dearestMs.toFixed(0),
      opened.ms.toFixed(0),
      opened.cpuMs.toFixed(0),
      opened.residentMegabytes.toFixed(1),
      opened.heldMegabytes.toFixed(1),
      opened.heldAfterMegabytes.toFixed(1),
      times(opened.find),
      times(opened.miss),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function times(values: readonly number[]): string {
  return `${median(values).toFixed(2)} / ${Math.max(...values).toFixed(1)}`;
}

async function run<T>(step: string, directory: string, keys: number): Promise<T> {
  const program = fileURLToPath(new URL('./keys-process.ts', import.meta.url));
  const flags = ['--expose-gc', '--import', import.meta.resolve('tsx')];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...flags,
    program,
    step,
    directory,
    String(keys),
  ]);
  return JSON.parse(stdout) as T;
}
