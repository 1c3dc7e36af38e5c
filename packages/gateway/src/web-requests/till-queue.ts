import type { Gateway } from '../fleet/index.js';
import type { TillRequest } from '../store/index.js';
import { type BlockReason, blockReason, interrupted, type TaskResult } from './outcome.js';
import { TaskRun } from './task-run.js';

const POLL_MS = 250;
const BLOCKED_MS = 1000;

/** Requests of one register, one after the other. Everything that is known of them is in the store before it is told. */
export class TillQueue {
  readonly #gateway: Gateway;
  readonly #register: string;
  readonly #stop = new AbortController();
  readonly #run: TaskRun;
  readonly #loop: Promise<void>;
  block: { readonly uuid: string; readonly reason: BlockReason } | undefined;
  #wake: (() => void) | undefined;

  constructor(gateway: Gateway, register: string) {
    this.#gateway = gateway;
    this.#register = register;
    this.#run = new TaskRun(gateway, register);
    this.#loop = this.#serve();
  }

  wake(): void {
    this.#wake?.();
  }

  /** A task outside the queue. */
  now(task: unknown): Promise<object | undefined> {
    return this.#run.now(task);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#loop;
  }

  async #serve(): Promise<void> {
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
      if (known && isOver(known)) continue;
      const failed = results.slice(0, index).some(({ status }) => status === 'error');
      const again = known?.status === 'inProgress' || known?.status === 'blocked' || known?.unprinted;
      const result = failed
        ? interrupted
        : again
          ? await this.#run.recover(uuid, task, index, known)
          : await this.#run.begin(uuid, task, index, async (begun) => {
              results[index] = begun;
              await store.requests.save(uuid, 'inProgress', results, clock.now());
            });
      results[index] = result;
      const blocked = result.status === 'blocked' || result.unprinted === true;
      this.block = blocked ? { uuid, reason: reasonOf(result) } : undefined;
      await store.requests.save(uuid, blocked ? 'blocked' : 'inProgress', results, clock.now());
      if (blocked) return false;
    }
    await store.requests.save(uuid, 'ended', results, clock.now());
    return true;
  }
}

function isOver({ status, unprinted }: TaskResult): boolean {
  return (status === 'ready' && !unprinted) || status === 'error' || status === 'interrupted';
}

function reasonOf({ unprinted, error }: TaskResult): BlockReason {
  return unprinted ? 'paperError' : (blockReason(error.code) ?? 'connectionError');
}
