/** Where a record stands in a log. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** What a record is about. */
export const recordKind = { begin: 1, document: 2, ticket: 3, change: 4 } as const;

export type RecordKind = (typeof recordKind)[keyof typeof recordKind];

/** Records in the order in which they were appended. */
export interface RecordLog {
  /** A record is there whole or, when this throws, not at all. */
  append(kind: RecordKind, payload: Uint8Array): Place;
  /** The payload; bytes that the log itself has put behind it may follow. */
  read(place: Place): Uint8Array;
  /** Forgets all of it: an FN that was made new. */
  restart(): void;
}
