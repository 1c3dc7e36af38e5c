import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone when the tests are over. */
export function emptyFolder(afterwards: (clean: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-atol-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
