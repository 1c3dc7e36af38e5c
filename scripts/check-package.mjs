// What is published: the exports maps and types of every package, then the packed driver as its users have it.
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run } from './lib.mjs';
import { workspaces } from './workspaces.mjs';

const tool = (...path) => join(root, 'node_modules', ...path);

try {
  await build({ ifStale: true });
  for (const { folder, name, manifest } of workspaces()) {
    // `moduleResolution: node10` finds sub-paths only by typesVersions.
    const profile = 'typesVersions' in manifest ? 'strict' : 'node16';
    await check(`${name}: publint`, [tool('publint', 'src', 'cli.js'), '--strict'], folder);
    await check(
      `${name}: attw`,
      [tool('@arethetypeswrong', 'cli', 'dist', 'index.js'), '--pack', '.', '--profile', profile],
      folder,
    );
  }
  const { code } = await run(process.execPath, [join(root, 'scripts', 'package', 'main.mjs')], {
    inherit: true,
  });
  process.exitCode = code;
} catch (error) {
  process.stdout.write(`failed  ${error.message}\n`);
  process.exitCode = 1;
}

async function check(title, args, cwd) {
  const { code, output } = await run(process.execPath, args, { cwd });
  if (code !== 0) throw new Error(`${title}: exit code ${code}\n${output}`);
  process.stdout.write(`ok  ${title}\n`);
}
