import { fromHex, toHex } from '../../util/hex.js';
import { notInList } from './choices.js';
import { type Field, readObject, required } from './fields.js';
import type { ProductCodeKind } from './input.js';
import type { ProductCode } from './receipt.js';
import type { Scope } from './scope.js';

/**
 * Tag 1162 from what a scanner reads: two bytes that name the kind, then the code. The rules and the test vectors are those
 * of the tax service's order on the format: numbers go as six bytes, big-endian; the rest as characters.
 */

type Coded = { readonly hex: string } | { readonly fault: Fault };
type Fault = 'FORMAT' | 'CHECK' | 'LENGTH' | 'SEPARATOR';

interface Kind {
  /** What an unnamed string must look like to be taken for this kind. */
  readonly looks: RegExp | undefined;
  code(text: string): Coded;
}

/** Largest value of the tag. */
const MAX_BYTES = 32;
const GS = '\u001d';
/** What scanners put in front of GS1 codes: identifiers of the symbology, or FNC1. */
const prefixes = [']d2', ']C1', '\u00e8', GS];

const kinds: Readonly<Record<ProductCodeKind, Kind>> = {
  ean8: { looks: /^\d{8}$/, code: (text) => gtin('4508', text, 8) },
  ean13: { looks: /^\d{13}$/, code: (text) => gtin('450D', text, 13) },
  itf14: { looks: /^\d{14}$/, code: (text) => gtin('490E', text, 14) },
  furs: {
    looks: /^[A-Z]{2}-\d{6}-[A-Z0-9]{10}$/,
    code: (text) => (kinds.furs.looks?.test(text) ? characters('5246', text) : { fault: 'FORMAT' }),
  },
  egais2: { looks: /^[0-9A-Z]{68}$/, code: (text) => cut('C514', text, 68, 8, 31) },
  egais3: { looks: /^[0-9A-Z]{150}$/, code: (text) => cut('C51E', text, 150, 0, 14) },
  gs1: { looks: /^.{0,3}01\d{14}21|^\d{14}[\x21-\x7e]{15}$/, code: gs1 },
  undefined: { looks: undefined, code: (text) => characters('0000', text.slice(0, MAX_BYTES - 2)) },
  raw: { looks: undefined, code: raw },
};

const kindNames = Object.keys(kinds) as ProductCodeKind[];
/** Kinds that name one piece: what is marked with them is sold under FFD 1.2. */
const marks: readonly ProductCodeKind[] = ['gs1', 'furs', 'egais2', 'egais3'];

const kindField: Field<ProductCodeKind> = {
  tag: 1162,
  read: (value, scope) =>
    kindNames.includes(value as ProductCodeKind)
      ? (value as ProductCodeKind)
      : notInList(value, kindNames, scope, 1162),
};

const valueField: Field<string> = {
  tag: 1162,
  read: (value, scope) =>
    typeof value === 'string'
      ? value
      : scope.problem('TYPE', ['нужна строка', 'a string is needed'], value, 1162),
};

/** The scanned string, or `{kind, value}`. */
export const productCode: Field<ProductCode> = {
  tag: 1162,
  read(value, scope) {
    if (typeof value === 'string') {
      const kind = kindNames.find((name) => kinds[name].looks?.test(value));
      return kind ? encode(kind, value, scope) : unknown(value, scope);
    }
    const draft = readObject({ kind: required(kindField), value: required(valueField) }, value, scope);
    if (draft?.kind === undefined || draft.value === undefined) return undefined;
    return encode(draft.kind, draft.value, scope.at('value'));
  },
};

function encode(kind: ProductCodeKind, value: string, scope: Scope): ProductCode | undefined {
  const coded = kinds[kind].code(value);
  if ('fault' in coded) return report(coded.fault, kind, value, scope);
  if (marks.includes(kind)) {
    scope.warning(
      'MARKED_CODE',
      [
        'код единицы маркированного товара: по закону такие товары продают по ФФД 1.2',
        'a code of one marked piece: by law such goods are sold with FFD 1.2',
      ],
      value,
      1162,
    );
  }
  return { kind, hex: coded.hex };
}

function gtin(marker: string, text: string, length: number): Coded {
  if (!/^\d+$/.test(text) || text.length !== length) return { fault: 'FORMAT' };
  return hasCheckDigit(text) ? { hex: marker + number(text) } : { fault: 'CHECK' };
}

/** Weights 3 and 1 from the right, the check digit makes the sum a multiple of ten (GTIN). */
function hasCheckDigit(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

function number(digits: string): string {
  return BigInt(digits).toString(16).toUpperCase().padStart(12, '0');
}

function characters(marker: string, text: string): Coded {
  if (text === '' || !/^[\x20-\x7e]+$/.test(text)) return { fault: 'FORMAT' };
  const hex = marker + toHex(new TextEncoder().encode(text), '');
  return hex.length / 2 <= MAX_BYTES ? { hex } : { fault: 'LENGTH' };
}

/** A part of an excise mark, or that part alone. */
function cut(marker: string, text: string, length: number, from: number, to: number): Coded {
  if (!/^[0-9A-Z]+$/.test(text)) return { fault: 'FORMAT' };
  if (text.length === length) return characters(marker, text.slice(from, to));
  return text.length === to - from ? characters(marker, text) : { fault: 'FORMAT' };
}

/**
 * GS1 DataMatrix: GTIN (01), serial number (21), and the largest retail price of a block of cigarettes (8005) where it is
 * given. The mark of a pack of cigarettes has 29 characters and no identifiers: GTIN, serial number (7), price (4), check.
 */
function gs1(scanned: string): Coded {
  const [first = '', ...rest] = withoutPrefix(scanned).split(GS);
  const match = /^01(\d{14})21([\x21-\x7e]+)$/.exec(first);
  if (!match) {
    const [, code = '', serial = ''] = /^(\d{14})([\x21-\x7e]{11})[\x21-\x7e]{4}$/.exec(scanned) ?? [];
    return code === '' ? { fault: 'FORMAT' } : numbered(code, `${serial}  `);
  }
  const [, code = '', serial = ''] = match;
  // A serial number has at most 20 characters: more means that the scanner has left the separators out.
  if (serial.length > 20) return { fault: 'SEPARATOR' };
  const price = rest.find((element) => /^8005\d{6}$/.test(element))?.slice(4) ?? '';
  return numbered(code, serial + price);
}

function withoutPrefix(scanned: string): string {
  const prefix = prefixes.find((start) => scanned.startsWith(start)) ?? '';
  return scanned.slice(prefix.length);
}

function numbered(code: string, text: string): Coded {
  return characters(`444D${number(code)}`, text);
}

function raw(text: string): Coded {
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(text)) return { fault: 'FORMAT' };
  const bytes = fromHex(text);
  return bytes.length > 2 && bytes.length <= MAX_BYTES ? { hex: toHex(bytes, '') } : { fault: 'LENGTH' };
}

function report(fault: Fault, kind: ProductCodeKind, value: string, scope: Scope): undefined {
  const rules = {
    FORMAT: [`это не код вида ${kind}`, `this is not a code of the kind ${kind}`],
    CHECK: ['контрольная цифра кода не сходится', 'the check digit of the code is wrong'],
    LENGTH: [`код не помещается в ${MAX_BYTES} байта`, `the code does not fit ${MAX_BYTES} bytes`],
    SEPARATOR: [
      'в коде нет разделителей GS (символ 29): настройте сканер передавать их',
      'the code has no GS separators (character 29): set up the scanner to send them',
    ],
  } as const;
  return scope.problem(`PRODUCT_CODE_${fault}`, rules[fault], value, 1162);
}

function unknown(value: string, scope: Scope): undefined {
  return scope.problem(
    'PRODUCT_CODE_UNKNOWN',
    [
      'вид кода товара не распознан; задайте { kind, value }, для произвольного кода — kind: "undefined"',
      'the kind of the code is not recognised; give { kind, value }, for any other code kind: "undefined"',
    ],
    value,
    1162,
  );
}
