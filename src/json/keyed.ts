import type { CashRegister, JournalRecord, JournalStore } from '../index.js';
import { letGo, takeAlone } from '../util/one-user.js';
import { Deed } from './context.js';
import { driverError } from './driver-errors.js';
import { JsonTaskError } from './error.js';

const DATA_DUPLICATE = 160;
const CONNECTION_LOST = 241;

type Execute = (deed: Deed) => Promise<object | undefined>;

interface Entry {
  readonly task: string;
  /** What was made of it, though its answer could not be given. */
  made?: object;
  answer: Promise<object | undefined>;
}

/**
 * One key, one execution, for tasks that make no receipt (those have the driver's own journal): cash, shifts, prints, reports.
 * With the journal of a directory a task that was begun by a process that died is not begun again: nobody can say whether it
 * was executed, and the error says so. Without a journal the keys are known as long as the connection lives.
 */
export class KeyedTasks {
  readonly #store: JournalStore | undefined;
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #opening: Promise<void> | undefined;

  constructor(store: JournalStore | undefined, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async run(
    key: string,
    task: Readonly<Record<string, unknown>>,
    execute: Execute,
  ): Promise<object | undefined> {
    const text = nameless(task);
    const known = this.#entries.get(key);
    if (known && known.task !== text) throw reused(key);
    if (known && !(known.made && (await failed(known.answer)))) return known.answer;
    const entry = known ?? { task: text, answer: Promise.resolve(undefined) };
    const answer = this.#run(key, entry, execute);
    entry.answer = answer;
    this.#entries.set(key, entry);
    const settled = (unknownOutcome: boolean) => {
      // From now on the store knows it; what may have been executed is not begun again, whatever the store took down.
      if (!unknownOutcome) this.#entries.delete(key);
    };
    answer.then(
      () => this.#store && settled(false),
      (error: unknown) => settled(!(error instanceof JsonTaskError) || error.outcome === 'unknown'),
    );
    return answer;
  }

  /** Whether a task has this key, and was executed or may have been. */
  async knows(key: string): Promise<boolean> {
    if (this.#entries.has(key)) return true;
    if (this.#store === undefined) return false;
    await this.#open(this.#store);
    const record = await this.#store.find(key);
    return record !== undefined && record.state !== 'refused';
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#entries.values()].map(({ answer }) => answer));
    if (this.#store === undefined || this.#opening === undefined) return;
    this.#opening = undefined;
    await letGo(this.#store);
  }

  async #run(key: string, entry: Entry, execute: Execute): Promise<object | undefined> {
    const { task } = entry;
    const keep = async (made: object): Promise<void> => {
      entry.made = made;
      await this.#append(key, 'unknown', { task, made });
    };
    if (this.#store === undefined) return execute(new Deed(entry.made, keep));
    await this.#open(this.#store);
    const record = await this.#store.find(key);
    const data = record?.data as { task: string; answer?: object; made?: object } | undefined;
    if (data && record?.state !== 'refused') {
      if (data.task !== task) throw reused(key);
      if (record?.state === 'done') return data.answer;
      if (data.made === undefined) throw unknown(key);
      entry.made ??= data.made;
    }
    if (entry.made === undefined) await this.#append(key, 'intent', { task });
    try {
      const answer = await execute(new Deed(entry.made, keep));
      await this.#append(key, 'done', { task, ...(answer && { answer }) });
      return answer;
    } catch (error) {
      const outcome = error instanceof JsonTaskError ? error.outcome : 'unknown';
      if (outcome !== 'unknown' && !entry.made) await this.#append(key, 'refused', { task });
      throw error;
    }
  }

  #open(store: JournalStore): Promise<void> {
    this.#opening ??= take(store).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #append(key: string, state: JournalRecord['state'], data: object): Promise<void> {
    await this.#store?.append([{ key, state, at: this.#now(), data }]);
  }
}

function failed(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => false,
    () => true,
  );
}

const inMemory = new WeakMap<CashRegister, KeyedTasks>();

/** Keys that are kept nowhere else: the same ones for everybody who gives tasks to this register. */
export function keysInMemory(kkt: CashRegister, now: () => number): KeyedTasks {
  let keyed = inMemory.get(kkt);
  if (!keyed) {
    keyed = new KeyedTasks(undefined, now);
    inMemory.set(kkt, keyed);
  }
  return keyed;
}

async function take(store: JournalStore): Promise<void> {
  takeAlone(store);
  try {
    await store.pending();
  } catch (error) {
    await letGo(store);
    throw error;
  }
}

/** A task without its name, its fields in the order of their names: a program may build it anew in another one. */
function nameless({ uuid: _, key: __, ...task }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(task, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

export function reused(key: string): JsonTaskError {
  const { code, description } = driverError(DATA_DUPLICATE);
  return new JsonTaskError(code, `${description} (с ключом «${key}» уже выполнялось другое задание)`);
}

function unknown(key: string): JsonTaskError {
  const { code, description } = driverError(CONNECTION_LOST);
  const why = `задание «${key}» было начато, но ответа никто не дождался: проверьте по ленте и счётчикам`;
  return new JsonTaskError(code, `${description} (${why})`, { outcome: 'unknown' });
}
