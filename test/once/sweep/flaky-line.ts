import { ConnectionError } from '../../../src/errors.js';
import {
  type CommandName,
  commands,
  decodeBufferRequest,
  FrameV3Decoder,
} from '../../../src/protocol/index.js';
import {
  decodeP5Message,
  decodeP5Request,
  type P5Channel,
  P5FrameDecoder,
  type P5FrameEvent,
  p5CommandOf,
  p5Op,
} from '../../../src/protocol/p5/index.js';
import type { Connection, Transport } from '../../../src/transport/transport.js';
import type { Clock } from '../../../src/util/clock.js';

export type FaultKind =
  /** The line dies and can be opened again at once. */
  | 'cut'
  /** The line stays open, but nothing passes any more; a new line works. */
  | 'silent'
  /** The line dies, and no other can be opened for a minute. */
  | 'down';

export interface Fault {
  kind: FaultKind;
  /** Seen from the host. */
  dir: 'out' | 'in';
  /** Bytes that pass in this direction before the fault, counted from `arm()`. */
  at: number;
}

/** The fault strikes in front of a command, so that it never arrives, or behind it, so that nobody hears of its end. */
export interface CommandFault {
  kind: FaultKind;
  command: CommandName;
  when: 'before' | 'after';
}

/** How long a line is down. */
export const DOWN_MS = 60_000;

/** A transport whose line fails once, at an exact byte, after it was armed. */
export class FlakyTransport implements Transport {
  readonly name: string;
  readonly #inner: Transport;
  readonly #clock: Clock;
  #fault: Fault | undefined;
  #commandFault: CommandFault | undefined;
  #passed = { out: 0, in: 0 };
  #downUntil = Number.NEGATIVE_INFINITY;
  fired = false;

  constructor(inner: Transport, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.name = `flaky ${inner.name}`;
  }

  /** Without a fault only the bytes are counted. */
  arm(fault?: Fault): void {
    this.#fault = fault;
    this.#commandFault = undefined;
    this.#passed = { out: 0, in: 0 };
    this.fired = false;
  }

  /** Strikes at the next command of this name (link v3, second protocol). */
  armAt(command: CommandName, when: 'before' | 'after', kind: FaultKind): void {
    this.arm();
    this.#commandFault = { command, when, kind };
  }

  get passed(): { out: number; in: number } {
    return { ...this.#passed };
  }

  async connect(signal?: AbortSignal): Promise<Connection> {
    if (this.#clock.now() < this.#downUntil) {
      throw new ConnectionError('CONNECT_FAILED', 'Линия не работает');
    }
    return new FlakyConnection(await this.#inner.connect(signal), this);
  }

  /** What of the chunk still passes, and what happens then. */
  pass(dir: 'out' | 'in', chunk: Uint8Array): { bytes: Uint8Array; fault: FaultKind | undefined } {
    const before = this.#passed[dir];
    this.#passed[dir] += chunk.length;
    const rule = this.#commandFault;
    if (rule && !this.fired && dir === 'out' && carries(chunk, rule.command)) {
      this.#fire(rule.kind);
      return { bytes: rule.when === 'before' ? new Uint8Array() : chunk, fault: rule.kind };
    }
    const fault = this.#fault;
    if (!fault || this.fired || fault.dir !== dir || this.#passed[dir] < fault.at)
      return { bytes: chunk, fault: undefined };
    this.#fire(fault.kind);
    return { bytes: chunk.slice(0, Math.max(0, fault.at - before)), fault: fault.kind };
  }

  #fire(kind: FaultKind): void {
    this.fired = true;
    if (kind === 'down') this.#downUntil = this.#clock.now() + DOWN_MS;
  }
}

/** A packet of link v3, or a frame of the second protocol, that gives the command to the register. */
function carries(chunk: Uint8Array, name: CommandName): boolean {
  const inV3 = new FrameV3Decoder().push(chunk).some((event) => {
    if (event.type !== 'packet' || event.data.length === 0) return false;
    const request = decodeBufferRequest(event.data);
    return 'message' in request && request.message[2] === commands[name].code;
  });
  return inV3 || new P5FrameDecoder().push(chunk).some((event) => isCommandP5(event, name));
}

function isCommandP5(event: P5FrameEvent, name: CommandName): boolean {
  if (event.type !== 'frame') return false;
  const { op, body } = decodeP5Request(event.frame.data);
  if (op !== p5Op.execute || body.length < 2) return false;
  return p5CommandOf(event.frame.src as P5Channel, decodeP5Message(body))?.name === name;
}

class FlakyConnection implements Connection {
  readonly #line: Connection;
  readonly #owner: FlakyTransport;
  #silent = false;
  #dead = false;

  constructor(line: Connection, owner: FlakyTransport) {
    this.#line = line;
    this.#owner = owner;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#dead) throw lost();
    if (this.#silent) return;
    const { bytes, fault } = this.#owner.pass('out', chunk);
    if (bytes.length > 0) await this.#line.write(bytes);
    if (fault === 'silent') this.#silent = true;
    else if (fault !== undefined) {
      await this.#die();
      throw lost();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of this.#line) {
      if (this.#silent) continue;
      const { bytes, fault } = this.#owner.pass('in', chunk);
      if (bytes.length > 0) yield bytes;
      if (fault === 'silent') this.#silent = true;
      else if (fault !== undefined) {
        await this.#die();
        break;
      }
    }
    if (this.#dead) throw lost();
  }

  async close(): Promise<void> {
    await this.#line.close();
  }

  async #die(): Promise<void> {
    this.#dead = true;
    await this.#line.close();
  }
}

function lost(): ConnectionError {
  return new ConnectionError('LOST', 'Линия оборвалась');
}
