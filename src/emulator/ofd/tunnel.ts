import { ConnectionError } from '../../errors.js';
import type { P5OfdPort } from '../../link/p5/index.js';
import {
  decodeTunnel,
  encodeTunnel,
  encodeTunnelText,
  TUNNEL_BLOCK,
  TUNNEL_VERSION,
  type TunnelElement,
  tunnelToDevice,
  tunnelToHost,
} from '../../protocol/p5/tunnel.js';
import type { Connection, Transport } from '../../transport/transport.js';
import { AsyncQueue } from '../../util/queue.js';
import { onAbort } from '../../util/signal.js';

/** Data of the operator that is taken at once. */
const WINDOW = 250;

/** The register's way to the operator through the host of the second protocol (channel C4). */
export class OfdTunnel implements P5OfdPort {
  #send: ((data: Uint8Array) => void) | undefined;
  /** The host offers the way: it asked for the version. */
  #offered = false;
  #line: TunnelLine | undefined;
  /** The host was told to close a line and has not said yet that it did: what it says of a state is of that one. */
  #closing: { readonly over: Promise<void>; readonly end: () => void } | undefined;
  /** Called when a host offers the way. */
  onOffered: (() => void) | undefined;

  opened(send: (data: Uint8Array) => void): void {
    this.#lost();
    this.#send = send;
  }

  closed(): void {
    this.#lost();
    this.#send = undefined;
  }

  received(data: Uint8Array): void {
    for (const { tag, value } of decodeTunnel(data)) this.#take(tag, value);
  }

  /** A line to the operator; nothing without a host that offers one. */
  transport(host: string, port: number): Transport | undefined {
    if (!this.#offered || !this.#send) return undefined;
    return {
      name: `host of the register: ${host}:${port}`,
      connect: (signal) => this.#connect(host, port, signal),
    };
  }

  #take(tag: number, value: Uint8Array): void {
    switch (tag) {
      case tunnelToDevice.reset:
        this.#lost();
        return;
      case tunnelToDevice.askVersion: {
        this.#tell({ tag: tunnelToHost.version, value: Uint8Array.of(TUNNEL_VERSION) });
        const before = this.#offered;
        this.#offered = true;
        if (!before) this.onOffered?.();
        return;
      }
      case tunnelToDevice.state:
        if (this.#closing) this.#closed();
        else this.#line?.state(value[0] === 1);
        return;
      case tunnelToDevice.data:
        this.#line?.data(value);
        return;
      default:
      // Nothing else is known.
    }
  }

  async #connect(host: string, port: number, signal: AbortSignal | undefined): Promise<Connection> {
    this.#line?.state(false);
    // Asked for before, a new line would be taken for the one whose end is told.
    await this.#closing?.over;
    if (!this.#offered) throw new ConnectionError('CONNECT_FAILED', 'Нет связи с ОФД');
    const line = new TunnelLine(
      (...elements) => this.#tell(...elements),
      () => this.#close(),
    );
    this.#line = line;
    const number = Uint8Array.of(port & 0xff, port >> 8);
    this.#tell(
      { tag: tunnelToHost.port, value: number },
      { tag: tunnelToHost.connect, value: encodeTunnelText(host) },
    );
    return line.open(signal);
  }

  #close(): void {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#closing = { over, end };
    this.#tell({ tag: tunnelToHost.close, value: new Uint8Array() });
  }

  #closed(): void {
    this.#closing?.end();
    this.#closing = undefined;
  }

  #tell(...elements: TunnelElement[]): void {
    this.#send?.(encodeTunnel(elements));
  }

  #lost(): void {
    this.#offered = false;
    this.#closed();
    this.#line?.state(false);
    this.#line = undefined;
  }
}

/** One connection of the host to the operator. */
class TunnelLine implements Connection {
  readonly #tell: (...elements: TunnelElement[]) => void;
  readonly #close: () => void;
  readonly #inbox = new AsyncQueue<Uint8Array>();
  #open: (() => void) | undefined;
  #refuse: ((error: ConnectionError) => void) | undefined;
  #forget: () => void = () => undefined;
  #isOpen = false;
  #ended = false;

  constructor(tell: (...elements: TunnelElement[]) => void, close: () => void) {
    this.#tell = tell;
    this.#close = close;
  }

  open(signal: AbortSignal | undefined): Promise<Connection> {
    return new Promise((resolve, reject) => {
      this.#open = () => resolve(this);
      this.#refuse = reject;
      // The signal is the register's for all its life, a line is one of many.
      this.#forget = onAbort(signal, () => this.state(false));
    });
  }

  state(isOpen: boolean): void {
    if (isOpen && !this.#isOpen && !this.#ended) {
      this.#isOpen = true;
      this.#open?.();
      this.#permit();
    } else if (!isOpen && !this.#ended) {
      this.#ended = true;
      this.#forget();
      const lost = new ConnectionError('LOST', 'Связь с ОФД потеряна');
      if (this.#isOpen) this.#inbox.fail(lost);
      else this.#refuse?.(new ConnectionError('CONNECT_FAILED', 'Нет связи с ОФД'));
    }
  }

  data(value: Uint8Array): void {
    if (!this.#isOpen || this.#ended) return;
    this.#inbox.push(value);
    this.#permit();
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#ended) throw new ConnectionError('LOST', 'Связь с ОФД потеряна');
    for (let at = 0; at < chunk.length; at += TUNNEL_BLOCK)
      this.#tell({ tag: tunnelToHost.data, value: chunk.slice(at, at + TUNNEL_BLOCK) });
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    this.#inbox.end();
    this.#close();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#inbox[Symbol.asyncIterator]();
  }

  /** For one element of data. */
  #permit(): void {
    this.#tell({ tag: tunnelToHost.permission, value: Uint8Array.of(WINDOW, 0) });
  }
}
