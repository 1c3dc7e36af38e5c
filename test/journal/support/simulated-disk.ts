import type { JournalFile, JournalFiles } from '../../../src/journal/files.js';

/** Small, so that a record spans several and a write tears in many ways. */
const SECTOR = 32;

interface Inode {
  /** What the program sees. */
  current: Uint8Array;
  /** What the platter has for sure. */
  durable: Uint8Array;
}

type Entries = Map<string, Inode>;

/** A name added or removed; a rename is both at once. */
interface Change {
  set?: [name: string, inode: Inode];
  remove?: string;
}

/** The machine stopped; nothing works until it is started again. */
export class PowerCut extends Error {}

/** Numbers from 0 to 1. */
export type Random = () => number;

/**
 * A disk with a cache, in one directory. What was not flushed may be lost at a power cut, sector by sector and name by
 * name, in any order.
 */
export class SimulatedDisk implements JournalFiles {
  #entries: Entries = new Map();
  #durable: Entries = new Map();
  #unflushed: Change[] = [];
  #stopped = false;
  /** Changes and flushes so far. */
  steps = 0;
  /** The step at which the machine stops, and how much of this step still happens (0 to 1). */
  stopAt = Number.POSITIVE_INFINITY;
  stopAfter = 0;
  /** Bytes left for new data. */
  room = Number.POSITIVE_INFINITY;
  /** The next flush of a file fails. */
  failSync = false;

  get stopped(): boolean {
    return this.#stopped;
  }

  async makeDirectory(): Promise<void> {
    this.#alive();
  }

  async list(): Promise<string[]> {
    this.#alive();
    return [...this.#entries.keys()];
  }

  async size(path: string): Promise<number | undefined> {
    this.#alive();
    return this.#entries.get(nameOf(path))?.current.length;
  }

  async read(path: string): Promise<Uint8Array> {
    this.#alive();
    return this.#inode(path).current.slice();
  }

  async readPart(path: string, position: number, length: number): Promise<Uint8Array> {
    this.#alive();
    return this.#inode(path).current.slice(position, position + length);
  }

  async create(path: string): Promise<JournalFile> {
    const inode: Inode = { current: new Uint8Array(), durable: new Uint8Array() };
    this.#step(() => this.#change({ set: [nameOf(path), inode] }));
    return this.#file(inode);
  }

  async open(path: string): Promise<JournalFile> {
    this.#alive();
    return this.#file(this.#inode(path));
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#inode(from);
    this.#step(() => this.#change({ remove: nameOf(from), set: [nameOf(to), inode] }));
  }

  async remove(path: string): Promise<void> {
    this.#step(() => {
      this.room += this.#entries.get(nameOf(path))?.current.length ?? 0;
      this.#change({ remove: nameOf(path) });
    });
  }

  async syncDirectory(): Promise<void> {
    this.#step(() => {
      this.#durable = new Map(this.#entries);
      this.#unflushed = [];
    });
  }

  /** The bytes of a file, for damage on purpose. */
  bytes(name: string): Uint8Array {
    return this.#inode(name).current;
  }

  put(name: string, bytes: Uint8Array): void {
    const inode = { current: bytes.slice(), durable: bytes.slice() };
    this.#entries.set(name, inode);
    this.#durable.set(name, inode);
  }

  /** The disk as the next process finds it after a `kill -9`: with all that is only in the cache. */
  afterKill(): SimulatedDisk {
    const disk = new SimulatedDisk();
    const copies = new Map<Inode, Inode>();
    const copy = (inode: Inode): Inode => {
      const made = copies.get(inode) ?? { ...inode };
      copies.set(inode, made);
      return made;
    };
    for (const [name, inode] of this.#entries) disk.#entries.set(name, copy(inode));
    for (const [name, inode] of this.#durable) disk.#durable.set(name, copy(inode));
    disk.#unflushed = this.#unflushed.map(({ set, ...change }) => ({
      ...change,
      ...(set && { set: [set[0], copy(set[1])] }),
    }));
    return disk;
  }

  /** The disk as the machine finds it after a power cut. */
  afterPowerCut(random: Random): SimulatedDisk {
    const names: Entries = new Map(this.#durable);
    for (const change of this.#unflushed) if (random() < 0.5) apply(change, names);
    const disk = new SimulatedDisk();
    for (const [name, inode] of names) disk.put(name, survivor(inode, random));
    return disk;
  }

  #file(inode: Inode): JournalFile {
    return {
      write: async (bytes, position) => {
        const fits = Math.max(0, Math.min(bytes.length, this.room));
        this.#step((share) => {
          const part = bytes.subarray(0, Math.floor(fits * share));
          const length = Math.max(inode.current.length, position + part.length);
          inode.current = extended(inode.current, length);
          inode.current.set(part, position);
          this.room -= part.length;
        });
        if (fits < bytes.length)
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      },
      truncate: async (length) =>
        this.#step(() => {
          this.room += inode.current.length - length;
          inode.current = extended(inode.current, length);
        }),
      sync: async () => {
        if (this.failSync) {
          this.failSync = false;
          throw Object.assign(new Error('i/o error'), { code: 'EIO' });
        }
        this.#step(() => {
          inode.durable = inode.current.slice();
        });
      },
      close: async () => this.#alive(),
    };
  }

  #step(effect: (share: number) => void): void {
    this.#alive();
    if (++this.steps < this.stopAt) {
      effect(1);
      return;
    }
    this.#stopped = true;
    if (this.stopAfter > 0) effect(this.stopAfter);
    throw new PowerCut();
  }

  #change(change: Change): void {
    apply(change, this.#entries);
    this.#unflushed.push(change);
  }

  #alive(): void {
    if (this.#stopped) throw new PowerCut();
  }

  #inode(path: string): Inode {
    const inode = this.#entries.get(nameOf(path));
    if (inode === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return inode;
  }
}

function apply({ set, remove }: Change, entries: Entries): void {
  if (remove !== undefined) entries.delete(remove);
  if (set) entries.set(set[0], set[1]);
}

function survivor({ current, durable }: Inode, random: Random): Uint8Array {
  const [short, long] = [current.length, durable.length].sort((a, b) => a - b) as [number, number];
  const lengths = [current.length, durable.length, short + Math.floor(random() * (long - short + 1))];
  const length = lengths[Math.floor(random() * lengths.length)] ?? durable.length;
  const bytes = extended(durable, length);
  for (let start = 0; start < length; start += SECTOR) {
    const end = Math.min(length, start + SECTOR, current.length);
    if (random() < 0.5 && start < end) bytes.set(current.subarray(start, end), start);
  }
  return bytes;
}

/** A copy of this length, filled up with zeros. */
function extended(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(bytes.subarray(0, length));
  return result;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
