// The packages of this repository: the root and every folder of packages/ with a package.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

/**
 * Every package, the root first:
 * - `folder`, `name`, `manifest` (its package.json);
 * - `entries`, names in dist to sources: `exports['./protocol']` is `protocol/index` from `src/protocol/index.ts`;
 * - `programs`, the same for `bin`: `dist/cli.js` is `cli` from `src/cli/main.ts` or `src/cli.ts`;
 * - `commonJs`, whether its exports offer `require`.
 */
export function workspaces() {
  const folder = join(root, 'packages');
  const folders = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return [root, ...folders.filter((path) => existsSync(join(path, 'package.json')))].map(readPackage);
}

function readPackage(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, exports = {}, bin = {} } = manifest;
  const paths = Object.keys(exports).filter((path) => path !== './package.json');
  const entries = paths
    .map((path) => (path === '.' ? 'index' : `${path.slice(2)}/index`))
    .map((entry) => [entry, join(folder, 'src', `${entry}.ts`)]);
  const programs = Object.values(bin).map((file) => {
    const [, program] = /^(?:\.\/)?dist\/(.+)\.js$/.exec(file);
    const inFolder = join(folder, 'src', program, 'main.ts');
    return [program, existsSync(inFolder) ? inFolder : join(folder, 'src', `${program}.ts`)];
  });
  return {
    folder,
    name,
    manifest,
    entries: Object.fromEntries(entries),
    programs: Object.fromEntries(programs),
    commonJs: paths.some((path) => 'require' in exports[path]),
  };
}

/** What vitest reads instead of `atol-kkt`, `atol-kkt/protocol` and so on: the sources. */
export function sourceAliases() {
  return workspaces().flatMap(({ name, entries }) =>
    Object.entries(entries).map(([entry, source]) => ({
      find: new RegExp(`^${`${name}/${entry}`.replace(/\/index$/, '')}$`),
      replacement: source,
    })),
  );
}
