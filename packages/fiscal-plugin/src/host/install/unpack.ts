import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FiscalFault, fault } from '../../contract/fault.js';
import { bytesOf, entriesOf, type ZipEntry } from './zip.js';

/** Limits of an artefact. */
const MAX_FILES = 5000;
const MAX_TOTAL = 256 * 1024 * 1024;
const MAX_PATH = 200;
const PART = /^[A-Za-z0-9_@][A-Za-z0-9._@+ -]*$/;
/** Names that Windows takes for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Unpacks an artefact into a new folder. No path leaves it, nothing is overwritten, sizes are checked before memory is
 * taken, links and other special files do not exist in it.
 *
 * @throws FiscalFault `bad-artefact`
 */
export async function unpack(zip: Uint8Array, folder: string): Promise<void> {
  const buffer = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  for (const entry of checkedEntries(buffer)) {
    const bytes = await bytesOf(buffer, entry).catch((error: unknown) => {
      throw bad(messageOf(error));
    });
    const path = join(folder, ...entry.name.split('/'));
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'wx', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/**
 * Whether tills would unpack it, as far as its directory tells: for whoever makes artefacts.
 *
 * @throws FiscalFault `bad-artefact`
 */
export function checkZip(zip: Uint8Array): void {
  checkedEntries(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength));
}

/** Every file of it, once names and sizes are right. */
function checkedEntries(zip: Buffer): ZipEntry[] {
  const names = new Set<string>();
  let total = 0;
  const files = readEntries(zip).filter(({ name }) => !name.endsWith('/'));
  if (files.length > MAX_FILES) throw bad(`more than ${MAX_FILES} files`);
  for (const { name, size, packed } of files) {
    checkName(name);
    const folded = name.toLowerCase();
    if (names.has(folded)) throw bad(`${name} stands in it twice`);
    names.add(folded);
    total += Math.max(size, packed);
    if (total > MAX_TOTAL) throw bad(`more than ${MAX_TOTAL} bytes`);
  }
  return files;
}

function readEntries(zip: Buffer): ZipEntry[] {
  try {
    return entriesOf(zip);
  } catch (error) {
    throw bad(`is no zip: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function checkName(name: string): void {
  const parts = name.split('/');
  const good =
    name.length <= MAX_PATH &&
    parts.every(
      (part) => PART.test(part) && !DEVICE.test(part) && !part.endsWith('.') && !part.endsWith(' '),
    );
  if (!good) throw bad(`${JSON.stringify(name)} is no path inside it`);
}

function bad(why: string): FiscalFault {
  return new FiscalFault(fault('plugin', 'bad-artefact', `the artefact: ${why}`));
}
