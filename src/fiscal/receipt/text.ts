import { unprintable } from '../../protocol/text.js';
import { needText } from '../../util/arguments.js';
import { lazily } from '../../util/lazily.js';
import { firstOutsideCp866 } from '../cp866.js';
import type { Field } from './fields.js';
import type { Rule, Scope } from './scope.js';

/**
 * Texts of a receipt go through two code pages: the register's own, in which they are sent and printed, and the CP866 of the
 * documents in the FN. A character has to be in both. These that are not have one that means the same. Guillemets need no row:
 * the register itself makes plain quotation marks of them, on paper and in the document.
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
  ['—', '-'],
  ['―', '-'],
  ['−', '-'],
  ['≡', '='],
  ['…', '...'],
  ['\u00a0', ' '],
  ['\u2007', ' '],
  ['\u2009', ' '],
  ['\u202f', ' '],
]);

const ELLIPSIS = '…';
/** Of a name that was cut. */
const CUT_END = '...';
const shown = 5;

interface Place {
  readonly char: string;
  /** From 1, in characters of the given text. */
  readonly position: number;
  readonly by?: string;
}

export interface TextRules {
  readonly tag?: number | undefined;
  /** Longest text, characters. */
  readonly max?: number;
  /** `both`, default: the text gets into a document. `register`: it is only printed. */
  readonly pages?: 'both' | 'register';
}

/** A text as the register will print it: composed (NFC), with the replacements above, each of them a warning. */
export function readText(value: unknown, scope: Scope, rules: TextRules = {}): string | undefined {
  const { tag, max = Number.POSITIVE_INFINITY, pages = 'both' } = rules;
  if (typeof value !== 'string')
    return scope.problem('TYPE', ['нужна строка', 'a string is needed'], value, tag);
  // A text of a megabyte is wrong by its length; there is no need to look at every character of it.
  if (value.length > 10_000) {
    return scope.problem('TEXT_LENGTH', ['текст слишком длинный', 'the text is far too long'], value, tag);
  }
  if (pages === 'both' && isPlain(value)) return value;
  // A byte like others in a document; only a zero would end it.
  const isByte = (char: string) => pages === 'both' && scope.report.asGiven && char > '\0' && char < ' ';
  const isWrong = (char: string) => !isByte(char) && (isControl(char) || lacking(char, pages) !== undefined);
  const chars = Array.from(value.normalize('NFC'));
  const replaced: Place[] = [];
  const wrong: Place[] = [];
  // Who typed one character counts one: three points are for texts that have the room.
  const roomy = chars.length + 2 * chars.filter((char) => char === ELLIPSIS).length <= max;
  let result = '';
  chars.forEach((char, index) => {
    const position = index + 1;
    const by = char === ELLIPSIS && !roomy ? '.' : replacements.get(char);
    if (by !== undefined) replaced.push({ char, position, by });
    else if (isWrong(char)) wrong.push({ char, position });
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
  return scope.problem('TEXT_CHARACTER', describe(wrong, pages), value, tag);
}

/**
 * A text that can be sold by: a blank for every character that the register or the FN has not and that has no similar one, and no more than
 * `max` characters. What is changed is not told: who has a cashier to ask leaves it to the check of the receipt.
 */
export function fittedText(text: string, max: number): string {
  needText(text, 'text');
  const chars = Array.from(text.normalize('NFC'), (char) =>
    replacements.has(char) || !(isControl(char) || lacking(char, 'both') !== undefined) ? char : ' ',
  );
  return chars.slice(0, max).join('');
}

/** By code: 1 for what is in both pages and stays as it is; filled as characters come, 2 for the others. */
const plainnessOf = lazily(() => new Uint8Array(0x1_0000));

/** Whether nothing has to be looked at more closely, as in nearly every text. Such characters do not compose with each other. */
function isPlain(value: string): boolean {
  const plainness = plainnessOf();
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (plainness[code] === 0) plainness[code] = isPlainChar(String.fromCharCode(code)) ? 1 : 2;
    if (plainness[code] === 2) return false;
  }
  return true;
}

function isPlainChar(char: string): boolean {
  const composed = char.normalize('NFC') === char && !/[\p{M}\p{Cs}]/u.test(char);
  return composed && !replacements.has(char) && !isControl(char) && lacking(char, 'both') === undefined;
}

type Lack = 'fn' | 'register' | 'any';

/** Which page lacks the character. */
function lacking(char: string, pages: 'both' | 'register'): Lack | undefined {
  const register = unprintable(char).length > 0;
  const fn = pages === 'both' && firstOutsideCp866(char) !== undefined && !'«»'.includes(char);
  if (register) return pages === 'both' && !fn ? 'register' : 'any';
  return fn ? 'fn' : undefined;
}

const lacks: Readonly<Record<Lack, Rule>> = {
  any: [
    'в кодировке ККТ и чека (CP866) нет символов',
    'the code pages of the register and of receipts (CP866) lack',
  ],
  fn: [
    'ККТ эти символы напечатает, но в кодировке документов ФН (CP866) их нет',
    'the register prints them, but the code page of the documents in the FN (CP866) lacks',
  ],
  register: [
    'в CP866 эти символы есть, но в кодировке ККТ их нет',
    'CP866 has them, but the code page of the register lacks',
  ],
};

function describe(wrong: readonly Place[], pages: 'both' | 'register'): Rule {
  const found = (['any', 'fn', 'register'] as const).flatMap((lack) => {
    const places = wrong.filter(({ char }) => (isControl(char) ? 'any' : lacking(char, pages)) === lack);
    return places.length > 0 ? [{ lack, places }] : [];
  });
  const tell = (language: 0 | 1, word: string): string =>
    found.map(({ lack, places }) => `${lacks[lack][language]}: ${list(places, word)}`).join('; ');
  return [tell(0, 'позиция'), tell(1, 'position')];
}

function list(places: readonly Place[], word: string): string {
  const first = places
    .slice(0, shown)
    .map(
      ({ char, position, by }) =>
        `${name(char)} (${word} ${position})${by === undefined ? '' : ` → «${by}»`}`,
    );
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

/** A text of 1 to `max` characters; one character is one byte in both code pages. */
export function text(tag: number, max: number): Field<string> {
  return {
    tag,
    read: (value, scope) => limited(readText(value, scope, { tag, max }), value, scope, tag, max),
  };
}

/** A name (tag 1030), which a till may cut: the end gives way to three points then. */
export function itemName(tag: number, max: number): Field<string> {
  return {
    tag,
    read(value, scope) {
      const result = readText(value, scope, { tag, max });
      if (result === undefined || result.length <= max || !scope.report.cutNames) {
        return limited(result, value, scope, tag, max);
      }
      const cut = result.slice(0, max - CUT_END.length).trimEnd() + CUT_END;
      scope.warning(
        'NAME_CUT',
        [
          `наименование сокращено с ${result.length} символов до ${cut.length}: «${cut}»`,
          `the name was cut from ${result.length} characters to ${cut.length}: "${cut}"`,
        ],
        value,
        tag,
      );
      return limited(cut, value, scope, tag, max);
    },
  };
}

function limited(
  result: string | undefined,
  value: unknown,
  scope: Scope,
  tag: number,
  max: number,
): string | undefined {
  if (result === undefined) return undefined;
  if (scope.report.asGiven ? result === '' : result.trim() === '')
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
}
