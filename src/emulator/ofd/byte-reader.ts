import { ConnectionError } from '../../errors.js';
import type { Connection } from '../../transport/transport.js';

/** Takes bytes off a line by count. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(connection: Connection) {
    this.#chunks = connection[Symbol.asyncIterator]();
  }

  /** Bytes that came and were not taken. */
  get pending(): number {
    return this.#rest.length;
  }

  /** @throws ConnectionError when the line ends before there are so many. */
  async take(count: number): Promise<Uint8Array> {
    while (this.#rest.length < count) {
      const { value, done } = await this.#chunks.next();
      if (done) throw new ConnectionError('CLOSED', 'Соединение закрыто');
      const joined = new Uint8Array(this.#rest.length + value.length);
      joined.set(this.#rest);
      joined.set(value, this.#rest.length);
      this.#rest = joined;
    }
    const taken = this.#rest.slice(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }
}
