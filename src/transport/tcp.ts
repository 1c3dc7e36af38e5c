import type { Server, Socket } from 'node:net';
import { AbortedError, ConnectionError } from '../errors.js';
import { needObject } from '../util/arguments.js';
import { layerLog, logBytes } from '../util/debug.js';
import {
  callback,
  checkArgument,
  checkOptions,
  milliseconds,
  must,
  type OptionRule,
  type OptionRules,
} from '../util/options.js';
import { Reading } from '../util/queue.js';
import { onAbort } from '../util/signal.js';
import { closedByUs, connectFailed, lineLost } from './line-errors.js';
import type { Connection, Transport } from './transport.js';

const log = layerLog('transport');

/** The port that registers listen on as delivered. */
export const DEFAULT_TCP_PORT = 5555;

/** So many chunks are kept for a reader who is slow; the other side then has to wait. */
const MAX_UNREAD = 16;

/** How long a closing side waits for the other one to take the last bytes and close too. */
const CLOSE_GRACE_MS = 200;

/** A register behind a cable that was pulled answers no probe: the line then dies even when nothing is written. */
const KEEP_ALIVE_MS = 15_000;

export interface TcpOptions {
  host: string;
  /** Default 5555. */
  port?: number | undefined;
  /** Default 5000. */
  connectTimeoutMs?: number | undefined;
}

export const hostRule = must(
  (host) => typeof host === 'string' && host !== '' && !/[\s/]/.test(host),
  ['нужен адрес или имя узла', 'a host name or address is needed'],
  'HOST',
);

export function portRule(min: number): OptionRule {
  return must(
    (port) => Number.isInteger(port) && (port as number) >= min && (port as number) <= 65_535,
    [`порт — целое число ${min}..65535`, `a port is an integer ${min}..65535`],
    'PORT',
  );
}

const tcpRules: OptionRules<TcpOptions> = {
  host: hostRule,
  port: portRule(1),
  connectTimeoutMs: milliseconds(),
};

/**
 * A register on a TCP port.
 *
 * @throws ValidationError for an impossible host or port, or an option that nobody knows.
 */
export function tcp(options: TcpOptions): Transport {
  checkOptions(options ?? {}, tcpRules);
  checkArgument(options?.host, 'host', hostRule);
  const { host, port = DEFAULT_TCP_PORT, connectTimeoutMs = 5000 } = options;
  const name = tcpName(host, port);
  return { name, connect: (signal) => connectTcp({ host, port, connectTimeoutMs, name, signal }) };
}

interface ConnectRequest {
  host: string;
  port: number;
  connectTimeoutMs: number;
  name: string;
  signal: AbortSignal | undefined;
}

/** Sockets are loaded when one is opened, so that the other transports run where there are none, as in a browser. */
const sockets = () => import('node:net');

async function connectTcp({
  host,
  port,
  connectTimeoutMs,
  name,
  signal,
}: ConnectRequest): Promise<Connection> {
  const { connect: connectSocket } = await sockets();
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new AbortedError(signal.reason, 'not-sent'));
      return;
    }
    const socket = connectSocket({ host, port });
    const settle = (): void => {
      clearTimeout(timer);
      forget();
      socket.removeListener('connect', connected);
    };
    const fail = (error: Error): void => {
      settle();
      // Another error may still come from the half-made socket, and nobody is interested any more.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const abort = (): void => fail(new AbortedError(signal?.reason, 'not-sent'));
    const failed = (error: Error): void => {
      log('%s: %s', name, error.message);
      fail(connectFailed(name, reasonOf(error), error));
    };
    const connected = (): void => {
      settle();
      socket.removeListener('error', failed);
      log('connected to %s', name);
      resolve(new TcpConnection(socket, name));
    };
    const timer = setTimeout(() => {
      socket.removeListener('error', failed);
      fail(connectFailed(name, `нет ответа за ${connectTimeoutMs} мс`));
    }, connectTimeoutMs);
    const forget = onAbort(signal, abort);
    socket.once('error', failed);
    socket.once('connect', connected);
  });
}

class TcpConnection implements Connection {
  readonly #socket: Socket;
  readonly #name: string;
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;
  /** What nobody has asked for yet, in order. */
  readonly #unread: Buffer[] = [];
  readonly #reading = new Reading(() => this.#take());
  /** Those that are under way. */
  readonly #writes: Array<{ resolve(): void; reject(error: ConnectionError): void }> = [];

  constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.#name = name;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const wake = (): void => this.#reading.wake();
    socket.on('data', (chunk: Buffer) => {
      if (this.#closing !== undefined) return;
      if (this.#unread.push(chunk) === MAX_UNREAD) socket.pause();
      wake();
    });
    socket.on('end', wake);
    socket.on('close', wake);
    socket.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(closedByUs(this.#name));
    logBytes(log, '>', chunk);
    const written = new Promise<void>(this.#onWriting);
    // A copy in Node's own pool: a small array of another kind gets memory of its own first.
    this.#socket.write(Buffer.from(chunk), this.#onWritten);
    return written;
  }

  readonly #onWriting = (resolve: () => void, reject: (error: ConnectionError) => void): void => {
    this.#writes.push({ resolve, reject });
  };

  /** The socket tells of writes in their order; once it has died, of all of them alike. */
  readonly #onWritten = (error?: Error | null): void => {
    const write = this.#writes.shift();
    // A write that was on its way when the socket died is reported without an error.
    if (!error && !this.#socket.destroyed) write?.resolve();
    else write?.reject(this.#closing === undefined ? this.#lost(error ?? undefined) : closedByUs(this.#name));
  };

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      const socket = this.#socket;
      log('closing %s', this.#name);
      if (socket.destroyed) {
        resolve();
        return;
      }
      // Destroying at once would reset the line when unread bytes lie here, and the other side would lose our last ones.
      // A cable that was pulled: a reset takes back what the system has not got rid of, so that a command that was given up does
      // not arrive later, when the cable is in again.
      const timer = setTimeout(() => resetWhenAllowed(socket), CLOSE_GRACE_MS);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.resume();
      socket.end();
    });
    this.#reading.wake();
    return this.#closing;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, void, undefined> {
    return this.#reading;
  }

  #take(): IteratorResult<Uint8Array, void> | undefined {
    if (this.#closing !== undefined) return { done: true, value: undefined };
    const socket = this.#socket;
    const chunk = this.#unread.shift();
    if (chunk !== undefined) {
      if (this.#unread.length === 0 && socket.isPaused()) socket.resume();
      logBytes(log, '<', chunk);
      return { done: false, value: chunk };
    }
    if (socket.readableEnded || socket.destroyed) throw this.#lost(this.#failure);
    return undefined;
  }

  #lost(cause: Error | undefined): ConnectionError {
    const reason = this.#failure ?? cause;
    const text = reason === undefined ? 'закрыта другой стороной' : reasonOf(reason);
    return lineLost(this.#name, text, reason);
  }
}

/**
 * While the system is asked to say that we write no more, it resets nothing, and a socket of Node 20 is then neither closed nor says
 * so. That takes one turn of the event loop; after a turn that took long, the grace ends before it.
 */
function resetWhenAllowed(socket: Socket): void {
  const saysItsEnd = socket.writableLength === 0 && !socket.writableFinished;
  if (saysItsEnd) socket.once('finish', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}

export interface TcpListener {
  readonly host: string;
  /** The real port when 0 was asked for. */
  readonly port: number;
  /** Stops listening and closes the lines that are still open. */
  close(): Promise<void>;
}

export interface ListenTcpOptions {
  host?: string | undefined;
  /** 0 takes any free port. */
  port?: number | undefined;
}

const listenRules: OptionRules<ListenTcpOptions> = { host: hostRule, port: portRule(0) };

/**
 * The register's side: waits for hosts.
 *
 * @throws ConnectionError `CONNECT_FAILED` when the port is taken or not permitted.
 */
export async function listenTcp(
  options: ListenTcpOptions,
  onConnection: (connection: Connection) => void,
): Promise<TcpListener> {
  checkOptions(options, listenRules);
  needObject(options, 'options');
  checkArgument(onConnection, 'onConnection', callback);
  const { host = '127.0.0.1', port = DEFAULT_TCP_PORT } = options;
  const { createServer } = await sockets();
  const open = new Set<Connection>();
  let closing = false;
  const server = createServer((socket) => {
    // The system had accepted it before we stopped listening; left open it would keep the server from closing.
    if (closing) {
      socket.destroy();
      return;
    }
    const name = tcpName(socket.remoteAddress ?? '?', socket.remotePort ?? 0);
    log('accepted %s', name);
    const connection = new TcpConnection(socket, name);
    open.add(connection);
    socket.once('close', () => open.delete(connection));
    onConnection(connection);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new ConnectionError(
          'CONNECT_FAILED',
          `Не удалось слушать ${tcpName(host, port)}: ${reasonOf(error)}`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      log('listening on %s', tcpName(host, actual));
      const close = (): Promise<void> => {
        closing = true;
        return closeServer(server, open);
      };
      resolve({ host, port: actual, close });
    });
  });
}

async function closeServer(server: Server, open: ReadonlySet<Connection>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await Promise.all([...open].map((connection) => connection.close()));
  await stopped;
}

function tcpName(host: string, port: number): string {
  return `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'в соединении отказано',
  ECONNRESET: 'соединение сброшено',
  EPIPE: 'закрыта другой стороной',
  ETIMEDOUT: 'нет ответа',
  EHOSTUNREACH: 'узел недоступен',
  ENETUNREACH: 'сеть недоступна',
  ENOTFOUND: 'имя узла не найдено',
  EAI_AGAIN: 'имя узла не найдено',
  EADDRINUSE: 'порт занят',
  EADDRNOTAVAIL: 'такого адреса нет на этом компьютере',
  EACCES: 'нет прав',
};

function reasonOf(error: Error): string {
  // Several addresses tried at once fail as one AggregateError with an empty message.
  const first = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  const code = (error as NodeJS.ErrnoException).code ?? (first as NodeJS.ErrnoException | undefined)?.code;
  const text = code === undefined ? undefined : REASONS[code];
  if (text !== undefined) return `${text} (${code})`;
  return error.message || first?.message || 'причина неизвестна';
}
