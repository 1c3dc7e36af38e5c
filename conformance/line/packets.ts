/**
 * A reader of link v3 packets of its own: the suite is a witness, so it must not share the code it watches.
 * `FE lenLo lenHi id esc(data) esc(crc)`, FE and FD escaped as FD EE and FD ED.
 */

export interface Packet {
  readonly id: number;
  readonly data: Buffer;
}

/** A piece of the stream as it came: a whole packet, or bytes between packets. */
export interface Segment {
  readonly raw: Buffer;
  readonly packet: Packet | undefined;
}

const START = 0xfe;
const ESCAPE = 0xfd;
const HEADER = 4;

export class PacketReader {
  #rest = Buffer.alloc(0);

  /** Whole segments that the chunk completed; an unfinished packet waits for the next chunk. */
  push(chunk: Buffer): Segment[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const segments: Segment[] = [];
    while (this.#rest.length > 0) {
      const start = this.#rest.indexOf(START);
      const taken = start === 0 ? readPacket(this.#rest) : { size: start === -1 ? this.#rest.length : start };
      if (taken === undefined) break;
      segments.push({ raw: this.#rest.subarray(0, taken.size), packet: taken.packet });
      this.#rest = this.#rest.subarray(taken.size);
    }
    return segments;
  }
}

function readPacket(bytes: Buffer): { size: number; packet?: Packet } | undefined {
  if (bytes.length < HEADER) return undefined;
  const length = bytes.readUInt8(1) | (bytes.readUInt8(2) << 7);
  const id = bytes.readUInt8(3);
  const body: number[] = [];
  let offset = HEADER;
  while (body.length <= length) {
    const byte = bytes[offset];
    if (byte === undefined) return undefined;
    if (byte === START) return { size: offset };
    if (byte !== ESCAPE) {
      body.push(byte);
      offset += 1;
      continue;
    }
    const escaped = bytes[offset + 1];
    if (escaped === undefined) return undefined;
    body.push(escaped === 0xee ? START : ESCAPE);
    offset += 2;
  }
  const crc = body.pop();
  return crc8([id, ...body]) === crc
    ? { size: offset, packet: { id, data: Buffer.from(body) } }
    : { size: offset };
}

/** CRC-8, polynomial 31h, initial FF, most significant bit first. */
function crc8(bytes: readonly number[]): number {
  let crc = 0xff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x80 ? (crc << 1) ^ 0x31 : crc << 1) & 0xff;
  }
  return crc;
}
