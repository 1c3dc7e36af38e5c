import type { JournalFile, JournalFiles } from '../../../src/journal/files.js';

/** A file system whose user kills himself in the middle of a step, counted from 1. */
export function deadly(files: JournalFiles, dieAt: number): JournalFiles {
  let steps = 0;
  const step = async (action: () => Promise<void>, half?: () => Promise<void>): Promise<void> => {
    if (++steps < dieAt) return action();
    await half?.();
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  };
  const wrap = (file: JournalFile): JournalFile => ({
    write: (bytes, position) =>
      step(
        () => file.write(bytes, position),
        () => file.write(bytes.subarray(0, bytes.length / 2), position),
      ),
    truncate: (length) => step(() => file.truncate(length)),
    sync: () => step(() => file.sync()),
    close: () => file.close(),
  });
  return {
    ...files,
    create: async (path) => wrap(await files.create(path)),
    open: async (path) => wrap(await files.open(path)),
    rename: (from, to) => step(() => files.rename(from, to)),
    remove: (path) => step(() => files.remove(path)),
    syncDirectory: (path) => step(() => files.syncDirectory(path)),
  };
}
