import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileJournal } from '../../src/journal/index.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atol-private-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const rights = async (path: string) => ((await lstat(path)).mode & 0o777).toString(8);
const intent = { key: 'a', state: 'intent', at: 1, data: {} } as const;

test.skipIf(process.platform === 'win32')('a directory of everybody becomes the owner’s alone', async () => {
  const open = join(root, 'open');
  await mkdir(open);
  await chmod(open, 0o777);
  for (const path of [open, join(root, 'deep', 'er')]) {
    const journal = fileJournal(path);
    await journal.pending();
    await journal.append([intent]);
    await journal.close();
    expect(await rights(path)).toBe('700');
    expect(await rights(join(path, 'journal-000001.log'))).toBe('600');
  }
});

test.skipIf(process.platform === 'win32')(
  'a file that was planted as a link is not written through',
  async () => {
    const victim = join(root, 'victim');
    await writeFile(victim, 'precious');
    const path = join(root, 'journal');
    await mkdir(path);
    await symlink(victim, join(path, 'journal-000001.tmp'));
    const journal = fileJournal(path);
    await journal.pending().then(
      () => journal.append([intent]).catch(() => undefined),
      () => undefined,
    );
    await journal.close();
    expect(await readFile(victim, 'utf8')).toBe('precious');
  },
);

test.skipIf(process.platform !== 'linux')(
  'where the system makes no directories the error says so',
  async () => {
    await expect(fileJournal('/proc/x/y').pending()).rejects.toMatchObject({ code: 'JOURNAL_IO' });
    await expect(fileJournal('/dev/null').pending()).rejects.toMatchObject({ code: 'JOURNAL_IO' });
  },
);

test.skipIf(process.getuid?.() !== 0)('a directory of another user is refused, even to root', async () => {
  const path = join(root, 'foreign');
  await mkdir(path);
  await chown(path, 12_345, 12_345);
  await expect(fileJournal(path).pending()).rejects.toMatchObject({
    code: 'JOURNAL_IO',
    message: expect.stringContaining('принадлежит другому пользователю'),
  });
});
