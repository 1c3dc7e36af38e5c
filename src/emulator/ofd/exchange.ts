import type { Transport } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import { layerLog } from '../../util/debug.js';
import type { Settings } from '../device/settings.js';
import { FnError, fnCode } from '../fn/fn-error.js';
import type { FiscalStorage } from '../fn/storage.js';
import { type EmulatedOfdErrors, ExchangeFault, networkFault, noOfdErrors } from './errors.js';
import { OFD_SIGN, ofdAnswer } from './message.js';
import { handOver, type LineState } from './session.js';
import type { OfdTunnel } from './tunnel.js';

const log = layerLog('emulator');

/** Tries of a run; after the last one the register waits until it polls its FN anew. */
const TRIES = 10;
/** FN command that takes the operator's answer. */
const GIVE_TICKET = 0x26;
/** Table 19, field 4: the register's own network. */
export const ETHERNET = 2;
/** The same field: through the host. */
export const THROUGH_HOST = 5;

/** How documents get to the operator: as table 19 says, over this line, or not at all. */
export type OfdWay = 'tables' | Transport | undefined;

/** Where a register with a network reaches an address. */
export type Network = (address: { readonly host: string; readonly port: number }) => Transport;

export interface ExchangeOptions {
  readonly fn: FiscalStorage;
  readonly settings: Settings;
  /** Part of the register's memory; written in place. */
  readonly errors: EmulatedOfdErrors;
  readonly clock: Clock;
  readonly way: OfdWay;
  /** The register's own network; undefined where there are no sockets. */
  readonly network: Network | undefined;
  /** The way through the host. */
  readonly tunnel: OfdTunnel;
  readonly onError: (error: unknown) => void;
}

/**
 * The register's exchange with the operator: sends the documents of its FN one by one, oldest first, and gives the tickets to
 * the FN. A document is offered when it was signed, then every time the FN is polled.
 */
export class OfdExchange {
  readonly #options: ExchangeOptions;
  readonly #line: LineState = { connected: false, reading: false, waiting: false };
  #wake: (() => void) | undefined;
  /** A document was signed, or somebody asked, since the last look. */
  #called = false;
  /** Of the last start; undefined when it is over. */
  #running: AbortSignal | undefined;
  readonly #tried = new Set<() => void>();
  /** False: no connection to the operator can be made. */
  reachable = true;
  /** Called after every try to hand a document over; `error` says why it failed. */
  onTried: ((documentNumber: number, error: unknown) => void) | undefined;

  /** @internal */
  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Documents without a ticket, and the oldest of them (number 0 when there is none). */
  get queue(): { readonly count: number; readonly number: number; readonly dateTime: string } {
    return this.#options.fn.queue();
  }

  /** Register 2B. */
  get errors(): Readonly<EmulatedOfdErrors> {
    return this.#options.errors;
  }

  get line(): Readonly<LineState> {
    return this.#line;
  }

  /** A try at once; settles after it. Does nothing when no document waits or there is no exchange. */
  async send(): Promise<void> {
    if (this.queue.count === 0 || !this.#running) return;
    const tried = new Promise<void>((resolve) => this.#tried.add(resolve));
    this.call();
    await tried;
  }

  /** Settles when no document waits any more. Tries at once, and then as often as the register does by itself. */
  async drained(): Promise<void> {
    this.call();
    while (this.queue.count > 0 && this.#running)
      await new Promise<void>((resolve) => this.#tried.add(resolve));
  }

  /** There may be something to send. */
  call(): void {
    this.#called = true;
    this.#wake?.();
  }

  /** Runs until the signal fires: the register is switched off. */
  start(signal: AbortSignal): void {
    if (this.#options.way === undefined) return;
    this.#running = signal;
    this.#live(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#options.onError(error);
      })
      .finally(() => {
        // It may have been switched on again meanwhile.
        if (this.#running === signal) this.#running = undefined;
        this.#told();
      });
  }

  async #live(signal: AbortSignal): Promise<void> {
    for (let tries = 0; !signal.aborted; ) {
      this.#called = false;
      if (this.queue.count === 0) {
        await this.#pause(signal);
        continue;
      }
      const transport = this.#destination();
      const accepted = transport !== undefined && (await this.#try(transport, signal));
      this.#told();
      tries = accepted ? 0 : tries + 1;
      if (accepted) continue;
      const { pollInterval, retryInterval } = this.#options.settings.ofd;
      const runs = transport !== undefined && tries < TRIES;
      const called = await this.#pause(signal, (runs ? retryInterval : pollInterval) * 1000);
      if (!runs || called) tries = 0;
    }
  }

  #told(): void {
    for (const tell of this.#tried) tell();
    this.#tried.clear();
  }

  async #try(transport: Transport, signal: AbortSignal): Promise<boolean> {
    const { fn, clock, settings, errors } = this.#options;
    const { number } = this.queue;
    const document = fn.document(number);
    if (!document) return false;
    try {
      if (!this.reachable) throw new ExchangeFault({ network: networkFault.noConnection });
      const timeoutMs = settings.ofd.ticketTimeout * 60_000;
      const options = { transport, clock, timeoutMs, signal, line: this.#line, fnNumber: fn.number };
      const { dateTime, sign } = await handOver(document, options);
      const padded = new Uint8Array(OFD_SIGN);
      padded.set(sign);
      fn.accept(number, { dateTime: dateTime.slice(0, 16), sign: padded });
      Object.assign(errors, noOfdErrors());
      log('document %d: ticket', number);
      this.onTried?.(number, undefined);
      return true;
    } catch (error) {
      Object.assign(errors, noOfdErrors(), { documentNumber: number }, this.#codesOf(error));
      log('document %d: %s', number, error instanceof Error ? error.message : error);
      this.onTried?.(number, error);
      return false;
    }
  }

  #codesOf(error: unknown): Partial<EmulatedOfdErrors> {
    if (error instanceof ExchangeFault) {
      if (error.ofd === ofdAnswer.formatControl) this.#options.fn.refuse();
      return { network: error.network, ofd: error.ofd };
    }
    if (error instanceof FnError) return { fn: fnCode.messageRefused, fnCommand: GIVE_TICKET };
    throw error;
  }

  #destination(): Transport | undefined {
    const { way, settings, network } = this.#options;
    if (way !== 'tables') return way;
    const { channel, address: host, port } = settings.ofd;
    if (!/^[^\s/]+$/.test(host) || port === 0) return undefined;
    if (channel === THROUGH_HOST) return this.#options.tunnel.transport(host, port);
    return channel === ETHERNET ? network?.({ host, port }) : undefined;
  }

  /** Until somebody calls, or the time is over. True when called. */
  async #pause(signal: AbortSignal, ms?: number): Promise<boolean> {
    if (this.#called) return true;
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const called = new Promise<boolean>((resolve) => {
      this.#wake = () => resolve(true);
      signal.addEventListener('abort', () => resolve(false), { signal: over.signal });
    });
    const timer =
      ms === undefined
        ? []
        : [
            this.#options.clock.sleep(ms, either, 'background').then(
              () => false,
              () => false,
            ),
          ];
    try {
      return await Promise.race([called, ...timer]);
    } finally {
      this.#wake = undefined;
      over.abort();
    }
  }
}
