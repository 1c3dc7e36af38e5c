import { type Problem, ValidationError } from '../../errors.js';
import type { RegisterDump } from '../../protocol/classic/dump.js';

/** What a value of the dump has to be. */
type Shape =
  | { readonly is: (value: unknown) => boolean; readonly ru: string; readonly en: string }
  | { readonly fields: Readonly<Record<string, Shape>> }
  | { readonly list: Shape }
  | { readonly record: Shape }
  | { readonly maybe: Shape };

const rule = (is: (value: unknown) => boolean, ru: string, en: string): Shape => ({ is, ru, en });
const matching = (form: RegExp, ru: string, en: string): Shape =>
  rule((value) => typeof value === 'string' && value.length <= MOST_TEXT && form.test(value), ru, en);

/** A document of 32 KiB in hex, and some more. */
const MOST_TEXT = 200_000;
const MOST_ITEMS = 1_000_000;

const count = rule(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'нужно целое от 0',
  'an integer from 0 is needed',
);
const yes = rule((value) => typeof value === 'boolean', 'нужно true или false', 'true or false is needed');
const hex = matching(/^(?:[0-9a-f]{2})*$/i, 'нужны байты, hex', 'bytes in hex are needed');
const words = rule((value) => typeof value === 'string', 'нужна строка', 'a string is needed');
const minutes = matching(
  /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)?$/,
  'нужно время ГГГГ-ММ-ДДТчч:мм',
  'a time YYYY-MM-DDTHH:mm is needed',
);

const typeCounters: Shape = {
  fields: {
    receipts: count,
    sum: count,
    positions: count,
    positionsSum: count,
    payments: { list: count },
    taxes: { list: count },
    sections: { record: count },
    discounts: count,
    cancelled: count,
    cancelledSum: count,
  },
};
const movement: Shape = { fields: { sum: count, count } };

const whole: Shape = {
  fields: {
    dump: rule((value) => value === 1, 'другой формат: нужен 1', 'another format: 1 is needed'),
    leftOut: { list: words },
    link: matching(/^(?:v2|v3|p5)$/, 'одно из: v2, v3, p5', 'one of v2, v3, p5'),
    dateTime: matching(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
      'нужно время ГГГГ-ММ-ДДТчч:мм:сс',
      'a time YYYY-MM-DDTHH:mm:ss is needed',
    ),
    model: count,
    modelName: words,
    firmware: words,
    serialNumber: matching(/^[\w ]{1,20}$/, 'до 20 цифр', 'up to 20 digits'),
    ffd: rule((value) => value === '1.05', 'эмулируется только ФФД 1.05', 'only FFD 1.05 is emulated'),
    tables: { record: hex },
    fn: {
      fields: {
        number: matching(/^\d{16}$/, '16 цифр', '16 digits'),
        version: words,
        debug: yes,
        phase: count,
        validUntil: matching(
          /^(?:\d{4}-\d\d-\d\d)?$/,
          'нужна дата ГГГГ-ММ-ДД',
          'a date YYYY-MM-DD is needed',
        ),
        shift: { fields: { open: yes, number: count, receipts: count, documents: count, dateTime: minutes } },
        last: { fields: { number: count, dateTime: minutes, fiscalSign: count } },
        unsent: { fields: { count, first: count } },
      },
    },
    registrations: {
      list: {
        fields: {
          documentNumber: count,
          dateTime: minutes,
          taxationSystems: count,
          workModes: count,
          tags: { list: { fields: { tag: count, value: { maybe: hex } } } },
        },
      },
    },
    counters: {
      fields: {
        cash: count,
        cashIn: movement,
        cashOut: movement,
        shift: { record: typeCounters },
        totals: { record: { fields: { sum: count, payments: { list: count } } } },
        receipts: count,
        lastShift: { fields: { income: count, outcome: count } },
        shownSum: count,
        lastReceipt: {
          fields: {
            documentNumber: count,
            type: count,
            sum: count,
            dateTime: minutes,
            fiscalSign: count,
            bytes: count,
          },
        },
        cuts: count,
      },
    },
    documents: {
      list: {
        fields: {
          number: count,
          form: count,
          dateTime: minutes,
          fiscalSign: count,
          summary: { maybe: hex },
          requisites: { maybe: hex },
          ticket: { maybe: { fields: { dateTime: minutes, sign: hex } } },
        },
      },
    },
  },
};

/** @throws ValidationError with everything in it that no dump has. */
export function checkDump(given: unknown): RegisterDump {
  const problems: Problem[] = [];
  check(given, whole, 'from', problems);
  if (problems.length > 0) throw new ValidationError(problems.slice(0, SHOWN), 'Неверный дамп ККТ');
  return given as RegisterDump;
}

const SHOWN = 20;

function check(value: unknown, shape: Shape, path: string, problems: Problem[]): void {
  if (problems.length >= SHOWN) return;
  if ('is' in shape) {
    if (!shape.is(value)) problems.push({ path, code: 'DUMP', ru: shape.ru, en: shape.en, value });
  } else if ('maybe' in shape) {
    if (value !== undefined && value !== null) check(value, shape.maybe, path, problems);
  } else if ('list' in shape) {
    if (!Array.isArray(value) || value.length > MOST_ITEMS)
      problems.push(no('список', 'a list', path, value));
    else value.forEach((item, index) => void check(item, shape.list, `${path}[${index}]`, problems));
  } else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(no('объект', 'an object', path, value));
  } else if ('record' in shape) {
    for (const [key, item] of Object.entries(value)) check(item, shape.record, `${path}.${key}`, problems);
  } else {
    for (const [key, field] of Object.entries(shape.fields))
      check((value as Record<string, unknown>)[key], field, `${path}.${key}`, problems);
  }
}

function no(ru: string, en: string, path: string, value: unknown): Problem {
  return { path, code: 'DUMP', ru: `нужен ${ru}`, en: `${en} is needed`, value: typeof value };
}
