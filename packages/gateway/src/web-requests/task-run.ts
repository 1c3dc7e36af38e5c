import type { CashRegister } from 'atol-kkt';
import { type JsonTasks, jsonTasks } from 'atol-kkt/json';
import type { Gateway } from '../fleet/index.js';
import { blockReason, failureOf, isFiscal, isReceipt, noError, type TaskResult, typeOf } from './outcome.js';
import { tillSettings } from './settings.js';

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

/** Tasks on one register, and what becomes of those that were broken off. */
export class TaskRun {
  readonly #gateway: Gateway;
  readonly #register: string;
  readonly #tasks = new WeakMap<CashRegister, JsonTasks>();

  constructor(gateway: Gateway, register: string) {
    this.#gateway = gateway;
    this.#register = register;
  }

  /** A task outside the queue. */
  now(task: unknown): Promise<object | undefined> {
    return this.#use((tasks) => tasks.process(task));
  }

  /** `begun`: keeps what is known before the register is asked. */
  async begin(
    uuid: string,
    task: unknown,
    index: number,
    begun: (result: TaskResult) => Promise<void>,
  ): Promise<TaskResult> {
    const { blockQueueOnPrintErrors: waitsForPaper } = await tillSettings(this.#gateway.store.settings);
    let before: number | undefined;
    try {
      if (isFiscal(task)) before = await this.#lastDocument();
      await begun({
        status: 'inProgress',
        error: noError,
        ...(before !== undefined && { documentBefore: before }),
      });
      const key = isReceipt(task) ? { key: `${uuid}/${index}` } : {};
      const result = await this.#use((tasks) => tasks.process(task, key));
      const unprinted = waitsForPaper && isFiscal(task) && isUnprinted(result);
      return { status: 'ready', error: noError, ...(result && { result }), ...(unprinted && { unprinted }) };
    } catch (error) {
      const { code, description, unknown } = failureOf(error);
      const reason = blockReason(code);
      const waits = reason !== undefined && (reason !== 'paperError' || waitsForPaper);
      // Nothing was begun when the last document could not even be read: it waits for the register.
      return {
        status: isFiscal(task) && (unknown || waits) ? 'blocked' : 'error',
        error: { code, description },
        ...(before !== undefined && { documentBefore: before }),
      };
    }
  }

  /** The line is back, or the paper, or the process: the FN says whether there is a document. */
  async recover(uuid: string, task: unknown, index: number, known: TaskResult): Promise<TaskResult> {
    const error = known.error.code === 0 ? { code: 241, description: 'Связь потеряна' } : known.error;
    if (!isFiscal(task)) return { status: 'error', error };
    try {
      const settings = await tillSettings(this.#gateway.store.settings);
      const paper = known.unprinted || blockReason(known.error.code) === 'paperError';
      if (paper && settings.blockQueueOnPrintErrors && !(await this.#hasPaper())) return known;
      const found = known.unprinted ? printed(known) : await this.#outcome(uuid, task, index, known, error);
      if (found.status === 'ready') await this.#printRest();
      return found;
    } catch (cause) {
      if (known.unprinted) return known;
      const { code, description, unknown } = failureOf(cause);
      const stands = unknown || blockReason(code) !== undefined;
      return { ...known, status: stands ? 'blocked' : 'error', error: { code, description } };
    }
  }

  async #outcome(
    uuid: string,
    task: unknown,
    index: number,
    { documentBefore: before }: TaskResult,
    error: TaskResult['error'],
  ): Promise<TaskResult> {
    const last = await this.#lastDocument();
    if (before === undefined || last <= before) return { status: 'error', error };
    if (isReceipt(task)) return this.#recoverReceipt(task, `${uuid}/${index}`, error);
    const number = await this.#documentOf(typeOf(task), before + 1, last);
    if (number === undefined) return { status: 'error', error };
    const result = await this.#use((tasks) =>
      tasks.process({ type: 'getFnDocument', fiscalDocumentNumber: number }),
    );
    const fiscalParams = { fiscalDocumentNumber: number };
    return { status: 'ready', error: noError, result: { fiscalParams, ...result } };
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

  async #hasPaper(): Promise<boolean> {
    const { deviceStatus } = await this.#use((tasks) => tasks.process({ type: 'getDeviceStatus' }));
    return deviceStatus.paperPresent && !deviceStatus.coverOpened;
  }

  /** What the document lacks on paper; mostly nothing, and then the register says so. */
  async #printRest(): Promise<void> {
    try {
      await this.#use((tasks) => tasks.process({ type: 'continuePrint' }));
    } catch (error) {
      this.#gateway.log.debug({ register: this.#register, error: String(error) }, 'nothing to print');
    }
  }
}

function isUnprinted(result: object | undefined): boolean {
  const { warnings } = (result ?? {}) as { warnings?: { notPrinted?: unknown } };
  return warnings?.notPrinted === true;
}

function printed({ unprinted: _, ...known }: TaskResult): TaskResult {
  return known;
}
