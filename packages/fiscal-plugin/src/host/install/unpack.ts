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
 * taken, links and other special files are refused.
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
  const entries = readEntries(zip);
  if (entries.length > MAX_FILES) throw bad(`more than ${MAX_FILES} files`);
  // As a file system sees them that does not tell small letters from large ones.
  const files = new Set<string>();
  const folders = new Set<string>();
  let total = 0;
  for (const { name, size, packed, kind } of entries) {
    const path = kind === 'folder' ? name.slice(0, -1) : name;
    checkName(path);
    if (kind === 'other') throw bad(`${name} is neither a file nor a folder`);
    const folded = path.toLowerCase();
    if (kind === 'folder') folders.add(folded);
    else if (files.has(folded)) throw bad(`${name} stands in it twice`);
    else files.add(folded);
    for (let end = folded.lastIndexOf('/'); end !== -1; end = folded.lastIndexOf('/', end - 1)) {
      folders.add(folded.slice(0, end));
    }
    total += Math.max(size, packed);
    if (total > MAX_TOTAL) throw bad(`more than ${MAX_TOTAL} bytes`);
  }
  for (const path of files) if (folders.has(path)) throw bad(`${path} is a file and a folder`);
  return entries.filter(({ kind }) => kind === 'file');
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
