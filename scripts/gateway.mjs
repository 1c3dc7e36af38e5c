// `npm run gateway`: does its own set-up, then runs `atol-gateway dev` with the arguments given after `--`.
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run } from './lib.mjs';
import { setup } from './setup.mjs';

try {
  await setup();
  const folder = join(root, 'packages', 'gateway');
  await build({ ifStale: true, declarations: false, folder });
  const cli = join(folder, 'dist', 'cli.js');
  const { code } = await run(process.execPath, [cli, 'dev', ...process.argv.slice(2)], { inherit: true });
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
