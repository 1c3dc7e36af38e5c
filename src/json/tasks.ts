import type { Problem } from '../errors.js';
import { type ReceiptType, receiptAsGiven } from '../fiscal/index.js';
import type { CashRegister, JournalStore } from '../index.js';
import {
  callback,
  checkArgument,
  checkOptions,
  type OptionRules,
  oneOf,
  signal,
  text,
  withMethods,
} from '../util/options.js';
import { inOrder } from './answers.js';
import { type BatchRequest, type BatchResult, runBatch } from './batch.js';
import { driverError } from './errors/driver-errors.js';
import { JsonTaskError } from './errors/error.js';
import { cashTasks } from './kinds/cash.js';
import type { TaskHandler, TaskHandlers } from './kinds/context.js';
import { fnTasks } from './kinds/fn.js';
import { withoutObstacles } from './kinds/obstacles.js';
import { printTasks } from './kinds/print.js';
import { refusedTasks } from './kinds/refused-tasks.js';
import { registrationTasks } from './kinds/registration.js';
import { reportTasks } from './kinds/reports.js';
import { settingTasks } from './kinds/settings.js';
import { shiftTasks } from './kinds/shift.js';
import { stateTasks } from './kinds/state.js';
import { Deed, stillUnknown } from './once/deed.js';
import { type Execution, KeyedTasks, keysInMemory, reused } from './once/keyed.js';
import { Fields, isObject } from './reading/fields.js';
import { checkReadable, parseError } from './reading/parse-error.js';
import { readReceipt, receiptOf, receiptTasks } from './receipts/index.js';
import type { AnswerOf, Task, TaskName } from './task-types.js';
import { toTaskError } from './translate.js';

export interface JsonTasksOptions {
  /**
   * Whose answers: `10.8` (the default) answers what libfptr10 10.8 does, field by field. `10.10` adds the fields of newer drivers
   * to `getFnInfo`, `ofdExchangeStatus` and `getFnDocument`, which the guards of typed wrappers ask for.
   */
  answers?: '10.8' | '10.10' | undefined;
  /**
   * Keeps the keys of tasks that make no receipt (cash, shifts, prints) across crashes. Not the journal of the register, which
   * keeps those of receipts. Without it their keys are known as long as the connection of the register lives.
   */
  journal?: JournalStore | undefined;
  /** What is allowed but looks wrong in a receipt. */
  onWarning?: ((problem: Problem, task: Task) => void) | undefined;
}

export interface ProcessOptions {
  /** Ends the wait; what the register has begun goes on. */
  signal?: AbortSignal | undefined;
  /** Name of the task: one key, one execution. Also `uuid` or `key` in the task itself. */
  key?: string | undefined;
}

/** What a person says became of a task; of a receipt the number of its document in the place of `done`. */
export type Verdict = 'done' | 'none' | { readonly documentNumber: number };

const optionRules: OptionRules<JsonTasksOptions> = {
  answers: oneOf('10.8', '10.10'),
  journal: withMethods('pending', 'find', 'append', 'close'),
  onWarning: callback,
};

/** A misspelt name of a key would print twice. */
const processRules: OptionRules<ProcessOptions> = { signal, key: text() };
const batchRules: OptionRules<Pick<ProcessOptions, 'signal'>> = { signal };

const handlers: TaskHandlers = {
  ...shiftTasks,
  ...receiptTasks,
  ...cashTasks,
  ...reportTasks,
  ...printTasks,
  ...stateTasks,
  ...fnTasks,
  ...registrationTasks,
  ...settingTasks,
  ...refusedTasks,
};

/** Tasks that change nothing: a key means nothing to them. */
const questions = /^(get|ofdExchangeStatus)/;

/** What the FN or the counters of cash tell of. */
const proved = new Set([
  ...['openShift', 'closeShift', 'cashIn', 'cashOut', 'reportOfdExchangeStatus'],
  ...['registration', 'fnChange', 'changeRegistrationParameters', 'closeArchive'],
]);

/** To do it twice is to do it once. */
const harmless = new Set(['setDeviceParameters', 'setDateTime', 'continuePrint']);

const INVALID_PARAM = 13;

/** The driver's numbers for a register that does not answer. */
const unreachable = new Set([1, 2, 3, 4, 241]);

/** The last task of each register: one at a time, whoever gives them. */
const lastOf = new WeakMap<CashRegister, Promise<unknown>>();

/** JSON tasks of the vendor's driver over a register of this package. */
export class JsonTasks {
  readonly #kkt: CashRegister;
  readonly #keyed: KeyedTasks;
  readonly #newer: boolean;
  readonly #onWarning: JsonTasksOptions['onWarning'];

  /** @throws ValidationError for unknown or wrong options. */
  constructor(kkt: CashRegister, options: JsonTasksOptions = {}) {
    checkArgument(kkt, 'kkt', withMethods('issue', 'call'));
    checkOptions(options, optionRules);
    this.#kkt = kkt;
    this.#keyed = options.journal ? new KeyedTasks(options.journal, Date.now) : keysInMemory(kkt, Date.now);
    this.#newer = options.answers === '10.10';
    this.#onWarning = options.onWarning;
  }

  /**
   * Runs a task and gives its answer; undefined where the driver answers nothing. Tasks run one at a time, in the order of the
   * calls. The same `key` (or `uuid`) gives the answer of the first time and prints nothing.
   *
   * @throws JsonTaskError with the driver's number and text, and the outcome.
   */
  process<T extends TaskName>(task: Task<T>, options?: ProcessOptions): Promise<AnswerOf<T>>;
  process(task: unknown, options?: ProcessOptions): Promise<object | undefined>;
  async process(task: unknown, options: ProcessOptions = {}): Promise<object | undefined> {
    const answer = await this.#inTurn(() => this.#process(task, options));
    return answer && inOrder(answer);
  }

  /**
   * Runs several tasks as ATOL's web server does: after an error the rest is `interrupted`. Nothing is thrown: every task has a
   * status. With a `uuid`, task n has the key `uuid/n`.
   */
  async batch(
    request: BatchRequest,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<BatchResult[]> {
    checkOptions(options, batchRules);
    const { uuid } = request;
    return runBatch(request, (task, index) =>
      this.process(task, { ...options, ...(uuid !== undefined && { key: `${uuid}/${index}` }) }),
    );
  }

  /**
   * For a key whose outcome nobody can find out, such as that of a print whose answer was lost. A person has looked: `done`, and the
   * key prints nothing and answers nothing from now on; `none`, and the key may be used again. Of a receipt `done` is the number of
   * its document.
   *
   * @throws JsonTaskError 13 when the outcome of the key is known.
   */
  decide(key: string, verdict: Verdict): Promise<void> {
    return this.#inTurn(() => this.#decide(key, verdict)).catch((error: unknown) => {
      throw toTaskError(error);
    });
  }

  async #decide(key: string, verdict: Verdict): Promise<void> {
    const ofReceipt = (await receiptOf(this.#kkt, key)) === 'doubt';
    if (verdict === 'none' || verdict === 'done') {
      if (!ofReceipt) return this.#keyed.decide(key, verdict);
      if (verdict === 'none') await this.#kkt.decide(key, 'none');
    }
    if (verdict === 'none') return;
    const number = (verdict as { documentNumber?: unknown } | undefined)?.documentNumber;
    if (!ofReceipt || typeof number !== 'number') throw wrongVerdict(ofReceipt);
    await this.#kkt.decide(key, { documentNumber: number });
  }

  /** Waits for what is under way and closes the journal of the tasks; the register stays open. */
  async close(): Promise<void> {
    await lastOf.get(this.#kkt);
    await this.#keyed.close();
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = (lastOf.get(this.#kkt) ?? Promise.resolve()).then(run);
    lastOf.set(
      this.#kkt,
      result.catch(() => undefined),
    );
    return result;
  }

  async #process(task: unknown, options: ProcessOptions): Promise<object | undefined> {
    try {
      checkOptions(options, processRules);
      if (Array.isArray(task)) return await this.#list(task, options);
      const { fields, name } = handlerOf(task);
      const key = keyOf(fields, options);
      const { execute, kind } = this.#execution(task, key, options.signal);
      if (questions.test(name)) return await execute(new Deed()).catch(nothingDone);
      if (key !== undefined) await this.#refuseNameOfOther(key, name);
      if (kind === 'proved' || name in receiptTasks) await this.#settleLeft(key, options.signal);
      return await (key === undefined || name in receiptTasks
        ? execute(new Deed())
        : this.#keyed.once(key, task as Readonly<Record<string, unknown>>, { execute, kind }));
    } catch (error) {
      throw toTaskError(error);
    }
  }

  #execution(task: unknown, key: string | undefined, signal: AbortSignal | undefined): Execution {
    const { handler, name, fields } = handlerOf(task);
    const given = {
      kkt: this.#kkt,
      signal,
      key,
      newer: this.#newer,
      warn: (problem: Problem) => this.#onWarning?.(problem, task as Task),
    };
    const execute = async (deed: Deed) => {
      const context = { ...given, deed };
      try {
        return await withoutObstacles(context, name, () => handler(fields, context));
      } catch (error) {
        const failure = toTaskError(error);
        if (deed.isDone) throw withoutAnswer(failure);
        throw deed.inDoubt ? stillUnknown(failure) : failure;
      }
    };
    return { execute, kind: proved.has(name) ? 'proved' : harmless.has(name) ? 'harmless' : 'unseen' };
  }

  /**
   * What an earlier process left in doubt is found out before anything else is made that could be taken for it.
   *
   * @throws JsonTaskError as long as the register is out of reach: nothing was begun.
   */
  async #settleLeft(asked: string | undefined, signal: AbortSignal | undefined): Promise<void> {
    const left = await this.#keyed.left();
    for (const [key, text] of [...left]) {
      if (key === asked) continue;
      const task = JSON.parse(text) as Readonly<Record<string, unknown>>;
      const { execute, kind } = this.#execution(task, key, signal);
      const look = (deed: Deed) => {
        deed.looksOnly = true;
        return execute(deed).finally(() => {
          deed.looksOnly = false;
        });
      };
      try {
        await this.#keyed.once(key, task, { execute: look, kind });
      } catch (error) {
        // Those that the register cannot tell are left to whoever asks for them.
        if (!(error instanceof JsonTaskError)) throw error;
        if (error.outcome === 'unknown' && unreachable.has(error.code)) throw earlierUnknown(error);
        this.#keyed.leave(key);
      }
    }
  }

  /** Receipts have their keys in the journal of the register, other tasks in one of their own: a name belongs to one of them. */
  async #refuseNameOfOther(key: string, name: string): Promise<void> {
    const taken =
      name in receiptTasks ? await this.#keyed.knows(key) : (await receiptOf(this.#kkt, key)) !== 'none';
    if (taken) throw reused(key);
  }

  /** The driver takes a list, too: it answers what the first task does. */
  async #list(tasks: readonly unknown[], options: ProcessOptions): Promise<object | undefined> {
    const answers: Array<object | undefined> = [];
    for (const [index, task] of tasks.entries()) {
      if (Array.isArray(task)) throw parseError('поле "type" отсутствует');
      const key = options.key === undefined ? undefined : `${options.key}/${index}`;
      answers.push(await this.#process(task, { ...options, key }));
    }
    return answers[0];
  }
}

/** JSON tasks over `kkt`: `await jsonTasks(kkt).process({ type: 'openShift' })`. */
export function jsonTasks(kkt: CashRegister, options?: JsonTasksOptions): JsonTasks {
  return new JsonTasks(kkt, options);
}

/**
 * Looks at a task as far as that is possible without a register: whether there is such a task at all, and everything that a
 * receipt says.
 *
 * @throws JsonTaskError as `process()` would throw it.
 */
export function validateTask(task: unknown): void {
  const { name, fields } = handlerOf(task);
  if (Object.hasOwn(refusedTasks, name)) throw parseError(`некорректное значение поля "type" (${name})`);
  if (!Object.hasOwn(receiptTasks, name)) return;
  try {
    receiptAsGiven(readReceipt(name as ReceiptType, fields).receipt);
  } catch (error) {
    throw toTaskError(error);
  }
}

function handlerOf(task: unknown): { handler: TaskHandler; name: string; fields: Fields } {
  if (!isObject(task)) throw parseError('нужен объект JSON');
  checkReadable(task);
  const name = task['type'];
  if (name === undefined || typeof name === 'object') throw parseError('поле "type" отсутствует');
  const handler = typeof name === 'string' && Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (handler === undefined) throw parseError(`некорректное значение поля "type" (${String(name)})`);
  return { handler, name: name as string, fields: new Fields(task) };
}

/** An empty name is none: a program that leaves the field empty would get its first receipt again and again. */
function keyOf(task: Fields, { key }: ProcessOptions): string | undefined {
  const name = (field: string) => String(task.optional(field, 'number|string') ?? '') || undefined;
  const [uuid, named] = [name('uuid'), name('key')];
  return key ?? uuid ?? named;
}

function wrongVerdict(ofReceipt: boolean): JsonTaskError {
  const why = ofReceipt ? 'у чека — none или { documentNumber }' : 'done или none';
  return new JsonTaskError(INVALID_PARAM, `${driverError(INVALID_PARAM).description} (${why})`);
}

function earlierUnknown(error: JsonTaskError): JsonTaskError {
  const { code, description } = error;
  const why = 'не начато: исход предыдущего задания ещё неизвестен';
  return new JsonTaskError(code, `${description} (${why})`, { cause: error });
}

/** A question changes nothing, also when its answer is lost. */
function nothingDone(error: unknown): never {
  if (!(error instanceof JsonTaskError) || error.outcome !== 'unknown') throw error;
  const { code, description } = error;
  throw new JsonTaskError(code, description, { outcome: 'refused', cause: error });
}

/** It is done, and only what its answer asks for is missing: nobody may do it again for that. */
function withoutAnswer(error: JsonTaskError): JsonTaskError {
  if (error.outcome === 'unknown') return error;
  const { code, description } = error;
  const why = 'задание выполнено, но ответ на него не собран; то же задание с тем же ключом ответит';
  return new JsonTaskError(code, `${description} (${why})`, { outcome: 'unknown', cause: error });
}
