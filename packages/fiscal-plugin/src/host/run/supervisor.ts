import { CANCELLED, type Peer } from '../../bridge/peer.js';
import { FiscalFault, fault, faultOf } from '../../contract/fault.js';
import {
  type Description,
  type Fault,
  type Init,
  isKeyed,
  type KeyedOperation,
  type Operation,
  type Outcome,
  type Params,
  type Result,
} from '../../contract/types.js';
import { callProblems } from '../rules.js';
import { filledSettings, resultProblems, textOf } from '../validate.js';
import { failed, hasFallen, isStuck, named, stillRuns } from './faults.js';
import type { GivenKeys } from './given.js';
import type { Isolate } from './isolate.js';
import { ALWAYS, DEFAULT_LIMITS, type Limits, limitOf } from './limits.js';
import { type StartOptions, start } from './start.js';
import { Turns, within } from './turns.js';

export interface SupervisorOptions extends StartOptions {
  readonly limits?: Partial<Limits> | undefined;
  /** Keys whose document may exist; they outlive this supervisor, and the host. */
  readonly given: GivenKeys;
  /** For the limit of starts, ms. */
  readonly now?: () => number;
}

/**
 * Runs one version of a plug-in: starts it, holds it to its limits, starts it again when it falls, and finds out what
 * became of the operations it fell in.
 *
 * A key that was given to the plug-in is in doubt until the plug-in itself has answered for it. Whatever keeps this host
 * from asking (it does not start, hangs, was closed, the message is wrong), such a key is `unknown`, never `refused`.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #limits: Limits;
  readonly #now: () => number;
  #isolate: Isolate | undefined;
  #peer: Peer | undefined;
  #starting: Promise<Peer> | undefined;
  #description: Description | undefined;
  /** Settings of the last good `init`, given again after a restart. */
  #init: Init | undefined;
  #starts: number[] = [];
  #ended = false;
  readonly #running = new Map<string, Promise<Outcome>>();
  /** Documents are made one after the other: a plug-in that numbers them need not think of two at once. */
  readonly #turns = new Turns();

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
   *
   * Operations that make a document, and `init`, run one after the other in the order in which they were asked for, each
   * with a limit of its own that begins with its turn; everything else runs beside them.
   */
  async call<O extends Operation>(
    operation: O,
    params: Params<O>,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Result<O>> {
    const { signal } = options;
    const key: unknown = (params as { key?: unknown } | null)?.key;
    // The same key at the same time is the same operation, not a second one; what becomes of it is what it ends with.
    const joined = isKeyed(operation) || operation === 'resolve' ? this.#running.get(String(key)) : undefined;
    if (joined !== undefined) {
      // Who asks what became of a key does not wait for all that stands before it in the queue.
      const limits = operation === 'resolve' ? { ms: this.#limits.resolveMs, signal } : { signal };
      return (await within(joined, limits, () => stillRuns(String(key)))) as Result<O>;
    }
    if (operation === 'init') return await this.#turns.take(() => this.#plain(operation, params, signal));
    if (!isKeyed(operation)) {
      const result = await this.#plain(operation, params, signal);
      // It fell while it looked a key up: looking again harms nothing, and says more than that it fell.
      return operation === 'resolve' && hasFallen(result as Outcome)
        ? await this.#plain(operation, params, signal)
        : result;
    }
    if (typeof key !== 'string') return (await this.#keyless(operation, params)) as Result<O>;
    const keyed = params as Params<KeyedOperation>;
    let begun = false;
    const run = this.#turns
      .take(async () => {
        // Nobody waits for it any more, and nothing has begun: it goes nowhere.
        if (signal?.aborted === true) return await this.#notAsked(key, CANCELLED);
        begun = true;
        return await this.#keyed(operation, keyed, key, signal);
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, run);
    // One that has begun keeps its turn until the plug-in has answered, whoever waits for it.
    return (await within(run, { signal }, async () => {
      this.#tell(operation, params, CANCELLED);
      return begun ? { outcome: 'unknown', fault: CANCELLED } : await this.#notAsked(key, CANCELLED);
    })) as Result<O>;
  }

  /** Resolves when no document is being made that was asked for by now. */
  async idle(): Promise<void> {
    await this.#turns.idle();
  }

  /** Lets the plug-in put its things away, then ends its process. */
  async close(): Promise<void> {
    this.#ended = true;
    const peer = this.#peer;
    if (peer !== undefined) {
      await peer.call('dispose', {}, { timeoutMs: this.#limits.callMs }).catch(() => {});
    }
    await this.#isolate?.kill();
    // One that was just being started goes as soon as it is there.
    await this.#starting?.catch(() => {});
    await this.#isolate?.kill();
  }

  /** Ends the process as a crash would; the next call starts it again. */
  async kill(): Promise<void> {
    await this.#isolate?.kill();
  }

  async #plain<O extends Operation>(
    operation: O,
    params: Params<O>,
    signal: AbortSignal | undefined,
  ): Promise<Result<O>> {
    try {
      const wrong = await this.#wrong(operation, params);
      if (wrong !== undefined) return failed(operation, wrong);
      const asked = operation === 'init' ? ((await this.#filled(params as Init)) as Params<O>) : params;
      const result = await this.#ask(await this.#ready(), operation, asked, signal);
      if (operation === 'init' && (result as Result<'init'>).outcome === 'done') this.#init = asked as Init;
      if (operation === 'resolve') await this.#answered((params as Params<'resolve'>).key, result as Outcome);
      return result;
    } catch (error) {
      const reason = faultOf(error);
      this.#tell(operation, params, reason);
      if (isStuck(reason)) await this.kill();
      return failed(operation, reason);
    }
  }

  async #keyed(
    operation: KeyedOperation,
    params: Params<KeyedOperation>,
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    let peer: Peer;
    try {
      const wrong = await this.#wrong(operation, params);
      if (wrong !== undefined) return await this.#notAsked(key, wrong);
      peer = await this.#ready();
      await this.#options.given.give(key);
    } catch (error) {
      const reason = faultOf(error);
      this.#tell(operation, params, reason);
      return await this.#notAsked(key, reason);
    }
    try {
      const outcome = await this.#ask(peer, operation, params, signal, 'to the end');
      await this.#answered(key, outcome);
      return outcome;
    } catch (error) {
      const reason = faultOf(error);
      this.#tell(operation, params, reason);
      if (isStuck(reason)) await this.kill();
      return await this.#settle(key, reason);
    }
  }

  /** A message that makes a document and names no key: it says what is wrong with it, and goes nowhere. */
  async #keyless(operation: KeyedOperation, params: unknown): Promise<Outcome> {
    try {
      const wrong = await this.#wrong(operation, params);
      if (wrong === undefined) throw new TypeError(`${operation} without a key passed the checks`);
      return { outcome: 'refused', fault: wrong };
    } catch (error) {
      const reason = faultOf(error);
      this.#tell(operation, params, reason);
      return { outcome: 'refused', fault: reason };
    }
  }

  /** This call did not reach the plug-in. An earlier one with its key may have: then only the plug-in can tell. */
  async #notAsked(key: string, reason: Fault): Promise<Outcome> {
    const given = await this.#options.given.has(key).catch((error: unknown) => {
      this.#tell('given', { key }, faultOf(error));
      return true;
    });
    return given ? await this.#settle(key, reason) : { outcome: 'refused', fault: reason };
  }

  /** The plug-in fell, hung, answered nonsense or was not asked: it is asked what became of the key. */
  async #settle(key: string, reason: Fault): Promise<Outcome> {
    try {
      const outcome = await this.#ask(await this.#ready(), 'resolve', { key }, undefined);
      await this.#answered(key, outcome);
      this.#options.onEvent({ kind: 'resolved', key, outcome: outcome.outcome });
      if (outcome.outcome === 'unknown') return { outcome: 'unknown', fault: reason };
      // Nothing was made: the reason to tell is the one why.
      return outcome.outcome === 'refused' ? { outcome: 'refused', fault: reason } : outcome;
    } catch (error) {
      const trouble = faultOf(error);
      this.#tell('resolve', { key }, trouble);
      if (isStuck(trouble)) await this.kill();
      return { outcome: 'unknown', fault: reason };
    }
  }

  async #answered(key: string, { outcome }: Outcome): Promise<void> {
    if (outcome === 'refused') await this.#options.given.refused(key);
  }

  /** What is wrong with a call, before anybody is asked. @throws FiscalFault where the plug-in does not start. */
  async #wrong(operation: Operation, params: unknown): Promise<Fault | undefined> {
    const description = await this.describe();
    if (!ALWAYS.includes(operation) && !(description.capabilities as readonly string[]).includes(operation)) {
      return fault('request', 'not-supported', `${description.id} has no ${operation}`);
    }
    const problems = callProblems(description, operation, params);
    if (problems.length === 0) return undefined;
    const code = problems.every(({ field }) => /^\/settings\b/.test(field)) ? 'bad-settings' : 'bad-request';
    return {
      ...fault('request', code, `${operation}: ${textOf(problems)}`),
      fields: problems.map(({ field }) => field),
    };
  }

  async #filled(init: Init): Promise<Init> {
    const { settings } = await this.describe();
    return { ...init, settings: filledSettings(settings, init.settings) };
  }

  async #ask<O extends Operation>(
    peer: Peer,
    operation: O,
    params: Params<O>,
    signal: AbortSignal | undefined,
    waits: 'to the end' | 'while wanted' = 'while wanted',
  ): Promise<Result<O>> {
    const timeoutMs = limitOf(operation, this.#limits);
    const options = { timeoutMs, signal, waits };
    const result = await peer.call(operation, params, options).catch(async (error: unknown) => {
      const reason = named(error, operation, timeoutMs);
      throw faultOf(reason).code === 'hung' ? await this.#stuck(peer, reason) : reason;
    });
    const problems = resultProblems(operation, result);
    if (problems.length > 0) {
      const message = `${this.#options.id} answered ${operation} wrongly: ${textOf(problems)}`;
      throw new FiscalFault(fault('plugin', 'bad-answer', message));
    }
    return result as Result<O>;
  }

  /** Whether only the operation hangs or the whole program: one that loops does not even say its name. */
  async #stuck(peer: Peer, hung: unknown): Promise<unknown> {
    const alive = await peer.call('describe', {}, { timeoutMs: this.#limits.probeMs }).then(
      () => true,
      () => false,
    );
    if (alive) return hung;
    const reason = faultOf(hung);
    return new FiscalFault({ ...reason, code: 'loops', message: `${reason.message}: it is busy` });
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
    const { id } = this.#options;
    const now = this.#now();
    this.#starts = this.#starts.filter((at) => now - at < 60_000);
    if (this.#starts.length >= this.#limits.startsPerMinute) {
      throw new FiscalFault(
        fault('plugin', 'falls-again', `${id} fell ${this.#starts.length} times in a minute`),
      );
    }
    this.#starts.push(now);
    let gone = false;
    const { peer, description } = await start(
      this.#options,
      this.#limits,
      this.#init,
      (isolated) => {
        this.#isolate = isolated;
      },
      (isolated) => {
        gone = true;
        if (this.#isolate === isolated) {
          this.#isolate = undefined;
          this.#peer = undefined;
        }
        return this.#ended ? 'closed by the till' : undefined;
      },
    );
    this.#description = description;
    // It may have fallen between its last answer and now.
    if (!gone) this.#peer = peer;
    return peer;
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
}
