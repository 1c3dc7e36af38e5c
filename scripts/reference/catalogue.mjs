// The Russian of the comments: `docs/reference/ru/*.json`, each English text with its Russian.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib.mjs';

const folder = 'docs/reference/ru';

/** `{ file, english, russian }` of every entry. */
export function catalogueEntries() {
  return readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .flatMap((file) =>
      Object.entries(JSON.parse(readFileSync(join(root, file), 'utf8'))).map(([english, russian]) => ({
        file,
        english,
        russian,
      })),
    );
}

/** The file that holds the texts of a source: one for a folder of `src`, and for its rooms where it has many. */
export function catalogueFileOf(source) {
  const [, layer, ...rest] = source.split('/');
  const room = rest.length > 1 && split.includes(layer) ? `-${rest[0]}` : '';
  return `${folder}/${source.split('/').length === 2 ? 'src' : layer}${room}.json`;
}

const split = ['emulator', 'fiscal', 'protocol', 'register'];

/** What to do about texts that have no Russian. */
export function missingTexts(texts) {
  const lines = texts.map(
    ({ english, place }) =>
      `${place}: add to ${catalogueFileOf(place.split(':')[0])}: ${JSON.stringify(english)}: "…"`,
  );
  return ['Comments without a Russian text (CONTRIBUTING.md, "The reference in Russian"):', ...lines].join(
    '\n',
  );
}
