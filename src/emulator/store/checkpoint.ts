import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { DocumentIndex } from '../fn/document-index.js';
import type { JsonObject } from './patch.js';

/*
 * What a log says up to a place, so that opening it need not read it all:
 *
 *   length of the JSON u32, JSON, columns of the index, CRC-32 of all that u32
 *
 * It can be made again from the log at any time, so a damaged one is no loss.
 */

export interface Checkpoint {
  /** Id of the log. */
  readonly id: string;
  /** Where the log went on. */
  readonly position: number;
  readonly tree: JsonObject;
  readonly index: DocumentIndex;
}

interface Head {
  readonly version: number;
  readonly bigEndian: boolean;
  readonly id: string;
  readonly position: number;
  readonly documents: number;
  readonly tree: JsonObject;
}

const VERSION = 1;
const U32 = 4;
const FILE_MODE = 0o600;
/** The columns are written as they lie in the memory. */
const bigEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

export function writeCheckpoint(path: string, { id, position, tree, index }: Checkpoint): void {
  const head: Head = { version: VERSION, bigEndian, id, position, documents: index.size, tree };
  const json = Buffer.from(JSON.stringify(head));
  const body = Buffer.concat([u32(json.length), json, ...index.toBytes()]);
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, Buffer.concat([body, u32(crc32(body))]), { mode: FILE_MODE });
  renameSync(temporary, path);
}

/** Undefined when there is none of this log that could be used. */
export function readCheckpoint(path: string, id: string): Checkpoint | undefined {
  const file = readWhole(path);
  const end = file ? file.length - U32 : 0;
  if (!file || end < U32 || crc32(file.subarray(0, end)) !== file.readUInt32LE(end)) return undefined;
  const columns = U32 + file.readUInt32LE(0);
  const head = JSON.parse(file.toString('utf8', U32, columns)) as Head;
  const ours = head.version === VERSION && head.bigEndian === bigEndian && head.id === id;
  if (!ours) return undefined;
  const index = DocumentIndex.fromBytes(file.subarray(columns, end), head.documents);
  return index && { id, position: head.position, tree: head.tree, index };
}

function readWhole(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(U32);
  bytes.writeUInt32LE(value);
  return bytes;
}
