import { ProtocolError } from '../errors.js';
import { needObject, wrongArgument } from '../util/arguments.js';
import { toHex } from '../util/hex.js';
import { asReading, readable } from '../util/options.js';
import type { DocumentField, FiscalDocument } from './document.js';
import { type FormCode, type TagId, type TagInfo, type TypeOfTag, tagById, tagByNumber } from './tags.js';
import type { ScalarByType, ScalarType } from './values.js';

/** Value of a tag by its id: `TagValue<'totalSum'>` is a number of kopecks, `TagValue<'item'>` a list of fields. */
export type TagValue<Id extends TagId> =
  TypeOfTag<Id> extends ScalarType ? ScalarByType[TypeOfTag<Id>] : readonly DocumentField[];

/** Where fields are looked for: a document, or the fields of a structure. Only that level is searched. */
export type FieldSource = Pick<FiscalDocument, 'fields'> | readonly DocumentField[];

/** The first field with this tag (number or id), or undefined. */
export function field(source: FieldSource, tag: number | TagId): DocumentField | undefined {
  return fields(source, tag)[0];
}

/** All fields with this tag, in the order of the document. */
export function fields(source: FieldSource, tag: number | TagId): DocumentField[] {
  const wanted = typeof tag === 'number' ? tag : knownTag(tag, 'tag').tag;
  needObject(source, 'source');
  try {
    const list = 'fields' in source ? source.fields : source;
    return list.filter((item) => item.tag === wanted);
  } catch (error) {
    throw asReading('source', error);
  }
}

/**
 * Value of the first field with this id, or undefined when there is none.
 * Throws ProtocolError `MALFORMED` when the document has it with bytes that are no such value.
 */
export function fieldValue<Id extends TagId>(source: FieldSource, id: Id): TagValue<Id> | undefined {
  return fieldValues(source, id)[0];
}

/** Values of all fields with this id. Throws as `fieldValue` does. */
export function fieldValues<Id extends TagId>(source: FieldSource, id: Id): TagValue<Id>[] {
  const { type, tag } = knownTag(id, 'id');
  return fields(source, id).map(({ value }) => {
    if (type !== 'bytes' && value instanceof Uint8Array) {
      throw new ProtocolError(
        'MALFORMED',
        `Тег ${tag} (${id}): байты ${toHex(value)} не подходят типу ${type}`,
        {
          field: id,
          rule: type,
        },
      );
    }
    return value as TagValue<Id>;
  });
}

/** A field for a document of one's own: `makeField('totalSum', 100_00)`. The value is checked when it is written. */
export function makeField<Id extends TagId>(id: Id, value: TagValue<Id>): DocumentField {
  const { tag, nameRu } = knownTag(id, 'id');
  return { tag, id, name: nameRu, value };
}

function knownTag(id: TagId, path: string): TagInfo {
  const info: TagInfo | undefined = tagById(id);
  if (info === undefined) throw wrongArgument(path, 'такого реквизита нет', 'there is no such field', id);
  return info;
}

/** A document of one's own. */
export function makeDocument(form: FormCode, documentFields: readonly DocumentField[]): FiscalDocument {
  return { form, name: tagByNumber(form)?.nameRu ?? '', fields: documentFields };
}

export type NamedValue = string | number | NamedFields | NamedValue[];

/** Values by id; tags that may repeat, or that do, are lists. Bytes are upper-case hex. */
export interface NamedFields {
  [id: string]: NamedValue;
}

export interface NamedDocument {
  form: FormCode;
  name: string;
  fields: NamedFields;
}

/** The document as a plain object that JSON can hold. Order between different tags and `raw` bytes are lost in it. */
export function toNamed(document: FiscalDocument): NamedDocument {
  needObject(document, 'document');
  return readable('document', () => ({
    form: document.form,
    name: document.name,
    fields: namedFields(document.fields),
  }));
}

function namedFields(list: readonly DocumentField[]): NamedFields {
  const named: NamedFields = {};
  for (const { id, tag, value } of list) {
    const plain = namedValue(value);
    const present = named[id];
    if (Array.isArray(present)) present.push(plain);
    else if (present !== undefined) named[id] = [present, plain];
    else named[id] = tagByNumber(tag)?.repeats ? [plain] : plain;
  }
  return named;
}

function namedValue(value: DocumentField['value']): NamedValue {
  if (value instanceof Uint8Array) return toHex(value, '');
  if (typeof value === 'string' || typeof value === 'number') return value;
  return namedFields(value);
}
