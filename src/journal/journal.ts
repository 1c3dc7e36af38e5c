/**
 * What a journal must promise, so that a receipt is issued once even if this process dies at any moment. The contract
 * is small on purpose: a table of a database or a stream of a broker can fulfil it too.
 */

/**
 * - `intent`: the register is about to be told; whatever happens next, it may have printed.
 * - `done`: the document exists, `data` is the result.
 * - `refused`: nothing was signed, `data` says why.
 * - `unknown`: the register could not be asked; to be resolved.
 */
export type JournalState = 'intent' | 'done' | 'refused' | 'unknown';

/** One line of the journal. A later record of the same key replaces the earlier one. */
export interface JournalRecord {
  /** The caller's name of the operation, such as an order number. Any string but the empty one. */
  readonly key: string;
  readonly state: JournalState;
  /** When it was written, ms since 1970 UTC, by the clock of this computer. */
  readonly at: number;
  /** JSON: what is being issued and the facts before it, or the result. */
  readonly data: unknown;
}

/** Where records are kept. One store serves one user at a time. */
export interface JournalStore {
  /**
   * Takes the store for this user alone and reads it: at least the last record of every key, in the order in which
   * they were appended. Records of finished keys (`done`, `refused`) may be forgotten after a time that the store
   * documents, those of `intent` and `unknown` never.
   *
   * @throws JournalError `JOURNAL_LOCKED` while somebody else has it, `JOURNAL_CORRUPT`, `JOURNAL_IO`.
   */
  open(): Promise<readonly JournalRecord[]>;
  /**
   * Resolves when the record would survive a power cut, and not before. When it rejects, the record may or may not be
   * there: the caller acts as if it were not and, after the next `open`, as if it might be.
   *
   * @throws JournalError `JOURNAL_CLOSED`, `JOURNAL_IO`, `JOURNAL_CORRUPT`, or `JOURNAL_LOCKED` when the store was
   * taken away.
   * @throws ValidationError for a record that JSON cannot hold.
   */
  append(record: JournalRecord): Promise<void>;
  /** Waits for appends under way and lets the store go; it may be opened again. Never rejects for a store not open. */
  close(): Promise<void>;
}
