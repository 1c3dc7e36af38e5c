import { unprintable } from '../../protocol/text.js';
import { isInn } from '../registration-number.js';
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

/** A text of a given form. */
function formed(
  tag: number,
  max: number,
  code: string,
  pattern: RegExp,
  ru: string,
  en: string,
): Field<string> {
  const plain = text(tag, max);
  return {
    tag,
    read(value, scope) {
      const result = plain.read(value, scope);
      if (result === undefined || pattern.test(result)) return result;
      return scope.problem(code, [ru, en], value, tag);
    },
  };
}

// Texts are at most 10 000 characters here, and no part of the patterns can match in two ways.
const emailForm =
  /^[^\s@"(),:;<>[\\\]]{1,64}@[^\s@"(),:;<>[\\\].]{1,63}(?:\.[^\s@"(),:;<>[\\\].]{1,63}){1,8}$/;
const phoneForm = /^\+\d{7,18}$/;
const contactForm = new RegExp(`${emailForm.source}|${phoneForm.source}`);

export const contact: Field<string> = formed(
  1008,
  64,
  'CONTACT_FORMAT',
  contactForm,
  'нужен телефон («+» и цифры, без пробелов и скобок) или адрес электронной почты',
  'a phone ("+" and digits, no blanks or brackets) or an e-mail address is needed',
);

export const email = (tag: number): Field<string> =>
  formed(tag, 64, 'EMAIL_FORMAT', emailForm, 'нужен адрес электронной почты', 'an e-mail address is needed');

export const phone = (tag: number): Field<string> =>
  formed(
    tag,
    19,
    'PHONE_FORMAT',
    phoneForm,
    'нужен телефон: «+» и цифры, без пробелов и скобок',
    'a phone is needed: "+" and digits, no blanks or brackets',
  );

export const country: Field<string> = formed(
  1230,
  3,
  'COUNTRY_FORMAT',
  /^\d{3}$/,
  'нужны три цифры кода страны по ОКСМ, например «643»',
  'three digits of the country code are needed, such as "643"',
);

interface InnRules {
  readonly lengths: readonly (10 | 12)[];
  /** Twelve zeros stand for "has none" (supplier, tag 1226). */
  readonly zeros?: boolean;
}

export function inn(tag: number, { lengths, zeros = false }: InnRules): Field<string> {
  const digits = lengths.join(' или ');
  return {
    tag,
    read(value, scope) {
      if (typeof value !== 'string') {
        return scope.problem('TYPE', ['ИНН задаётся строкой', 'an INN is a string'], value, tag);
      }
      if (!/^\d+$/.test(value) || !(lengths as readonly number[]).includes(value.length)) {
        return scope.problem(
          'INN_FORMAT',
          [`ИНН — ${digits} цифр`, `an INN has ${lengths.join(' or ')} digits`],
          value,
          tag,
        );
      }
      if (isInn(value) || (zeros && value === '000000000000')) return value;
      return scope.problem(
        'INN_CHECK',
        ['контрольные цифры ИНН не сходятся', 'the check digits of the INN are wrong'],
        value,
        tag,
      );
    },
  };
}

/** `YYYY-MM-DD`, a day of the calendar. */
export function date(tag: number): Field<string> {
  return {
    tag,
    read(value, scope) {
      if (typeof value === 'string' && isDate(value)) return value;
      return scope.problem(
        typeof value === 'string' ? 'DATE_FORMAT' : 'TYPE',
        ['нужна дата ГГГГ-ММ-ДД', 'a date YYYY-MM-DD is needed'],
        value,
        tag,
      );
    },
  };
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
