import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../readme/run.js';
import { anchorsOf, codeOf, linksOf, shapeOfPage, twins } from './twins.js';

const paired = twins.filter(({ russian }) => existsSync(join(root, russian)));

it('has every page in both languages', () => {
  expect(twins.length).toBeGreaterThan(15);
  expect(twins.filter((pair) => !paired.includes(pair))).toEqual([]);
});

describe.each(paired)('$russian', ({ english, russian }) => {
  it('shows what the English page shows, but for words', () => {
    expect(shapeOfPage(russian)).toEqual(shapeOfPage(english));
    const code = codeOf({ english, russian });
    expect(code.russian).toEqual(code.english);
  });

  it('leads to pages in Russian, and each leads to the other', () => {
    const russianPages = twins.map((pair) => pair.english);
    const foreign = linksOf(russian).filter(({ path }) => russianPages.includes(path) && path !== english);
    expect(foreign).toEqual([]);
    for (const page of [english, russian]) {
      const other = page === english ? russian : english;
      expect(linksOf(page).map(({ path }) => path)).toContain(other);
    }
  });

  it.each([english, russian])('%s has links that lead somewhere', (page) => {
    for (const { path, fragment } of linksOf(page)) {
      expect(existsSync(join(root, path)), path).toBe(true);
      if (fragment !== '' && path.endsWith('.md')) expect(anchorsOf(path), path).toContain(fragment);
    }
  });
});
