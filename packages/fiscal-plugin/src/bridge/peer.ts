import type { Envelope as Message } from '../contract/envelope.js';
import { FiscalFault, fault } from '../contract/fault.js';
import type { Fault } from '../contract/types.js';
import type { Port } from './port.js';

/** How many calls may wait for an answer at one time. */
const MAX_PENDING = 1000;

export type Breach = 'answered-twice' | 'unknown-answer' | 'unknown-message';

export type PeerHandler = (method: string, params: unknown, signal: AbortSignal) => unknown;

export interface PeerOptions {
  readonly handle?: PeerHandler;
  readonly onEvent?: (name: string, data: unknown) => void;
  /** The other side broke the rules: an answer to nothing, a second answer, a message of no known kind. */
  readonly onBreach?: (code: Breach, detail: string) => void;
  /** Turns what a handler threw into the fault that the other side sees. */
  readonly faultOf: (error: unknown) => Fault;
}

interface Pending {
  readonly method: string;
  settle(message: Message & { kind: 'answer' }): void;
  fail(reason: Fault): void;
}

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly waits?: 'to the end' | 'while wanted';
}

/** One end of the bridge: calls in both directions over one port, matched by number. */
export class Peer {
  readonly #port: Port;
  readonly #options: PeerOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #running = new Map<number, AbortController>();
  /** Calls that nobody waits for any more, whose answer may still come. */
  readonly #abandoned = new Set<number>();
  #lastId = 0;
  #closed: string | undefined;

  constructor(port: Port, options: PeerOptions) {
    this.#port = port;
    this.#options = options;
    port.onMessage((message) => this.#take(message));
    port.onClose((reason) => this.#end(reason));
  }

  /**
   * Calls the other side.
   *
   * @param options `waits: 'to the end'`: an aborted call tells the other side that it is not wanted any more, and still
   *   waits for its answer.
   * @throws FiscalFault with the other side's fault, or `bridge`/`closed`, `bridge`/`timeout`, `till`/`cancelled`.
   */
  call(method: string, params: unknown, options: CallOptions = {}): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(new FiscalFault(closed(this.#closed)));
    const patient = options.waits === 'to the end';
    if (options.signal?.aborted && !patient) return Promise.reject(new FiscalFault(CANCELLED));
    if (this.#pending.size >= MAX_PENDING) {
      return Promise.reject(
        new FiscalFault(fault('till', 'too-many-calls', `${MAX_PENDING} calls wait for an answer`)),
      );
    }
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const timer =
        options.timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              this.#post({ kind: 'cancel', id });
              pending.fail(
                fault('bridge', 'timeout', `no answer to ${method} within ${options.timeoutMs} ms`),
              );
            }, options.timeoutMs);
      const onAbort = () => {
        this.#post({ kind: 'cancel', id });
        if (!patient) pending.fail(CANCELLED);
      };
      const done = (answered: boolean) => {
        clearTimeout(timer);
        if (!answered) this.#abandon(id);
        options.signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(id);
      };
      const pending: Pending = {
        method,
        settle(answer) {
          done(true);
          if (answer.ok) resolve(answer.value);
          else reject(new FiscalFault(answer.fault));
        },
        fail(reason) {
          done(false);
          reject(new FiscalFault(reason));
        },
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, pending);
      try {
        this.#port.send({ kind: 'call', id, method, params } satisfies Message);
      } catch (error) {
        // Functions, promises and proxies do not pass through structured clone.
        pending.fail(fault('till', 'not-plain-data', `${method}: ${messageOf(error)}`));
      }
    });
  }

  emit(name: string, data: unknown): void {
    this.#post({ kind: 'event', name, data });
  }

  close(reason = 'closed here'): void {
    this.#end(reason);
    this.#port.close();
  }

  #post(message: Message): boolean {
    if (this.#closed !== undefined) return false;
    try {
      this.#port.send(message);
      return true;
    } catch {
      return false;
    }
  }

  #take(raw: unknown): void {
    const message = raw as Message;
    switch (typeof raw === 'object' && raw !== null ? message.kind : undefined) {
      case 'call':
        void this.#answer(message as Message & { kind: 'call' });
        return;
      case 'cancel':
        this.#running.get((message as Message & { kind: 'cancel' }).id)?.abort();
        return;
      case 'answer': {
        const answer = message as Message & { kind: 'answer' };
        const pending = this.#pending.get(answer.id);
        if (pending !== undefined) pending.settle(answer);
        else if (!this.#abandoned.delete(answer.id)) this.#unasked(answer.id);
        return;
      }
      case 'event':
        this.#options.onEvent?.(
          String((message as Message & { kind: 'event' }).name),
          (message as Message & { kind: 'event' }).data,
        );
        return;
      default:
        this.#breach('unknown-message', `a message of kind ${JSON.stringify(message?.kind) ?? typeof raw}`);
    }
  }

  async #answer({ id, method, params }: Message & { kind: 'call' }): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      if (this.#options.handle === undefined) throw new FiscalFault(fault('bridge', 'no-handler', method));
      const value = await this.#options.handle(String(method), params, controller.signal);
      if (!this.#post({ kind: 'answer', id, ok: true, value })) {
        this.#post({
          kind: 'answer',
          id,
          ok: false,
          fault: fault('plugin', 'not-plain-data', `the answer to ${String(method)} is no plain data`),
        });
      }
    } catch (error) {
      this.#post({ kind: 'answer', id, ok: false, fault: this.#options.faultOf(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  #abandon(id: number): void {
    if (this.#abandoned.size >= MAX_PENDING) {
      for (const oldest of this.#abandoned) {
        this.#abandoned.delete(oldest);
        break;
      }
    }
    this.#abandoned.add(id);
  }

  #unasked(id: unknown): void {
    const asked = typeof id === 'number' && id >= 1 && id <= this.#lastId;
    this.#breach(asked ? 'answered-twice' : 'unknown-answer', `answer ${String(id)}`);
  }

  #breach(code: Breach, detail: string): void {
    this.#options.onBreach?.(code, detail);
  }

  #end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const pending of [...this.#pending.values()]) pending.fail(closed(reason));
    for (const controller of this.#running.values()) controller.abort();
  }
}

export const CANCELLED = fault('till', 'cancelled', 'the till does not wait any more');

function closed(reason: string): Fault {
  return fault('bridge', 'closed', reason);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
