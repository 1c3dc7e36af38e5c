import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ControlV2,
  encodeFrameV2,
  FrameV2Decoder,
  type FrameV2Event,
  MAX_FRAME_V2_DATA,
} from '../../src/protocol/classic/frame-v2.js';
import { fromHex, toHex } from '../../src/util/hex.js';

/** Worked out by hand from the rules of masking and of the checksum, and equal to what public drivers of v2 send. */
const VECTORS: ReadonlyArray<[name: string, data: string, frame: string]> = [
  ['state code 45', '00 00 45', '02 00 00 45 03 46'],
  ['state 3F', '00 00 3F', '02 00 00 3F 03 3C'],
  ['device type A5', '00 00 A5', '02 00 00 A5 03 A6'],
  ['03 is masked', '00 00 56 03 00 00 00 30', '02 00 00 56 10 03 00 00 00 30 03 76'],
  ['10 is masked', '00 00 91 10 00 00', '02 00 00 91 10 10 00 00 03 92'],
  ['03 and 10 masked', '00 00 91 03 01 10', '02 00 00 91 10 03 01 10 10 03 80'],
  ['10 03 at the end', '55 00 10 03', '02 55 00 10 10 10 03 03 45'],
  ['an answer', '55 00', '02 55 00 03 56'],
];

const anyData = fc.uint8Array({ maxLength: MAX_FRAME_V2_DATA });
/** Data full of bytes that have a meaning on the line. */
const evilData = fc.array(fc.constantFrom(...Object.values(ControlV2), 0), { maxLength: MAX_FRAME_V2_DATA });

function framesOf(events: readonly FrameV2Event[]): string[] {
  return events.flatMap((event) => (event.type === 'frame' ? [toHex(event.data)] : []));
}

describe('v2 frames', () => {
  it.each(VECTORS)('%s', (_name, data, frame) => {
    expect(toHex(encodeFrameV2(fromHex(data)))).toBe(frame);
    expect(new FrameV2Decoder().push(fromHex(frame))).toEqual([{ type: 'frame', data: fromHex(data) }]);
  });

  it('hold 255 bytes and no more', () => {
    expect(encodeFrameV2(new Uint8Array(255)).length).toBe(258);
    expect(encodeFrameV2(new Uint8Array(255).fill(ControlV2.dle)).length).toBe(513);
    expect(() => encodeFrameV2(new Uint8Array(256))).toThrowError(
      expect.objectContaining({ name: 'ProtocolError', code: 'RANGE', field: 'data', value: 256 }),
    );
  });

  it('come back from any chunking, with the bytes between them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            anyData,
            evilData.map((bytes) => Uint8Array.from(bytes)),
          ),
          { maxLength: 5 },
        ),
        fc.array(fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== ControlV2.stx)),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (messages, between, sizes) => {
          const wire = messages.flatMap((data) => [...between, ...encodeFrameV2(data)]);
          const decoder = new FrameV2Decoder();
          const events: FrameV2Event[] = [];
          for (let at = 0; at < wire.length; ) {
            const size = sizes.next().value;
            events.push(...decoder.push(Uint8Array.from(wire.slice(at, at + size))));
            at += size;
          }
          expect(events).toEqual(
            messages.flatMap((data) => [
              ...between.map((byte) => ({ type: 'control', byte })),
              { type: 'frame', data },
            ]),
          );
          expect(decoder.insideFrame).toBe(false);
        },
      ),
    );
  });

  it('are refused when one bit flipped', () => {
    fc.assert(
      fc.property(anyData, fc.nat(), fc.nat({ max: 7 }), (data, where, bit) => {
        const wire = encodeFrameV2(data);
        // A flipped STX is no frame at all.
        const at = 1 + (where % (wire.length - 1));
        wire[at] = (wire[at] as number) ^ (1 << bit);
        expect(framesOf(new FrameV2Decoder().push(wire))).not.toContain(toHex(data));
      }),
    );
  });
});

describe('a damaged stream', () => {
  it('says why a frame was given up', () => {
    const decoder = new FrameV2Decoder();
    expect(decoder.push(fromHex('02 00 00 45 03 47'))).toEqual([{ type: 'broken', reason: 'crc' }]);
    expect(decoder.push(Uint8Array.of(2, ...new Uint8Array(256)))).toEqual([
      { type: 'broken', reason: 'overflow' },
    ]);
    expect(decoder.push(fromHex('02 00 00'))).toEqual([]);
    expect(decoder.insideFrame).toBe(true);
    expect(decoder.reset()).toEqual({ type: 'broken', reason: 'gap' });
    expect(decoder.reset()).toBeUndefined();
  });

  it('recovers with the next frame', () => {
    for (const damage of ['', '02', '02 10', '02 00 03 FF', 'FF 06 15', '02 02 02 02']) {
      const decoder = new FrameV2Decoder();
      decoder.push(fromHex(damage));
      // The frame right behind the damage may be eaten by it, the one behind a silence is not.
      decoder.reset();
      expect(framesOf(decoder.push(encodeFrameV2(fromHex('00 00 45'))))).toEqual(['00 00 45']);
    }
  });

  it('survives 100 000 random and mutated frames', () => {
    const random = generator(20_26);
    const decoder = new FrameV2Decoder();
    let seen = 0;
    let broken = 0;
    let intact = 0;
    for (let round = 0; round < 100_000; round++) {
      const data = Uint8Array.from({ length: random(24) }, () => random(256));
      const wire = round % 3 === 0 ? data : encodeFrameV2(data);
      const mutated = round % 3 === 1;
      if (mutated) wire[random(wire.length)] = random(256);
      const events = decoder.push(wire);
      for (const event of events) {
        if (event.type === 'frame') {
          seen++;
          expect(event.data.length).toBeLessThanOrEqual(MAX_FRAME_V2_DATA);
        } else if (event.type === 'broken') broken++;
      }
      decoder.reset();
      if (round % 3 === 2) {
        intact++;
        expect(framesOf(events)).toContain(toHex(data));
      }
    }
    expect(seen).toBeGreaterThanOrEqual(intact);
    expect(broken).toBeGreaterThan(1000);
  });
});

/** Mulberry32 as integers below a limit. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
