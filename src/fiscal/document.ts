import { restated } from '../errors/restated.js';
import { ProtocolError } from '../errors.js';
import { needBytes, needList, needObject } from '../util/arguments.js';
import { sameBytes } from '../util/bytes.js';
import { readable } from '../util/options.js';
import { ifReadable } from './if-readable.js';
import { type FormCode, isFormCode, type TagInfo, tagByNumber } from './tags.js';
import { parseTlv, type Tlv, writeTlv } from './tlv.js';
import { decodeValue, encodeValue, type Scalar } from './values.js';

/** A requisite as it is needed for writing. */
export interface FieldInput {
  readonly tag: number;
  readonly value: Scalar | readonly FieldInput[];
  /** Bytes that stand for `value` although we would write others; ignored when they do not. */
  readonly raw?: Uint8Array;
}

/** A requisite as it was read. */
export interface DocumentField extends FieldInput {
  /** English identifier; `tag2001` for a tag that the table does not have. */
  readonly id: string;
  /** Russian name; `Тег 2001` for a tag that the table does not have. */
  readonly name: string;
  /** The bytes themselves where the tag is not known or its bytes do not fit its type. */
  readonly value: Scalar | readonly DocumentField[];
}

/** A fiscal document: the tree of requisites in the order of the bytes. */
export interface FiscalDocument {
  readonly form: FormCode;
  /** Russian name of the document. */
  readonly name: string;
  readonly fields: readonly DocumentField[];
}

/** The format nests three deep; far beyond that a hostile document would only exhaust the stack. */
const MAX_DEPTH = 8;

/**
 * Reads a whole document: one structure whose tag is the code of the form, as the FN stores it and the operator gets it.
 * Unknown tags and values that do not fit their type are kept as bytes, so that `encodeDocument` gives the same bytes back.
 * Throws ProtocolError `TRUNCATED`, `TRAILING` or `MALFORMED` when the structure itself is broken.
 */
export function decodeDocument(bytes: Uint8Array): FiscalDocument {
  needBytes(bytes, 'bytes');
  const [outer, ...more] = parseTlv(bytes);
  if (!outer) throw new ProtocolError('TRUNCATED', 'Пустой документ');
  if (more.length > 0)
    throw new ProtocolError('TRAILING', 'После документа есть ещё байты', { rule: 'one structure' });
  if (!isFormCode(outer.tag)) {
    throw new ProtocolError('MALFORMED', `Нет формы документа с кодом ${outer.tag}`, {
      value: outer.tag,
      rule: 'form',
    });
  }
  return { form: outer.tag, name: nameOf(outer.tag), fields: decodeFields(outer.value) };
}

/**
 * Writes a document; the inverse of `decodeDocument`. Lengths of single values are checked against the format, the size of
 * structures only against the 65535 bytes they can hold: the limits are in `tagByNumber(tag).maxBytes`.
 * Throws ProtocolError `RANGE`; its `field` is the path of ids, such as `item.itemName`.
 */
export function encodeDocument(document: {
  readonly form: FormCode;
  readonly fields: readonly FieldInput[];
}): Uint8Array {
  needObject(document, 'document');
  return readable('document', () => writeTlv([{ tag: document.form, value: encodeFields(document.fields) }]));
}

/** Reads requisites that stand one after another without a document around them. */
export function decodeFields(bytes: Uint8Array): DocumentField[] {
  needBytes(bytes, 'bytes');
  return decodeLevel(bytes, 1);
}

/** Writes requisites one after another. */
export function encodeFields(fields: readonly FieldInput[]): Uint8Array {
  needList(fields, 'fields');
  return readable('fields', () => writeTlv(fields.map(encodeField)));
}

function decodeLevel(bytes: Uint8Array, depth: number): DocumentField[] {
  return parseTlv(bytes).map(({ tag, value: raw }) => {
    const info = tagByNumber(tag);
    const named = { tag, id: info?.id ?? `tag${tag}`, name: nameOf(tag) };
    if (!info) return { ...named, value: raw };
    const value = read(info, raw, depth);
    if (isList(value)) return { ...named, value };
    return isCanonical(info, value, raw) ? { ...named, value } : { ...named, value, raw };
  });
}

/** The bytes themselves when they are no value of this tag. */
function read(info: TagInfo, raw: Uint8Array, depth: number): Scalar | DocumentField[] {
  const value = ifReadable(() => {
    if (info.type !== 'stlv') return decodeValue(info, raw);
    return depth < MAX_DEPTH ? decodeLevel(raw, depth + 1) : undefined;
  });
  return value ?? raw;
}

function isCanonical(info: TagInfo, value: Scalar, raw: Uint8Array): boolean {
  const written = ifReadable(() => (info.type === 'stlv' ? undefined : encodeValue(info, value)));
  return written !== undefined && sameBytes(written, raw);
}

function encodeField({ tag, value, raw }: FieldInput): Tlv {
  const info = tagByNumber(tag);
  if (raw && !isList(value) && standsFor(info, raw, value)) return { tag, value: raw };
  if (isList(value)) {
    if (info?.type === 'stlv') return { tag, value: encodeChildren(info, value) };
    throw new ProtocolError('RANGE', `Тег ${tag} не составной`, {
      field: info?.id ?? `tag${tag}`,
      rule: 'scalar',
    });
  }
  if (info) return { tag, value: encodeValue(info, value) };
  if (value instanceof Uint8Array) return { tag, value };
  throw new ProtocolError('RANGE', `Тег ${tag} неизвестен: его значение задаётся байтами`, {
    field: `tag${tag}`,
    rule: 'bytes',
    value,
  });
}

function encodeChildren(info: TagInfo, fields: readonly FieldInput[]): Uint8Array {
  try {
    return encodeFields(fields);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw restated(error, { field: error.field === undefined ? info.id : `${info.id}.${error.field}` });
  }
}

/** Whoever changes `value` of a field that was read leaves old bytes beside it; those must not win. */
function standsFor(info: TagInfo | undefined, raw: Uint8Array, value: Scalar): boolean {
  if (value instanceof Uint8Array) return sameBytes(raw, value);
  return info !== undefined && info.type !== 'stlv' && ifReadable(() => decodeValue(info, raw)) === value;
}

function isList<T>(value: Scalar | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function nameOf(tag: number): string {
  return tagByNumber(tag)?.nameRu ?? `Тег ${tag}`;
}
