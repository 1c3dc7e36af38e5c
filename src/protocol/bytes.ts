import { ProtocolError } from '../errors.js';

/** Bounds-checked cursor over received bytes. Every overrun is a ProtocolError `TRUNCATED`, never a clamp. */
export class Reader {
  readonly #bytes: Uint8Array;
  #offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** The byte `ahead` of the cursor, which stays where it is. */
  peek(ahead: number): number {
    const byte = this.#bytes[this.#offset + ahead];
    if (byte === undefined) throw this.#truncated(ahead + 1);
    return byte;
  }

  u8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw this.#truncated(1);
    this.#offset += 1;
    return byte;
  }

  /** A copy, so that a caller may keep it when the receive buffer is reused. */
  take(length: number): Uint8Array {
    if (length > this.remaining) throw this.#truncated(length);
    // Not `this.#bytes.slice`: a Node Buffer overrides it with a view.
    const slice = Uint8Array.prototype.slice.call(this.#bytes, this.#offset, this.#offset + length);
    this.#offset += length;
    return slice;
  }

  rest(): Uint8Array {
    return this.take(this.remaining);
  }

  #truncated(wanted: number): ProtocolError {
    return new ProtocolError(
      'TRUNCATED',
      `Сообщение оборвано: нужно ${wanted} байт со смещения ${this.#offset}, есть ${this.remaining}`,
    );
  }
}

/** Growing buffer for outgoing bytes. */
export class Writer {
  static #spare: Writer | undefined;

  /**
   * An empty writer, until `bytesOf` or `giveBack`: one serves all who come one after another, and those inside of each other have
   * their own.
   */
  static lend(): Writer {
    const writer = Writer.#spare ?? new Writer();
    Writer.#spare = undefined;
    writer.#length = 0;
    return writer;
  }

  /** What was written with a lent writer. */
  static bytesOf(lent: Writer): Uint8Array {
    Writer.giveBack(lent);
    return lent.finish();
  }

  static giveBack(lent: Writer): void {
    Writer.#spare = lent;
  }

  #bytes = new Uint8Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A byte that was written; undefined behind the last one. */
  at(index: number): number | undefined {
    return index < this.#length ? this.#bytes[index] : undefined;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  bytes(values: Uint8Array): this {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
