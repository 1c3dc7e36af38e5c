import { AtolError, JournalError } from '../errors.js';
import { isOpenState, type JournalRecord, type JournalStore } from '../journal/journal.js';
import { decodeRecord, encodeRecord } from '../journal/record.js';
import {
  ALWAYS_KEPT,
  checkNotNegative,
  DAY_MS,
  DEFAULT_KEEP_DAYS,
  type RetentionOptions,
  retentionRules,
} from '../journal/retention.js';
import { layerLog } from '../util/debug.js';
import { checkArgument, checkOptions, text } from '../util/options.js';
import { between, type Database, finished, type ObjectStore, openDatabase, resultOf } from './idb.js';
import { type TabLock, takeName } from './tab-lock.js';

const log = layerLog('journal');

const SUBJECT = 'Неверные настройки журнала';
const VERSION = 1;
const STORE = 'records';

/** A row: the last record of a key. `seq` is the order of appending. */
interface Row {
  readonly seq: number;
  readonly key: string;
  /** 1 while nobody knows what became of it. */
  readonly open: 0 | 1;
  /** Ms since 1970. */
  readonly at: number;
  /** The whole record. */
  readonly json: string;
}

/**
 * A journal of this page in the browser's IndexedDB, under this name: a receipt that was issued with a key is known again after the
 * page, the browser or the computer went down in the middle. One page has it at a time, by Web Locks; another page is told
 * `JOURNAL_LOCKED`. A record counts when the browser has told the system to write it down (`durability: 'strict'`).
 *
 * Finished keys older than `keepDays` are forgotten when it is opened, and once a day when something is appended. A person who clears
 * the data of the site clears the journal with it; `navigator.storage.persist()` keeps the browser itself from doing so.
 *
 * @throws ValidationError for impossible options.
 */
export function pageJournal(name: string, options: RetentionOptions = {}): JournalStore {
  checkArgument(name, 'name', text(), SUBJECT);
  checkOptions(options, retentionRules, SUBJECT);
  const { keepDays = DEFAULT_KEEP_DAYS } = options;
  checkNotNegative('keepDays', keepDays);
  return new PageJournal(name, keepDays);
}

class PageJournal implements JournalStore {
  readonly #name: string;
  readonly #keepDays: number;
  #opening: Promise<OpenJournal> | undefined;
  #closed = false;
  #ending: Promise<void> = Promise.resolve();

  constructor(name: string, keepDays: number) {
    this.#name = `atol-kkt journal ${name}`;
    this.#keepDays = keepDays;
  }

  async pending(): Promise<readonly JournalRecord[]> {
    if (this.#closed) {
      await this.#ending;
      this.#closed = false;
    }
    return (await this.#open()).pending();
  }

  async find(key: string): Promise<JournalRecord | undefined> {
    this.#check();
    return (await this.#open()).find(key);
  }

  async append(records: readonly JournalRecord[]): Promise<void> {
    // As they are now, whatever the caller does to them later.
    const taken = records.map((one) => ({ ...rowOf(one), json: encodeRecord(one) }));
    this.#check();
    await (await this.#open()).append(taken);
  }

  close(): Promise<void> {
    if (this.#closed) return this.#ending;
    this.#closed = true;
    const opening = this.#opening;
    this.#opening = undefined;
    this.#ending = (async () => {
      const open = await opening?.catch(() => undefined);
      await open?.close();
    })();
    return this.#ending;
  }

  #check(): void {
    if (this.#closed) throw new JournalError('JOURNAL_CLOSED', 'Журнал закрыт');
  }

  #open(): Promise<OpenJournal> {
    if (this.#opening === undefined) {
      const opening = OpenJournal.open(this.#name, this.#keepDays);
      this.#opening = opening;
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
    }
    return this.#opening;
  }
}

type NewRow = Omit<Row, 'seq'>;

class OpenJournal {
  readonly #name: string;
  readonly #keepDays: number;
  readonly #database: Database;
  readonly #lock: TabLock;
  readonly #working = new Set<Promise<unknown>>();
  #cleaned = Number.NEGATIVE_INFINITY;
  /** The browser has closed it by itself. */
  #gone = false;

  private constructor(name: string, keepDays: number, database: Database, lock: TabLock) {
    this.#name = name;
    this.#keepDays = keepDays;
    this.#database = database;
    this.#lock = lock;
    database.onclose = () => {
      this.#gone = true;
    };
    // Somebody deletes the database, or a later version of this package opens it: never behind our back.
    database.onversionchange = () => undefined;
  }

  /** @throws JournalError `JOURNAL_LOCKED`, `JOURNAL_IO` */
  static async open(name: string, keepDays: number): Promise<OpenJournal> {
    const lock = await takeName(name).catch((error: unknown) => {
      throw ioError(error, name);
    });
    if (lock === undefined) {
      throw new JournalError('JOURNAL_LOCKED', `Журнал ${name} занят: он открыт в другой вкладке`, {
        path: name,
      });
    }
    try {
      const database = await openDatabase(name, VERSION, (made) => {
        const store = made.createObjectStore(STORE, { keyPath: 'seq', autoIncrement: true });
        store.createIndex('key', 'key', { unique: true });
        store.createIndex('open', 'open');
        store.createIndex('age', ['open', 'at']);
      });
      const journal = new OpenJournal(name, keepDays, database, lock);
      await journal.#clean();
      return journal;
    } catch (error) {
      lock.release();
      throw error instanceof AtolError ? error : ioError(error, name);
    }
  }

  async pending(): Promise<readonly JournalRecord[]> {
    const rows = await this.#work('readonly', (store) => resultOf(store.index('open').getAll(1)));
    return (rows as Row[]).map((row) => this.#recordOf(row));
  }

  async find(key: string): Promise<JournalRecord | undefined> {
    const row = await this.#work('readonly', (store) => resultOf(store.index('key').get(key)));
    return row === undefined ? undefined : this.#recordOf(row as Row);
  }

  async append(rows: readonly NewRow[]): Promise<void> {
    await this.#work('readwrite', async (store) => {
      for (const row of rows) {
        const earlier = await resultOf(store.index('key').getKey(row.key));
        if (earlier !== undefined) store.delete(earlier);
        store.add(row);
      }
    });
    if (Math.abs(Date.now() - this.#cleaned) > DAY_MS) await this.#clean();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#working);
    this.#database.close();
    this.#lock.release();
  }

  /** Forgets finished keys that are old, but for the newest hundred. */
  async #clean(): Promise<void> {
    this.#cleaned = Date.now();
    const limit = this.#cleaned - this.#keepDays * DAY_MS;
    const count = await this.#work('readwrite', async (store) => {
      const newest = await newestKept(store);
      if (newest === undefined) return 0;
      const old: number[] = [];
      await eachOf(store, [0, Number.NEGATIVE_INFINITY], [0, limit], ({ seq, at }) => {
        if (seq < newest && at < limit) old.push(seq);
      });
      for (const seq of old) store.delete(seq);
      return old.length;
    });
    if (count > 0) log('%s: %d keys forgotten', this.#name, count);
  }

  async #work<T>(mode: 'readonly' | 'readwrite', work: (store: ObjectStore) => Promise<T>): Promise<T> {
    const working = this.#transact(mode, work);
    const settled = working.catch(() => undefined);
    this.#working.add(settled);
    try {
      return await working;
    } catch (error) {
      throw error instanceof AtolError ? error : ioError(error, this.#name);
    } finally {
      this.#working.delete(settled);
    }
  }

  async #transact<T>(mode: 'readonly' | 'readwrite', work: (store: ObjectStore) => Promise<T>): Promise<T> {
    if (this.#gone) throw new Error('браузер закрыл его базу данных');
    const transaction = this.#database.transaction(STORE, mode, { durability: 'strict' });
    const stored = finished(transaction);
    stored.catch(() => undefined);
    const result = await work(transaction.objectStore(STORE));
    if (mode === 'readwrite') await stored;
    return result;
  }

  #recordOf({ key, json }: Row): JournalRecord {
    const record = decodeRecord(json);
    if (record?.key === key) return record;
    throw new JournalError('JOURNAL_CORRUPT', `Журнал ${this.#name} повреждён: запись испорчена`, {
      path: this.#name,
    });
  }
}

function rowOf({ key, state, at }: JournalRecord): Omit<NewRow, 'json'> {
  return { key, open: isOpenState(state) ? 1 : 0, at };
}

/** Number of the oldest of the newest hundred finished keys; undefined when there are not more of them. */
async function newestKept(store: ObjectStore): Promise<number | undefined> {
  const request = store.index('open').openCursor(between(0, 0), 'prev');
  const last = await resultOf(request);
  if (!last) return undefined;
  last.advance(ALWAYS_KEPT - 1);
  return (await resultOf(request))?.primaryKey;
}

async function eachOf(
  store: ObjectStore,
  lower: readonly unknown[],
  upper: readonly unknown[],
  visit: (row: Row) => void,
): Promise<void> {
  const request = store.index('age').openCursor(between(lower, upper));
  for (let cursor = await resultOf(request); cursor; cursor = await resultOf(request)) {
    visit(cursor.value as Row);
    cursor.continue();
  }
}

function ioError(error: unknown, name: string): JournalError {
  const reason = `Журнал не записан или не прочитан (${name}): ${reasonOf(error)}`;
  return new JournalError('JOURNAL_IO', reason, { cause: error, path: name });
}

/** Chromium gives this error no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'QuotaExceededError') return 'браузер не даёт сайту больше места';
  return error.message || error.name;
}
