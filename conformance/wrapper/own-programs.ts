import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from '../../scripts/build.mjs';
import { root } from '../../scripts/lib.mjs';
import { Emulator } from '../../src/emulator/index.js';
import { hasSocat } from '../../test/support/pty-cable.js';
import type { Checks } from '../checks.js';
import type { LibraryFiles } from '../driver/library.js';

/** Name of the comparison. */
export const WRAPPER = 'programs of node-atol-wrapper';

/** What the package ships as its example, and prints as examples in its README: unchanged, with our class in the place of its own. */
export async function runOwnPrograms({
  files,
  checks,
}: {
  files: LibraryFiles;
  checks: Checks;
}): Promise<void> {
  const group = checks.group(WRAPPER);
  await build({ ifStale: true, declarations: false, folder: root });
  const theirs = join(dirname(files.requireFrom), 'node_modules', 'node-atol-wrapper');
  const folder = await mkdtemp(join(tmpdir(), 'atol-wrapper-programs-'));
  const emulator = new Emulator({ latency: 0 });
  try {
    const bindings = `module.exports = require(${JSON.stringify(join(root, 'dist', 'cjs', 'wrapper', 'index.js'))});\n`;
    await writeFile(join(folder, 'bindings.js'), bindings);
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 120_000 });
    if (hasSocat) {
      await group.check('its index.js, on the serial port that it names', async () => {
        await copyFile(join(theirs, 'index.js'), join(folder, 'index.js'));
        await emulator.listenPty({ link: join(folder, 'COM4') });
        const { stdout } = await run('index.js');
        for (const line of ['setSettings true', 'isOpened false', 'open true', 'isOpened true', 'close true'])
          assert.ok(stdout.includes(line), `${line} in ${stdout}`);
        assert.match(stdout, /getData \{[\s\S]*fnPresent: true/);
        assert.match(stdout, /findLastDocument \{[\s\S]*documentNumber: 1/);
        assert.match(stdout, /reportX[\s\S]*getDeviceStatus \{[\s\S]*paperPresent: true/);
      });
    } else checks.skip(`${WRAPPER}: its index.js`, 'it wants a serial port, and there is no socat');
    const [settings, task] = [
      ...(await readFile(join(theirs, 'README.md'), 'utf8')).matchAll(/```js\n([\s\S]*?)```/g),
    ].map(([, code = '']) => code);
    await group.check('the settings and the task of its README', async () => {
      const { port } = await emulator.listen();
      const program = `
        const { Fptr10 } = require('./bindings');
        const fptr = new Fptr10();
        fptr.create();
        const settings = (${settings});
        const taken = fptr.setSettings(settings);
        const told = fptr.getSettings();
        fptr.setSettings({ ...told, Port: 2, IPAddress: '127.0.0.1', IPPort: ${port} });
        fptr.open();
        const answer = fptr.processJson(${task});
        fptr.close();
        fptr.destroy();
        console.log(JSON.stringify({ settings, taken, told, answer }));`;
      await writeFile(join(folder, 'readme.js'), program);
      const said = JSON.parse((await run('readme.js')).stdout);
      assert.equal(said.taken, true);
      assert.deepEqual({ ...said.told, ...said.settings }, said.told);
      assert.equal(said.answer.fiscalParams.shiftNumber, 1);
    });
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}
