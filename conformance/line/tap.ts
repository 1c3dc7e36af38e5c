import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Packet, PacketReader, type Segment } from './packets.js';

/**
 * Where the line is cut around one command:
 * - `request`: the task never reaches the register;
 * - `reply`: the register has the task, the first packet it sends back is lost;
 * - `result`: everything passes but the packet that carries the result;
 * - `silence`: the line stays, but all that the register says about the task is lost until the host asks for it (C3);
 * - `afterMs`: so long after the register got the task, whatever it is doing then.
 */
export type CutPoint = 'request' | 'reply' | 'result' | 'silence' | { readonly afterMs: number };

export interface CutRule {
  /** Code of the command, such as 4A. */
  readonly command: number;
  readonly at: CutPoint;
}

/** One task (C1) as the line saw it. */
export interface LineTask {
  readonly tid: number;
  /** The command with its parameters, without the password; upper case hex. */
  readonly command: string;
  /** False when the cut kept it from the register. */
  readonly delivered: boolean;
}

const ADD_TASK = 0xc1;
const ASK_RESULT = 0xc3;
const ASYNC_PACKET = 0xf0;
const RESULTS = [0xa3, 0xa4, 0xa6, 0xa7];
/** `C1 flags tid password(2)` come before the command. */
const COMMAND_OFFSET = 5;

interface Armed {
  readonly at: 'reply' | 'result' | 'silence';
  readonly packetId: number;
  readonly tid: number;
}

/** A TCP proxy between the driver and the register: notes what passes, and can cut the line once. */
export class Tap implements AsyncDisposable {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  readonly #log: string[] = [];
  readonly #tasks: LineTask[] = [];
  #rule: CutRule | undefined;
  #connections = 0;
  #cuts = 0;

  static async listen(target: { readonly host: string; readonly port: number }): Promise<Tap> {
    const tap = new Tap(target);
    await new Promise<void>((resolve, reject) => {
      tap.#server.once('error', reject);
      tap.#server.listen(0, '127.0.0.1', resolve);
    });
    return tap;
  }

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = createServer((host) => this.#accept(host));
  }

  get host(): string {
    return '127.0.0.1';
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#connections;
  }

  /** How many times the armed rule has cut the line: 0 or 1. */
  get cuts(): number {
    return this.#cuts;
  }

  get tasks(): readonly LineTask[] {
    return this.#tasks;
  }

  /** Readable frames, oldest first; every packet is one entry. */
  get log(): readonly string[] {
    return this.#log;
  }

  /** Cuts the line at the next task with that command, once. */
  cutOnce(rule: CutRule): void {
    this.#rule = rule;
  }

  async close(): Promise<void> {
    for (const line of this.#lines) line.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(host: Socket): void {
    this.#connections += 1;
    this.#log.push('-- connected');
    const line = new Line(host, connect(this.#target), {
      fromHost: (segment) => this.#fromHost(line, segment),
      fromDevice: (segment) => this.#fromDevice(line, segment),
      closed: () => {
        this.#lines.delete(line);
        this.#log.push('-- closed');
      },
    });
    this.#lines.add(line);
  }

  #fromHost(line: Line, segment: Segment): void {
    this.#note('host', segment);
    const task = segment.packet && readTask(segment.packet);
    const rule = this.#rule;
    if (segment.packet?.data[0] === ASK_RESULT) line.armed = undefined;
    const hit = task !== undefined && rule !== undefined && task.code === rule.command;
    const delivered = !(hit && rule.at === 'request');
    if (task !== undefined) this.#tasks.push({ tid: task.tid, command: task.command, delivered });
    if (!delivered) {
      this.#cut(line);
      return;
    }
    line.toDevice(segment.raw);
    if (!hit) return;
    this.#rule = undefined;
    if (typeof rule.at === 'object') setTimeout(() => this.#cut(line), rule.at.afterMs);
    else if (rule.at !== 'request') line.armed = { at: rule.at, packetId: task.packetId, tid: task.tid };
  }

  #fromDevice(line: Line, segment: Segment): void {
    const { armed } = line;
    const lost = armed !== undefined && segment.packet !== undefined && isDue(armed, segment.packet);
    this.#note(lost ? 'lost' : 'device', segment);
    if (!lost) line.toHost(segment.raw);
    else if (armed.at !== 'silence') this.#cut(line);
  }

  #cut(line: Line): void {
    this.#rule = undefined;
    this.#cuts += 1;
    this.#log.push('-- cut');
    line.destroy();
  }

  #note(side: 'host' | 'device' | 'lost', { raw, packet }: Segment): void {
    const bytes = packet === undefined ? raw : packet.data;
    const text = spaced(bytes.subarray(0, 64)) + (bytes.length > 64 ? ` … (${bytes.length})` : '');
    const id = packet === undefined ? '--' : spaced(Buffer.of(packet.id));
    this.#log.push(`${side.padEnd(6)} ${id} ${text}`);
  }
}

interface LineEvents {
  fromHost(segment: Segment): void;
  fromDevice(segment: Segment): void;
  closed(): void;
}

/** Both halves of one connection; when one ends, the other is ended too. */
class Line {
  armed: Armed | undefined;
  readonly #host: Socket;
  readonly #device: Socket;

  constructor(host: Socket, device: Socket, events: LineEvents) {
    this.#host = host;
    this.#device = device;
    const halves = [
      { socket: host, deliver: events.fromHost },
      { socket: device, deliver: events.fromDevice },
    ];
    for (const { socket, deliver } of halves) {
      const reader = new PacketReader();
      socket.setNoDelay(true);
      socket.on('data', (chunk: Buffer) => {
        for (const segment of reader.push(chunk)) {
          if (!socket.destroyed) deliver(segment);
        }
      });
      // A reset is an end like any other here; `close` follows.
      socket.on('error', () => {});
      socket.on('close', () => this.destroy());
    }
    host.on('close', () => events.closed());
  }

  toHost(bytes: Buffer): void {
    this.#host.write(bytes);
  }

  toDevice(bytes: Buffer): void {
    this.#device.write(bytes);
  }

  destroy(): void {
    this.#host.destroy();
    this.#device.destroy();
  }
}

function readTask({
  id,
  data,
}: Packet): { packetId: number; tid: number; code: number; command: string } | undefined {
  if (data[0] !== ADD_TASK || data.length <= COMMAND_OFFSET) return undefined;
  const command = data.subarray(COMMAND_OFFSET).toString('hex').toUpperCase();
  return { packetId: id, tid: data.readUInt8(2), code: data.readUInt8(COMMAND_OFFSET), command };
}

function isDue({ at, packetId, tid }: Armed, { id, data }: Packet): boolean {
  const aboutTask = id === packetId || (id === ASYNC_PACKET && data[1] === tid);
  return aboutTask && (at !== 'result' || RESULTS.includes(data[0] ?? 0));
}

function spaced(bytes: Buffer): string {
  return bytes
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$& ');
}
