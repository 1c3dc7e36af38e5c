import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Workspace, workspaces } from '../../scripts/workspaces.mjs';

/** Relative imports of a file, static and dynamic. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.\.?\/[^'"]+)['"]/g;
const folders = ['src', 'test', 'bench', 'examples'];

/** Tools of development are the root's, for the tests of all packages. */
const TOOLS = join('..', '..', 'scripts', sep);
const isTested = (file: string): boolean => /^(?:test|bench)[\\/]/.test(file);

function sources({ folder }: Workspace): string[] {
  return folders
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.[cm]?[jt]s$/.test(name) && !name.includes('node_modules'))
        .map((name) => join(path, name)),
    );
}

function relativeImports(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, target]) =>
    join(dirname(file), target ?? ''),
  );
}

describe.each(workspaces())('$name', (workspace) => {
  const { folder, manifest, entries } = workspace;
  const isRoot = folder === workspaces()[0]?.folder;

  test('every entry of exports has its source', () => {
    expect(Object.values(entries).filter((source) => !existsSync(source))).toEqual([]);
  });

  test('no file imports one of another package by a path', () => {
    const strangers = sources(workspace).flatMap((file) =>
      relativeImports(file)
        .map((target) => relative(folder, target))
        .filter((target) => target.startsWith('..') || (isRoot && target.startsWith(`packages${sep}`)))
        .filter((target) => !(isTested(relative(folder, file)) && target.startsWith(TOOLS)))
        .map((target) => `${relative(folder, file)}: ${target}`),
    );
    expect(strangers).toEqual([]);
  });

  test.skipIf(isRoot)('is made like the others', () => {
    const { name, license, type, engines, files, repository } = manifest;
    const root = workspaces()[0]?.manifest;
    expect({ license, type, engines }).toEqual({
      license: 'MIT',
      type: 'module',
      engines: root?.['engines'],
    });
    expect({ name, files, repository }).toEqual({
      name: expect.stringMatching(/^(atol-kkt|fiscal-plugin)(-|$)/),
      files: expect.arrayContaining(['dist', 'LICENSE']),
      repository: expect.objectContaining({ directory: relative(workspaces()[0]?.folder ?? '', folder) }),
    });
  });
});
