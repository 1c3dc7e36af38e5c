import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { FiscalFault, fault } from '../../contract/fault.js';

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
  const names = new Set<string>();
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, {
      filter({ name, originalSize, size }) {
        if (name.endsWith('/')) return false;
        checkName(name);
        const folded = name.toLowerCase();
        if (names.has(folded)) throw bad(`${name} stands in it twice`);
        names.add(folded);
        total += Math.max(originalSize, size);
        if (names.size > MAX_FILES) throw bad(`more than ${MAX_FILES} files`);
        if (total > MAX_TOTAL) throw bad(`more than ${MAX_TOTAL} bytes`);
        return true;
      },
    });
  } catch (error) {
    throw error instanceof FiscalFault ? error : bad(`is no zip: ${String((error as Error).message)}`);
  }
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, ...name.split('/'));
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
