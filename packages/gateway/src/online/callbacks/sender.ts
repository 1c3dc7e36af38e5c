import { createHmac } from 'node:crypto';
import type { Gateway } from '../../fleet/index.js';
import type { Callback } from '../../store/index.js';
import { reportOf } from '../report.js';
import { post } from './post.js';

export interface CallbackOptions {
  /** Time limit of one attempt, ms. Default 10 000. */
  readonly timeoutMs?: number | undefined;
  /** Pause after the first attempt that failed, ms; each next one is twice as long. Default 5000. */
  readonly firstPauseMs?: number | undefined;
}

const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 86_400_000;
/** Then nobody listens there any more; by hand it can be tried again. */
const GIVE_UP_MS = 7 * 86_400_000;
const POLL_MS = 500;
const AT_ONCE = 32;
/** Longer than an attempt and what comes around it. */
const LEASE_MARGIN_MS = 20_000;

/** Tells clients of the ends of their documents, at least once, out of the store's outbox: whatever ends in between. */
export class CallbackSender implements AsyncDisposable {
  readonly #gateway: Gateway;
  readonly #timeoutMs: number;
  readonly #firstPauseMs: number;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #loop: Promise<void>;

  constructor(gateway: Gateway, { timeoutMs, firstPauseMs }: CallbackOptions = {}) {
    this.#gateway = gateway;
    this.#timeoutMs = timeoutMs ?? TIMEOUT_MS;
    this.#firstPauseMs = firstPauseMs ?? FIRST_PAUSE_MS;
    this.#loop = this.#send();
  }

  async #send(): Promise<void> {
    const { signal } = this.#stop;
    const { clock, store, log } = this.#gateway;
    while (!signal.aborted) {
      try {
        const free = AT_ONCE - this.#running.size;
        const lease = this.#timeoutMs + LEASE_MARGIN_MS;
        const due = free > 0 ? await store.outbox.take(clock.now(), free, lease) : [];
        for (const callback of due) this.#begin(callback);
      } catch (error) {
        log.warn({ error: String(error) }, 'callbacks cannot be read');
      }
      await clock.sleep(POLL_MS, signal, 'background').catch(() => undefined);
    }
  }

  #begin(callback: Callback): void {
    const work = this.#attempt(callback).catch((error) => {
      // It is taken again when its lease is over.
      this.#gateway.log.warn({ error: String(error), uuid: callback.uuid }, 'callback not recorded');
    });
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #attempt(callback: Callback): Promise<void> {
    const { store, clock, log, groups } = this.#gateway;
    const { id, uuid, url, attempts, createdAt } = callback;
    const job = await this.#gateway.job(uuid);
    if (!job) return store.outbox.retry(id, undefined, 'нет задания');
    const { privateCallbacks, callbackKey } = groups.get(job.group).policy;
    const body = JSON.stringify(await reportOf(this.#gateway, job));
    let problem: string;
    try {
      const status = await post({
        url,
        body,
        allowInside: privateCallbacks,
        timeoutMs: this.#timeoutMs,
        signal: this.#stop.signal,
        headers: callbackKey === undefined ? {} : { 'x-signature': signatureOf(body, callbackKey) },
      });
      if (status >= 200 && status < 300) return await store.outbox.sent(id, clock.now());
      problem = `ответ ${status}`;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    const now = clock.now();
    const pause = Math.min(LONGEST_PAUSE_MS, this.#firstPauseMs * 2 ** attempts);
    const last = now - createdAt >= GIVE_UP_MS;
    log.info({ uuid, attempt: attempts + 1, problem, last }, 'callback failed');
    await store.outbox.retry(id, last ? undefined : now + pause, problem);
  }

  /** Ends the attempts that are under way; they are made again later. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await Promise.all(this.#running);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Value of `X-Signature`: the receiver computes the same of the bytes of the body. */
export function signatureOf(body: string, key: string): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}
