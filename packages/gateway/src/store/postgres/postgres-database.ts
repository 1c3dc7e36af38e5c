import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import { StoreError } from '../errors.js';
import type { Database, Dialect, Row, Sql } from '../sql/database.js';
import { WriteQueue, type Writer } from '../sql/write-queue.js';
import type { Wake } from '../store.js';
import { WakeChannel } from './wake-channel.js';

export interface PostgresOptions {
  /** Schema of the tables; made when it is missing. Default `public`. */
  readonly schema?: string | undefined;
  /** Connections that read at the same time. Default 4. */
  readonly readers?: number | undefined;
  /** How long one statement may take, ms. Default 30 000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Clock of the leases: the database's (default), which all processes share, or the caller's, as a test with a virtual clock
   * wants it.
   */
  readonly clock?: 'database' | 'caller' | undefined;
}

const DATABASE_NOW = 'cast(extract(epoch from clock_timestamp()) * 1000 as bigint)';

const dialect = (clock: 'database' | 'caller'): Dialect => ({
  name: 'postgres',
  identity: 'bigint generated always as identity primary key',
  skipLocked: 'for update skip locked',
  share: 'for share',
  // The caller's value stays a parameter, because every parameter must have a type and a use.
  now: (given) =>
    clock === 'caller' ? `cast(${given} as bigint)` : `(${DATABASE_NOW} + 0 * cast(${given} as bigint))`,
});

const CONNECT_MS = 5000;
const INT8 = 20;

/** int8 is a number here: sums are kopecks and times are ms, both far below 2^53. */
const parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : types.getTypeParser(oid, format as 'text'),
} as ClientConfig['types'];

/** One connection that writes, a few that read, one that listens. */
export class PostgresDatabase implements Database {
  readonly dialect: Dialect;
  readonly name: string;
  readonly #queue: WriteQueue;
  readonly #writer: PostgresWriter;
  readonly #readers: Pool;
  readonly #channel: WakeChannel;

  constructor(url: string, options: PostgresOptions = {}) {
    const { schema = 'public', readers = 4, timeoutMs = 30_000, clock = 'database' } = options;
    this.dialect = dialect(clock);
    this.name = withoutPassword(url);
    const config: ClientConfig = {
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: timeoutMs,
      keepAlive: true,
      types: parsers,
      application_name: 'atol-gateway',
      options: `-c search_path=${schema} -c synchronous_commit=on -c default_transaction_isolation=read\\ committed`,
    };
    this.#writer = new PostgresWriter(config, `atol_gateway_${schema}`);
    this.#queue = new WriteQueue(this.#writer, setImmediate);
    this.#readers = new Pool({ ...config, max: readers });
    // An idle connection that breaks is replaced at the next question.
    this.#readers.on('error', () => undefined);
    // One that is in use may break between two questions, too: whoever has it hears of that from the next one.
    this.#readers.on('connect', (client) => client.on('error', () => undefined));
    this.#channel = new WakeChannel(config, `atol_gateway_${schema}`);
  }

  get commits(): { readonly transactions: number; readonly changes: number } {
    return this.#queue.commits;
  }

  write<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#queue.write(work);
  }

  async read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    let client: PoolClient | undefined;
    let broken = true;
    try {
      client = await this.#readers.connect();
      const value = await work(sqlOf(client));
      broken = false;
      return value;
    } catch (error) {
      const typed = this.#writer.typed(error);
      broken = typed.code === 'STORE_LOST';
      throw typed;
    } finally {
      client?.release(broken);
    }
  }

  onWake(listener: (wake: Wake) => void): () => void {
    return this.#channel.on(listener);
  }

  async close(): Promise<void> {
    await this.#queue.close();
    await Promise.all([this.#writer.close(), this.#readers.end(), this.#channel.close()]);
  }
}

/** A wake is a hint; so many of one kind in this time are one, ms. NOTIFY makes commits of all processes wait for one another. */
const QUIET_MS = 50;

class PostgresWriter implements Writer {
  readonly #config: ClientConfig;
  readonly #channel: string;
  readonly #told = new Map<string, number>();
  #client: Client | undefined;
  #open = false;
  readonly sql: Sql;

  constructor(config: ClientConfig, channel: string) {
    this.#config = config;
    this.#channel = channel;
    const client = (): Client => {
      if (!this.#client) throw new StoreError('STORE_LOST', 'База данных не отвечает');
      return this.#client;
    };
    this.sql = {
      rows: (text, params) => sqlOf(client()).rows(text, params),
      run: (text, params) => sqlOf(client()).run(text, params),
      wake: () => undefined,
    };
  }

  async begin(): Promise<void> {
    this.#client ??= await this.#connect();
    await this.#client.query('begin');
    this.#open = true;
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#config);
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    await client.connect();
    return client;
  }

  #forget(client: Client): void {
    if (this.#client === client) this.#client = undefined;
  }

  async commit(wakes: readonly Wake[]): Promise<void> {
    for (const wake of this.#news(wakes)) {
      await this.#client?.query('select pg_notify($1, $2)', [this.#channel, wake]);
    }
    if (!this.#client) throw new StoreError('STORE_LOST', 'База данных не отвечает');
    await this.#client.query('commit');
    this.#open = false;
  }

  #news(wakes: readonly Wake[]): string[] {
    const now = performance.now();
    const texts = new Set(wakes.map((wake) => JSON.stringify(wake)));
    return [...texts].filter((text) => {
      if (now - (this.#told.get(text) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return false;
      this.#told.set(text, now);
      return true;
    });
  }

  async rollback(): Promise<void> {
    const client = this.#client;
    if (!client || !this.#open) return;
    this.#open = false;
    try {
      await client.query('rollback');
    } catch {
      this.#forget(client);
      // Nothing more is to be had of it.
      client.end().catch(() => undefined);
    }
  }

  typed(error: unknown): StoreError {
    if (error instanceof StoreError) return error;
    const { code, message } = error as { code?: string; message?: string };
    const reason = message || code || String(error);
    const sqlState = code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
    // Connections (08), shutdown and start (57P), too many connections (53300); without a code it is the socket.
    const own = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
    const lost = !own && (sqlState === undefined || /^(08|57P|53300)/.test(sqlState));
    if (!lost) return new StoreError('STORE_IO', `База данных отказала: ${reason}`, { cause: error });
    if (this.#client) {
      const client = this.#client;
      this.#client = undefined;
      client.end().catch(() => undefined);
    }
    this.#open = false;
    return new StoreError('STORE_LOST', `База данных не отвечает: ${reason}`, { cause: error });
  }

  /** Serialization failure and deadlock. */
  isConflict(error: unknown): boolean {
    const { code } = error as { code?: string };
    return code === '40001' || code === '40P01';
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => undefined);
  }
}

interface Queryable {
  query(config: { name?: string; text: string; values: unknown[] }): Promise<{
    rows: unknown[];
    rowCount: number | null;
  }>;
}

const names = new Map<string, string>();

/** Texts without lists of values come again and again: the server plans them once. */
function nameOf(text: string): string | undefined {
  if (text.length > 2500) return undefined;
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size > 300) return undefined;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

function sqlOf(client: Queryable): Sql {
  const ask = (text: string, params: readonly unknown[] = []) => {
    const name = params.length > 0 ? nameOf(text) : undefined;
    return client.query({ ...(name && { name }), text, values: [...params] });
  };
  return {
    rows: async (text, params) => (await ask(text, params)).rows as Row[],
    run: async (text, params) => (await ask(text, params)).rowCount ?? 0,
    wake: () => undefined,
  };
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = '';
    return parsed.href;
  } catch {
    return 'postgres';
  }
}
