// The packages of this repository: the root and every folder of packages/ with a package.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

/**
 * `{ folder, name, manifest, entries }` of every package, the root first. `entries` maps an entry's name in dist, such as
 * `index` or `protocol/index`, to its source: `exports['./protocol']` is `src/protocol/index.ts`.
 */
export function workspaces() {
  const folder = join(root, 'packages');
  const folders = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return [root, ...folders.filter((path) => existsSync(join(path, 'package.json')))].map(readPackage);
}

function readPackage(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.keys(manifest.exports ?? {})
    .filter((path) => path !== './package.json')
    .map((path) => (path === '.' ? 'index' : `${path.slice(2)}/index`))
    .map((entry) => [entry, join(folder, 'src', `${entry}.ts`)]);
  return { folder, name: manifest.name, manifest, entries: Object.fromEntries(entries) };
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
