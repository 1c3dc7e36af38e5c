import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogueEntries, catalogueFileOf, missingTexts } from '../../scripts/reference/catalogue.mjs';
import { keyOf } from '../../scripts/reference/comments.mjs';
import { publicTexts } from '../../scripts/reference/public-texts.mjs';
import { root } from '../readme/run.js';

const { entryPoints } = JSON.parse(readFileSync(join(root, 'typedoc.json'), 'utf8')) as {
  entryPoints: string[];
};
const shown = publicTexts(root, entryPoints);
const entries = catalogueEntries();

it('has the Russian of every public comment', () => {
  expect(shown.size).toBeGreaterThan(1500);
  const known = new Set(entries.map(({ english }) => english));
  const missing = [...shown].flatMap(([english, place]) => (known.has(english) ? [] : [{ english, place }]));
  if (missing.length > 0) expect.fail(missingTexts(missing));
});

it('has no Russian of comments that are no more, and none twice', () => {
  const left = entries.filter(({ english }) => !shown.has(english));
  expect(
    left,
    'no comment says this any more: delete it, or put it under the text that came instead',
  ).toEqual([]);
  const twice = entries.filter(
    (one, at) => entries.findIndex(({ english }) => english === one.english) !== at,
  );
  expect(twice, 'two files have this text: one is enough').toEqual([]);
});

const codeOf = (text: string): string[] => sorted(text.match(/`[^`\n]+`/g) ?? []);
const withoutCode = (text: string): string => text.replace(/`[^`\n]+`/g, ' ');
const sorted = (found: Iterable<string>): string[] => [...new Set(found)].sort();
const matches = (text: string, pattern: RegExp): string[] => sorted(withoutCode(text).match(pattern) ?? []);

/** What a text and its Russian have in common, whatever the words. */
function shapeOf(text: string) {
  const block = /^```[\s\S]*```$/.test(text);
  return block
    ? { program: text.replace(/\/\/.*$/gm, '//') }
    : {
        code: codeOf(text),
        numbers: matches(text, /\d+/g),
        errors: matches(text, /\b[A-Z]\w*Error\b/g),
        links: matches(text, /https?:\S+/g),
        lines: text.split('\n').map((line) => (line.startsWith('- ') ? '- ' : line === '' ? '' : 'text')),
      };
}

it('says in Russian what the English says: code, numbers, errors, links, paragraphs', () => {
  const wrong = entries.flatMap(({ file, english, russian }) => {
    const [wanted, given] = [shapeOf(english), shapeOf(russian)];
    return JSON.stringify(wanted) === JSON.stringify(given)
      ? []
      : [{ file, english, russian, wanted, given }];
  });
  expect(wrong, 'the Russian text lacks something, or has something more').toEqual([]);
});

/** Words for people are Russian; names, codes and units of the English text stay. */
it('is written in Russian', () => {
  const wrong = entries.flatMap(({ file, english, russian }) => {
    if (english.startsWith('```')) return [];
    const known = new Set(matches(english, /[A-Za-z]{3,}/g));
    const foreign = matches(russian, /[A-Za-z]{3,}/g).filter((word) => !known.has(word) && !common.has(word));
    const speaks =
      /[А-Яа-яЁё]/.test(russian) || !/[a-z]{3}/.test(withoutCode(english).replace(/\b[A-Z]\w*Error\b/g, ''));
    return foreign.length === 0 && speaks && !/"/.test(withoutCode(russian))
      ? []
      : [{ file, russian, foreign }];
  });
  expect(wrong, 'English words, straight quotes, or no word of Russian').toEqual([]);
});

/** Names of things that have no Russian ones. */
const common = new Set(['Undefined', 'Null', 'seed', 'boolean', 'canvas', 'HTTP', 'Linux', 'Node']);

it('names the file and the line of a missing text, and where its Russian goes', () => {
  const [english = '', place = ''] = [...shown][0] ?? [];
  expect(
    readFileSync(join(root, place.split(':')[0] ?? ''), 'utf8').split('\n')[Number(place.split(':')[1]) - 1],
  ).toMatch(/\/\*\*/);
  expect(missingTexts([{ english, place }])).toContain(
    `${place}: add to ${catalogueFileOf(place.split(':')[0] ?? '')}: ${JSON.stringify(english)}`,
  );
  expect(catalogueFileOf('src/register/print/page.ts')).toBe('docs/reference/ru/register-print.json');
  expect(catalogueFileOf('src/register/register.ts')).toBe('docs/reference/ru/register.json');
  expect(catalogueFileOf('src/errors.ts')).toBe('docs/reference/ru/src.json');
});

it('takes a comment for the same whatever its lines', () => {
  expect(keyOf('One\n  text,\n\nand another:\n- an item\n  of two lines\n- the next\n')).toBe(
    'One text,\n\nand another:\n- an item of two lines\n- the next',
  );
  const program = '```ts\nconst a = 1;\n\nrun(a);\n```';
  expect(keyOf(program)).toBe(program);
});
