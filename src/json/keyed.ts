import type { JournalRecord, JournalStore } from '../index.js';
import { letGo, takeAlone } from '../util/one-user.js';
import { driverError } from './driver-errors.js';
import { JsonTaskError } from './error.js';

const DATA_DUPLICATE = 160;
const CONNECTION_LOST = 241;

interface Entry {
  readonly task: string;
  readonly answer: Promise<object | undefined>;
}

/**
 * One key, one execution, for tasks that make no receipt (those have the driver's own journal): cash, shifts, prints, reports.
 * Without a store the keys are known as long as this process lives. With one, a task that was begun by a process that died is
 * not begun again: nobody can say whether it was executed, and the error says so.
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

  run(key: string, task: string, execute: () => Promise<object | undefined>): Promise<object | undefined> {
    const known = this.#entries.get(key);
    if (known) return known.task === task ? known.answer : Promise.reject(reused(key));
    const answer = this.#run(key, task, execute);
    this.#entries.set(key, { task, answer });
    answer.then(
      // The store knows it from now on.
      () => this.#store && this.#entries.delete(key),
      (error: unknown) => {
        // What was not executed may be tried again; what may have been may not.
        const outcome = error instanceof JsonTaskError ? error.outcome : 'unknown';
        if (outcome !== 'unknown') this.#entries.delete(key);
      },
    );
    return answer;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#entries.values()].map(({ answer }) => answer));
    if (this.#store === undefined || this.#opening === undefined) return;
    this.#opening = undefined;
    await letGo(this.#store);
  }

  async #run(
    key: string,
    task: string,
    execute: () => Promise<object | undefined>,
  ): Promise<object | undefined> {
    if (this.#store === undefined) return execute();
    await this.#open(this.#store);
    const record = await this.#store.find(key);
    const data = record?.data as { task: string; answer?: object } | undefined;
    if (data && record?.state !== 'refused') {
      if (data.task !== task) throw reused(key);
      if (record?.state === 'done') return data.answer;
      throw unknown(key);
    }
    await this.#append(key, 'intent', { task });
    try {
      const answer = await execute();
      await this.#append(key, 'done', { task, ...(answer && { answer }) });
      return answer;
    } catch (error) {
      const outcome = error instanceof JsonTaskError ? error.outcome : 'unknown';
      if (outcome !== 'unknown') await this.#append(key, 'refused', { task });
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

async function take(store: JournalStore): Promise<void> {
  takeAlone(store);
  try {
    await store.pending();
  } catch (error) {
    await letGo(store);
    throw error;
  }
}

function reused(key: string): JsonTaskError {
  const { code, description } = driverError(DATA_DUPLICATE);
  return new JsonTaskError(code, `${description} (с ключом «${key}» уже выполнялось другое задание)`);
}

function unknown(key: string): JsonTaskError {
  const { code, description } = driverError(CONNECTION_LOST);
  const why = `задание «${key}» было начато процессом, который не дождался ответа: проверьте по ленте и счётчикам`;
  return new JsonTaskError(code, `${description} (${why})`, { outcome: 'unknown' });
}
