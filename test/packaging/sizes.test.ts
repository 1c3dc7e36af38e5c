import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadedBy } from '../support/loaded.js';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const src = fileURLToPath(new URL('../../src', import.meta.url));

/**
 * What the milliseconds of an import are made of; they themselves say how busy the machine is (`npm run bench -- sizes`). Whoever
 * needs more here finds what it is by the files, and can load it late: `late(() => import(…))`.
 */
it.each(['index.js', 'cjs/index.js'])(
  'importing the main entry, %s, reads few files and not many bytes',
  (entry) => {
    const { atOnce, packages } = loadedBy(dist, entry);
    const bytes = [...atOnce.values()].reduce((sum, code) => sum + Buffer.byteLength(code), 0);
    process.stdout.write(`${entry} loads ${atOnce.size} files, ${(bytes / 1000).toFixed(0)} kB\n`);
    expect([...packages].filter((name) => name !== 'obug' && !name.startsWith('node:'))).toEqual([]);
    expect(atOnce.has(entry)).toBe(true);
    expect(atOnce.size).toBeGreaterThan(10);
    expect(atOnce.size).toBeLessThanOrEqual(21);
    expect(bytes / 1000).toBeLessThanOrEqual(230);
  },
);

it('what drives a register is not among them', () => {
  const code = [...loadedBy(dist, 'index.js').atOnce.values()].join('\n');
  expect(code).toContain('class CashRegister');
  for (const name of ['RegisterConnection', 'ReceiptIssue', 'V3Host', 'Printing'])
    expect(code).not.toContain(`class ${name}`);
});

/** The English of errors in pages: errors themselves are above it, so it cannot throw one. */
const withoutErrors = join('browser', 'later', 'english.ts');

it('parts of the package are loaded late by late(), which tells of a missing one', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const late = files
    .filter((name) => name !== withoutErrors)
    .map((name) => readFileSync(join(src, name), 'utf8'));
  const all = late.flatMap((text) => text.match(/.*\bimport\('\.[^']*'\)/g) ?? []);
  expect(all.length).toBeGreaterThan(8);
  expect(all.filter((line) => !/late\(\(\) => import\('\.[^']*'\)$/.test(line))).toEqual([]);
});
