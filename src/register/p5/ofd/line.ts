import { AtolError, ConnectionError } from '../../../errors.js';
import { TUNNEL_BLOCK, tunnelToDevice } from '../../../protocol/p5/tunnel.js';
import type { Connection } from '../../../transport/transport.js';
import type { Clock } from '../../../util/clock.js';
import { onAbort } from '../../../util/signal.js';
import type { OfdAddress, OfdEvent } from './events.js';

/** More than a document and its answer ever need: what the OFD does not take is not kept without end. */
const HELD_LIMIT = 0x1_0000;
/** Permissions that are remembered; a register gives one at a time. */
const PERMISSIONS = 16;

type Reason = Extract<OfdEvent, { type: 'closed' }>['by'];

/** Opens a connection; it gives up by itself after some seconds. */
export type ConnectOfd = (address: OfdAddress, signal: AbortSignal) => Promise<Connection>;

export interface OfdLineOptions {
  readonly address: OfdAddress;
  /** Silence after which the connection ends, ms. */
  readonly idleMs: number;
  readonly clock: Clock;
  readonly tell: (event: OfdEvent) => void;
  readonly connect: ConnectOfd;
  /** Sends one element to the register. */
  readonly send: (tag: number, value: Uint8Array) => Promise<void>;
}

/** One TCP connection to the OFD on behalf of the register. */
export class OfdLine {
  readonly #options: OfdLineOptions;
  readonly #stop = new AbortController();
  readonly #permissions: number[] = [];
  #permitted: (() => void) | undefined;
  /** What came from the register before the connection was there. */
  readonly #early: Uint8Array[] = [];
  #held = 0;
  #connection: Connection | undefined;
  #lastAt: number;
  #toOfd = 0;
  #toRegister = 0;

  constructor(options: OfdLineOptions) {
    this.#options = options;
    this.#lastAt = options.clock.now();
  }

  get ended(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Carries until an end. Never rejects. */
  async serve(): Promise<void> {
    const { address, tell } = this.#options;
    tell({ type: 'connecting', ...address });
    let error: unknown;
    let by: Reason = 'unreachable';
    try {
      this.#connection = await this.#options.connect(address, this.#stop.signal);
      by = 'ofd';
      for (const data of this.#early.splice(0)) this.#write(data);
      tell({ type: 'connected', ...address });
      void this.#watch();
      const stopped = this.#stopped();
      await Promise.race([this.#send(tunnelToDevice.state, Uint8Array.of(1)), stopped]);
      await Promise.race([this.#carry(this.#connection), stopped]);
    } catch (thrown) {
      error = thrown;
    }
    if (this.ended) by = this.#stop.signal.reason as Reason;
    else this.#stop.abort(by);
    await this.#connection?.close();
    const failed = by === 'unreachable' && error instanceof AtolError ? { error } : {};
    tell({
      type: 'closed',
      ...address,
      by,
      toOfd: this.#toOfd,
      toRegister: this.#toRegister,
      ...failed,
    });
    if (by !== 'line') await this.#send(tunnelToDevice.state, Uint8Array.of(0)).catch(() => undefined);
  }

  /** Data of the register. */
  data(value: Uint8Array): void {
    if (this.ended) return;
    this.#held += value.length;
    if (this.#held > HELD_LIMIT) this.end('limit');
    else if (this.#connection) this.#write(value);
    else this.#early.push(value);
  }

  /** The register takes one element of at most so many bytes. */
  permit(bytes: number): void {
    if (bytes > 0 && this.#permissions.length < PERMISSIONS) this.#permissions.push(bytes);
    this.#permitted?.();
  }

  end(by: Reason): void {
    this.#stop.abort(by);
  }

  /** What waits for a permission stays in the socket: nothing more is read meanwhile. */
  async #carry(connection: Connection): Promise<void> {
    for await (const chunk of connection) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.slice(at, at + Math.min(await this.#permission(), TUNNEL_BLOCK));
        await this.#send(tunnelToDevice.data, piece);
        this.#toRegister += piece.length;
        this.#alive();
        at += piece.length;
      }
    }
  }

  async #permission(): Promise<number> {
    for (;;) {
      const bytes = this.#permissions.shift();
      if (bytes !== undefined) return bytes;
      await new Promise<void>((resolve) => {
        this.#permitted = resolve;
      });
    }
  }

  #write(value: Uint8Array): void {
    this.#connection?.write(value).then(
      () => {
        this.#held -= value.length;
        this.#toOfd += value.length;
        this.#alive();
      },
      () => this.end('ofd'),
    );
  }

  #send(tag: number, value: Uint8Array): Promise<void> {
    return this.#options.send(tag, value);
  }

  #alive(): void {
    this.#lastAt = this.#options.clock.now();
  }

  /** Ends a connection over which nothing goes. */
  async #watch(): Promise<void> {
    const { clock, idleMs } = this.#options;
    try {
      for (let left = idleMs; left > 0; left = this.#lastAt + idleMs - clock.now())
        await clock.sleep(left, this.#stop.signal, 'background');
      this.end('limit');
    } catch {
      // It ended before.
    }
  }

  #stopped(): Promise<never> {
    return new Promise((_, reject) => {
      const fail = (): void => reject(new ConnectionError('CLOSED', 'Соединение с ОФД закрыто'));
      if (this.ended) fail();
      else onAbort(this.#stop.signal, fail);
    });
  }
}
