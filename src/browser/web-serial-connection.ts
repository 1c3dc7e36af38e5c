import type { ConnectionError } from '../errors.js';
import { checkBaudRate, DEFAULT_BAUD_RATE } from '../transport/baud-rates.js';
import { closedByUs, speedNotSet, unplugged } from '../transport/line-errors.js';
import type { TunableConnection } from '../transport/transport.js';
import { layerLog, logBytes } from '../util/debug.js';
import { inTime } from '../util/in-time.js';
import { AsyncQueue } from '../util/queue.js';
import type { WebReader, WebSerialPort, WebWriter } from './apis.js';

const log = layerLog('transport');

/** Of the browser, between the port and the page, bytes: the longest frame fits many times. */
const BUFFER_BYTES = 16_384;

/** How long a closing side waits for its last bytes to go out. */
const CLOSE_GRACE_MS = 200;

interface OpenPort {
  readonly name: string;
  readonly rates: readonly number[];
  readonly onBaudRate: (rate: number) => void;
}

/** An open port of Web Serial as a line. */
export class WebSerialConnection implements TunableConnection {
  readonly baudRates: readonly number[];
  readonly #port: WebSerialPort;
  readonly #name: string;
  readonly #onBaudRate: (rate: number) => void;
  readonly #inbox = new AsyncQueue<Uint8Array>();
  #reader: WebReader | undefined;
  #writer: WebWriter | undefined;
  #reading: Promise<void> = Promise.resolve();
  /** The port is opened anew at another speed. */
  #changing = false;
  /** Until then the port is not to be closed: it would be opened behind that. */
  #changed: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;

  private constructor(port: WebSerialPort, { name, rates, onBaudRate }: OpenPort) {
    this.#port = port;
    this.#name = name;
    this.#onBaudRate = onBaudRate;
    this.baudRates = rates;
  }

  /** Throws what the browser throws. */
  static async open(port: WebSerialPort, options: OpenPort): Promise<WebSerialConnection> {
    const connection = new WebSerialConnection(port, options);
    await connection.#openAt(options.rates[0] ?? DEFAULT_BAUD_RATE);
    log('connected to %s', options.name);
    return connection;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#closing !== undefined) throw this.#closedByUs();
    if (this.#failure !== undefined || this.#writer === undefined) throw this.#lost();
    logBytes(log, '>', chunk);
    try {
      // A copy, because the bytes may wait in the stream while the caller uses the array again.
      await this.#writer.write(new Uint8Array(chunk));
    } catch (error) {
      if (this.#closing !== undefined) throw this.#closedByUs();
      this.#fail(error as Error);
      throw this.#lost();
    }
  }

  /** A port of a browser changes its speed only by opening it again. */
  async setBaudRate(baudRate: number): Promise<void> {
    checkBaudRate(baudRate);
    const changed = this.#change(baudRate);
    this.#changed = changed.catch(() => undefined);
    try {
      await changed;
    } catch (error) {
      throw speedNotSet(this.#name, baudRate, error);
    }
    log('%s: %d baud', this.#name, baudRate);
    this.#onBaudRate(baudRate);
  }

  async #change(baudRate: number): Promise<void> {
    try {
      this.#changing = true;
      await this.#shut();
      // What reads from here on reads the port at its new speed.
      this.#changing = false;
      if (this.#closing !== undefined) throw this.#closedByUs();
      await this.#openAt(baudRate);
    } finally {
      this.#changing = false;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#inbox[Symbol.asyncIterator]();
  }

  async #openAt(baudRate: number): Promise<void> {
    await this.#port.open({ baudRate, bufferSize: BUFFER_BYTES });
    try {
      // A virtual port has no such lines and may refuse.
      await this.#port.setSignals?.({ dataTerminalReady: true, requestToSend: true });
    } catch (error) {
      log('%s: %s', this.#name, (error as Error).message);
    }
    this.#writer = this.#port.writable?.getWriter();
    this.#reading = this.#read();
  }

  /** Noise ends a stream but not the port: it has another one then. An unplugged port has none. */
  async #read(): Promise<void> {
    let failure = new Error('the port has no stream');
    while (this.#port.readable && !this.#isLeaving) {
      const reader = this.#port.readable.getReader();
      this.#reader = reader;
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          if (value === undefined || value.length === 0) continue;
          logBytes(log, '<', value);
          this.#inbox.push(value);
        }
      } catch (error) {
        log('%s: %s', this.#name, (error as Error).message);
        failure = error as Error;
      } finally {
        reader.releaseLock();
      }
    }
    if (!this.#isLeaving) this.#fail(failure);
  }

  get #isLeaving(): boolean {
    return this.#closing !== undefined || this.#changing;
  }

  async #close(): Promise<void> {
    log('closing %s', this.#name);
    this.#inbox.clear();
    this.#inbox.end();
    await this.#changed;
    await quietly(() => this.#shut());
  }

  /** Streams first: a port with a stream in use does not close. */
  async #shut(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer) {
      const sent = quietly(() => writer.close());
      if (!(await inTime(sent, CLOSE_GRACE_MS))) await quietly(() => writer.abort());
      writer.releaseLock();
    }
    await quietly(() => this.#reader?.cancel());
    await this.#reading;
    await this.#port.close();
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined || this.#closing !== undefined) return;
    this.#failure = error;
    this.#inbox.fail(this.#lost());
    // An unplugged port is free again only after it was closed.
    void quietly(() => this.#shut());
  }

  #lost(): ConnectionError {
    return unplugged(this.#name, 'порт отключён', this.#failure);
  }

  #closedByUs(): ConnectionError {
    return closedByUs(this.#name);
  }
}

/** What fails on closing fails because it is closed already. */
async function quietly(action: () => Promise<void> | undefined): Promise<void> {
  try {
    await action();
  } catch (error) {
    log('on closing: %s', (error as Error).message);
  }
}
