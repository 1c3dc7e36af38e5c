// A program in one file, away from its package, with the thread of the driver in a second one.
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [port] = process.argv.slice(2);
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'atol-beside-'));
const own = new URL('./node_modules/atol-kkt/', import.meta.url);
copyFileSync(new URL('wrapper.mjs', own), join(folder, 'bundle.mjs'));
copyFileSync(new URL('worker.mjs', own), join(folder, 'atol-kkt-worker.mjs'));
const { Fptr10 } = await import(pathToFileURL(join(folder, 'bundle.mjs')).href);
const fptr = new Fptr10();
fptr.create();
fptr.setSettings({ Model: 500, Port: 2, IPAddress: '127.0.0.1', IPPort: Number(port) });
fptr.open();
process.stdout.write(JSON.stringify(fptr.processJson({ type: 'getShiftStatus' })));
fptr.destroy();
rmSync(folder, { recursive: true });
