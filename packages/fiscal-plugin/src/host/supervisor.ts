import { type Breach, Peer } from '../bridge/peer.js';
import { FiscalFault, fault, faultOf } from '../contract/fault.js';
import {
  type Description,
  type Fault,
  isKeyed,
  type Operation,
  type Outcome,
  type Params,
  type Result,
} from '../contract/types.js';
import { majorOf, SERVED_MAJORS } from '../contract/version.js';
import type { OnEvent } from './events.js';
import { type ChildProgram, type Isolate, type Isolation, isolate } from './isolate.js';
import { callProblems } from './rules.js';
import { descriptionProblems, resultProblems, textOf } from './validate.js';

/** Limits of a plug-in; all in milliseconds but memory. */
export interface Limits {
  /** From the start of its process to `ready`. 10 000. */
  readonly startMs: number;
  /** `describe`, `init`, `health`, `dispose`. 30 000. */
  readonly callMs: number;
  /** An operation that makes a document, a copy, the drawer. 120 000. */
  readonly documentMs: number;
  /** `resolve`. 30 000. */
  readonly resolveMs: number;
  /** JavaScript heap, MiB. 256. */
  readonly memoryMb: number;
  /** Starts within a minute before the plug-in is left alone. 5. */
  readonly startsPerMinute: number;
}

export const DEFAULT_LIMITS: Limits = {
  startMs: 10_000,
  callMs: 30_000,
  documentMs: 120_000,
  resolveMs: 30_000,
  memoryMb: 256,
  startsPerMinute: 5,
};

export interface SupervisorOptions {
  /** The plug-in's id, as the source names it. */
  readonly id: string;
  /** Its main file, absolute. */
  readonly file: string;
  /** The version that was installed; a plug-in that names another one is not what was signed. */
  readonly version?: string | undefined;
  readonly isolation: Isolation;
  readonly limits?: Partial<Limits> | undefined;
  readonly child?: ChildProgram | undefined;
  /** Answers the services that the plug-in asks for. */
  readonly services: (method: string, params: unknown, signal: AbortSignal) => unknown;
  readonly onEvent: OnEvent;
  /** Settings of the last good `init`, given again after a restart. */
  readonly now?: () => number;
}

/**
 * Runs one version of a plug-in: starts it, holds it to its limits, starts it again when it falls, and finds out what
 * became of the operations it fell in.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #limits: Limits;
  readonly #now: () => number;
  #isolate: Isolate | undefined;
  #peer: Peer | undefined;
  #starting: Promise<Peer> | undefined;
  #description: Description | undefined;
  #init: Params<'init'> | undefined;
  #starts: number[] = [];
  #ended = false;
  readonly #running = new Map<string, Promise<Outcome>>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#now = options.now ?? Date.now;
  }

  /** What the plug-in says of itself; starts it if need be. @throws FiscalFault */
  async describe(): Promise<Description> {
    if (this.#description === undefined) await this.#ready();
    return this.#description as Description;
  }

  /**
   * Carries out one operation. Never rejects: a fault of anybody is part of the result, and an operation that makes a
   * document and whose end was not seen is resolved before it is called unknown.
   */
  async call<O extends Operation>(
    operation: O,
    params: Params<O>,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Result<O>> {
    if (!isKeyed(operation)) return await this.#plain(operation, params, options.signal);
    const key = (params as { key?: unknown } | null)?.key;
    if (typeof key !== 'string') return await this.#keyed(operation, params, key, options.signal);
    // The same key at the same time is the same operation, not a second one.
    const joined = this.#running.get(key);
    if (joined !== undefined) return (await joined) as Result<O>;
    const run = this.#keyed(operation, params, key, options.signal).finally(() => this.#running.delete(key));
    this.#running.set(key, run as Promise<Outcome>);
    return (await run) as Result<O>;
  }

  /** Lets the plug-in put its things away, then ends its process. */
  async close(): Promise<void> {
    this.#ended = true;
    const peer = this.#peer;
    if (peer !== undefined) {
      await peer.call('dispose', {}, { timeoutMs: this.#limits.callMs }).catch(() => {});
    }
    await this.#isolate?.kill();
  }

  async #plain<O extends Operation>(
    operation: O,
    params: Params<O>,
    signal: AbortSignal | undefined,
  ): Promise<Result<O>> {
    try {
      const wrong = await this.#refusal(operation, params);
      if (wrong !== undefined) return failed(operation, wrong);
      const result = await this.#ask(operation, params, this.#limit(operation), signal);
      if (operation === 'init' && (result as { outcome?: string }).outcome === 'done') {
        this.#init = params as Params<'init'>;
      }
      return result;
    } catch (error) {
      const reason = faultOf(error);
      this.#tell(operation, params, reason);
      if (isStuck(reason)) await this.kill();
      return failed(operation, reason);
    }
  }

  async #keyed<O extends Operation>(
    operation: O,
    params: Params<O>,
    key: unknown,
    signal: AbortSignal | undefined,
  ): Promise<Result<O>> {
    let sent = false;
    try {
      const wrong = await this.#refusal(operation, params);
      if (wrong !== undefined) return { outcome: 'refused', fault: wrong } as Result<O>;
      sent = true;
      return await this.#ask(operation, params, this.#limit(operation), signal);
    } catch (error) {
      const reason = faultOf(error);
      this.#tell(operation, params, reason);
      if (!sent) return { outcome: 'refused', fault: reason } as Result<O>;
      if (reason.code === 'cancelled') return { outcome: 'unknown', fault: reason } as Result<O>;
      if (isStuck(reason)) await this.kill();
      return (await this.#settle(String(key), reason)) as Result<O>;
    }
  }

  /** The plug-in fell, hung or answered nonsense in the middle: it is asked again what became of the key. */
  async #settle(key: string, reason: Fault): Promise<Outcome> {
    try {
      const outcome = await this.#ask('resolve', { key }, this.#limits.resolveMs, undefined);
      this.#options.onEvent({ kind: 'resolved', key, outcome: outcome.outcome });
      if (outcome.outcome === 'unknown') return { outcome: 'unknown', fault: reason };
      // Nothing was made: the reason to tell is the one why.
      return outcome.outcome === 'refused' ? { outcome: 'refused', fault: reason } : outcome;
    } catch (error) {
      this.#tell('resolve', { key }, faultOf(error));
      return { outcome: 'unknown', fault: reason };
    }
  }

  async #refusal(operation: Operation, params: unknown): Promise<Fault | undefined> {
    const description = await this.describe();
    if (!ALWAYS.includes(operation) && !(description.capabilities as readonly string[]).includes(operation)) {
      return fault('request', 'not-supported', `${description.id} has no ${operation}`);
    }
    const problems = callProblems(description, operation, params);
    if (problems.length === 0) return undefined;
    return {
      ...fault('request', 'bad-request', `${operation}: ${textOf(problems)}`),
      fields: problems.map(({ field }) => field),
    };
  }

  async #ask<O extends Operation>(
    operation: O,
    params: Params<O>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Result<O>> {
    const peer = await this.#ready();
    const result = await peer.call(operation, params, { timeoutMs, signal }).catch(async (error: unknown) => {
      const reason = named(error, operation, timeoutMs);
      throw faultOf(reason).code === 'hung' ? await this.#stuck(peer, reason) : reason;
    });
    const problems = resultProblems(operation, result);
    if (problems.length > 0) {
      throw new FiscalFault(
        fault(
          'plugin',
          'bad-answer',
          `${this.#options.id} answered ${operation} wrongly: ${textOf(problems)}`,
        ),
      );
    }
    return result as Result<O>;
  }

  /** Whether only the operation hangs or the whole program: one that loops does not even say its name. */
  async #stuck(peer: Peer, hung: unknown): Promise<unknown> {
    const alive = await peer.call('describe', {}, { timeoutMs: PROBE_MS }).then(
      () => true,
      () => false,
    );
    if (alive) return hung;
    return new FiscalFault({
      ...faultOf(hung),
      code: 'loops',
      message: `${faultOf(hung).message}: it is busy`,
    });
  }

  #ready(): Promise<Peer> {
    if (this.#ended)
      return Promise.reject(new FiscalFault(fault('till', 'closed', 'the plug-in was closed')));
    if (this.#peer !== undefined) return Promise.resolve(this.#peer);
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<Peer> {
    const { id, file, isolation, child, services, onEvent } = this.#options;
    const now = this.#now();
    this.#starts = this.#starts.filter((at) => now - at < 60_000);
    if (this.#starts.length >= this.#limits.startsPerMinute) {
      throw new FiscalFault(
        fault('plugin', 'falls-again', `${id} fell ${this.#starts.length} times in a minute`),
      );
    }
    this.#starts.push(now);
    const isolated = await isolate({
      isolation,
      file,
      child,
      memoryMb: this.#limits.memoryMb,
      onOutput: (line) => onEvent({ kind: 'output', line }),
    }).catch((error: unknown) => {
      throw new FiscalFault(fault('plugin', 'load-failed', `${id}: ${faultOf(error).message}`));
    });
    this.#isolate = isolated;
    let started: (result: Fault | undefined) => void = () => {};
    const loaded = new Promise<Fault | undefined>((resolve) => {
      started = resolve;
    });
    const peer = new Peer(isolated.port, {
      faultOf: (error) => ({ ...faultOf(error), whose: 'till' }),
      handle: services,
      onEvent: (name, data) => {
        if (name === 'ready') started(undefined);
        else if (name === 'load-failed') {
          started(fault('plugin', 'load-failed', `${id}: ${String((data as { text?: unknown })?.text)}`));
        }
      },
      onBreach: (code, detail) => this.#breach(code, detail),
    });
    const timer = setTimeout(
      () => started(fault('plugin', 'start-timeout', `${id} was not ready in ${this.#limits.startMs} ms`)),
      this.#limits.startMs,
    );
    void isolated.gone.then((reason) => {
      started(fault('plugin', 'crashed', `${id} ended: ${reason}`));
      if (this.#isolate === isolated) {
        this.#isolate = undefined;
        this.#peer = undefined;
      }
      peer.close(reason);
      onEvent({ kind: 'stopped', reason });
    });
    const wrong = await loaded;
    clearTimeout(timer);
    try {
      if (wrong !== undefined) throw new FiscalFault(wrong);
      await this.#introduce(peer, isolated.pid);
    } catch (error) {
      await isolated.kill();
      throw error;
    }
    this.#peer = peer;
    return peer;
  }

  async #introduce(peer: Peer, pid: number | undefined): Promise<void> {
    const { id, onEvent } = this.#options;
    const timeoutMs = this.#limits.callMs;
    const description = await peer.call('describe', {}, { timeoutMs }).catch((error: unknown) => {
      throw named(error, 'describe', timeoutMs);
    });
    const apiVersion = (description as { apiVersion?: unknown } | null)?.apiVersion;
    const major = majorOf(apiVersion);
    if (major === undefined || !SERVED_MAJORS.includes(major)) {
      throw new FiscalFault(
        fault(
          'plugin',
          'wrong-version',
          `${id} speaks version ${JSON.stringify(apiVersion)} of the contract, this host ${SERVED_MAJORS.join(' and ')}`,
        ),
      );
    }
    const problems = descriptionProblems(description);
    if ((description as Description).id !== id) {
      problems.push({ field: '/id', rule: `must be ${id} (got ${String((description as Description).id)})` });
    }
    const { version = (description as Description).version } = this.#options;
    if ((description as Description).version !== version) {
      problems.push({
        field: '/version',
        rule: `must be ${version} (got ${String((description as Description).version)})`,
      });
    }
    if (problems.length > 0) {
      throw new FiscalFault(fault('plugin', 'bad-description', `${id}: ${textOf(problems)}`));
    }
    this.#description = description as Description;
    if (this.#init !== undefined) {
      const again = (await peer.call('init', this.#init, { timeoutMs }).catch((error: unknown) => {
        throw named(error, 'init', timeoutMs);
      })) as Result<'init'>;
      if (again.outcome === 'refused') throw new FiscalFault(again.fault);
    }
    onEvent({
      kind: 'started',
      version: this.#description.version,
      apiVersion: this.#description.apiVersion,
      ...(pid === undefined ? {} : { pid }),
    });
  }

  /** Ends the process as a crash would; the next call starts it again. */
  async kill(): Promise<void> {
    await this.#isolate?.kill();
  }

  #breach(code: Breach, detail: string): void {
    this.#options.onEvent({ kind: 'fault', fault: fault('plugin', code, `${this.#options.id}: ${detail}`) });
  }

  #tell(operation: string, params: unknown, reason: Fault): void {
    const key = (params as { key?: unknown } | null)?.key;
    this.#options.onEvent({
      kind: 'fault',
      operation,
      ...(typeof key === 'string' ? { key } : {}),
      fault: reason,
    });
  }

  #limit(operation: Operation): number {
    if (operation === 'resolve') return this.#limits.resolveMs;
    return ALWAYS.includes(operation) ? this.#limits.callMs : this.#limits.documentMs;
  }
}

/** How long a healthy plug-in may need to say its name. */
const PROBE_MS = 3000;

function isStuck({ code }: Fault): boolean {
  return code === 'hung' || code === 'loops';
}

const ALWAYS: readonly Operation[] = ['init', 'health', 'resolve', 'dispose'];

/** The bridge's own faults told as what they mean here: no answer is the plug-in's fault, a closed pipe its fall. */
function named(error: unknown, operation: string, timeoutMs: number): unknown {
  const reason = faultOf(error);
  if (reason.whose !== 'bridge') return error;
  if (reason.code === 'timeout') {
    return new FiscalFault(fault('plugin', 'hung', `no answer to ${operation} within ${timeoutMs} ms`));
  }
  if (reason.code === 'closed') {
    const memory = /SIGABRT|code 134|memory/i.test(reason.message);
    return new FiscalFault(
      fault('plugin', memory ? 'out-of-memory' : 'crashed', `ended during ${operation}: ${reason.message}`),
    );
  }
  return error;
}

function failed<O extends Operation>(operation: O, reason: Fault): Result<O> {
  const result =
    operation === 'health'
      ? { state: 'down', problems: [reason] }
      : operation === 'resolve'
        ? { outcome: 'unknown', fault: reason }
        : { outcome: 'refused', fault: reason };
  return result as Result<O>;
}
