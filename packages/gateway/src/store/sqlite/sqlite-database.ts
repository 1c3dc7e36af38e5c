import { StoreError } from '../errors.js';
import type { Database, Dialect, Row, Sql } from '../sql/database.js';
import { WriteQueue, type Writer } from '../sql/write-queue.js';
import type { Wake } from '../store.js';
import type { Connection, Engine, Statement } from './engine.js';

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  identity: 'integer primary key autoincrement',
  skipLocked: '',
  share: '',
  now: (given) => given,
};

export interface SqliteOptions {
  /**
   * `turn` (default): what arrives in one turn of the event loop shares a transaction. `microtask`: nothing waits for a turn, as a
   * virtual clock wants it.
   */
  readonly gather?: 'turn' | 'microtask' | undefined;
}

/** One file, one connection that writes and one that reads what is committed. Statements run at once, in this thread. */
export class SqliteDatabase implements Database {
  readonly dialect = sqliteDialect;
  readonly name: string;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #queue: WriteQueue;

  constructor(engine: Engine, path: string, { gather = 'turn' }: SqliteOptions = {}) {
    this.name = path;
    this.#writer = new SqliteConnection(engine, path, false);
    this.#reader = new SqliteConnection(engine, path, true);
    this.#queue = new WriteQueue(this.#writer, gather === 'turn' ? setImmediate : queueMicrotask);
  }

  get commits(): { readonly transactions: number; readonly changes: number } {
    return this.#queue.commits;
  }

  write<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#queue.write(work);
  }

  async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    try {
      return await work(this.#reader.sql);
    } catch (error) {
      throw this.#reader.typed(error);
    }
  }

  /** One process has the file. */
  onWake(_listener: (wake: Wake) => void): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.#reader.close();
    this.#writer.close();
  }
}

class SqliteConnection implements Writer {
  readonly #connection: Connection;
  readonly #prepared = new Map<string, Statement>();
  #open = false;
  #closed = false;
  readonly sql: Sql;

  constructor(engine: Engine, path: string, readOnly: boolean) {
    try {
      this.#connection = engine.open(path, { readOnly });
      this.#connection.exec('pragma busy_timeout = 5000');
      if (!readOnly) {
        this.#connection.exec('pragma journal_mode = wal');
        // A commit is on the disk before it is told.
        this.#connection.exec('pragma synchronous = full');
        this.#connection.exec('pragma journal_size_limit = 67108864');
      }
      this.#connection.exec('pragma cache_size = -16000');
    } catch (error) {
      throw this.typed(error);
    }
    this.sql = {
      rows: (text, params = []) => this.#prepare(text).all(...params) as Row[],
      run: (text, params = []) => Number(this.#prepare(text).run(...params).changes),
      wake: () => undefined,
    };
  }

  #prepare(text: string): Statement {
    if (this.#closed) throw new StoreError('STORE_CLOSED', 'Хранилище закрыто');
    let statement = this.#prepared.get(text);
    if (statement === undefined) {
      // Some texts carry a list of any length.
      if (this.#prepared.size > 300) this.#prepared.clear();
      statement = this.#connection.prepare(text.replaceAll(/\$(\d+)/g, '?$1'));
      this.#prepared.set(text, statement);
    }
    return statement;
  }

  begin(): void {
    this.#connection.exec('begin immediate');
    this.#open = true;
  }

  commit(): void {
    this.#connection.exec('commit');
    this.#open = false;
  }

  rollback(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.#connection.exec('rollback');
    } catch {
      // After a full disk SQLite has rolled back by itself.
    }
  }

  typed(error: unknown): StoreError {
    if (error instanceof StoreError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    if (/database is locked|SQLITE_BUSY/i.test(reason)) {
      return new StoreError('STORE_LOST', `База данных занята другим процессом: ${reason}`, { cause: error });
    }
    return new StoreError('STORE_IO', `База данных не работает: ${reason}`, { cause: error });
  }

  isConflict(): boolean {
    return false;
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }
}
