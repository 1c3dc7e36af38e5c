import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The line ends behind so many bytes of one direction; it is back at once, or after a time. */
export interface Cut {
  /** Seen from the host. */
  readonly dir: 'out' | 'in';
  readonly at: number;
  readonly downMs: number;
}

/** A TCP proxy in front of a register that cuts the line once, at an exact byte. */
export class ByteLine implements AsyncDisposable {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut: Cut | undefined;
  #passed = { out: 0, in: 0 };
  #port = 0;
  #back: NodeJS.Timeout | undefined;
  /** The line was cut. */
  struck = false;

  static async listen(target: { readonly host: string; readonly port: number }): Promise<ByteLine> {
    const line = new ByteLine(target);
    await new Promise<void>((resolve, reject) => {
      line.#server.once('error', reject);
      line.#server.listen(0, '127.0.0.1', resolve);
    });
    line.#port = (line.#server.address() as AddressInfo).port;
    return line;
  }

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = createServer((host) => this.#accept(host));
  }

  get host(): string {
    return '127.0.0.1';
  }

  get port(): number {
    return this.#port;
  }

  /** Bytes since `arm`. */
  get passed(): { readonly out: number; readonly in: number } {
    return { ...this.#passed };
  }

  /** Without a cut the bytes are only counted. */
  arm(cut?: Cut): void {
    this.#cut = cut;
    this.#passed = { out: 0, in: 0 };
    this.struck = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#back);
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(host: Socket): void {
    const device = connect(this.#target);
    const end = () => {
      host.destroy();
      device.destroy();
    };
    for (const [socket, other, dir] of [
      [host, device, 'out'],
      [device, host, 'in'],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('data', (chunk: Buffer) => this.#pass(chunk, dir, other, end));
      socket.on('error', end);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
  }

  /** Connections are refused for so long. */
  #goDown(ms: number): void {
    this.#server.close();
    this.#back = setTimeout(() => this.#server.listen(this.#port, '127.0.0.1'), ms);
  }

  #pass(chunk: Buffer, dir: 'out' | 'in', other: Socket, end: () => void): void {
    const before = this.#passed[dir];
    this.#passed[dir] += chunk.length;
    const cut = this.#cut;
    if (cut === undefined || this.struck || cut.dir !== dir || this.#passed[dir] < cut.at) {
      other.write(chunk);
      return;
    }
    this.struck = true;
    if (cut.downMs > 0) this.#goDown(cut.downMs);
    // What stands in front of the cut still arrives.
    other.end(chunk.subarray(0, Math.max(0, cut.at - before)), end);
  }
}
