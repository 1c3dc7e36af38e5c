import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { root } from '../readme/run.js';
import { type Loaded, loadedBy as loadedIn } from '../support/loaded.js';

const dist = fileURLToPath(new URL('../../dist/browser/', import.meta.url));

const loadedBy = (entry: string): Loaded => loadedIn(dist, entry);

const isFile = (name: string): boolean => name.endsWith('.js');

/** Every file that a page may ever load, and every name of a package. */
function everything(): Loaded {
  const atOnce = new Map<string, string>();
  const packages = new Set<string>();
  const later = new Set(['index.js']);
  for (const name of later) {
    if (!isFile(name)) continue;
    const loaded = loadedBy(name);
    for (const [path, code] of loaded.atOnce) atOnce.set(path, code);
    for (const one of loaded.later) later.add(one);
    for (const one of loaded.packages) packages.add(one);
  }
  return { atOnce, later, packages };
}

const sumOf = (files: Map<string, string>, sizeOf: (code: string) => number): number =>
  [...files.values()].reduce((sum, code) => sum + sizeOf(code), 0) / 1000;

const kilobytes = (files: Map<string, string>): number =>
  sumOf(files, (code) => gzipSync(code, { level: 9 }).length);

test('the files load in a page as they are: beside each other, nothing of Node, no package', () => {
  const { atOnce, later, packages } = everything();
  expect(atOnce.size).toBeGreaterThan(20);
  expect([...packages]).toEqual([]);
  expect([...later].filter((name) => !isFile(name))).toEqual(['jsbarcode']);
  for (const [name, code] of atOnce) expect(code, name).not.toMatch(/\bBuffer\.(?:from|alloc)|["`]node:/);
});

test('no line is so long that an error would fill the screen with it', () => {
  for (const [name, code] of everything().atOnce)
    expect(Math.max(...code.split('\n').map(({ length }) => length)), name).toBeLessThan(4000);
});

test('what a page loads is as large as docs/browser.md says', () => {
  const { atOnce, later } = loadedBy('index.js');
  // Over Web Serial.
  const connecting = [...later].filter((name) => /\/(?:open-register|web-serial-connection)\.js$/.test(name));
  expect(connecting).toHaveLength(2);
  const connected = new Map([...atOnce, ...connecting.flatMap((name) => [...loadedBy(name).atOnce])]);
  const brotli = sumOf(connected, (code) => brotliCompressSync(code).length);
  const [first, both] = [kilobytes(atOnce), kilobytes(connected)];
  process.stdout.write(
    `a page loads ${first.toFixed(1)} kB gzip at once, ${both.toFixed(1)} when connected, ${brotli.toFixed(1)} by brotli\n`,
  );
  expect(first).toBeLessThanOrEqual(50);
  for (const name of ['browser.md', 'browser.ru.md']) {
    const text = readFileSync(join(root, 'docs', name), 'utf8');
    const told = Array.from(text.matchAll(/(\d+) (?:kB|кБ)/g), ([, number]) => Number(number));
    expect(told, name).toHaveLength(2);
    const [, byBrotli] = /(\d+) (?:by|в) brotli/.exec(text) ?? [];
    expect(brotli, name).toBeLessThanOrEqual(Number(byBrotli) * 1.05);
    // A twentieth more before it has to be said anew.
    expect(first, name).toBeLessThanOrEqual((told[0] ?? 0) * 1.05);
    expect(both, name).toBeLessThanOrEqual((told[1] ?? 0) * 1.05);
  }
});

test('the entry has the names of its source and no others', async () => {
  const [built, source] = await Promise.all([
    import(pathToFileURL(join(dist, 'index.js')).href) as Promise<object>,
    import('../../src/browser/index.js'),
  ]);
  expect(Object.keys(built).sort()).toEqual(Object.keys(source).sort());
});
