import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Exec } from './sqlite-engine.js';

const SECTOR = 512;

/** The files of a database while power fails in a commit: of what was being written, each sector is there or is not. */
export class Power {
  readonly asked: string[] = [];
  readonly #path: string;
  readonly #random: () => number;
  /** Commits until the power fails. */
  left = Number.POSITIVE_INFINITY;
  failed = false;
  #torn: { readonly database: Buffer; readonly wal: Buffer } | undefined;

  constructor(path: string, random: () => number) {
    this.#path = path;
    this.#random = random;
  }

  readonly exec: Exec = (text, exec) => {
    if (this.failed) throw new Error('no power');
    this.asked.push(text);
    // The files are those of a disk that keeps its promises; the test need not wait for one.
    if (text.includes('synchronous')) exec('pragma synchronous = off');
    else if (text !== 'commit' || --this.left > 0) exec(text);
    else this.#fail(() => exec(text));
    // So that checkpoints are under way often.
    if (text.includes('journal_mode')) exec('pragma wal_autocheckpoint = 30');
  };

  #fail(commit: () => void): void {
    const before = this.#read();
    commit();
    const after = this.#read();
    // Pages go into the database after the log is on the disk, never before.
    const checkpoint = !before.database.equals(after.database);
    this.#torn = {
      database: this.#mixed(before.database, after.database),
      wal: checkpoint ? after.wal : this.#mixed(before.wal, after.wal),
    };
    this.failed = true;
    throw new Error('no power');
  }

  #read() {
    const read = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
    return { database: read(this.#path), wal: read(`${this.#path}-wal`) };
  }

  #mixed(before: Buffer, after: Buffer): Buffer {
    const mixed = Buffer.from(after);
    const share = this.#random();
    for (let at = 0; at < after.length; at += SECTOR) {
      const old = before.subarray(at, at + SECTOR);
      if (this.#random() < share) mixed.fill(0, at, at + SECTOR).set(old, at);
    }
    // A file that has not grown yet.
    const grown = after.length - before.length;
    return grown > 0 && this.#random() < 0.3
      ? mixed.subarray(0, before.length + Math.floor(this.#random() * grown))
      : mixed;
  }

  /** What the disk has after it. */
  save(path: string): void {
    if (!this.#torn) throw new Error('the power has not failed');
    writeFileSync(path, this.#torn.database);
    writeFileSync(`${path}-wal`, this.#torn.wal);
  }
}
