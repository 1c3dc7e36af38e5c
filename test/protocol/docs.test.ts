import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pages } from '../../scripts/docs/pages.js';

it.each(pages().map(({ file, text }) => [file.pathname.split('/').at(-1), file, text] as const))(
  'docs/%s says what the declarations say: else run `npm run docs:tables`',
  (_name, file, text) => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);
