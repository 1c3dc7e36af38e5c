import { expect } from 'vitest';
import {
  decodeDocument,
  encodeDocument,
  type FiscalDocument,
  tagByNumber,
  tags,
} from '../../../src/fiscal/index.js';

const ITEM = 1059;

/** Tags that must stand in a document of a form, as the format tells. */
function musts(form: number): number[] {
  // A correction of FFD 1.05 has no item.
  return tags
    .filter(({ docs }) => docs[form as 1]?.electronic === 1)
    .map(({ tag }) => tag)
    .filter((tag) => tag !== ITEM || form === 3 || form === 4);
}

/** Reads a document back and holds it against the tables of the format: all that must be there, nothing that may not. */
export function readSigned(bytes: Uint8Array): FiscalDocument {
  const document = decodeDocument(bytes);
  expect(Buffer.compare(encodeDocument(document), bytes)).toBe(0);
  const present = document.fields.map(({ tag }) => tag);
  expect(present).toEqual(expect.arrayContaining(musts(document.form)));
  for (const { tag, value } of document.fields) {
    const info = tagByNumber(tag);
    expect(info?.docs[document.form], `tag ${tag} in form ${document.form}`).toBeDefined();
    expect(info?.repeats || present.indexOf(tag) === present.lastIndexOf(tag), `tag ${tag} twice`).toBe(true);
    if (tag !== ITEM) continue;
    const inner = (value as FiscalDocument['fields']).map((field) => field.tag);
    for (const part of inner) expect(tagByNumber(part)?.nested[ITEM], `tag ${part} in an item`).toBeDefined();
    expect(inner).toEqual(expect.arrayContaining([1030, 1079, 1023, 1043, 1199, 1212, 1214]));
  }
  return document;
}
