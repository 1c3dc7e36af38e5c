import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeP5Message,
  encodeP5Frame,
  encodeP5Message,
  type P5Frame,
  P5FrameDecoder,
  type P5FrameEvent,
} from '../../../src/protocol/p5/index.js';
import { fromHex, toHex } from '../../../src/util/hex.js';

const byte = fc.integer({ min: 0, max: 255 });
/** Bytes in which those that count in the syntax are frequent. */
const bytes = fc
  .uint8Array({ maxLength: 60 })
  .chain((plain) =>
    fc
      .array(fc.constantFrom(0x24, 0x26, 0x40, 0x3b, 0x7e), { maxLength: 8 })
      .map((special) => Uint8Array.from([...plain, ...special])),
  );
const frame: fc.Arbitrary<P5Frame> = fc.record({ seq: byte, dst: byte, src: byte, flags: byte, data: bytes });

function cut(whole: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((part) => part % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => whole.subarray(at[index], end));
}

function decode(chunks: readonly Uint8Array[]): P5FrameEvent[] {
  const decoder = new P5FrameDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk));
}

const framesOf = (events: readonly P5FrameEvent[]): P5Frame[] =>
  events.flatMap((event) => (event.type === 'frame' ? [event.frame] : []));

describe('frames of the second protocol', () => {
  it('come back whole, in any chunks', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 9 }), (frames, cuts) => {
        const whole = Uint8Array.from(frames.flatMap((one) => [...encodeP5Frame(one)]));
        const events = decode(cut(whole, cuts));
        expect(framesOf(events)).toEqual(frames);
        expect(events).toHaveLength(frames.length);
      }),
    );
  });

  it('have one bare 24, at their start', () => {
    fc.assert(
      fc.property(frame, (one) => {
        const encoded = encodeP5Frame(one);
        let bare = 0;
        for (let i = 0; i < encoded.length; i++) {
          if (encoded[i] === 0x26) i++;
          else if (encoded[i] === 0x24) bare++;
        }
        expect([encoded[0], bare]).toEqual([0x24, 1]);
      }),
    );
  });

  it('survive noise in front of them, a lost end of the one before, and a stray start', () => {
    const noise = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(noise, frame, fc.nat(), frame, (junk, broken, length, good) => {
        const begun = encodeP5Frame(broken);
        const part = begun.subarray(0, length % begun.length);
        // An escape at the very end takes the next start with it, on a real line too.
        fc.pre(!endsEscaped([...junk, ...part]));
        const found = framesOf(decode([junk, part, Uint8Array.of(0x24), encodeP5Frame(good)]));
        expect(found.at(-1)).toEqual(good);
      }),
    );
  });

  it('never lets a flipped bit through as another frame of the same length', () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.integer({ min: 0, max: 7 }), (one, at, bit) => {
        const encoded = encodeP5Frame(one);
        const place = at % encoded.length;
        encoded[place] = (encoded[place] as number) ^ (1 << bit);
        const found = framesOf(decode([encoded]));
        for (const other of found) expect(other.data.length).not.toBe(one.data.length);
      }),
    );
  });

  it('tell damage with its bytes', () => {
    const good = encodeP5Frame({ seq: 0x20, dst: 1, src: 0xf7, flags: 0x40, data: fromHex('74657374') });
    expect(toHex(good, '')).toBe('24400D002001F7407465737465');
    const wrong = good.slice();
    wrong[8] = 0x75;
    const events = decode([fromHex('FE 05'), wrong, fromHex('24 41'), fromHex('24 40 03 00')]);
    expect(events.map((event) => (event.type === 'damage' ? event.reason : event.type))).toEqual([
      'noise',
      'sum',
      'noise',
      'length',
    ]);
  });

  it('keeps no more than one frame and gives it up when told so', () => {
    const decoder = new P5FrameDecoder();
    expect(decoder.push(fromHex('24 40 FF FF 01'))).toEqual([]);
    expect(decoder.insideFrame).toBe(true);
    expect(decoder.reset()).toMatchObject([{ type: 'damage', reason: 'broken-off' }]);
    expect(decoder.insideFrame).toBe(false);
  });

  it('refuses data that no frame can hold', () => {
    const data = new Uint8Array(0xffff);
    expect(() => encodeP5Frame({ seq: 0, dst: 1, src: 0xc3, flags: 0x40, data })).toThrow('65526');
  });
});

describe('messages of the second protocol', () => {
  it('come back from fields of any bytes', () => {
    const code = fc.tuple(byte, byte).map((two) => String.fromCharCode(...two));
    fc.assert(
      fc.property(code, fc.array(bytes, { maxLength: 6 }), fc.boolean(), (two, fields, wanted) => {
        // A last field without bytes cannot be seen without its end.
        const open = wanted && (fields.at(-1)?.length ?? 0) > 0;
        const message = { code: two, fields, open };
        expect(decodeP5Message(encodeP5Message(message))).toEqual(message);
      }),
    );
  });

  it('are refused when they break off', () => {
    for (const hex of ['', '30', '30 31 7E'])
      expect(() => decodeP5Message(fromHex(hex))).toThrow('Сообщение');
  });
});

function endsEscaped(bytesBefore: readonly number[]): boolean {
  const decoder = new P5FrameDecoder();
  decoder.push(Uint8Array.from(bytesBefore));
  if (!decoder.insideFrame) return false;
  const probe = decoder.push(Uint8Array.of(0x24));
  return probe.length === 0;
}
