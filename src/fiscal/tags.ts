import { needNumber } from '../util/arguments.js';
import { lazily } from '../util/lazily.js';
import { type TagFiller, type TagRow, type TagType, tagRows } from './data/tags.js';

export type { TagFiller, TagType } from './data/tags.js';

type TypeById = NonNullable<(typeof tagRows)['types']>;

/** English identifier of a tag, such as `totalSum` for 1020. */
export type TagId = keyof TypeById;

/** Encoding of a tag: `TypeOfTag<'totalSum'>` is `'vln'`. */
export type TypeOfTag<Id extends TagId> = TypeById[Id];

/** Codes of the eleven documents; also the tag of the structure that wraps the whole document. */
export type FormCode = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 11 | 21 | 31 | 41;

/** 1 must be there, 2 in the cases the format gives, 3 may be absent. */
export type DutyLevel = 1 | 2 | 3;

/** Whether a tag belongs into a document or a structure. Neither level set: the form is not established. */
export interface Duty {
  /** In the document on paper. */
  readonly printed?: DutyLevel;
  /** In the document sent to the operator. */
  readonly electronic?: DutyLevel;
  /** Place in the table of the document, from 1. */
  readonly place?: number;
}

/** One requisite of the fiscal data format. */
export interface TagInfo {
  readonly tag: number;
  readonly id: TagId;
  readonly nameRu: string;
  readonly type: TagType;
  /** Largest length of the value in bytes; undefined: not limited, or fixed by the type. */
  readonly maxBytes: number | undefined;
  /** Exact length of the value in bytes. */
  readonly fixedBytes: number | undefined;
  /** The value is filled up to `fixedBytes` with blanks on the right. */
  readonly padded: boolean;
  /** May stand several times in one parent. */
  readonly repeats: boolean;
  /** Usable in FFD 1.05; undefined: not settled. */
  readonly ffd105: boolean | undefined;
  readonly filledBy: TagFiller;
  /** Structures that may hold the tag; empty for the top level of a document. */
  readonly parents: readonly number[];
  /** For a structure: the tags it may hold, in the order of the format's tables. */
  readonly children: readonly number[] | undefined;
  readonly docs: Readonly<Partial<Record<FormCode, Duty>>>;
  /** Duty inside the parent structures, by tag of the parent. */
  readonly nested: Readonly<Record<number, Duty>>;
}

const byNumber = lazily(() => new Map<number, TagRow>(tagRows.map((row) => [row[0], row])));
const byId = lazily(() => new Map<string, TagRow>(tagRows.map((row) => [row[1], row])));

/** A receipt needs a few of the many tags: each is read out of its row when it is asked for. */
const known = new Map<TagRow, TagInfo>();

function infoOf(row: TagRow | undefined): TagInfo | undefined {
  if (row === undefined) return undefined;
  const info = known.get(row) ?? tagInfo(row);
  known.set(row, info);
  return info;
}

/** Every requisite, in order of the numbers. */
export const allTags = lazily<readonly TagInfo[]>(() => tagRows.map((row) => infoOf(row) as TagInfo));

/** In the order of the format's tables. */
export const formCodes = [1, 11, 2, 21, 3, 31, 4, 41, 5, 6, 7] as const;

export function isFormCode(value: number): value is FormCode {
  return (formCodes as readonly number[]).includes(value);
}

export function isTagId(text: string): text is TagId {
  return byId().has(text);
}

export function tagById(id: TagId): TagInfo {
  return infoOf(byId().get(id)) as TagInfo;
}

/** Undefined for a number that the format does not have, or has not had when this table was made. */
export function tagByNumber(tag: number): TagInfo | undefined {
  return infoOf(byNumber().get(tag));
}

/** Tags of a document in the order of its table; those without a known place come last. */
export function tagsOfForm(form: FormCode): TagInfo[] {
  needNumber(form, 'form');
  const place = (info: TagInfo) => info.docs[form]?.place ?? Number.POSITIVE_INFINITY;
  return allTags()
    .filter((info) => info.docs[form])
    .sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

function tagInfo(row: TagRow): TagInfo {
  const [tag, id, nameRu, type, maxBytes, fixedBytes, marks, ffd105, filledBy, children, docs, nested] = row;
  const nestedDuties = parseDuties(nested);
  const docDuties = parseDuties(docs);
  // Receipt and BSO share a table, and so do their corrections.
  if (docDuties[3]) docDuties[4] = docDuties[3];
  if (docDuties[31]) docDuties[41] = docDuties[31];
  return Object.freeze({
    tag,
    id: id as TagId,
    nameRu,
    type,
    maxBytes: maxBytes ?? undefined,
    fixedBytes: fixedBytes ?? undefined,
    padded: marks === 'pad',
    repeats: marks === 'repeats',
    ffd105: ffd105 ?? undefined,
    filledBy,
    parents: Object.keys(nestedDuties).map(Number),
    children: children ?? undefined,
    docs: docDuties,
    nested: nestedDuties,
  });
}

/** Reads a column such as `1:1@24 3:P1E3@16`; the notation is explained beside the data. */
function parseDuties(column: string): Record<number, Duty> {
  const duties: Record<number, Duty> = {};
  for (const part of column.split(' ').filter(Boolean)) {
    const match =
      /^(\d+):(?:\?\d|(?<both>\d)|(?:P(?<printed>\d))?(?:E(?<electronic>\d))?)(?:@(?<place>[\d.]+))?$/.exec(
        part,
      );
    if (!match) throw new Error(`Bad duty in the tag table: ${part}`);
    const { both, printed = both, electronic = both, place } = match.groups ?? {};
    duties[Number(match[1])] = {
      ...(printed && { printed: Number(printed) as DutyLevel }),
      ...(electronic && { electronic: Number(electronic) as DutyLevel }),
      ...(place && { place: Number(place) }),
    };
  }
  return duties;
}
