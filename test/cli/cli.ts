import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/cli/run.js';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly colors?: boolean;
  readonly signal?: AbortSignal;
  /** The program has said something. */
  readonly onStdout?: () => void;
  readonly language?: 'ru' | 'en';
}

/** The program in this process: all of it but reading `process`. */
export async function atol(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  const code = await run(words, {
    stdin: chunksOf(options.stdin ?? ''),
    stdout: (text) => {
      output.stdout += text;
      options.onStdout?.();
    },
    stderr: (text) => {
      output.stderr += text;
    },
    colors: options.colors ?? false,
    language: options.language ?? 'ru',
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, ...output };
}

/** Chunks end in the middle of letters, as those of a pipe do. */
async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

const main = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The program as a process of its own. */
export function spawnAtol(words: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [main, ...words], {
    env: { ...process.env, LC_ALL: 'ru_RU.UTF-8', ...env },
    stdio: 'pipe',
  });
}

/** Collects what a process says, until it ends. */
export function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, ...output }));
  });
}

/** A TCP server that is no register. */
export class Impostor implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async listen(onConnection: (socket: Socket) => void): Promise<Impostor> {
    const impostor = new Impostor(onConnection);
    await new Promise<void>((resolve) => impostor.#server.listen(0, '127.0.0.1', resolve));
    return impostor;
  }

  private constructor(onConnection: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
    });
  }

  get url(): string {
    const address = this.#server.address();
    return `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
