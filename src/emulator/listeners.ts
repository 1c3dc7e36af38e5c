import { AtolError } from '../errors.js';
import { listenPty } from '../transport/pty.js';
import { serialUrl } from '../transport/serial.js';
import { listenTcp } from '../transport/tcp.js';
import type { Connection } from '../transport/transport.js';
import type { EmulatorPtyOptions, ListenOptions } from './options.js';

interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

/** Where hosts can find the register. */
export class Listeners {
  readonly #serve: (connection: Connection) => void;
  readonly #open = new Set<Listener>();

  constructor(serve: (connection: Connection) => void) {
    this.#serve = serve;
  }

  async tcp({ host = '127.0.0.1', port = 0 }: ListenOptions): Promise<{
    host: string;
    port: number;
    url: string;
  }> {
    const listener = await listenTcp({ host, port }, this.#serve);
    const url = `tcp://${listener.host.includes(':') ? `[${listener.host}]` : listener.host}:${listener.port}`;
    this.#open.add({ url, close: () => listener.close() });
    return { host: listener.host, port: listener.port, url };
  }

  async pty(options: EmulatorPtyOptions): Promise<{ path: string; url: string }> {
    const listener = await listenPty(options, this.#serve);
    const url = serialUrl(listener.path);
    this.#open.add({ url, close: () => listener.close() });
    return { path: listener.path, url };
  }

  get url(): string {
    const [first] = this.#open;
    if (!first) throw new AtolError('NOT_LISTENING', 'Эмулятор ничего не слушает: вызовите listen()');
    return first.url;
  }

  async close(): Promise<void> {
    const closing = [...this.#open].map((listener) => listener.close());
    this.#open.clear();
    await Promise.all(closing);
  }
}
