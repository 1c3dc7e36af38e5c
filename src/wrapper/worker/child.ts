import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Call, Reply } from '../session.js';

/** Tells a process of ours what it is there for. */
export const CHILD = 'ATOL_KKT_WRAPPER_CHILD';

interface Pending {
  resolve(reply: Reply): void;
}

const children = new Map<string, SerialChild>();

/**
 * A process for a register on a serial port: `serialport` reads in the main loop of a process only, and threads have loops of
 * their own. It outlives `close()`, for it holds the keys that are kept in memory, and ends with the thread.
 */
export class SerialChild {
  readonly #process: ChildProcess;
  readonly #pending = new Map<string, Pending>();
  #next = 1;

  static of(address: string): SerialChild {
    const child = children.get(address) ?? new SerialChild();
    children.set(address, child);
    return child;
  }

  private constructor() {
    const env = { ...process.env, [CHILD]: '1' };
    // What is undefined arrives as such.
    this.#process = fork(thisFile(), [], { env, execArgv: [], serialization: 'advanced' });
    this.#process.on('message', ({ id, reply }: { id: string; reply: Reply }) => {
      this.#pending.get(id)?.resolve(reply);
      this.#pending.delete(id);
      this.#rest();
    });
    // What it knew is gone; whoever waits for this thread is told of its end.
    this.#process.on('exit', () => process.exit(1));
    this.#rest();
  }

  /** `session` is one wrapper: its calls come one after another. */
  call(session: number, call: Call): Promise<Reply> {
    const id = `${session}/${this.#next++}`;
    return new Promise((resolve) => {
      this.#pending.set(id, { resolve });
      this.#process.ref();
      this.#process.channel?.ref();
      this.#process.send({ id, session, call });
    });
  }

  /** Nobody waits: it keeps nobody from ending. */
  #rest(): void {
    if (this.#pending.size > 0) return;
    this.#process.unref();
    this.#process.channel?.unref();
  }
}

/** Bundlers that make CommonJS of this module leave `import.meta` empty. */
function thisFile(): string {
  const url: string | undefined = import.meta.url;
  return url === undefined ? __filename : fileURLToPath(url);
}
