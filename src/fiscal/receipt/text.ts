import { unprintable } from '../../protocol/text.js';
import type { Field } from './fields.js';
import type { Scope } from './scope.js';

/**
 * Characters that neither CP866 nor the register's page has, and what is sent instead. « » need no row: the page itself
 * maps them to `"`, and № € — ■ $ have places of their own in it.
 */
export const replacements: ReadonlyMap<string, string> = new Map([
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['‟', '"'],
  ['‘', "'"],
  ['’', "'"],
  ['‚', "'"],
  ['‹', "'"],
  ['›', "'"],
  ['‐', '-'],
  ['‑', '-'],
  ['‒', '-'],
  ['–', '-'],
  ['―', '—'],
  ['−', '-'],
  ['…', '...'],
  ['\u00a0', ' '],
  ['\u2007', ' '],
  ['\u2009', ' '],
  ['\u202f', ' '],
]);

const shown = 5;

interface Place {
  readonly char: string;
  /** From 1, in characters of the given text. */
  readonly position: number;
}

/** A text as the register will print it: composed (NFC), with the replacements above, each of them a warning. */
export function readText(value: unknown, scope: Scope, tag?: number): string | undefined {
  if (typeof value !== 'string')
    return scope.problem('TYPE', ['нужна строка', 'a string is needed'], value, tag);
  // A text of a megabyte is wrong by its length; there is no need to look at every character of it.
  if (value.length > 10_000) {
    return scope.problem('TEXT_LENGTH', ['текст слишком длинный', 'the text is far too long'], value, tag);
  }
  const text = value.normalize('NFC');
  const replaced: Place[] = [];
  const wrong: Place[] = [];
  let result = '';
  Array.from(text).forEach((char, index) => {
    const by = replacements.get(char);
    if (by !== undefined) replaced.push({ char, position: index + 1 });
    else if (isControl(char) || unprintable(char).length > 0) wrong.push({ char, position: index + 1 });
    result += by ?? char;
  });
  if (replaced.length > 0) {
    scope.warning(
      'TEXT_REPLACED',
      [
        `символы заменены на похожие: ${list(replaced, 'позиция')}`,
        `characters replaced by similar ones: ${list(replaced, 'position')}`,
      ],
      value,
      tag,
    );
  }
  if (wrong.length === 0) return result;
  return scope.problem(
    'TEXT_CHARACTER',
    [
      `в кодировке чека (CP866) нет символов: ${list(wrong, 'позиция')}`,
      `the code page of receipts (CP866) lacks: ${list(wrong, 'position')}`,
    ],
    value,
    tag,
  );
}

function list(places: readonly Place[], word: string): string {
  const first = places.slice(0, shown).map(({ char, position }) => {
    const by = replacements.get(char);
    return `${name(char)} (${word} ${position})${by === undefined ? '' : ` → «${by}»`}`;
  });
  return first.join(', ') + (places.length > shown ? ', …' : '');
}

function name(char: string): string {
  const point = `U+${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{C}\p{Z}\p{M}]/u.test(char) ? point : `«${char}» ${point}`;
}

/** Codes below 20h mean print control on the wire (09h is double width), 7Fh is not printed. */
function isControl(char: string): boolean {
  const code = char.charCodeAt(0);
  return code < 0x20 || code === 0x7f;
}

/** A text of 1 to `max` characters; one character is one byte in CP866. */
export function text(tag: number, max: number): Field<string> {
  return {
    tag,
    read(value, scope) {
      const result = readText(value, scope, tag);
      if (result === undefined) return undefined;
      if (result.trim() === '')
        return scope.problem('TEXT_EMPTY', ['пустой текст', 'the text is empty'], value, tag);
      if (result.length <= max) return result;
      return scope.problem(
        'TEXT_LENGTH',
        [
          `не больше ${max} символов (байт), получилось ${result.length}`,
          `at most ${max} characters (bytes), got ${result.length}`,
        ],
        value,
        tag,
      );
    },
  };
}
