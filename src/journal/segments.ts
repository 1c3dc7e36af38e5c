import { join } from 'node:path';
import { AtolError } from '../errors.js';
import { layerLog } from '../util/debug.js';
import { Archive, isOfArchive } from './archive.js';
import type { JournalFiles } from './files.js';
import { corrupt, type Kept, keptOf, type Latest, readRecord, readSegment } from './format.js';
import type { JournalRecord } from './journal.js';
import { decodeRecord } from './record.js';
import { beyondNewest, DAY_MS, forgetOld, oldKeys, remember } from './retention.js';
import { ioError, isTemporary, Segment, segmentNumber, segmentPath } from './segment.js';
import { withOthers } from './upgrade.js';

const log = layerLog('journal');

export interface SegmentsOptions {
  files: JournalFiles;
  directory: string;
  keepDays: number;
  compactBytes: number;
  fsync: boolean;
  /** Finished keys that stay whatever their age, and never go into the archive. */
  newest: number;
  /** Ms since 1970. */
  now(): number;
}

/** A record that was checked, and its JSON. */
export interface Taken {
  readonly record: JournalRecord;
  readonly json: string;
}

/** After a cleaning that failed for want of room or the like. */
const CLEAN_AGAIN_GROWTH = 1.5;
/** A segment whose records that count are longer than this share of its limit gives the older ones to the archive. */
const ARCHIVE_SHARE = 0.5;
const OLDEST_ARCHIVE_VERSION = 3;

/**
 * The files of one directory: the segment in use, its replacement by a shorter one now and then, and the archive of the keys that
 * were finished long ago.
 */
export class Segments {
  readonly #options: SegmentsOptions;
  readonly #reads = new Set<Promise<unknown>>();
  #segment: Segment;
  #number: number;
  #archive: Archive;
  #latest: Latest;
  #cleanAtSize: number;
  #cleaned: number;
  #broken: unknown;

  private constructor(
    options: SegmentsOptions,
    content: { number: number; segment: Segment; archive: Archive; latest: Latest; cleanAtSize: number },
  ) {
    this.#options = options;
    this.#number = content.number;
    this.#segment = content.segment;
    this.#archive = content.archive;
    this.#latest = content.latest;
    this.#cleanAtSize = content.cleanAtSize;
    this.#cleaned = options.now();
  }

  /** Reads what is there, or begins a journal. */
  static async open(options: SegmentsOptions): Promise<Segments> {
    const { files, directory, fsync, compactBytes } = options;
    const names = await files.list(directory);
    const number = Math.max(0, ...names.map((name) => segmentNumber(name) ?? 0));
    if (number === 0) {
      // Keys are in the archive, so there was a segment.
      if (names.some(isOfArchive)) throw corrupt(segmentPath(directory, 1), 0, 'файла нет');
      const { segment } = await Segment.create(files, directory, {
        number: 1,
        jsons: [],
        archive: undefined,
        fsync,
      });
      const archive = Archive.empty(files, directory);
      return new Segments(options, {
        number: 1,
        segment,
        archive,
        latest: new Map(),
        cleanAtSize: compactBytes,
      });
    }
    const path = segmentPath(directory, number);
    const bytes = await files.read(path);
    const content = await readSegment(bytes, path);
    if (content.end < bytes.length) log('%s: torn end of %d bytes cut', path, bytes.length - content.end);
    const archive = await Archive.open(files, directory, content.archive);
    const segment = await Segment.open(files, path, { content, size: bytes.length, fsync });
    const { id, latest } = content;
    const cleanAtSize = Math.max(compactBytes, content.compacted * 2);
    const segments = new Segments(options, { number, segment, archive, latest, cleanAtSize });
    try {
      await segments.#removeRest();
      const old = content.version < OLDEST_ARCHIVE_VERSION;
      if (old) withOthers(latest, (key) => jsonIn(bytes, latest.get(key) as Kept, { id, path }));
      if (old || segments.#isDue()) await segments.#rewrite((kept) => jsonIn(bytes, kept, { id, path }));
      if (segments.#broken !== undefined) throw segments.#broken;
      return segments;
    } catch (error) {
      await segments.close();
      throw error;
    }
  }

  /** Those in doubt, in the order of appending. */
  pending(): JournalRecord[] {
    return [...this.#latest.values()].flatMap(({ json }) =>
      json === undefined ? [] : (decodeRecord(json) ?? []),
    );
  }

  /** @throws JournalError when it cannot be said for sure. */
  async find(key: string): Promise<JournalRecord | undefined> {
    const reading = this.#find(key);
    const settled = reading.catch(() => undefined);
    this.#reads.add(settled);
    try {
      return await reading;
    } catch (error) {
      throw error instanceof AtolError ? error : ioError(error, this.#options.directory);
    } finally {
      this.#reads.delete(settled);
    }
  }

  async #find(key: string): Promise<JournalRecord | undefined> {
    const kept = this.#latest.get(key);
    if (kept === undefined) return this.#archive.find(key);
    if (kept.json !== undefined) return decodeRecord(kept.json);
    const { path } = this.#segment;
    const record = await this.#segment.read(kept);
    if (record.key !== key) throw corrupt(path, kept.offset, 'запись испорчена');
    return record;
  }

  async append(batch: readonly Taken[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      const places = await this.#segment.append(batch.map(({ json }) => json));
      for (const [index, { record, json }] of batch.entries()) {
        const place = places[index];
        if (place) remember(this.#latest, keptOf(record, json, place));
      }
    } catch (error) {
      throw error instanceof AtolError ? error : ioError(error, this.#segment.path);
    }
  }

  /** Forgets what may be forgotten, when it is time. Never rejects: what must not go on fails the next append. */
  async clean(): Promise<void> {
    if (this.#broken !== undefined) return;
    const due = Math.abs(this.#options.now() - this.#cleaned) > DAY_MS;
    if (!this.#isTooBig() && !due) return;
    this.#cleaned = this.#options.now();
    if (!this.#isDue()) return;
    const { path, size } = this.#segment;
    try {
      const bytes = await this.#options.files.read(path);
      const { id, end, latest } = await readSegment(bytes, path);
      if (end !== size) throw corrupt(path, end, `длина ${end}, а должна быть ${size}`);
      if (latest.size !== this.#latest.size) throw corrupt(path, 0, 'запись испорчена');
      await this.#rewrite((kept) => jsonIn(bytes, kept, { id, path }));
    } catch (error) {
      this.#broken = error instanceof AtolError ? error : ioError(error, path);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#reads);
    await this.#segment.close();
  }

  #isDue(): boolean {
    return this.#isTooBig() || this.#isTooOld();
  }

  #isTooBig(): boolean {
    return this.#segment.size >= this.#cleanAtSize;
  }

  /** A day of grace, so that a file is not rewritten for every record that gets too old. */
  #isTooOld(): boolean {
    const { keepDays, newest, now } = this.#options;
    if (this.#archive.parts > 0) return this.#archive.countOld(keepDays, now()) > 0;
    return oldKeys(this.#latest, keepDays + 1, now(), newest).length > 0;
  }

  /** Goes on in a new segment without the replaced and the forgotten records, and without those that go into the archive. */
  async #rewrite(jsonOf: (kept: Kept) => string): Promise<void> {
    const { files, directory, keepDays, newest, fsync, compactBytes, now } = this.#options;
    const old = this.#segment;
    const number = this.#number + 1;
    const path = segmentPath(directory, number);
    const latest = new Map(this.#latest);
    try {
      const drop = this.#archive.countOld(keepDays, now());
      const emptied = drop === this.#archive.parts;
      // An older record of the same key in the archive would come to light again.
      const forgotten = emptied ? forgetOld(latest, keepDays, now(), newest) : 0;
      const leaving = this.#leaving(latest);
      for (const { key } of leaving) latest.delete(key);
      const archived = leaving.map((kept) => ({ key: kept.key, at: kept.at, json: jsonOf(kept) }));
      const changed = drop > 0 || archived.length > 0;
      const archive = changed ? await this.#archive.extended(archived, drop) : this.#archive;
      const kept = [...latest.values()];
      const jsons = kept.map((one) => one.json ?? jsonOf(one));
      const { segment, places } = await Segment.create(files, directory, {
        number,
        jsons,
        archive: archive.name,
        fsync,
      });
      for (const [index, one] of kept.entries()) latest.set(one.key, { ...one, ...places[index] });
      this.#segment = segment;
      this.#archive = archive;
      this.#latest = latest;
      this.#number = number;
      this.#cleanAtSize = Math.max(compactBytes, segment.size * 2);
      log('%s: %d bytes for %d', path, segment.size, old.size);
      log('%s: %d keys forgotten, %d and %d files to the archive', path, forgotten, archived.length, -drop);
    } catch (error) {
      if (error instanceof AtolError) throw error;
      await this.#failRewrite(error, path);
      return;
    }
    try {
      // Whoever has begun to read the old files reads them to the end.
      await Promise.all(this.#reads);
      await old.close();
      await this.#removeRest();
    } catch (error) {
      // A lower segment counts no more; the next opening removes it.
      log('%s is left: %O', old.path, error);
    }
  }

  /** The older finished keys, when what counts has outgrown the segment. */
  #leaving(latest: Latest): Kept[] {
    const { compactBytes, newest } = this.#options;
    let live = 0;
    for (const { length } of latest.values()) live += length;
    return live <= compactBytes * ARCHIVE_SHARE ? [] : beyondNewest(latest, newest);
  }

  /** As long as the new segment has not got its name, the old one is as good as ever. */
  async #failRewrite(reason: unknown, path: string): Promise<void> {
    log('%s not written: %O', path, reason);
    try {
      if ((await this.#options.files.size(path)) !== undefined) {
        this.#broken = ioError(reason, path);
        return;
      }
      await this.#removeRest();
      this.#cleanAtSize = this.#segment.size * CLEAN_AGAIN_GROWTH;
    } catch (error) {
      this.#broken = ioError(error, path);
    }
  }

  /** What an interrupted rewriting left, and what counts no more: the lower segment first. */
  async #removeRest(): Promise<void> {
    const { files, directory } = this.#options;
    const ours = new Set(this.#archive.names);
    const isLower = (name: string) => (segmentNumber(name) ?? this.#number) < this.#number;
    const names = await files.list(directory);
    const rest = [
      ...names.filter((name) => isLower(name) || isTemporary(name)),
      ...names.filter((name) => isOfArchive(name) && !ours.has(name)),
    ];
    for (const name of rest) await files.remove(join(directory, name));
  }
}

/** The JSON of a record in a segment that was read. */
function jsonIn(bytes: Uint8Array, kept: Kept, { id, path }: { id: string; path: string }): string {
  const { key, offset, length } = kept;
  const { json, record } = readRecord(bytes.subarray(offset, offset + length), { id, path, offset, length });
  if (record.key !== key) throw corrupt(path, offset, 'запись испорчена');
  return json;
}
