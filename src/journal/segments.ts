import { join } from 'node:path';
import { AtolError } from '../errors.js';
import { layerLog } from '../util/debug.js';
import type { JournalFiles } from './files.js';
import { corrupt, readSegment } from './format.js';
import { DAY_MS, forgetOld, type Latest, oldKeys } from './retention.js';
import { ioError, isTemporary, Segment, segmentNumber, segmentPath } from './segment.js';

const log = layerLog('journal');

export interface SegmentsOptions {
  files: JournalFiles;
  directory: string;
  keepDays: number;
  compactBytes: number;
  fsync: boolean;
  /** Ms since 1970. */
  now(): number;
}

/** After a cleaning that failed for want of room or the like. */
const CLEAN_AGAIN_GROWTH = 1.5;

/** The files of one directory: the segment in use, and its replacement by a shorter one now and then. */
export class Segments {
  readonly #options: SegmentsOptions;
  #segment: Segment;
  #number: number;
  #cleanAtSize: number;
  #cleaned: number;
  #broken: unknown;

  private constructor(options: SegmentsOptions, number: number, segment: Segment, cleanAtSize: number) {
    this.#options = options;
    this.#number = number;
    this.#segment = segment;
    this.#cleanAtSize = cleanAtSize;
    this.#cleaned = options.now();
  }

  /** Reads what is there, or begins a journal. */
  static async open(options: SegmentsOptions): Promise<{ segments: Segments; latest: Latest }> {
    const { files, directory, fsync, compactBytes } = options;
    const names = await files.list(directory);
    const number = Math.max(0, ...names.map((name) => segmentNumber(name) ?? 0));
    if (number === 0) {
      const segment = await Segment.create(files, directory, { number: 1, records: [], fsync });
      return { segments: new Segments(options, 1, segment, compactBytes), latest: new Map() };
    }
    const path = segmentPath(directory, number);
    const bytes = await files.read(path);
    const content = await readSegment(bytes, path);
    if (content.end < bytes.length) log('%s: torn end of %d bytes cut', path, bytes.length - content.end);
    const segment = await Segment.open(files, path, { content, size: bytes.length, fsync });
    const segments = new Segments(options, number, segment, Math.max(compactBytes, content.compacted * 2));
    try {
      await segments.#removeRest(names);
      const { latest } = content;
      if (segments.#isTooBig() || segments.#isTooOld(latest)) await segments.#rewrite(latest);
      if (segments.#broken !== undefined) throw segments.#broken;
      return { segments, latest };
    } catch (error) {
      await segments.close();
      throw error;
    }
  }

  async append(batch: readonly string[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      await this.#segment.append(batch);
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
    const { path, size } = this.#segment;
    try {
      const content = await readSegment(await this.#options.files.read(path), path);
      if (content.end !== size)
        throw corrupt(path, content.end, `длина ${content.end}, а должна быть ${size}`);
      if (this.#isTooBig() || this.#isTooOld(content.latest)) await this.#rewrite(content.latest);
    } catch (error) {
      this.#broken = error instanceof AtolError ? error : ioError(error, path);
    }
  }

  close(): Promise<void> {
    return this.#segment.close();
  }

  #isTooBig(): boolean {
    return this.#segment.size >= this.#cleanAtSize;
  }

  /** A day of grace, so that a file is not rewritten for every record that gets too old. */
  #isTooOld(latest: Latest): boolean {
    return oldKeys(latest, this.#options.keepDays + 1, this.#options.now()).length > 0;
  }

  /** Goes on in a new segment without the replaced and the forgotten records. */
  async #rewrite(latest: Latest): Promise<void> {
    const { files, directory, keepDays, fsync, compactBytes, now } = this.#options;
    const old = this.#segment;
    const number = this.#number + 1;
    const path = segmentPath(directory, number);
    const forgotten = forgetOld(latest, keepDays, now());
    try {
      this.#segment = await Segment.create(files, directory, {
        number,
        records: [...latest.values()],
        fsync,
      });
    } catch (error) {
      await this.#failRewrite(error, path);
      return;
    }
    this.#number = number;
    this.#cleanAtSize = Math.max(compactBytes, this.#segment.size * 2);
    log('%s: %d bytes for %d, %d keys forgotten', path, this.#segment.size, old.size, forgotten);
    try {
      await old.close();
      await files.remove(old.path);
    } catch (error) {
      // A lower segment counts no more; the next opening removes it.
      log('%s is left: %O', old.path, error);
    }
  }

  /** As long as the new segment has not got its name, the old one is as good as ever. */
  async #failRewrite(reason: unknown, path: string): Promise<void> {
    const { files, directory } = this.#options;
    log('%s not written: %O', path, reason);
    try {
      if ((await files.size(path)) !== undefined) {
        this.#broken = ioError(reason, path);
        return;
      }
      await files.remove(segmentPath(directory, this.#number + 1, 'tmp'));
      this.#cleanAtSize = this.#segment.size * CLEAN_AGAIN_GROWTH;
    } catch (error) {
      this.#broken = ioError(error, path);
    }
  }

  /** What an interrupted rewriting left. */
  async #removeRest(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const isLower = (segmentNumber(name) ?? this.#number) < this.#number;
      if (isLower || isTemporary(name)) await this.#options.files.remove(join(this.#options.directory, name));
    }
  }
}
