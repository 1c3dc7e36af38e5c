import fc, { type Arbitrary } from 'fast-check';
import { documentForms, tags } from '../../src/fiscal/all-tags.js';
import { decodeCp866 } from '../../src/fiscal/cp866.js';
import type { DocumentField, FiscalDocument } from '../../src/fiscal/document.js';
import { makeDocument } from '../../src/fiscal/fields.js';
import { type FormCode, type TagInfo, tagByNumber } from '../../src/fiscal/tags.js';
import { writeTlv } from '../../src/fiscal/tlv.js';
import type { Scalar, ScalarType } from '../../src/fiscal/values.js';
import { msToLocal } from '../../src/util/local-time.js';

/** Values that the format allows for a tag. */
const scalars: { readonly [T in ScalarType]: (info: TagInfo) => Arbitrary<Scalar> } = {
  string: texts,
  uint8: () => fc.nat(0xff),
  uint16: () => fc.nat(0xffff),
  uint32: () => fc.integer({ min: 0, max: 0xffff_ffff }),
  bitmask8: () => fc.nat(0xff),
  bitmask32: () => fc.integer({ min: 0, max: 0xffff_ffff }),
  vln: () => fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  fvln: () => fc.oneof(fc.integer({ min: 0, max: 2 ** 48 }), decimals()),
  unixtime: () => fc.integer({ min: 0, max: 0xffff_ffff }).map((seconds) => msToLocal(seconds * 1000)),
  bytes: ({ fixedBytes, maxBytes }) =>
    fc.uint8Array({ minLength: fixedBytes ?? 0, maxLength: fixedBytes ?? maxBytes ?? 40 }),
};

function texts(info: TagInfo): Arbitrary<string> {
  const maxLength = Math.min(info.fixedBytes ?? info.maxBytes ?? 40, 40);
  const minLength = info.fixedBytes !== undefined && !info.padded ? info.fixedBytes : 0;
  const text = fc.uint8Array({ minLength, maxLength }).map(decodeCp866);
  return info.padded ? text.map((value) => value.replace(/ +$/, '')) : text;
}

function decimals(): Arbitrary<string> {
  return fc
    .tuple(fc.bigInt({ min: 0n, max: 2n ** 56n - 1n }), fc.integer({ min: 4, max: 8 }))
    .map(([mantissa, places]) => {
      const digits = mantissa.toString().padStart(places + 1, '0');
      return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
    });
}

function fieldOf(info: TagInfo): Arbitrary<DocumentField> {
  const value: Arbitrary<DocumentField['value']> =
    info.type === 'stlv'
      ? fieldsOf(
          (info.children ?? []).map((tag) => tagByNumber(tag) as TagInfo),
          5,
        )
      : scalars[info.type](info);
  return value.map((some) => ({ tag: info.tag, id: info.id, name: info.nameRu, value: some }));
}

function fieldsOf(infos: readonly TagInfo[], maxLength: number): Arbitrary<DocumentField[]> {
  if (infos.length === 0) return fc.constant([]);
  return fc
    .shuffledSubarray([...infos], { maxLength: Math.min(maxLength, infos.length) })
    .chain((some) =>
      fc.tuple(
        ...some.map((info) => fc.array(fieldOf(info), { minLength: 1, maxLength: info.repeats ? 3 : 1 })),
      ),
    )
    .map((groups) => groups.flat());
}

export function documentOf(form: FormCode): Arbitrary<FiscalDocument> {
  const infos = tags.filter((info) => info.docs[form]?.electronic !== undefined);
  return fieldsOf(infos, 20).map((list) => makeDocument(form, list));
}

/** Documents with the tags that the form may hold, in any order, with any allowed values. */
export const anyDocument: Arbitrary<FiscalDocument> = fc
  .constantFrom(...documentForms)
  .chain(({ code }) => documentOf(code));

const anyTag = fc.oneof(fc.constantFrom(...tags.map((info) => info.tag)), fc.nat(0xffff));
const { elements } = fc.letrec<{ elements: Uint8Array; element: { tag: number; value: Uint8Array } }>(
  (tie) => ({
    elements: fc.array(tie('element'), { maxLength: 6 }).map(writeTlv),
    element: fc.record({
      tag: anyTag,
      value: fc.oneof({ maxDepth: 3 }, fc.uint8Array({ maxLength: 12 }), tie('elements')),
    }),
  }),
);

/** Whole documents whose tags hold bytes that need not suit them. */
export const anyDocumentBytes: Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(...documentForms), elements)
  .map(([{ code }, value]) => writeTlv([{ tag: code, value }]));
