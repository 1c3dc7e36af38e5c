import { allTags, type FormCode, formCodes, type TagId, type TagInfo, tagByNumber } from './tags.js';

export interface DocumentForm {
  readonly code: FormCode;
  readonly id: TagId;
  readonly nameRu: string;
  /** Largest length of the whole document in bytes. */
  readonly maxBytes: number;
}

/** Every requisite, in order of the numbers. */
export const tags: readonly TagInfo[] = allTags();

/** The documents, in the order of the format's tables. */
export const documentForms: readonly DocumentForm[] = formCodes.map((code) => {
  const { id, nameRu, maxBytes } = tagByNumber(code) as TagInfo;
  return Object.freeze({ code, id, nameRu, maxBytes: maxBytes as number });
});
