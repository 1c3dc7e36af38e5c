import { ConnectionError } from '../errors.js';
import type { Connection } from '../transport/transport.js';
import { AsyncQueue } from '../util/queue.js';

/**
 * A line as one of its readers sees it: the bytes that its owner hands out, and the right to write. Closing it leaves
 * the line open unless it was given away with `adopt()`.
 */
export class Branch implements Connection {
  readonly #line: Connection;
  readonly #inbox = new AsyncQueue<Uint8Array>();
  /** What comes behind the inbox, once the owner has left. */
  #rest: AsyncIterator<Uint8Array> | undefined;
  #closed = false;
  #ownsLine = false;

  constructor(line: Connection) {
    this.#line = line;
  }

  /** From the owner: bytes that came. */
  receive(chunk: Uint8Array): void {
    this.#inbox.push(chunk);
  }

  /** From the owner: the line ended, or died with an error. */
  end(error?: unknown): void {
    if (error === undefined) this.#inbox.end();
    else this.#inbox.fail(error);
  }

  /** From the owner: closing this branch closes the line from now on. */
  adopt(): void {
    this.#ownsLine = true;
  }

  /** Closing this branch closes the line, and its reader is to read the line itself. */
  get adopted(): boolean {
    return this.#ownsLine;
  }

  /** From the owner: he leaves, and the bytes go no longer through his hands. */
  readOn(rest: AsyncIterator<Uint8Array>): void {
    this.#rest = rest;
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(new ConnectionError('CLOSED', 'Соединение с ККТ закрыто'));
    return this.#line.write(chunk);
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#inbox.clear();
      this.#inbox.end();
    }
    if (this.#ownsLine) await this.#line.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const inbox = this.#inbox[Symbol.asyncIterator]();
    return {
      next: () => {
        const direct = !this.#closed && this.#inbox.size === 0 ? this.#rest : undefined;
        return (direct ?? inbox).next();
      },
    };
  }
}
