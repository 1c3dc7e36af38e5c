import type { P5Host } from '../../../link/p5/index.js';
import {
  decodeTunnel,
  encodeTunnel,
  TUNNEL_NUMBER,
  TUNNEL_VERSION,
  type TunnelElement,
  tunnelNumber,
  tunnelText,
  tunnelToDevice,
  tunnelToHost,
} from '../../../protocol/p5/tunnel.js';
import type { Clock } from '../../../util/clock.js';
import type { OfdAddress, OfdEvent } from './events.js';
import { type ConnectOfd, OfdLine } from './line.js';

/** The register is asked every second, later rarely: one that never answers costs nothing then. */
const ASK_MS = 1000;
const ASK_RARELY_MS = 10_000;
const ASK_OFTEN_TIMES = 10;
const CLOSED = Uint8Array.of(0);

export interface OfdRelayOptions {
  readonly clock: Clock;
  readonly connect: ConnectOfd;
  readonly idleMs: number;
  readonly tell: (event: OfdEvent) => void;
  /** Whether the settings of the register name this address. */
  readonly mayConnect: (address: OfdAddress) => Promise<boolean>;
}

/** The host's side of channel C4 over one line to the register: opens the connections that it asks for, and carries their bytes. */
export class OfdRelay {
  readonly #host: P5Host;
  readonly #options: OfdRelayOptions;
  readonly #end = new AbortController();
  readonly #ports = new Map<number, number>();
  readonly #lines = new Map<number, OfdLine>();
  #version: number | undefined;

  constructor(host: P5Host, options: OfdRelayOptions) {
    this.#host = host;
    this.#options = options;
    host.onOfd = (data) => {
      for (const element of decodeTunnel(data)) this.#take(element);
    };
    void host.closed.then(() => this.#lost());
    void this.#offer();
  }

  /** Says that the way is there, until the register has heard of it. */
  async #offer(): Promise<void> {
    const { clock } = this.#options;
    try {
      await this.#tell(tunnelToDevice.reset, new Uint8Array());
      for (let times = 0; this.#version !== TUNNEL_VERSION && this.#version !== 1; times++) {
        await this.#tell(tunnelToDevice.askVersion, new Uint8Array());
        const pause = times < ASK_OFTEN_TIMES ? ASK_MS : ASK_RARELY_MS;
        await clock.sleep(pause, this.#end.signal, 'background');
      }
    } catch {
      // The line is gone, and with it the way.
    }
  }

  #take({ tag, value }: TunnelElement): void {
    const number = tag & TUNNEL_NUMBER;
    switch (tag) {
      case tunnelToHost.version:
        this.#hear(value[0]);
        return;
      case tunnelToHost.askVersion:
        this.#answer(tunnelToDevice.version, Uint8Array.of(TUNNEL_VERSION));
        return;
      default:
    }
    switch (tag & ~TUNNEL_NUMBER) {
      case tunnelToHost.permission:
        this.#lines.get(number)?.permit(tunnelNumber(value));
        return;
      case tunnelToHost.port:
        this.#ports.set(number, tunnelNumber(value));
        return;
      case tunnelToHost.connect:
        void this.#connect(number, { host: tunnelText(value), port: this.#ports.get(number) ?? 0 });
        return;
      case tunnelToHost.data:
        this.#data(number, value);
        return;
      case tunnelToHost.close:
        this.#close(number);
        return;
      default:
      // Names to look up need no answer, and nothing else is known.
    }
  }

  #hear(version: number | undefined): void {
    if (version === undefined || version === this.#version) return;
    this.#version = version;
    if (version > TUNNEL_VERSION) this.#options.tell({ type: 'version', version });
  }

  async #connect(number: number, address: OfdAddress): Promise<void> {
    this.#lines.get(number)?.end('register');
    const { clock, connect, idleMs, tell, mayConnect } = this.#options;
    const send = (tag: number, value: Uint8Array): Promise<void> =>
      // What an old connection still says is not about the one that replaced it.
      this.#lines.get(number) === line ? this.#tell(tag | number, value) : Promise.resolve();
    const line = new OfdLine({ address, idleMs, clock, connect, tell, send });
    this.#lines.set(number, line);
    if (!(await mayConnect(address))) {
      tell({ type: 'refused', ...address });
      line.end('register');
      this.#answer(tunnelToDevice.state | number, CLOSED);
      return;
    }
    if (line.ended) return;
    await line.serve();
    if (this.#lines.get(number) === line) this.#lines.delete(number);
  }

  #data(number: number, value: Uint8Array): void {
    const line = this.#lines.get(number);
    if (line && !line.ended) line.data(value);
    else this.#answer(tunnelToDevice.state | number, CLOSED);
  }

  #close(number: number): void {
    const line = this.#lines.get(number);
    if (line && !line.ended) line.end('register');
    else this.#answer(tunnelToDevice.state | number, CLOSED);
  }

  #lost(): void {
    this.#end.abort();
    for (const line of this.#lines.values()) line.end('line');
  }

  #answer(tag: number, value: Uint8Array): void {
    this.#tell(tag, value).catch(() => undefined);
  }

  #tell(tag: number, value: Uint8Array): Promise<void> {
    return this.#host.sendOfd(encodeTunnel([{ tag, value }]));
  }
}
