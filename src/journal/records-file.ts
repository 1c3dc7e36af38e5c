import { randomUUID } from 'node:crypto';
import type { JournalFiles } from './files.js';
import { type ArchiveName, headerLine, markLine, type Place, recordLine, seedOf } from './format.js';

/** Characters. */
const PIECE = 128 * 1024;

export interface RecordsFile {
  readonly id: string;
  /** Length in bytes. */
  readonly bytes: number;
  /** Where each record stands. */
  readonly places: readonly Place[];
  /** Where the mark stands. */
  readonly markAt: number;
}

/** What a new file begins with, or is made of. */
export interface RecordsDraft {
  /** Its name when all of it is on the disk, and until then. */
  readonly path: string;
  readonly temporary: string;
  readonly jsons: readonly string[];
  readonly archive?: ArchiveName | undefined;
}

/**
 * A file of the header, the mark and these records; it gets its name when all of it is on the disk. The name itself survives
 * a power cut only after `syncDirectory`.
 */
export async function writeRecords(
  files: JournalFiles,
  { path, temporary, jsons, archive }: RecordsDraft,
): Promise<RecordsFile> {
  const id = randomUUID();
  const header = headerLine(id, jsons.length, archive);
  const places: Place[] = [];
  const bytes = await writeWhole(files, { path, temporary }, snapshot(id, header, jsons, places));
  return { id, bytes, places, markAt: header.length };
}

/** Writes a file piece by piece, so that other work (the timers of a link) goes on meanwhile. Returns its length. */
export async function writeWhole(
  files: JournalFiles,
  { path, temporary }: { path: string; temporary: string },
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const draft = await files.create(temporary);
  let end = 0;
  try {
    for await (const piece of pieces) {
      await draft.write(piece, end);
      end += piece.length;
    }
    await draft.sync();
  } finally {
    // Windows renames no open files.
    await draft.close();
  }
  await files.rename(temporary, path);
  return end;
}

function* snapshot(
  id: string,
  header: string,
  jsons: readonly string[],
  places: Place[],
): Generator<Uint8Array> {
  const seed = seedOf(id);
  // Both are ASCII.
  let text = header + markLine(seed, jsons.length);
  let end = text.length;
  for (const [index, json] of jsons.entries()) {
    const line = recordLine(seed, index + 1, 0, json);
    const length = Buffer.byteLength(line);
    places.push({ offset: end, length: length - 1 });
    end += length;
    text += line;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
