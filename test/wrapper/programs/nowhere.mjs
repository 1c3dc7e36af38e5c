// The wrapper without the rest of its package, as a bundler may leave it.
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'atol-alone-'));
const alone = join(folder, 'bundle.mjs');
copyFileSync(new URL('./node_modules/atol-kkt/wrapper.mjs', import.meta.url), alone);
const { Fptr10 } = await import(pathToFileURL(alone).href);
try {
  new Fptr10().create();
} catch ({ code, description, outcome }) {
  process.stdout.write(JSON.stringify({ code, description, outcome }));
} finally {
  rmSync(folder, { recursive: true });
}
