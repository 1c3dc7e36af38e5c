// `npm run demo`: does its own set-up, then runs `atol demo` with the arguments given after `--`.
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run } from './lib.mjs';
import { setup } from './setup.mjs';

try {
  await setup();
  await build({ ifStale: true, declarations: false, folder: root });
  const cli = join(root, 'dist', 'cli.js');
  const { code } = await run(process.execPath, [cli, 'demo', ...process.argv.slice(2)], { inherit: true });
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
