// The packed driver in an empty project, as its users have it.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, root } from '../lib.mjs';
import { bundlers } from './bundlers.mjs';
import { gateway } from './gateway.mjs';
import { plugins } from './plugins.mjs';
import { readme } from './readme.mjs';
import { suite } from './suite.mjs';
import { till } from './till.mjs';
import { use } from './use.mjs';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// Where `npm pack` is told to put it, with a blank in the path.
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'atol pack test '));
const project = join(folder, 'project');
/** Bytes of the tarball. */
const LARGEST = 595_000;
const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;

try {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "user", "version": "1.0.0", "private": true }');
  const tarball = join(folder, `${manifest.name}-${manifest.version}.tgz`);
  await step('npm pack', async () => {
    const result = await npm(['pack', '--json', '--pack-destination', folder]);
    const { size, unpackedSize, entryCount } = result.code === 0 ? packed(result.output) : {};
    assert.ok(!(size > LARGEST), `${kilobytes(size)}, more than ${kilobytes(LARGEST)}: what has come in?`);
    return {
      ...result,
      note: `${kilobytes(size)}, unpacked ${kilobytes(unpackedSize)}, ${entryCount} files`,
    };
  });
  await step('npm install of the tarball', () => install(project, tarball));
  const only = process.argv[2];
  for (const [name, work] of Object.entries({ use, readme, till, gateway, plugins, suite, bundlers }))
    if (only === undefined || only === name)
      await work({ folder, project, tarball, manifest, step, install });
} catch (error) {
  process.stdout.write(`failed  ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** What `npm pack --json` says, behind what the build says. */
function packed(output) {
  const [one] = Object.values(
    JSON.parse(output.slice(output.search(/^[[{]$/m), output.search(/^[\]}]$/m) + 1)),
  );
  return one;
}

function install(cwd, ...packages) {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  return npm(['install', ...quiet, ...packages], { cwd });
}

async function step(title, work) {
  const { code, output, note, skipped } = await work();
  if (skipped) {
    process.stdout.write(`SKIPPED ${title}: ${skipped}\n`);
    return;
  }
  assert.equal(code, 0, `${title}: exit code ${code}\n${output}`);
  process.stdout.write(`ok  ${title}${note ? `: ${note}` : ''}\n`);
}
