import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { root } from '../readme/run.js';

const dist = fileURLToPath(new URL('../../dist/browser/', import.meta.url));

const STATIC =
  /(?:^|[;\n}])\s*(?:import|export)\b[^'"();]*?from\s*["']([^"']+)["']|(?:^|[;\n}])import\s*["']([^"']+)["']/g;
const LATER = /\bimport\(\s*[`"']([^"'`]+)[`"']\s*\)/g;

/** What importing a file of dist/browser loads at once, and what it may ask for later. */
function loadedBy(entry: string): { atOnce: Map<string, string>; later: Set<string> } {
  const atOnce = new Map<string, string>();
  const later = new Set<string>();
  const visit = (name: string): void => {
    if (atOnce.has(name)) return;
    const code = readFileSync(join(dist, name), 'utf8');
    atOnce.set(name, code);
    for (const [, from, bare] of code.matchAll(STATIC)) visit(local(from ?? bare ?? ''));
    for (const [, name = ''] of code.matchAll(LATER)) later.add(name);
  };
  visit(entry);
  return { atOnce, later };
}

function local(specifier: string): string {
  expect(specifier, 'a file beside this one').toMatch(/^\.\//);
  return specifier.slice(2);
}

test('the bundle loads in a page as it is: files beside each other, nothing of Node', () => {
  const { atOnce, later } = loadedBy('index.js');
  for (const name of later)
    if (name.startsWith('./')) loadedBy(name.slice(2)).later.forEach((one) => void later.add(one));
  expect([...later].filter((name) => !name.startsWith('./'))).toEqual(['jsbarcode']);
  for (const [name, code] of atOnce) {
    expect(code, name).not.toMatch(/\bBuffer\.(?:from|alloc)|["`]node:/);
  }
});

test('driver and receipts are as large as docs/browser.md says', () => {
  const { atOnce } = loadedBy('index.js');
  const bytes = [...atOnce.values()].reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0);
  process.stdout.write(`driver and receipts for a page: ${(bytes / 1000).toFixed(1)} kB gzip\n`);
  for (const name of ['browser.md', 'browser.ru.md']) {
    const told = /(\d+) (?:kB|кБ)/.exec(readFileSync(join(root, 'docs', name), 'utf8'))?.[1];
    // A twentieth more before it has to be said anew.
    expect(bytes / 1000, name).toBeLessThanOrEqual(Number(told) * 1.05);
  }
});

test('the entry has the names of its source and no others', async () => {
  const [built, source] = await Promise.all([
    import(pathToFileURL(join(dist, 'index.js')).href) as Promise<object>,
    import('../../src/browser/index.js'),
  ]);
  expect(Object.keys(built).sort()).toEqual(Object.keys(source).sort());
});
