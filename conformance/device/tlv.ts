/**
 * A reader of fiscal documents of its own (tag u16 LE, length u16 LE, value), so that what the register signed is not
 * read by the code that wrote it.
 */

const HEADER = 4;
const cp866 = new TextDecoder('ibm866');

export class TlvList {
  readonly #values: ReadonlyMap<number, readonly Buffer[]>;

  constructor(bytes: Uint8Array) {
    this.#values = readTlvs(Buffer.from(bytes));
  }

  get tags(): readonly number[] {
    return [...this.#values.keys()].sort((a, b) => a - b);
  }

  has(tag: number): boolean {
    return this.#values.has(tag);
  }

  /** Every value of the tag, hex. */
  values(tag: number): readonly string[] {
    return (this.#values.get(tag) ?? []).map((value) => value.toString('hex').toUpperCase());
  }

  bytes(tag: number): Buffer {
    const [value, ...more] = this.#values.get(tag) ?? [];
    if (value === undefined) throw new Error(`The document has no tag ${tag}, it has ${this.tags.join(' ')}`);
    if (more.length > 0) throw new Error(`The document has tag ${tag} ${more.length + 1} times`);
    return value;
  }

  /** CP866 without the padding spaces. */
  text(tag: number): string {
    return cp866.decode(this.bytes(tag)).trimEnd();
  }

  /** Little-endian number of any length up to six bytes: u8, u16, u32, VLN. */
  number(tag: number): number {
    const value = this.bytes(tag);
    if (value.length === 0 || value.length > 6)
      throw new Error(`Tag ${tag} has ${value.length} bytes, not a number`);
    return value.readUIntLE(0, value.length);
  }

  /** FVLN: the first byte is the number of decimal places. */
  decimal(tag: number): number {
    const value = this.bytes(tag);
    return value.readUIntLE(1, value.length - 1) / 10 ** value.readUInt8(0);
  }

  /** Local date-time of the register, `YYYY-MM-DDTHH:mm:ss`. */
  time(tag: number): string {
    return new Date(this.number(tag) * 1000).toISOString().slice(0, 19);
  }

  /** Nested lists, one for every time the tag occurs. */
  lists(tag: number): readonly TlvList[] {
    return (this.#values.get(tag) ?? []).map((value) => new TlvList(value));
  }
}

function readTlvs(bytes: Buffer): Map<number, Buffer[]> {
  const values = new Map<number, Buffer[]>();
  let offset = 0;
  while (offset < bytes.length) {
    if (bytes.length - offset < HEADER)
      throw new Error(`A TLV breaks off at byte ${offset} of ${bytes.length}`);
    const tag = bytes.readUInt16LE(offset);
    const end = offset + HEADER + bytes.readUInt16LE(offset + 2);
    if (end > bytes.length)
      throw new Error(`Tag ${tag} needs ${end - bytes.length} bytes more than there are`);
    values.set(tag, [...(values.get(tag) ?? []), bytes.subarray(offset + HEADER, end)]);
    offset = end;
  }
  return values;
}
