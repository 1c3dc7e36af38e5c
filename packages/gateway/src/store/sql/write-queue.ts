import { StoreError } from '../errors.js';
import type { Wake } from '../store.js';
import type { Sql } from './database.js';

/** One connection that writes. */
export interface Writer {
  readonly sql: Sql;
  begin(): Promise<void> | void;
  /** Resolves when all of it is on the disk. */
  commit(wakes: readonly Wake[]): Promise<void> | void;
  /** Never throws. */
  rollback(): Promise<void> | void;
  /** The StoreError that callers see. */
  typed(error: unknown): StoreError;
  /** A conflict with another process, after which the same work may succeed at once. */
  isConflict(error: unknown): boolean;
}

interface Work {
  run(sql: Sql): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

const MOST_AT_ONCE = 500;
const MOST_TRIES = 5;

/** Group commit: all that is asked for while one transaction is written shares the next. */
export class WriteQueue {
  readonly #writer: Writer;
  readonly #schedule: (flush: () => void) => void;
  #waiting: Work[] = [];
  #flushing: Promise<void> | undefined;
  #closed = false;
  readonly commits = { transactions: 0, changes: 0 };

  /** @param schedule calls back when what is asked for at the same time is there */
  constructor(writer: Writer, schedule: (flush: () => void) => void) {
    this.#writer = writer;
    this.#schedule = schedule;
  }

  write<T>(run: (sql: Sql) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError('STORE_CLOSED', 'Хранилище закрыто'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run, resolve: resolve as (value: unknown) => void, reject });
      this.#flushing ??= new Promise<void>((done) => this.#schedule(done)).then(() => this.#flush());
    });
  }

  /** Refuses what comes later and waits for what is there. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#flushing !== undefined) await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      await this.#together(batch);
    }
    this.#flushing = undefined;
  }

  async #together(batch: readonly Work[]): Promise<void> {
    try {
      this.#answer(await this.#transaction(batch));
    } catch (error) {
      const typed = this.#writer.typed(error);
      if (typed.code === 'STORE_LOST') for (const { reject } of batch) reject(typed);
      else for (const work of batch) await this.#alone(work);
    }
  }

  async #alone(work: Work): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        this.#answer(await this.#transaction([work]));
        return;
      } catch (error) {
        if (tries < MOST_TRIES && this.#writer.isConflict(error)) continue;
        work.reject(this.#writer.typed(error));
        return;
      }
    }
  }

  #answer(answers: readonly (() => void)[]): void {
    for (const answer of answers) answer();
  }

  async #transaction(batch: readonly Work[]): Promise<(() => void)[]> {
    const writer = this.#writer;
    const wakes: Wake[] = [];
    const sql: Sql = { ...writer.sql, wake: (wake) => wakes.push(wake) };
    try {
      await writer.begin();
      const answers: (() => void)[] = [];
      for (const { run, resolve, reject } of batch) {
        try {
          const value = await run(sql);
          answers.push(() => resolve(value));
        } catch (error) {
          // It found out before it changed anything, so that the others need not suffer.
          if (!(error instanceof StoreError) || error.passing) throw error;
          answers.push(() => reject(error));
        }
      }
      await writer.commit(wakes);
      this.commits.transactions++;
      this.commits.changes += batch.length;
      return answers;
    } catch (error) {
      await writer.rollback();
      throw error;
    }
  }
}
