import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FiscalFault, fault } from '../../contract/fault.js';

/** A file of keys is put aside at this size; the one before it is kept, the one before that goes. */
const MAX_FILE = 8 * 1024 * 1024;

/**
 * The keys that were given to a plug-in and that it has not answered with `refused`. For these a document may exist, so
 * that nobody but the plug-in itself may call them refused: not a host that cannot start it, and not the next life of a
 * host that crashed.
 *
 * Two files, `keys.log` and `keys.1.log`, a line of JSON a step: some hundred thousand keys. The tail of the last line
 * may be missing: its key was not given to anybody yet.
 */
export class GivenKeys {
  readonly #folder: string;
  /** Keys of both files; the older ones are forgotten with their file. */
  #older = new Set<string>();
  #newer = new Set<string>();
  /** Of the newer file, bytes. */
  #size = 0;
  #loaded: Promise<void> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  /** @param folder absolute; made when the first key is given. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether a document of this key may exist. */
  async has(key: string): Promise<boolean> {
    await this.#load();
    return this.#newer.has(key) || this.#older.has(key);
  }

  /**
   * The key goes to the plug-in now; it is on the disk when this resolves.
   *
   * @throws FiscalFault `till`/`not-kept` where the disk does not take it: then the plug-in must not be asked.
   */
  async give(key: string): Promise<void> {
    if (await this.has(key)) return;
    try {
      await this.#write({ given: key });
    } catch (error) {
      throw notKept(error);
    }
    this.#newer.add(key);
  }

  /** The plug-in itself says that the key made no document. A line that gets lost only makes the host more careful. */
  async refused(key: string): Promise<void> {
    if (!(await this.has(key))) return;
    this.#newer.delete(key);
    this.#older.delete(key);
    await this.#write({ refused: key }).catch(() => {});
  }

  #load(): Promise<void> {
    this.#loaded ??= (async () => {
      [this.#older, this.#newer] = [new Set(), new Set()];
      await this.#read('keys.1.log', (step) => this.#take(step, this.#older));
      this.#size = await this.#read('keys.log', (step) => this.#take(step, this.#newer));
    })().catch((error: unknown) => {
      this.#loaded = undefined;
      throw notKept(error);
    });
    return this.#loaded;
  }

  #take({ given, refused }: { given?: unknown; refused?: unknown }, into: Set<string>): void {
    if (typeof given === 'string') into.add(given);
    if (typeof refused === 'string') {
      this.#newer.delete(refused);
      this.#older.delete(refused);
    }
  }

  /** @returns the size of the file, bytes. */
  async #read(name: string, take: (step: object) => void): Promise<number> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    for (const line of text.split('\n')) {
      if (line === '') continue;
      try {
        take(Object(JSON.parse(line)));
      } catch {
        // The end of a line that a power cut took.
      }
    }
    return Buffer.byteLength(text);
  }

  #write(step: object): Promise<void> {
    const writing = this.#writing.then(async () => {
      // A line of its own, whatever a power cut left of the one before.
      const line = `\n${JSON.stringify(step)}\n`;
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      if (this.#size > MAX_FILE) await this.#turn();
      const handle = await open(join(this.#folder, 'keys.log'), 'a', 0o600);
      try {
        await handle.writeFile(line);
        await handle.datasync();
        this.#size = (await stat(join(this.#folder, 'keys.log'))).size;
      } finally {
        await handle.close();
      }
    });
    this.#writing = writing.catch(() => {});
    return writing;
  }

  async #turn(): Promise<void> {
    await rename(join(this.#folder, 'keys.log'), join(this.#folder, 'keys.1.log'));
    [this.#older, this.#newer, this.#size] = [this.#newer, new Set(), 0];
  }
}

function notKept(error: unknown): FiscalFault {
  const message = `the keys of this till cannot be kept: ${(error as Error).message}`;
  return new FiscalFault(fault('till', 'not-kept', message), { cause: error });
}
