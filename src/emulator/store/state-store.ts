import { randomUUID } from 'node:crypto';
import { AbortedError, StateError } from '../../errors.js';
import { layerLog } from '../../util/debug.js';
import { type Archive, indexRecord, LogArchive, recordLength } from '../fn/archive.js';
import { DocumentIndex } from '../fn/document-index.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { decodeFrame, encodeFrame, FRAME_HEAD, frameLength, seedOf } from './frame.js';
import { LogFile } from './log-file.js';
import { diff, type Json, type JsonObject, patch } from './patch.js';
import { type Place, type RecordKind, type RecordLog, recordKind } from './record-log.js';
import { corrupt, scanFrames } from './scan.js';
import { ioError, StateDirectory } from './state-directory.js';
import type { Store } from './store.js';

const log = layerLog('emulator');

const VERSION = 1;
/** Documents between two checkpoints: the fewer, the less of the log is read when it is opened. */
const CHECKPOINT_EVERY = 8192;
/** How often somebody looks whether the directory is still ours. */
const CHECK_EVERY_MS = 1000;

/** What a directory holds. */
export interface StoredContent {
  readonly tree: JsonObject;
  readonly archive: Archive;
}

/** The register's memory, as `StateStore` sees it. */
export interface Memory {
  toTree(): JsonObject;
  fromTree(tree: JsonObject): void;
  /** Parts of the tree that are never changed in place: the same object needs no second look. */
  readonly replaced: readonly string[];
}

interface Log {
  readonly id: string;
  readonly number: number;
  readonly file: LogFile;
}

/**
 * Register and FN in a directory. Every record holds what happened and how the memory of the register changed by it, so that the
 * two cannot part; a record that was not written to its end never was.
 */
export class StateStore implements Store, RecordLog {
  readonly #directory: StateDirectory;
  #memory: Memory | undefined;
  #log: Log | undefined;
  /** Log that is being begun: its name is not known to anybody yet. */
  #draft = false;
  /** The log before the draft belongs to an FN that was made new: nobody wants it any more. */
  #dropOld = false;
  #index = new DocumentIndex();
  /** The memory as it is on the disk. */
  #tree: JsonObject = {};
  /** The living memory when it was last compared with the tree. */
  #compared: JsonObject = {};
  #checkpointAt = CHECKPOINT_EVERY;
  #checkedAt = performance.now();
  #broken: StateError | undefined;

  private constructor(directory: StateDirectory) {
    this.#directory = directory;
  }

  /** @throws StateError `STATE_LOCKED`, `STATE_CORRUPT`, `STATE_IO` */
  static async open(path: string): Promise<{ store: StateStore; content: StoredContent | undefined }> {
    const directory = await StateDirectory.open(path);
    const store = new StateStore(directory);
    try {
      return { store, content: store.#load() };
    } catch (error) {
      await store.close();
      throw error instanceof StateError ? error : ioError(error, path);
    }
  }

  /** Whose memory it is. */
  serve(memory: Memory): void {
    this.#memory = memory;
  }

  newArchive(): Archive {
    this.#index = new DocumentIndex();
    this.#begin();
    return new LogArchive(this, this.#index);
  }

  restart(): void {
    this.#begin();
    this.#dropOld = true;
  }

  append(kind: RecordKind, payload: Uint8Array): Place {
    this.#requireBegin();
    return this.#append(kind, payload, this.#changes());
  }

  #append(kind: RecordKind, payload: Uint8Array, change: Uint8Array): Place {
    const { file, id } = this.#open();
    const offset = this.#write(file, encodeFrame(seedOf(id), kind, payload, change));
    this.#apply(change);
    return { offset, length: payload.length };
  }

  /** Through JSON: the tree must not share anything with the living memory. */
  #apply(change: Uint8Array): void {
    if (change.length > 0) this.#tree = patch(this.#tree, parse(change) as Json) as JsonObject;
  }

  read({ offset, length }: Place): Uint8Array {
    const { file, id } = this.#open();
    const head = file.read(offset, FRAME_HEAD);
    const frame = decodeFrame(seedOf(id), file.read(offset, frameLength(head) ?? FRAME_HEAD));
    if (!frame) throw corrupt(file.path, offset);
    return frame.payload.subarray(0, length);
  }

  save(): void {
    this.#requireBegin();
    const change = this.#changes();
    if (change.length > 0) this.#append(recordKind.change, new Uint8Array(), change);
    if (this.#draft) this.#publish();
    if (this.#index.size >= this.#checkpointAt) this.#checkpoint();
  }

  async check(): Promise<void> {
    if (this.#broken) throw this.#broken;
    if (performance.now() - this.#checkedAt < CHECK_EVERY_MS) return;
    this.#checkedAt = performance.now();
    if (await this.#directory.held()) return;
    const { path } = this.#directory;
    this.#broken = new StateError('STATE_LOCKED', `Папка состояния ${path} отнята другим процессом`, {
      path,
    });
    throw this.#broken;
  }

  async close(): Promise<void> {
    try {
      if (this.#log && !this.#draft && !this.#broken) this.#checkpoint();
      this.#log?.file.close();
    } finally {
      this.#log = undefined;
      await this.#directory.release();
    }
  }

  #load(): StoredContent | undefined {
    const number = this.#directory.latest();
    if (number === 0) return undefined;
    const file = LogFile.open(this.#directory.file(number, 'log'));
    try {
      const { id } = this.#read(file, this.#directory.file(number, 'index'));
      this.#log = { id, number, file };
    } catch (error) {
      file.close();
      throw error;
    }
    return { tree: this.#tree, archive: new LogArchive(this, this.#index) };
  }

  #read(file: LogFile, checkpoint: string): Begin {
    const begin = beginOf(file);
    const saved = readCheckpoint(checkpoint, begin.id);
    this.#index = saved?.index ?? new DocumentIndex();
    this.#tree = saved?.tree ?? begin.tree;
    const start = saved?.position ?? begin.end;
    // What the checkpoint saves is the work of reading, not the look whether every record is whole: a document that rotted on the
    // disk is to be found now, not when somebody asks for it.
    if (scanFrames(file, seedOf(begin.id), begin.end, () => {}, start) !== start)
      throw corrupt(file.path, start);
    const end = scanFrames(file, seedOf(begin.id), start, ({ kind, payload }, { offset }) => {
      const length = recordLength(kind, payload);
      indexRecord(this.#index, kind, payload, { offset, length });
      this.#apply(payload.subarray(length));
    });
    if (end < file.size) file.cut(end);
    this.#checkpointAt = (saved?.index.size ?? 0) + CHECKPOINT_EVERY;
    return begin;
  }

  /** A new log, which takes the place of the present one when it is saved. */
  #begin(): void {
    const number = (this.#log?.number ?? 0) + 1;
    const old = this.#log;
    this.#log = { id: randomUUID(), number, file: LogFile.create(this.#directory.file(number, 'tmp')) };
    this.#draft = true;
    this.#dropOld = false;
    this.#checkpointAt = CHECKPOINT_EVERY;
    old?.file.close();
  }

  #publish(): void {
    const { number, file } = this.#open();
    file.rename(this.#directory.file(number, 'log'));
    this.#draft = false;
    if (this.#dropOld) this.#directory.remove(number - 1);
  }

  #requireBegin(): void {
    const { file, id } = this.#open();
    if (file.size > 0) return;
    const begin = json({ version: VERSION, id, tree: this.#toTree() });
    this.#write(file, encodeFrame(0, recordKind.begin, begin));
    this.#tree = (parse(begin) as JsonObject)['tree'] as JsonObject;
  }

  #open(): Log {
    if (this.#broken) throw this.#broken;
    // Closed: whatever still goes on in the register is lost, as when power fails.
    if (!this.#log) throw new AbortedError('switched off');
    return this.#log;
  }

  /** After an error the memory is as on the disk again, and stays so. */
  #write(file: LogFile, bytes: Uint8Array): number {
    try {
      return file.append(bytes);
    } catch (error) {
      this.#compared = {};
      this.#memory?.fromTree(this.#tree);
      throw ioError(error, file.path);
    }
  }

  /** It only makes the next opening faster. */
  #checkpoint(): void {
    const { id, number, file } = this.#open();
    this.#checkpointAt = this.#index.size + CHECKPOINT_EVERY;
    const path = this.#directory.file(number, 'index');
    try {
      writeCheckpoint(path, { id, position: file.size, tree: this.#tree, index: this.#index });
    } catch (error) {
      log('no checkpoint: %O', error);
    }
  }

  #toTree(): JsonObject {
    return this.#memory?.toTree() ?? {};
  }

  /** What changed since it was last written, as JSON; empty when nothing did. */
  #changes(): Uint8Array {
    const now = this.#toTree();
    const tree: Record<string, Json> = { ...now };
    for (const name of this.#memory?.replaced ?? []) {
      const written = this.#tree[name];
      if (now[name] === this.#compared[name] && written !== undefined) tree[name] = written;
    }
    const change = diff(this.#tree, tree);
    this.#compared = now;
    return json(change);
  }
}

interface Begin {
  readonly id: string;
  readonly tree: JsonObject;
  /** Where the first record stands. */
  readonly end: number;
}

function beginOf(file: LogFile): Begin {
  const end = frameLength(file.read(0, FRAME_HEAD)) ?? 0;
  const frame = decodeFrame(0, file.read(0, end));
  const head = frame?.kind === recordKind.begin ? (parse(frame.payload) as JsonObject) : undefined;
  if (!head || head['version'] !== VERSION) throw corrupt(file.path, 0);
  return { id: String(head['id']), tree: head['tree'] as JsonObject, end };
}

function json(value: Json | undefined): Uint8Array {
  return value === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(value));
}

function parse(bytes: Uint8Array): Json | undefined {
  return bytes.length === 0 ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as Json);
}
