import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { ConnectionError } from '../errors.js';
import { layerLog, logBytes } from '../util/debug.js';
import { AsyncQueue } from '../util/queue.js';
import type { ListenPtyOptions, PtyListener } from './pty-listener.js';
import type { Connection } from './transport.js';

const log = layerLog('transport');

/** How long socat may take to make a pty. */
const START_MS = 5000;

/** See `listenPty`: everything that needs processes and files is here, and is loaded when a port is made. */
export async function openPty(
  options: ListenPtyOptions,
  onConnection: (connection: Connection) => void,
): Promise<PtyListener> {
  const { link } = options;
  // socat would replace it whatever it is; a link may be left over from a process that was killed.
  if (link !== undefined && lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === false) {
    throw ptyFailed(`${link} уже существует`);
  }
  const address = `pty,rawer,echo=0,mode=660${link === undefined ? '' : `,link=${escapeSocat(link)}`}`;
  const socat = spawn('socat', ['-d', '-d', address, 'STDIO'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const path = await ptyPath(socat);
  const connection = new PtyConnection(socat, path);
  log('listening on %s', path);
  onConnection(connection);
  return { path: link ?? path, close: () => connection.close() };
}

type Socat = ChildProcessByStdio<Writable, Readable, Readable>;

/** Resolves with the path that socat reports. */
function ptyPath(socat: Socat): Promise<string> {
  return new Promise((resolve, reject) => {
    let report = '';
    const fail = (reason: string, cause?: Error): void => {
      clearTimeout(timer);
      socat.kill('SIGKILL');
      reject(ptyFailed(reason, cause));
    };
    const timer = setTimeout(() => fail(`socat молчит ${START_MS} мс`), START_MS);
    socat.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') fail('нужна программа socat, установите её: apt install socat', error);
      else fail(error.message, error);
    });
    // Its report is full when the streams are closed.
    socat.once('close', () => fail(/ [EF] (.*)/.exec(report)?.[1] ?? 'socat завершился'));
    socat.stderr.setEncoding('utf8').on('data', (text: string) => {
      report += text;
      const path = /PTY is (\S+)/.exec(report)?.[1];
      // The transfer starts when the link is made too.
      if (path === undefined || !report.includes('starting data transfer loop')) return;
      clearTimeout(timer);
      socat.removeAllListeners('error').removeAllListeners('close');
      socat.stderr.removeAllListeners('data').resume();
      resolve(path);
    });
  });
}

class PtyConnection implements Connection {
  readonly #socat: Socat;
  readonly #inbox = new AsyncQueue<Uint8Array>();
  readonly #exited: Promise<void>;
  /** Held open, because a pty that nobody has open counts as hung up and socat would leave. */
  readonly #holder: number;
  #closed: 'by us' | 'lost' | undefined;

  constructor(socat: Socat, path: string) {
    this.#socat = socat;
    this.#holder = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    socat.stdout.on('data', (chunk: Buffer) => {
      logBytes(log, '<', chunk);
      this.#inbox.push(chunk);
    });
    socat.stdin.on('error', (error) => log('%s: %s', path, error.message));
    socat.on('error', (error) => log('%s: %s', path, error.message));
    this.#exited = new Promise((resolve) => {
      socat.once('exit', () => {
        closeSync(this.#holder);
        if (this.#closed === undefined) {
          this.#closed = 'lost';
          this.#inbox.fail(lost());
        }
        resolve();
      });
    });
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) {
        reject(this.#closed === 'lost' ? lost() : closedByUs());
        return;
      }
      logBytes(log, '>', chunk);
      this.#socat.stdin.write(chunk, (error) => {
        if (!error) resolve();
        else reject(this.#closed === 'by us' ? closedByUs() : lost());
      });
    });
  }

  async close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = 'by us';
      this.#inbox.clear();
      this.#inbox.end();
      this.#socat.kill('SIGTERM');
    }
    await this.#exited;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#inbox[Symbol.asyncIterator]();
  }
}

function ptyFailed(reason: string, cause?: Error): ConnectionError {
  return new ConnectionError('CONNECT_FAILED', `Не удалось создать виртуальный порт: ${reason}`, {
    cause,
    outcome: 'not-sent',
  });
}

function lost(): ConnectionError {
  return new ConnectionError('LOST', 'Виртуальный порт потерян: socat завершился');
}

function closedByUs(): ConnectionError {
  return new ConnectionError('CLOSED', 'Виртуальный порт закрыт');
}

/** Commas, colons and the like have a meaning in addresses of socat. */
function escapeSocat(path: string): string {
  return path.replace(/[\\,:!"'()[\]{}]/g, '\\$&');
}
