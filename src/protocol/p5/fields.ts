import { restated } from '../../errors/restated.js';
import { ProtocolError } from '../../errors.js';
import { asciiBytes, asciiText, decodeP5Text, encodeP5Text } from './text.js';

/** One field of a message. Both directions throw ProtocolError `RANGE` or `MALFORMED`. */
export interface Field<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
  /** What its number or its text means to people. */
  readonly unit?: FieldUnit;
}

export type FieldUnit = 'kopecks' | 'thousandths' | 'localTime';

/** All fields of a command or of an answer. */
export interface Fields<T> {
  /** Units by name, for those who show a value; undefined where fields have no names. */
  readonly units?: Readonly<Record<string, FieldUnit | undefined>>;
  encode(value: T): Uint8Array[];
  decode(fields: readonly Uint8Array[]): T;
}

/** Decimal number, 0..2^53 - 1 unless it may be below zero. An empty field is 0. */
export const int: Field<number> = {
  encode(value) {
    if (!Number.isSafeInteger(value)) throw range('целое число', value);
    return asciiBytes(String(value));
  },
  decode(bytes) {
    const text = asciiText(bytes);
    if (text === '') return 0;
    if (!/^-?\d{1,15}$/.test(text)) throw malformed('целое число', text);
    return Number(text);
  },
};

/** A number where nobody knows for sure that one stands: anything else is 0. */
export const likely: Field<number> = {
  encode: int.encode,
  decode(bytes) {
    const digits = asciiText(bytes);
    return /^\d{1,15}$/.test(digits) ? Number(digits) : 0;
  },
};

function decimal(places: number, rule: string, unit: FieldUnit): Field<number> {
  const scale = 10 ** places;
  const pattern = new RegExp(`^(-?)(\\d{1,${15 - places}})(?:\\.(\\d{1,10}))?$`);
  return {
    unit,
    encode(value) {
      if (!Number.isSafeInteger(value)) throw range(rule, value);
      const whole = Math.floor(Math.abs(value) / scale);
      const fraction = String(Math.abs(value) % scale)
        .padStart(places, '0')
        .replace(/0+$/, '');
      return asciiBytes(`${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`);
    },
    decode(bytes) {
      const text = asciiText(bytes);
      if (text === '') return 0;
      const [matched, sign, whole = '', fraction = ''] = pattern.exec(text) ?? [];
      const digits = fraction.replace(/0+$/, '');
      if (matched === undefined || digits.length > places) throw malformed(rule, text);
      const value = Number(whole + digits.padEnd(places, '0'));
      return sign && value !== 0 ? -value : value;
    },
  };
}

/** Kopecks; on the wire roubles with a point and no trailing zeros: 1055 is `10.55`. */
export const money = decimal(2, 'сумма с копейками', 'kopecks');
/** Thousandths; on the wire units: 1234 is `1.234`. */
export const quantity = decimal(3, 'количество до трёх знаков', 'thousandths');

export const text: Field<string> = { encode: encodeP5Text, decode: decodeP5Text };

/** Bytes as they are. */
export const raw: Field<Uint8Array> = { encode: (value) => value, decode: (bytes) => bytes };

/** Local time `YYYY-MM-DDTHH:mm:ss`; on the wire `DDMMYYHHMMSS`, or without seconds. '' is all zeroes: of less the vendor's driver makes an error. */
export const moment: Field<string> = {
  unit: 'localTime',
  encode(value) {
    if (value === '') return asciiBytes('000000000000');
    const parts = /^20(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/.exec(value);
    if (!parts) throw range('ГГГГ-ММ-ДДТчч:мм:сс', value);
    const [, year, month, day, hour, minute, second = '00'] = parts;
    return asciiBytes(`${day}${month}${year}${hour}${minute}${second}`);
  },
  decode(bytes) {
    const digits = asciiText(bytes);
    if (/^0*$/.test(digits)) return '';
    const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/.exec(digits);
    if (!parts) throw malformed('ДДММГГччмм[сс]', digits);
    const [, day, month, year, hour, minute, second = '00'] = parts;
    return `20${year}-${month}-${day}T${hour}:${minute}:${second}`;
  },
};

interface Optional<T> extends Field<T> {
  readonly absent: T;
}

/** A field that may be missing at the end. */
export function optional<T>(field: Field<T>, absent: T): Field<T> {
  const value: Optional<T> = { ...field, absent };
  return value;
}

/** A field at the end that is left out when it has the usual value. */
export function omissible<T>(field: Field<T>, usual: T): Field<T> {
  const value: Optional<T> & { omitted: true } = { ...field, absent: usual, omitted: true };
  return value;
}

/** A field whose meaning nobody knows: 0 is written, anything is read. */
export const spare: Field<undefined> = { encode: () => asciiBytes('0'), decode: () => undefined };

type Shape = Readonly<Record<string, Field<unknown>>>;
type Value<S extends Shape> = {
  [K in keyof S as S[K] extends Field<undefined> ? never : K]: S[K] extends Field<infer T> ? T : never;
};

/** Fields in the order of the shape. More fields than that are ignored in answers and refused in requests. */
export function record<S extends Shape>(shape: S, more: 'ignored' | 'refused' = 'refused'): Fields<Value<S>> {
  const entries = Object.entries(shape);
  return {
    units: Object.fromEntries(entries.map(([name, { unit }]) => [name, unit])),
    encode(value) {
      const given = value as Readonly<Record<string, unknown>>;
      let end = entries.length;
      while (end > 0 && isLeftOut(entries[end - 1] as [string, Field<unknown>], given)) end--;
      return entries.slice(0, end).map(([name, field]) => named(name, () => field.encode(given[name])));
    },
    decode(fields) {
      if (more === 'refused' && fields.length > entries.length)
        throw new ProtocolError('TRAILING', `Полей ${fields.length}, а не ${entries.length}`);
      const value: Record<string, unknown> = {};
      entries.forEach(([name, field], index) => {
        const bytes = fields[index];
        if (bytes === undefined && !('absent' in field))
          throw new ProtocolError('TRUNCATED', `Нет поля ${index + 1} (${name})`, { field: name });
        const decoded =
          bytes === undefined ? (field as Optional<unknown>).absent : named(name, () => field.decode(bytes));
        if (decoded !== undefined) value[name] = decoded;
      });
      return value as Value<S>;
    },
  };
}

function isLeftOut(
  [name, field]: [string, Field<unknown>],
  given: Readonly<Record<string, unknown>>,
): boolean {
  const { absent } = field as Optional<unknown>;
  return 'omitted' in field && (given[name] === undefined || given[name] === absent);
}

/** Any number of fields of one kind. */
export function list<T>(field: Field<T>): Fields<readonly T[]> {
  return {
    encode: (values) => values.map((value) => field.encode(value)),
    decode: (fields) => fields.map((bytes) => field.decode(bytes)),
  };
}

/** No fields. One empty field is taken for none: the vendor's driver writes `43;`. */
export const none: Fields<void> = {
  encode: () => [],
  decode(fields) {
    if (fields.some((field) => field.length > 0))
      throw new ProtocolError('TRAILING', `Лишние поля: ${fields.length}`);
  },
};

/** Answers that say nothing but "done": whatever stands there is ignored. */
export const nothing: Fields<void> = { encode: () => [], decode: () => undefined };

function named<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.field !== undefined) throw error;
    throw restated(error, { field: name, message: `${name}: ${error.message}` });
  }
}

function range(rule: string, value: unknown): ProtocolError {
  return new ProtocolError('RANGE', `Нужно ${rule}, а дано ${String(value)}`, { rule, value });
}

function malformed(rule: string, value: string): ProtocolError {
  return new ProtocolError('MALFORMED', `Не ${rule}: ${value}`, { rule, value });
}
