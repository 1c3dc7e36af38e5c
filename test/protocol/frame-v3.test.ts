import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crc8,
  encodeFrameV3,
  FrameV3Decoder,
  type FrameV3Event,
  MAX_FRAME_V3_DATA,
} from '../../src/protocol/classic/frame-v3.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { randomFrom } from '../../src/util/random.js';
import { transcript, transcriptNames } from '../support/transcripts.js';

/** The protocol's own examples; the first two are quoted by several public drivers. */
const VECTORS: ReadonlyArray<[name: string, id: number, data: string, frame: string]> = [
  ['empty', 0x01, '', 'FE 00 00 01 9D'],
  ['checksum FE is escaped', 0xf0, 'A6 57 55 00 00', 'FE 05 00 F0 A6 57 55 00 00 FD EE'],
  ['data FD FE is escaped', 0x05, 'FD FE', 'FE 02 00 05 FD ED FD EE E1'],
  ['C4', 0x00, 'C4', 'FE 01 00 00 C4 02'],
  ['A3', 0x00, 'A3', 'FE 01 00 00 A3 2E'],
  ['C1', 0x01, 'C1 01 00 00 00 A5', 'FE 06 00 01 C1 01 00 00 00 A5 9E'],
  ['C2', 0x02, 'C2 00', 'FE 02 00 02 C2 00 B4'],
  ['C3', 0x03, 'C3 00', 'FE 02 00 03 C3 00 06'],
  ['C5', 0x04, 'C5 00 01 01 00 00 3F', 'FE 07 00 04 C5 00 01 01 00 00 3F F1'],
  ['C1 with parameters', 0x25, 'C1 01 11 00 00 92 00 01', 'FE 08 00 25 C1 01 11 00 00 92 00 01 0E'],
  ['A3 with data', 0x21, 'A3 55 00 01 22 11 26 22 29 44', 'FE 0A 00 21 A3 55 00 01 22 11 26 22 29 44 67'],
];

type Packet = { id: number; data: Uint8Array };

const isPacket = (event: FrameV3Event) => event.type === 'packet';
const text = ({ id, data }: Packet) => `${id}: ${toHex(data)}`;
const packetsOf = (events: readonly FrameV3Event[]) => events.filter(isPacket).map(text);
const damageOf = (events: readonly FrameV3Event[]) =>
  events.flatMap((event) => (event.type === 'broken' ? [event.reason] : []));

const anyId = fc.integer({ min: 0, max: 0xfc });
/** Half of the bytes are those that mean something on the line. */
const anyByte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xfe, 0xfd, 0xee, 0xed, 0));
const anyData = fc.array(anyByte, { maxLength: 300 }).map((bytes) => Uint8Array.from(bytes));
const anyPacket: fc.Arbitrary<Packet> = fc.record({ id: anyId, data: anyData });

/** The bytes in pieces, cut at any places. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((end, i) => bytes.subarray(places[i - 1] ?? 0, end));
}

describe('v3 frames', () => {
  it('use the checksum with the check value F7', () => {
    expect(crc8(new TextEncoder().encode('123456789'))).toBe(0xf7);
  });

  it.each(VECTORS)('%s', (_name, id, data, frame) => {
    expect(toHex(encodeFrameV3(id, fromHex(data)))).toBe(frame);
    expect(new FrameV3Decoder().push(fromHex(frame))).toEqual([{ type: 'packet', id, data: fromHex(data) }]);
  });

  it('carry lengths above 127 in two bytes', () => {
    const frame = encodeFrameV3(
      0x10,
      Uint8Array.from({ length: 199 }, (_, i) => i + 1),
    );
    expect(toHex(frame.subarray(0, 4))).toBe('FE 47 01 10');
    const longer = encodeFrameV3(
      0x10,
      Uint8Array.from({ length: 200 }, (_, i) => i),
    );
    expect(toHex(longer.subarray(0, 4))).toBe('FE 48 01 10');
    expect(longer.at(-1)).toBe(0xc2);
  });

  it('refuse what does not fit, before a byte is sent', () => {
    const rangeError = expect.objectContaining({ name: 'ProtocolError', code: 'RANGE' });
    for (const id of [-1, 0x100, 1.5, Number.NaN, 0xfd, 0xfe]) {
      expect(() => encodeFrameV3(id, new Uint8Array(0))).toThrow(rangeError);
    }
    expect(() => encodeFrameV3(0, new Uint8Array(MAX_FRAME_V3_DATA + 1))).toThrow(rangeError);
    const longest = encodeFrameV3(0, new Uint8Array(MAX_FRAME_V3_DATA));
    expect(toHex(longest.subarray(0, 4))).toBe('FE 7F FC 00');
  });

  it('come back the same', () => {
    fc.assert(
      fc.property(anyPacket, ({ id, data }) => {
        const decoder = new FrameV3Decoder();
        expect(decoder.push(encodeFrameV3(id, data))).toEqual([{ type: 'packet', id, data }]);
        expect(decoder.discarded).toBe(0);
      }),
    );
  });
});

/** Another framing that the official driver tries first on every line. */
const PREAMBLE = '24400d002001f7407465737465';

describe('recorded packets', () => {
  it('exist', () => {
    expect(transcriptNames.length).toBeGreaterThan(80);
  });

  it.each(transcriptNames)('%s decode and encode to the same bytes', (name) => {
    for (const dir of ['host', 'device']) {
      const decoder = new FrameV3Decoder();
      let damaged = 0;
      for (const line of transcript(name)) {
        if (line.dir !== dir || !line.hex) continue;
        const wire = fromHex(line.hex.replace(PREAMBLE, ''));
        const events = decoder.push(wire);
        // One recording holds a wrong checksum on purpose.
        if (line.note === 'bad CRC') {
          expect(damageOf(events)).toEqual(['crc']);
          damaged += wire.length;
          continue;
        }
        const again = events.map((event) =>
          event.type === 'packet' ? toHex(encodeFrameV3(event.id, event.data)) : event.reason,
        );
        expect(again.join(' ')).toBe(toHex(wire));
      }
      expect(decoder.discarded).toBe(damaged);
      expect(decoder.insidePacket).toBe(false);
    }
  });

  it('are found behind the other framing', () => {
    const wire = fromHex(`${PREAMBLE} fe010000c402`);
    const decoder = new FrameV3Decoder();
    expect(decoder.push(wire)).toEqual([{ type: 'packet', id: 0, data: Uint8Array.of(0xc4) }]);
    expect(decoder.discarded).toBe(13);
  });
});

describe('v3 decoder', () => {
  it('gives the same packets for every chunking', () => {
    fc.assert(
      fc.property(
        fc.array(anyPacket, { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (packets, cuts) => {
          const wire = Uint8Array.from(packets.flatMap(({ id, data }) => [...encodeFrameV3(id, data)]));
          const decoder = new FrameV3Decoder();
          const events = pieces(wire, cuts).flatMap((piece) => decoder.push(piece));
          expect(events).toEqual(packets.map(({ id, data }) => ({ type: 'packet', id, data })));
        },
      ),
    );
  });

  it('takes one byte at a time, also between FD and what it escapes', () => {
    const decoder = new FrameV3Decoder();
    const events = [...fromHex('FE 02 00 05 FD ED FD EE E1')].flatMap((byte) =>
      decoder.push(Uint8Array.of(byte)),
    );
    expect(events).toEqual([{ type: 'packet', id: 5, data: Uint8Array.of(0xfd, 0xfe) }]);
  });

  it('owns the data of its packets', () => {
    const wire = encodeFrameV3(1, Uint8Array.of(1, 2, 3));
    const decoder = new FrameV3Decoder();
    const [first] = decoder.push(wire);
    wire.fill(0xaa);
    decoder.push(encodeFrameV3(2, Uint8Array.of(9, 9, 9)));
    expect(first).toEqual({ type: 'packet', id: 1, data: Uint8Array.of(1, 2, 3) });
  });

  it('reports a wrong checksum with the id and counts the bytes', () => {
    const decoder = new FrameV3Decoder();
    const wire = encodeFrameV3(0x21, Uint8Array.of(0xa3, 0x55, 0x00));
    wire[5] = 0x54;
    expect(decoder.push(wire)).toEqual([{ type: 'broken', id: 0x21, reason: 'crc' }]);
    expect(decoder.discarded).toBe(wire.length);
  });

  it('reports an impossible escape', () => {
    const decoder = new FrameV3Decoder();
    expect(decoder.push(fromHex('FE 02 00 05 FD 00 11 22'))).toEqual([
      { type: 'broken', id: 5, reason: 'escape' },
    ]);
    expect(decoder.discarded).toBe(8);
  });

  it('begins anew at every bare FE, wherever the packet before was cut', () => {
    const whole = fromHex('FE 05 00 F0 A6 FD ED 55 00 00 3A');
    const next = encodeFrameV3(7, Uint8Array.of(0xa3));
    for (let cut = 1; cut < whole.length; cut++) {
      const decoder = new FrameV3Decoder();
      const events = decoder.push(Uint8Array.of(...whole.subarray(0, cut), ...next));
      expect(packetsOf(events), `cut at ${cut}`).toEqual(['7: A3']);
      expect(damageOf(events), `cut at ${cut}`).toEqual(['cut']);
      expect(decoder.discarded, `cut at ${cut}`).toBe(cut);
    }
  });

  it('does not wait for lengths that cannot be', () => {
    const good = encodeFrameV3(1, Uint8Array.of(0xa3));
    for (const header of ['FE 80', 'FE FD', 'FE 7F 7F', 'FE 01 20']) {
      const decoder = new FrameV3Decoder();
      expect(damageOf(decoder.push(fromHex(header))), header).toEqual(['length']);
      expect(packetsOf(decoder.push(good)), header).toEqual(['1: A3']);
    }
    const decoder = new FrameV3Decoder({ maxLength: 16 });
    expect(damageOf(decoder.push(fromHex('FE 11 00')))).toEqual(['length']);
    expect(packetsOf(decoder.push(encodeFrameV3(2, new Uint8Array(16))))).toHaveLength(1);
  });

  it('gives up a packet whose rest does not come in time', () => {
    const decoder = new FrameV3Decoder({ gapMs: 500 });
    const wire = encodeFrameV3(1, Uint8Array.of(0xa3, 1, 2));
    expect(decoder.push(wire.subarray(0, 3), 1000)).toEqual([]);
    expect(decoder.push(wire.subarray(3, 5), 1500)).toEqual([]);
    expect(decoder.push(wire.subarray(5), 1999)).toHaveLength(1);

    expect(decoder.push(wire.subarray(0, 5), 3000)).toEqual([]);
    const late = decoder.push(wire.subarray(5), 3501);
    expect(late).toEqual([{ type: 'broken', id: 1, reason: 'gap' }]);
    expect(decoder.insidePacket).toBe(false);
    expect(decoder.discarded).toBe(wire.length);
  });

  it('does not limit the silence between packets', () => {
    const decoder = new FrameV3Decoder({ gapMs: 500 });
    const wire = encodeFrameV3(1, Uint8Array.of(0xa3));
    expect(packetsOf(decoder.push(wire, 0))).toHaveLength(1);
    expect(packetsOf(decoder.push(wire, 1e9))).toHaveLength(1);
    expect(decoder.discarded).toBe(0);
  });
});

describe('v3 decoder under fire', () => {
  const good = { id: 0x42, data: Uint8Array.of(0xa3, 0x55, 0x00, 0xfe, 0xfd, 0x99) };
  const goodWire = encodeFrameV3(good.id, good.data);

  it('survives 100 000 random and mutated frames and finds every good one behind them', () => {
    const random = randomFrom(20_261_122);
    const below = (limit: number) => Math.floor(random() * limit);
    const decoder = new FrameV3Decoder();
    let fed = 0;
    let accepted = 0;
    let lost = 0;
    for (let round = 0; round < 100_000; round++) {
      let bytes = Array.from({ length: below(40) }, () => (random() < 0.3 ? 0xfd + below(2) : below(256)));
      if (random() < 0.7) {
        bytes = [...encodeFrameV3(below(0xf1), Uint8Array.from(bytes))];
        const at = below(bytes.length);
        const kind = below(4);
        if (kind === 0) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
        else if (kind === 1) bytes.splice(at, 1);
        else if (kind === 2) bytes.splice(at, 0, below(256));
        else bytes.length = at;
      }
      for (const piece of pieces(Uint8Array.from([...bytes, ...goodWire]), [below(50), below(50)])) {
        fed += piece.length;
        for (const event of decoder.push(piece)) {
          if (event.type !== 'packet') continue;
          accepted += encodeFrameV3(event.id, event.data).length;
          if (text(event) === text(good)) lost--;
        }
      }
      lost++;
    }
    expect(lost).toBe(0);
    // Every byte was either part of a packet or counted as discarded.
    expect(decoder.insidePacket).toBe(false);
    expect(accepted + decoder.discarded).toBe(fed);
  });

  it('takes linear time for a megabyte of one packet after another, byte by byte', () => {
    const decoder = new FrameV3Decoder();
    const wire = encodeFrameV3(1, new Uint8Array(4000).fill(0xfe));
    let found = 0;
    // It takes less than a second of the processor, however busy that is; with every byte looked at again for every byte it would be
    // half an hour.
    const started = process.cpuUsage();
    for (let i = 0; i < 125; i++) {
      for (const byte of wire) found += decoder.push(Uint8Array.of(byte)).length;
    }
    expect(found).toBe(125);
    expect(process.cpuUsage(started).user).toBeLessThan(120_000_000);
  });
});
