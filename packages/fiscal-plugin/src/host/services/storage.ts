import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { FiscalFault, fault } from '../../contract/fault.js';

/** Largest file and largest text at once, bytes. */
const MAX_FILE = 16 * 1024 * 1024;
const MAX_NAME = 240;
const NEW_LINE = 10;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._ -]*$/;
/** What Windows takes for devices: what is written there is gone. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A plug-in's folder: relative names only, no way out by `..`, absolute paths or links. */
export class StorageFolder {
  readonly #root: string;

  /** @param root absolute; made if it is missing. */
  constructor(root: string) {
    this.#root = root;
  }

  async read(name: unknown): Promise<string | undefined> {
    const path = await this.#path(name);
    try {
      const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const { size } = await handle.stat();
        if (size > MAX_FILE)
          throw refusal('too-large', `${String(name)} has ${size} bytes, at most ${MAX_FILE}`);
        return await handle.readFile('utf8');
      } finally {
        await handle.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(name: unknown, text: unknown): Promise<void> {
    const path = await this.#path(name);
    const content = checkedText(name, text);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  }

  async append(name: unknown, line: unknown): Promise<void> {
    const path = await this.#path(name);
    const content = `${checkedText(name, line)}\n`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    const handle = await open(path, flags, 0o600);
    try {
      const { size } = await handle.stat();
      if (size + content.length > MAX_FILE) {
        throw refusal('too-large', `${String(name)} would have more than ${MAX_FILE} bytes`);
      }
      // A line of its own, whatever a power cut left of the one before.
      const isTorn = size > 0 && (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] !== NEW_LINE;
      await handle.writeFile(isTorn ? `\n${content}` : content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(path));
  }

  async remove(name: unknown): Promise<void> {
    const path = await this.#path(name);
    await rm(path, { force: true });
  }

  async list(folder: unknown): Promise<string[]> {
    const path = folder === undefined ? this.#root : await this.#path(folder);
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(path.length + 1)
          .split(sep)
          .join('/'),
      )
      .sort();
  }

  /** Absolute path of a folder inside the storage, made if it is missing. */
  async folder(name: unknown): Promise<string> {
    const path = name === undefined ? this.#root : await this.#path(name);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return await realpath(path);
  }

  async #path(name: unknown): Promise<string> {
    const parts = partsOf(name);
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    let path = this.#root;
    for (const part of parts) {
      path = join(path, part);
      // A link inside the folder would lead out of it.
      const entry = await lstat(path).catch(() => undefined);
      if (entry?.isSymbolicLink()) throw refusal('not-allowed', `${String(name)} leads through a link`);
    }
    return path;
  }
}

function partsOf(name: unknown): string[] {
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME) {
    throw refusal('bad-request', `a name has 1 to ${MAX_NAME} characters (got ${JSON.stringify(name)})`);
  }
  const parts = name.split('/');
  if (parts.some((part) => !NAME.test(part) || DEVICE.test(part) || /[. ]$/.test(part))) {
    throw refusal('not-allowed', `${JSON.stringify(name)} is no name inside the storage`);
  }
  return parts;
}

function checkedText(name: unknown, text: unknown): string {
  if (typeof text !== 'string')
    throw refusal('bad-request', `what is written to ${String(name)} must be text`);
  if (text.length > MAX_FILE) throw refusal('too-large', `${String(name)}: at most ${MAX_FILE} characters`);
  return text;
}

/** A rename is on the disk only when its folder is; Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function refusal(code: string, message: string): FiscalFault {
  return new FiscalFault(fault('plugin', code, message));
}
