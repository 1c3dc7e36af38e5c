import type { CashRegister } from 'atol-kkt';
import { type JsonTasks, jsonTasks } from 'atol-kkt/json';
import type { Gateway } from '../fleet/index.js';
import type { TillRequest } from '../store/index.js';
import {
  type BlockReason,
  blockReason,
  failureOf,
  interrupted,
  isFiscal,
  isReceipt,
  noError,
  type TaskResult,
  typeOf,
} from './outcome.js';

const POLL_MS = 250;
const BLOCKED_MS = 1000;

/** Forms of the documents that tasks make. */
const forms: Readonly<Record<string, readonly number[]>> = {
  openShift: [2],
  closeShift: [5],
  reportOfdExchangeStatus: [21],
  registration: [1],
  fnChange: [11],
  changeRegistrationParameters: [11],
  closeArchive: [6],
};

function isNotIssued(error: unknown): boolean {
  const { name, outcome } = error as { name?: unknown; outcome?: unknown };
  const line = name === 'ConnectionError' || name === 'TimeoutError' || name === 'GatewayError';
  return !line && (outcome === 'not-sent' || outcome === 'refused');
}

/** Requests of one register, one after the other. Everything that is known of them is in the store before it is told. */
export class TillQueue {
  readonly #gateway: Gateway;
  readonly #register: string;
  readonly #stop = new AbortController();
  readonly #tasks = new WeakMap<CashRegister, JsonTasks>();
  readonly #loop: Promise<void>;
  block: { readonly uuid: string; readonly reason: BlockReason } | undefined;
  #wake: (() => void) | undefined;

  constructor(gateway: Gateway, register: string) {
    this.#gateway = gateway;
    this.#register = register;
    this.#loop = this.#run();
  }

  wake(): void {
    this.#wake?.();
  }

  /** A task outside the queue. */
  now(task: unknown): Promise<object | undefined> {
    return this.#use((tasks) => tasks.process(task));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { clock, store, log } = this.#gateway;
    while (!signal.aborted) {
      try {
        const [request] = await store.requests.open(this.#register);
        if (request && (await this.#advance(request))) continue;
      } catch (error) {
        log.warn({ register: this.#register, error: String(error) }, 'requests of a till');
      }
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const pause = clock
        .sleep(this.block ? BLOCKED_MS : POLL_MS, signal, 'background')
        .catch(() => undefined);
      await Promise.race([woken, pause]);
    }
  }

  /** As far as it goes. False: it is blocked. */
  async #advance(request: TillRequest): Promise<boolean> {
    const { clock, store } = this.#gateway;
    const { uuid, tasks } = request;
    if (!(await store.requests.begin(uuid))) return true;
    const results = [...(request.results as TaskResult[])];
    for (const [index, task] of tasks.entries()) {
      const known = results[index];
      if (known?.status === 'ready' || known?.status === 'error' || known?.status === 'interrupted') continue;
      const failed = results.slice(0, index).some(({ status }) => status === 'error');
      const again = known?.status === 'inProgress' || known?.status === 'blocked';
      const result = failed
        ? interrupted
        : again
          ? await this.#recover(uuid, task, index, known)
          : await this.#begin(uuid, task, index, results);
      results[index] = result;
      const blocked = result.status === 'blocked';
      this.block = blocked
        ? { uuid, reason: blockReason(result.error.code) ?? 'connectionError' }
        : undefined;
      await store.requests.save(uuid, blocked ? 'blocked' : 'inProgress', results, clock.now());
      if (blocked) return false;
    }
    await store.requests.save(uuid, 'ended', results, clock.now());
    return true;
  }

  async #begin(uuid: string, task: unknown, index: number, results: TaskResult[]): Promise<TaskResult> {
    const { clock, store } = this.#gateway;
    let before: number | undefined;
    try {
      if (isFiscal(task)) before = await this.#lastDocument();
      const begun: TaskResult = {
        status: 'inProgress',
        error: noError,
        ...(before !== undefined && { documentBefore: before }),
      };
      results[index] = begun;
      await store.requests.save(uuid, 'inProgress', results, clock.now());
      const key = isReceipt(task) ? { key: `${uuid}/${index}` } : {};
      const result = await this.#use((tasks) => tasks.process(task, key));
      return { status: 'ready', error: noError, ...(result && { result }) };
    } catch (error) {
      const { code, description, unknown } = failureOf(error);
      const stands = isFiscal(task) && (unknown || blockReason(code) !== undefined);
      // Nothing was begun when the last document could not even be read: it waits for the register.
      return {
        status: stands ? 'blocked' : 'error',
        error: { code, description },
        ...(before !== undefined && { documentBefore: before }),
      };
    }
  }

  /** The line is back, or the process: the FN says whether there is a document. */
  async #recover(uuid: string, task: unknown, index: number, known: TaskResult): Promise<TaskResult> {
    const { documentBefore: before } = known;
    const error = known.error.code === 0 ? { code: 241, description: 'Связь потеряна' } : known.error;
    if (!isFiscal(task)) return { status: 'error', error };
    try {
      const last = await this.#lastDocument();
      if (before === undefined || last <= before) return { status: 'error', error };
      if (isReceipt(task)) {
        return await this.#recoverReceipt(task, `${uuid}/${index}`, error);
      }
      const number = await this.#documentOf(typeOf(task), before + 1, last);
      if (number === undefined) return { status: 'error', error };
      const result = await this.#use((tasks) =>
        tasks.process({ type: 'getFnDocument', fiscalDocumentNumber: number }),
      );
      const fiscalParams = { fiscalDocumentNumber: number };
      return { status: 'ready', error: noError, result: { fiscalParams, ...result } };
    } catch (cause) {
      const { code, description, unknown } = failureOf(cause);
      const stands = unknown || blockReason(code) !== undefined;
      return { ...known, status: stands ? 'blocked' : 'error', error: { code, description } };
    }
  }

  async #recoverReceipt(task: unknown, key: string, error: TaskResult['error']): Promise<TaskResult> {
    try {
      await this.#use((_, kkt) => kkt.resolve(key));
    } catch (cause) {
      // Somebody else's document: ours was certainly not issued.
      if (isNotIssued(cause)) return { status: 'error', error };
      throw cause;
    }
    const result = await this.#use((tasks) => tasks.process(task, { key }));
    return { status: 'ready', error: noError, ...(result && { result }) };
  }

  /** The document of a kind among those that came since; others may use the register, too. */
  async #documentOf(type: string, from: number, to: number): Promise<number | undefined> {
    for (let number = to; number >= from; number--) {
      const document = await this.#use((_, kkt) => kkt.fn.readDocument(number));
      if (document && forms[type]?.includes(document.form)) return number;
    }
    return undefined;
  }

  #lastDocument(): Promise<number> {
    return this.#use(async (_, kkt) => (await kkt.fn.state()).lastDocument);
  }

  #use<T>(work: (tasks: JsonTasks, kkt: CashRegister) => Promise<T>): Promise<T> {
    return this.#gateway.registers.use(this.#register, (kkt) => {
      let tasks = this.#tasks.get(kkt);
      if (!tasks) {
        tasks = jsonTasks(kkt);
        this.#tasks.set(kkt, tasks);
      }
      return work(tasks, kkt);
    });
  }
}
