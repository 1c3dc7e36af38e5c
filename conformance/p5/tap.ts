import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Where the line fails around one command:
 * - `request`: it is cut, the command never reaches the register;
 * - `reply`: it is cut, the answer never reaches the host;
 * - `silence`: it stays, but the answer is lost until the host asks for it (op 42).
 */
export interface P5Cut {
  /** Two characters, such as `b2`. */
  readonly command: string;
  readonly at: 'request' | 'reply' | 'silence';
}

/** One command as the line saw it. */
export interface P5LineCommand {
  /** Command and fields as text of CP866, control bytes as `\x..`; of channel C5 with `C5 ` in front. */
  readonly text: string;
  /** False when the cut kept it from the register. */
  readonly delivered: boolean;
}

const START = 0x24;
const ESCAPE = 0x26;
const EXECUTE = 0x40;
const RESULT = 0x42;
const FISCAL = 0xc3;
const SYSTEM = 0xc5;
const page = new TextDecoder('ibm866');

/** One frame, taken apart by code of its own. */
interface Frame {
  readonly raw: Buffer;
  readonly dst: number;
  readonly src: number;
  readonly data: Buffer;
}

/** A TCP proxy between the driver and a register of the second protocol: notes what passes, and can cut the line once. */
export class P5Tap implements AsyncDisposable {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #log: string[] = [];
  readonly #commands: P5LineCommand[] = [];
  #cut: P5Cut | undefined;

  static async listen(target: { readonly host: string; readonly port: number }): Promise<P5Tap> {
    const tap = new P5Tap(target);
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

  get commands(): readonly P5LineCommand[] {
    return this.#commands;
  }

  /** Readable frames, oldest first. */
  get log(): readonly string[] {
    return this.#log;
  }

  /** Cuts the line at the next command with this code, once. */
  cutOnce(cut: P5Cut): void {
    this.#cut = cut;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(host: Socket): void {
    const device = connect(this.#target);
    const both = [host, device];
    const destroy = (): void => {
      for (const socket of both) {
        socket.destroy();
        this.#sockets.delete(socket);
      }
    };
    let awaited: { channel: number; tid: number; stays: boolean } | undefined;
    const fromHost = (frame: Frame): void => {
      const [tid, op] = frame.data;
      const isCommand = [FISCAL, SYSTEM].includes(frame.src) && op === EXECUTE;
      if (awaited?.stays && frame.src === awaited.channel && op === RESULT) awaited = undefined;
      const cut = this.#cut;
      const code = frame.data.toString('latin1', 2, 4);
      const hit = isCommand && cut?.command === code;
      const delivered = !(hit && cut.at === 'request');
      this.#log.push(`host   ${shown(frame.data)}`);
      if (isCommand) {
        const text = `${frame.src === SYSTEM ? 'C5 ' : ''}${textOf(frame.data.subarray(2))}`;
        this.#commands.push({ text, delivered });
      }
      if (hit) this.#cut = undefined;
      if (!delivered) {
        this.#log.push('-- cut');
        destroy();
        return;
      }
      if (hit) awaited = { channel: frame.src, tid: tid ?? 0, stays: cut.at === 'silence' };
      device.write(frame.raw);
    };
    const fromDevice = (frame: Frame): void => {
      const lost = awaited !== undefined && frame.dst === awaited.channel && frame.data[0] === awaited.tid;
      this.#log.push(`${lost ? 'lost  ' : 'device'} ${shown(frame.data)}`);
      if (lost && awaited?.stays) return;
      if (lost) {
        awaited = undefined;
        this.#log.push('-- cut');
        destroy();
      } else host.write(frame.raw);
    };
    for (const [socket, take, other] of [
      [host, fromHost, device],
      [device, fromDevice, host],
    ] as const) {
      this.#sockets.add(socket);
      const reader = new FrameReader();
      socket.setNoDelay(true);
      socket.on('data', (chunk: Buffer) => {
        for (const piece of reader.push(chunk)) {
          if (socket.destroyed) return;
          if ('data' in piece) take(piece);
          else other.write(piece.noise);
        }
      });
      socket.on('error', () => {});
      socket.on('close', destroy);
    }
  }
}

class FrameReader {
  #raw: number[] = [];
  #body: number[] = [];
  #escaped = false;

  push(chunk: Buffer): Array<Frame | { readonly noise: Buffer }> {
    const found: Array<Frame | { readonly noise: Buffer }> = [];
    for (const byte of chunk) {
      if (this.#raw.length === 0 && byte !== START) {
        found.push({ noise: Buffer.of(byte) });
        continue;
      }
      this.#raw.push(byte);
      if (this.#raw.length === 1) continue;
      if (byte === ESCAPE && !this.#escaped) {
        this.#escaped = true;
        continue;
      }
      this.#escaped = false;
      this.#body.push(byte);
      const length = (this.#body[1] ?? 0) + (this.#body[2] ?? 0) * 256;
      if (this.#body.length < 3 || this.#body.length + 1 < length) continue;
      const [, , , , dst = 0, src = 0] = this.#body;
      found.push({ raw: Buffer.from(this.#raw), dst, src, data: Buffer.from(this.#body.slice(7, -1)) });
      this.#raw = [];
      this.#body = [];
    }
    return found;
  }
}

function textOf(bytes: Buffer): string {
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : page.decode(Buffer.of(byte))))
    .map((char) =>
      char < ' ' || char === '\x7f' ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char,
    )
    .join('');
}

function shown(data: Buffer): string {
  const text = `${data.subarray(0, 2).toString('hex').toUpperCase()} ${textOf(data.subarray(2))}`;
  return text.length > 160 ? `${text.slice(0, 160)} … (${data.length})` : text;
}
