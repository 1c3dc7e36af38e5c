/**
 * What a journal must promise, so that a receipt is issued once even if this process dies at any moment. The contract
 * is small on purpose: a table of a database or a stream of a broker can fulfil it too.
 */

/**
 * - `intent`: the register is about to be told; whatever happens next, it may have printed. Whoever finds it asks the register.
 * - `done`: the document exists, `data` is the result.
 * - `refused`: nothing was signed, `data` says why.
 */
export type JournalState = 'intent' | 'done' | 'refused';

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

/**
 * Where records are kept. One store serves one user at a time: the first call of any kind takes it, and it is held until `close`.
 * Only the keys in doubt are kept in memory by whoever uses it; all others are asked for one by one.
 *
 * Every method rejects with JournalError `JOURNAL_LOCKED` while somebody else has the store or after it was taken away,
 * `JOURNAL_CORRUPT` for damage, `JOURNAL_IO` for what the disk or the database says. Other errors are taken for `JOURNAL_IO`.
 */
export interface JournalStore {
  /**
   * The last records of all keys whose last state is `intent`, in the order in which they were appended. After `close` this call opens
   * the store again.
   */
  pending(): Promise<readonly JournalRecord[]>;
  /**
   * The last record of this key; undefined when there is none for sure. A store that cannot be sure rejects: a key that is
   * taken for a new one is printed. Finished keys (`done`, `refused`) may be forgotten after a time that the store documents,
   * those in doubt never.
   *
   * @throws JournalError `JOURNAL_CLOSED` after `close`.
   */
  find(key: string): Promise<JournalRecord | undefined>;
  /**
   * Resolves when all these records would survive a power cut, and not before. A crash meanwhile may leave the first of them
   * only. When it rejects, any of them may or may not be there: the caller acts as if they were not and, when the store is
   * opened again, as if they might be.
   *
   * @throws JournalError `JOURNAL_CLOSED` after `close`; ValidationError for a record that JSON cannot hold: then none is taken.
   */
  append(records: readonly JournalRecord[]): Promise<void>;
  /** Waits for what is under way and lets the store go. Never rejects for a store that is not open. */
  close(): Promise<void>;
}

/** Nobody knows yet what became of it. */
export function isOpenState(state: JournalState): boolean {
  return state === 'intent';
}
