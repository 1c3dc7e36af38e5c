import { isInn } from '../registration-number.js';
import type { Field } from './fields.js';
import { text } from './text.js';

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
        return scope.problem('TYPE', ['ИНН задаётся строкой', 'an INN must be a string'], value, tag);
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

/** Tag 1203. Nothing, blanks and zeros all say that the cashier has no INN. */
export const cashierInn: Field<string> = {
  tag: 1203,
  read: (value, scope) =>
    typeof value === 'string' && /^(?: *|0{12})$/.test(value) ? undefined : personalInn.read(value, scope),
};

const personalInn = inn(1203, { lengths: [12] });

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
  // Documents count the seconds since 1970.
  return ms >= 0 && new Date(ms).toISOString().startsWith(text);
}
