import { constants } from 'node:fs';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Receipts name buyers: nobody but the owner has a business here. */
const DIRECTORY_MODE = 0o700;
const OF_OTHERS = 0o077;

/** A file that somebody has planted as a link is not followed. Windows has no such flag. */
export const OPEN_NO_LINK: number = constants.O_NOFOLLOW ?? 0;

/**
 * Makes a directory with its parents, or takes one that is there when it is the user's own; others lose their rights to it.
 * Returns the first of the directories that were made.
 *
 * @throws Error for a link that somebody else has put there, for somebody else's directory, and what the system says.
 */
export async function makePrivateDirectory(path: string): Promise<string | undefined> {
  const made = await makeDirectory(path);
  if (made === undefined) await takeDirectory(path);
  return made;
}

/** `mkdir` of Node with `recursive` never ends below /proc, where names do not exist although their directory does. */
async function makeDirectory(path: string): Promise<string | undefined> {
  try {
    await mkdir(path, { mode: DIRECTORY_MODE });
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'EISDIR') return undefined;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path) throw error;
    const first = await makeDirectory(parent);
    try {
      await mkdir(path, { mode: DIRECTORY_MODE });
      return first ?? path;
    } catch (again) {
      // Somebody else was faster.
      if ((again as NodeJS.ErrnoException).code === 'EEXIST') return first;
      throw again;
    }
  }
}

async function takeDirectory(path: string): Promise<void> {
  const us = process.getuid?.();
  const found = await lstat(path);
  // Elsewhere the system has other rights, and other links.
  if (us === undefined) return;
  const foreign = found.uid !== us && found.uid !== 0;
  if (found.isSymbolicLink()) {
    if (foreign) throw new Error(`${path} — ссылка, которую поставил другой пользователь`);
    return;
  }
  if (!found.isDirectory()) throw new Error(`${path} — не папка`);
  // Root may do everything, but the owner could put anything in there.
  if (found.uid !== us) throw new Error(`папка ${path} принадлежит другому пользователю`);
  if ((found.mode & OF_OTHERS) !== 0) await chmod(path, found.mode & 0o7777 & ~OF_OTHERS);
}
