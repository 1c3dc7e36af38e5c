import { AbortedError, ConnectionError } from '../errors.js';
import { AsyncQueue } from '../util/queue.js';
import type { Connection, Transport } from './transport.js';

class MemoryEnd implements Connection {
  readonly #inbox = new AsyncQueue<Uint8Array>();
  #peer: MemoryEnd | undefined;
  #closed: 'by us' | 'by peer' | undefined;

  static pair(): [Connection, Connection] {
    const left = new MemoryEnd();
    const right = new MemoryEnd();
    left.#peer = right;
    right.#peer = left;
    return [left, right];
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#closed === 'by us') throw new ConnectionError('CLOSED', 'Соединение в памяти закрыто');
    if (this.#closed === 'by peer') throw lost();
    // A copy, because the writer may use its array again.
    if (this.#peer !== undefined && chunk.length > 0) this.#peer.#inbox.push(chunk.slice());
  }

  async close(): Promise<void> {
    if (this.#closed === 'by us') return;
    const peer = this.#peer;
    this.#closed = 'by us';
    this.#inbox.clear();
    this.#inbox.end();
    if (peer !== undefined && peer.#closed === undefined) {
      peer.#closed = 'by peer';
      peer.#inbox.fail(lost());
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#inbox[Symbol.asyncIterator]();
  }
}

function lost(): ConnectionError {
  return new ConnectionError('LOST', 'Связь в памяти потеряна: закрыта другой стороной');
}

/** Two ends of one line inside the process. Writes never block; closing either end ends both. */
export function memoryPair(): [Connection, Connection] {
  return MemoryEnd.pair();
}

/** A transport without a wire: every `connect()` makes a new line and hands its other end to `onConnection`. */
export function memoryTransport(onConnection: (connection: Connection) => void, name = 'memory'): Transport {
  return {
    name,
    async connect(signal) {
      if (signal?.aborted) throw new AbortedError(signal.reason, 'not-sent');
      const [ours, theirs] = memoryPair();
      onConnection(theirs);
      return ours;
    },
  };
}
