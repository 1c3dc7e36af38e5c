import { modelName } from '../../protocol/index.js';

/** Latin and Cyrillic letters of the makers' marks. */
const letters: Readonly<Record<string, string>> = { F: 'Ф', S: 'С', A: 'А' };

/** A model as the driver calls it: `АТОЛ 30Ф`, `АТОЛ 42ФС`. */
export function russianName(model: number): string {
  const name = modelName(model);
  const [, number, marks = ''] = /^(\d+)([FSA]+)$/.exec(name.split(' ')[0] ?? '') ?? [];
  if (number === undefined) return name;
  return `АТОЛ ${number}${Array.from(marks, (letter) => letters[letter] ?? letter).join('')}`;
}
