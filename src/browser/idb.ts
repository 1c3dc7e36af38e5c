/** IndexedDB as far as a journal needs it, as shapes, and with promises. */

export interface Database {
  createObjectStore(name: string, options: { keyPath: string; autoIncrement: boolean }): ObjectStore;
  transaction(store: string, mode: 'readonly' | 'readwrite', options?: { durability: 'strict' }): Transaction;
  close(): void;
  onclose: (() => void) | null;
  onversionchange: (() => void) | null;
}

export interface Transaction {
  readonly error: Error | null;
  objectStore(name: string): ObjectStore;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
  commit?(): void;
}

export interface ObjectStore {
  createIndex(name: string, keyPath: string | string[], options?: { unique: boolean }): void;
  index(name: string): Index;
  add(value: unknown): Request<number>;
  delete(key: number): Request<undefined>;
}

export interface Index {
  get(key: unknown): Request<unknown>;
  getKey(key: unknown): Request<number | undefined>;
  getAll(key: unknown): Request<unknown[]>;
  openCursor(range: unknown, direction?: 'next' | 'prev'): Request<Cursor | null>;
}

export interface Cursor {
  readonly value: unknown;
  readonly primaryKey: number;
  advance(count: number): void;
  continue(): void;
}

export interface Request<T> {
  readonly result: T;
  readonly error: Error | null;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

interface OpenRequest extends Request<Database> {
  onupgradeneeded: (() => void) | null;
  onblocked: (() => void) | null;
}

interface Globals {
  readonly indexedDB?: { open(name: string, version: number): OpenRequest } | undefined;
  readonly IDBKeyRange?: { bound(lower: unknown, upper: unknown): unknown } | undefined;
}

export function openDatabase(
  name: string,
  version: number,
  upgrade: (database: Database) => void,
): Promise<Database> {
  const { indexedDB } = globalThis as unknown as Globals;
  if (indexedDB === undefined) return Promise.reject(new Error('здесь нет IndexedDB'));
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => upgrade(request.result);
  return resultOf(request);
}

export function between(lower: unknown, upper: unknown): unknown {
  return (globalThis as unknown as Globals).IDBKeyRange?.bound(lower, upper);
}

export function resultOf<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

/** Resolves when all of the transaction is stored, rejects when none of it is. */
export function finished(transaction: Transaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB: aborted'));
  });
}
