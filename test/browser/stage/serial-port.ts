import type {
  WebReadable,
  WebSerial,
  WebSerialInfo,
  WebSerialOptions,
  WebSerialPort,
} from '../../../src/browser/apis.js';
import type { Connection, Transport } from '../../../src/transport/transport.js';

const ATOL = { usbVendorId: 0x2912, usbProductId: 0x0005 };

const gone = () => new DOMException('The device has been lost.', 'NetworkError');

/** A port of Web Serial with a register behind it, as Chromium has it: real streams, its names of errors, null after unplugging. */
export class PlayedPort implements WebSerialPort {
  readable: WebReadable | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  connected = true;
  /** Speeds at which it was opened. */
  readonly speeds: number[] = [];
  /** The register hears nothing at another one. */
  onlySpeed: number | undefined;
  readonly #transport: Transport;
  readonly #info: WebSerialInfo;
  #line: Connection | undefined;
  #incoming: ReadableStreamDefaultController<Uint8Array> | undefined;
  #outgoing: WritableStreamDefaultController | undefined;

  constructor(transport: Transport, info: WebSerialInfo = ATOL) {
    this.#transport = transport;
    this.#info = info;
  }

  getInfo(): WebSerialInfo {
    return this.#info;
  }

  async open({ baudRate }: WebSerialOptions): Promise<void> {
    if (this.#line) throw new DOMException('The port is already open.', 'InvalidStateError');
    if (!this.connected) throw new DOMException('Failed to open serial port.', 'NetworkError');
    this.speeds.push(baudRate);
    const line = await this.#transport.connect().catch(() => {
      throw new DOMException('Failed to open serial port.', 'NetworkError');
    });
    this.#line = line;
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#incoming = controller;
      },
    }) as unknown as WebReadable;
    this.writable = new WritableStream<Uint8Array>({
      start: (controller) => {
        this.#outgoing = controller;
      },
      write: async (chunk) => {
        if (this.onlySpeed !== undefined && baudRate !== this.onlySpeed) return;
        await line.write(chunk).catch(() => {
          this.unplug();
          throw gone();
        });
      },
    });
    void this.#pump(line);
  }

  async close(): Promise<void> {
    if (!this.#line) throw new DOMException('The port is already closed.', 'InvalidStateError');
    const readable = this.readable as unknown as ReadableStream | null;
    if (readable?.locked || this.writable?.locked) throw new TypeError('Cannot cancel a locked stream');
    const line = this.#line;
    this.#line = undefined;
    this.readable = null;
    this.writable = null;
    await line.close();
  }

  async setSignals(): Promise<void> {}

  unplug(): void {
    if (!this.connected) return;
    this.connected = false;
    this.#incoming?.error(gone());
    this.#outgoing?.error(gone());
    this.readable = null;
    this.writable = null;
    void this.#line?.close();
  }

  /** A parity error: the stream ends, the port has another one. */
  disturb(): void {
    const incoming = this.#incoming;
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#incoming = controller;
      },
    }) as unknown as WebReadable;
    incoming?.error(new DOMException('A framing error was detected.', 'FramingError'));
  }

  async #pump(line: Connection): Promise<void> {
    try {
      for await (const chunk of line)
        if (this.connected && this.#line === line) this.#incoming?.enqueue(chunk);
    } catch {
      // The line died: as a cable that was pulled.
      this.unplug();
    }
  }
}

/** `navigator.serial` with the ports that the person has allowed. */
export class PlayedSerial extends EventTarget implements WebSerial {
  readonly ports: PlayedPort[] = [];
  /** Filters of the choosers that were shown. */
  readonly asked: unknown[] = [];

  async getPorts(): Promise<PlayedPort[]> {
    return this.ports.filter(({ connected }) => connected);
  }

  async requestPort(options?: { filters?: unknown[] }): Promise<PlayedPort> {
    this.asked.push(options?.filters);
    const [port] = await this.getPorts();
    if (!port) throw new DOMException('No port selected by the user.', 'NotFoundError');
    return port;
  }

  /** Another object than before, as after unplugging. */
  plug(transport: Transport): PlayedPort {
    const port = new PlayedPort(transport);
    this.ports.push(port);
    this.dispatchEvent(new Event('connect'));
    return port;
  }
}
