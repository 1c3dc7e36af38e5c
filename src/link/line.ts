import { AbortedError, ConnectionError } from '../errors.js';
import type { Connection } from '../transport/transport.js';
import { type Clock, callAfter, realClock } from '../util/clock.js';
import { layerLog, logBytes } from '../util/debug.js';
import { onAbort } from '../util/signal.js';
import { asConnectionError } from './connection-error.js';
import type { Trace } from './link.js';

const log = layerLog('link');

/** More than this is not kept for anybody, bytes: many times the longest frame with all its repeats. */
const MAX_PENDING = 65_536;

export interface LineOptions {
  clock?: Clock | undefined;
  trace?: Trace | undefined;
}

/** Byte-wise reading with deadlines over a connection, for protocols in which every byte may be a turn. */
export class Line {
  readonly clock: Clock;
  /** Resolves when the line is gone: with the error when it died, with nothing after `close()`. */
  readonly closed: Promise<ConnectionError | undefined>;
  readonly #connection: Connection;
  readonly #trace: Trace | undefined;
  #chunks: Uint8Array[] = [];
  #offset = 0;
  #pending = 0;
  #end: ConnectionError | undefined;
  /** Those who wait for bytes or for the end. */
  readonly #waiting = new Set<() => void>();
  #resolveClosed: (error: ConnectionError | undefined) => void = () => undefined;

  constructor(connection: Connection, { clock = realClock, trace }: LineOptions = {}) {
    this.#connection = connection;
    this.clock = clock;
    this.#trace = trace;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    void this.#read();
  }

  /** Why nothing comes any more. */
  get end(): ConnectionError | undefined {
    return this.#end;
  }

  /** Bytes that are here already. */
  get pending(): number {
    return this.#pending;
  }

  /** Forgets the bytes that are here already. */
  discard(): void {
    if (this.pending > 0) log('%d bytes discarded', this.pending);
    this.#chunks = [];
    this.#offset = 0;
    this.#pending = 0;
  }

  /**
   * The next byte, or nothing after so much silence.
   *
   * @throws ConnectionError when the line is gone and all its bytes were read; AbortedError.
   */
  async byte(ms: number, signal?: AbortSignal): Promise<number | undefined> {
    throwIfAborted(signal);
    const ready = this.#take();
    if (ready !== undefined) return ready;
    await this.#wait(ms, signal, () => this.#chunks.length > 0);
    return this.#take();
  }

  /** Lets time pass, whatever comes meanwhile; rejects at once when the line dies or the signal fires. */
  async pause(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#wait(ms, signal, () => false);
  }

  /** Rejects as well when the line dies during a write that is stuck. */
  async write(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#end !== undefined) throw this.#end;
    const ms = performance.now();
    logBytes(log, '>', bytes);
    this.#trace?.({ dir: 'out', layer: 'link', bytes, ms });
    this.#trace?.({ dir: 'out', layer: 'transport', bytes, ms });
    let written = false;
    this.#connection.write(bytes).then(
      () => {
        written = true;
        this.#wakeAll();
      },
      (error: unknown) => this.#finish(asConnectionError(error)),
    );
    await this.#wait(Number.POSITIVE_INFINITY, signal, () => written);
  }

  /** For the trace: a control byte or a whole frame was understood. */
  heard(bytes: Uint8Array, damage?: string): void {
    const ms = performance.now();
    if (damage === undefined) logBytes(log, '<', bytes);
    else log('< damaged frame (%s)', damage);
    this.#trace?.({ dir: 'in', layer: 'link', bytes, ms, ...(damage !== undefined && { damage }) });
  }

  /** Whoever waits learns of it at once. Idempotent, never rejects. */
  async close(): Promise<void> {
    this.#finish(new ConnectionError('CLOSED', 'Соединение с ККТ закрыто'), false);
    await this.#connection.close();
  }

  #take(): number | undefined {
    const [chunk] = this.#chunks;
    if (chunk === undefined) {
      if (this.#end !== undefined) throw this.#end;
      return undefined;
    }
    const byte = chunk[this.#offset++];
    this.#pending--;
    if (this.#offset === chunk.length) {
      this.#chunks.shift();
      this.#offset = 0;
    }
    return byte;
  }

  /** Resolves when `done`, after the time, or at the end of the line unless bytes are left to read. */
  #wait(ms: number, signal: AbortSignal | undefined, done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        this.#waiting.delete(check);
        cancel();
        forget();
        finish();
      };
      const check = (): void => {
        if (done()) settle(resolve);
        else if (this.#end !== undefined) {
          const end = this.#end;
          settle(() => reject(end));
        }
      };
      const abort = (): void => settle(() => reject(new AbortedError(signal?.reason)));
      const cancel =
        ms === Number.POSITIVE_INFINITY ? () => undefined : callAfter(this.clock, ms, () => settle(resolve));
      const forget = onAbort(signal, abort);
      this.#waiting.add(check);
      if (signal?.aborted) abort();
      else check();
    });
  }

  #wakeAll(): void {
    for (const check of [...this.#waiting]) check();
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#connection) {
        if (chunk.length === 0) continue;
        this.#trace?.({ dir: 'in', layer: 'transport', bytes: chunk, ms: performance.now() });
        // Whoever sends so much that nobody asked for is no register, and what comes behind it is not an answer either.
        if (this.#pending + chunk.length > MAX_PENDING) this.discard();
        this.#chunks.push(chunk);
        this.#pending += chunk.length;
        this.#wakeAll();
      }
      this.#finish(new ConnectionError('CLOSED', 'Соединение с ККТ закрыто'), false);
    } catch (error) {
      this.#finish(asConnectionError(error));
    }
  }

  #finish(end: ConnectionError, died = true): void {
    if (this.#end !== undefined) return;
    log('line ended: %s', end.message);
    this.#end = end;
    if (!died) this.discard();
    this.#wakeAll();
    this.#resolveClosed(died ? end : undefined);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError(signal.reason);
}
