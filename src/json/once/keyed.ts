import type { CashRegister, JournalRecord, JournalStore } from '../../index.js';
import { letGo, takeAlone } from '../../util/one-user.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { Deed, type Past } from './deed.js';

const INVALID_PARAM = 13;
const DATA_DUPLICATE = 160;
const CONNECTION_LOST = 241;

/** How a task is carried out, and what a journal needs to know of that. */
export interface Execution {
  readonly execute: (deed: Deed) => Promise<object | undefined>;
  /**
   * `proved`: it has a deed, of which the register tells. `harmless`: to do it twice is to do it once. `unseen`: nobody can tell
   * whether it was done, so that it is not begun again.
   */
  readonly kind: 'proved' | 'harmless' | 'unseen';
}

/** What the journal keeps of a task. */
interface Kept extends Past {
  readonly task: string;
  readonly answer?: object;
}

interface Entry {
  readonly task: string;
  readonly kind: Execution['kind'];
  deed: Deed | undefined;
  answer: Promise<object | undefined>;
}

/**
 * One key, one execution, for tasks that make no receipt (those have the driver's own journal): cash, shifts, prints, reports.
 * Documents of the FN and movements of cash that are in doubt are found out by the next call of the key, also of the next process
 * where there is a journal. Of prints nobody can tell; they are not begun again, and the error says so. Without a journal the keys
 * are known as long as the connection lives.
 */
export class KeyedTasks {
  readonly #store: JournalStore | undefined;
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #opening: Promise<void> | undefined;
  /** Keys that an earlier process left in doubt, and their tasks. */
  #left = new Map<string, string>();

  constructor(store: JournalStore | undefined, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async once(
    key: string,
    task: Readonly<Record<string, unknown>>,
    execution: Execution,
  ): Promise<object | undefined> {
    const text = nameless(task);
    const known = this.#entries.get(key);
    if (known && known.task !== text) throw reused(key);
    const again = known !== undefined && known.kind !== 'unseen' && (await failed(known.answer));
    if (known && !again) return known.answer;
    const { kind } = execution;
    const entry = known ?? { task: text, kind, deed: undefined, answer: Promise.resolve(undefined) };
    const answer = this.#carryOut(key, entry, execution);
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

  /**
   * A person has looked whether it was done: the key answers nothing from now on, or may be used again.
   *
   * @throws JsonTaskError 13 when its outcome is not in doubt.
   */
  async decide(key: string, verdict: 'done' | 'none'): Promise<void> {
    const known = this.#entries.get(key);
    const failedHere = known !== undefined && (await failed(known.answer));
    if (this.#store) await this.#open(this.#store);
    const record = await this.#store?.find(key);
    const kept =
      record && record.state !== 'done' && record.state !== 'refused' ? (record.data as Kept) : undefined;
    const task = failedHere ? known.task : kept?.task;
    // What was made is known, also where the answer is still missing.
    if (task === undefined || known?.deed?.isDone || kept?.made) throw noDoubt(key);
    await this.#append(key, verdict === 'done' ? 'done' : 'refused', { task });
    this.#left.delete(key);
    this.#entries.delete(key);
    if (verdict === 'none' || this.#store) return;
    this.#entries.set(key, { task, kind: 'unseen', deed: undefined, answer: Promise.resolve(undefined) });
  }

  /** Tasks that an earlier process left in doubt: before anything else is done, they are found out. */
  async left(): Promise<ReadonlyMap<string, string>> {
    if (this.#store) await this.#open(this.#store);
    return this.#left;
  }

  leave(key: string): void {
    this.#left.delete(key);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#entries.values()].map(({ answer }) => answer));
    if (this.#store === undefined || this.#opening === undefined) return;
    this.#opening = undefined;
    await letGo(this.#store);
  }

  async #carryOut(key: string, entry: Entry, { kind, execute }: Execution): Promise<object | undefined> {
    const { task } = entry;
    let noted = false;
    const keep = async (past: Past): Promise<void> => {
      noted = true;
      await this.#append(key, 'intent', { task, ...past });
    };
    if (this.#store === undefined) {
      entry.deed ??= new Deed();
      return execute(entry.deed);
    }
    await this.#open(this.#store);
    const record = await this.#store.find(key);
    const kept = record?.data as Kept | undefined;
    if (kept && record?.state !== 'refused') {
      if (kept.task !== task) throw reused(key);
      if (record?.state === 'done') return kept.answer;
      const told = entry.deed !== undefined || kept.made !== undefined || kept.before !== undefined;
      if (kind === 'unseen' || (kind === 'proved' && !told)) throw unknown(key);
    }
    entry.deed ??= new Deed(record?.state === 'refused' ? {} : kept, keep);
    if (kind === 'unseen') await keep({});
    try {
      const answer = await execute(entry.deed);
      await this.#append(key, 'done', { task, ...(answer && { answer }) });
      this.#left.delete(key);
      return answer;
    } catch (error) {
      const outcome = error instanceof JsonTaskError ? error.outcome : 'unknown';
      if (outcome !== 'unknown' && (noted || this.#left.has(key))) {
        await this.#append(key, 'refused', { task });
        this.#left.delete(key);
      }
      throw error;
    }
  }

  #open(store: JournalStore): Promise<void> {
    this.#opening ??= take(store).then(
      (left) => {
        this.#left = left;
      },
      (error: unknown) => {
        this.#opening = undefined;
        throw error;
      },
    );
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

/** Opens the store. Those whose outcome the register tells are left to be found out. */
async function take(store: JournalStore): Promise<Map<string, string>> {
  takeAlone(store);
  try {
    const left = new Map<string, string>();
    for (const { key, data } of await store.pending()) {
      const { task, before } = data as Kept;
      if (before !== undefined) left.set(key, task);
    }
    return left;
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

export function noDoubt(key: string): JsonTaskError {
  const { code, description } = driverError(INVALID_PARAM);
  return new JsonTaskError(code, `${description} (исход задания «${key}» известен: решать нечего)`);
}

function unknown(key: string): JsonTaskError {
  const { code, description } = driverError(CONNECTION_LOST);
  const why = `задание «${key}» было начато, но ответа никто не дождался: проверьте по ленте и счётчикам и скажите decide()`;
  return new JsonTaskError(code, `${description} (${why})`, { outcome: 'unknown' });
}
