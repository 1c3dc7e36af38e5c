// What is published: the exports maps and types of every package, then the packed driver as its users have it.
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run } from './lib.mjs';
import { workspaces } from './workspaces.mjs';

const tool = (...path) => join(root, 'node_modules', ...path);

try {
  await build({ ifStale: true });
  for (const { folder, name, manifest } of workspaces()) {
    await check(`${name}: publint`, [tool('publint', 'src', 'cli.js'), '--strict'], folder);
    for (const { profile, paths } of profiles(manifest)) {
      const only = paths.length > 0 ? ['--entrypoints', ...paths] : [];
      await check(
        `${name}: attw, ${[profile, ...paths].join(' ')}`,
        [tool('@arethetypeswrong', 'cli', 'dist', 'index.js'), '--pack', '.', '--profile', profile, ...only],
        folder,
      );
    }
  }
  const { code } = await run(process.execPath, [join(root, 'scripts', 'package', 'main.mjs')], {
    inherit: true,
  });
  process.exitCode = code;
} catch (error) {
  process.stdout.write(`failed  ${error.message}\n`);
  process.exitCode = 1;
}

/** What is an ES module only, a package or some of its sub-paths, is asked for nothing else. */
function profiles({ exports: entries, typesVersions }) {
  const paths = Object.keys(entries).filter((path) => path !== './package.json');
  const both = paths.filter((path) => 'require' in entries[path]);
  const modules = paths.filter((path) => !both.includes(path));
  // `moduleResolution: node10` finds sub-paths only by typesVersions.
  const profile = typesVersions ? 'strict' : 'node16';
  return [
    { profile, paths: both },
    { profile: 'esm-only', paths: modules },
  ].filter((one) => one.paths.length > 0);
}

async function check(title, args, cwd) {
  const { code, output } = await run(process.execPath, args, { cwd });
  if (code !== 0) throw new Error(`${title}: exit code ${code}\n${output}`);
  process.stdout.write(`ok  ${title}\n`);
}
