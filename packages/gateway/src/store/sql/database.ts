import type { Wake } from '../store.js';

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** One transaction. Statements are plain SQL of the common subset with `$1`, `$2`, … */
export interface Sql {
  rows(text: string, params?: readonly SqlValue[]): Promise<readonly Row[]> | readonly Row[];
  /** How many rows were changed. */
  run(text: string, params?: readonly SqlValue[]): Promise<number> | number;
  /** Tells other processes after the commit. */
  wake(wake: Wake): void;
}

/** What the databases say differently. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Column that counts by itself. */
  readonly identity: string;
  /** After a select of rows that this transaction alone shall have. */
  readonly skipLocked: string;
  /** After a select of a row that must not change before the commit. */
  readonly share: string;
  /** Ms since 1970 by the clock that all processes share; `given` is the caller's. */
  now(given: string): string;
}

export interface Database {
  readonly dialect: Dialect;
  readonly name: string;
  readonly commits: { readonly transactions: number; readonly changes: number };
  /**
   * A change. What is asked for at the same time runs in one transaction, one work after the other; a work throws a StoreError
   * before it changes anything, or leaves it to the others.
   */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  onWake(listener: (wake: Wake) => void): () => void;
  close(): Promise<void>;
}

/** Collects values and gives their places. */
export class Params {
  readonly values: SqlValue[] = [];

  add(value: SqlValue): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  list(values: readonly SqlValue[]): string {
    return values.map((value) => this.add(value)).join(', ');
  }
}
