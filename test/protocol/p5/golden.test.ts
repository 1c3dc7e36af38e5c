import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  decodeP5Answer,
  decodeP5Command,
  decodeP5Message,
  decodeP5Request,
  decodeP5Result,
  encodeP5Command,
  encodeP5Frame,
  encodeP5Message,
  encodeP5Request,
  isP5Data,
  P5_OK,
  type P5Frame,
  P5FrameDecoder,
  p5Channel,
  p5CommandOf,
  p5Op,
} from '../../../src/protocol/p5/index.js';
import { fromHex, toHex } from '../../../src/util/hex.js';

const folder = new URL('../../golden/p5/', import.meta.url);
const linesOf = (file: string): string[] => readFileSync(new URL(file, folder), 'utf8').trim().split('\n');

const exchanges = linesOf('exchanges.txt').map((line) => {
  const [request = '', answer = ''] = line.split(' ');
  return { request, answer };
});
const alone = linesOf('frames.txt').map((line) => line.slice(2));

function frameOf(hex: string): P5Frame {
  const events = new P5FrameDecoder().push(fromHex(hex));
  expect(events.map(({ type }) => type)).toEqual(['frame']);
  return (events[0] as { frame: P5Frame }).frame;
}

/** Written with a `;` that nobody needs: `40;` is `40`. */
const needless = /^4[\x20-\x7e];$/;

/** `000;`: what the software device answered to anything that it did not know. */
const isPlaceholder = (body: Uint8Array): boolean => String.fromCharCode(...body) === '000;';

describe('golden frames of the second protocol', () => {
  it('decode and encode byte for byte', () => {
    const all = [...exchanges.flatMap(({ request, answer }) => [request, answer]), ...alone];
    expect(all.length).toBeGreaterThan(1000);
    for (const hex of all) expect(toHex(encodeP5Frame(frameOf(hex)), '').toLowerCase()).toBe(hex);
  });

  it('come out of one stream, whatever the chunks', () => {
    const all = exchanges.map(({ request }) => request);
    const bytes = fromHex(all.join(''));
    for (const size of [1, 7, 1024]) {
      const decoder = new P5FrameDecoder();
      const found: string[] = [];
      for (let at = 0; at < bytes.length; at += size)
        for (const event of decoder.push(bytes.subarray(at, at + size)))
          found.push(`${event.type}${toHex(event.bytes, '').toLowerCase()}`);
      expect(found).toEqual(all.map((hex) => `frame${hex}`));
    }
  });

  it('carry messages that encode to the same bytes', () => {
    for (const { request, answer } of exchanges) {
      const asked = frameOf(request).data;
      const { tid, op, body } = decodeP5Request(asked);
      expect(toHex(encodeP5Request({ tid, op, body }))).toBe(toHex(asked));
      if (op === p5Op.execute) expect(toHex(encodeP5Message(decodeP5Message(body)))).toBe(toHex(body));
      const frame = frameOf(answer);
      if (!isP5Data(frame)) continue;
      const given = decodeP5Answer(frame.data);
      expect(toHex(encodeP5Message(decodeP5Message(given.body)))).toBe(toHex(given.body));
    }
  });

  it('carry commands that are known, with fields that mean something', () => {
    const unknown = new Set<string>();
    let typed = 0;
    for (const { request, answer } of exchanges) {
      const { src, data } = frameOf(request);
      const { op, body } = decodeP5Request(data);
      if (op !== p5Op.execute) continue;
      const message = decodeP5Message(body);
      const command = p5CommandOf(src, message);
      if (!command) {
        unknown.add(`${src.toString(16)} ${message.code}`);
        continue;
      }
      const value = decodeP5Command(command, message);
      const text = String.fromCharCode(...body);
      if (!needless.test(text)) expect(toHex(encodeP5Command(command, value)), text).toBe(toHex(body));
      const frame = frameOf(answer);
      if (!isP5Data(frame)) continue;
      const given = decodeP5Answer(frame.data).body;
      if (decodeP5Message(given).code === P5_OK && !isPlaceholder(given)) decodeP5Result(command, given);
      typed++;
    }
    expect(typed).toBeGreaterThan(500);
    // Commands of which nothing but their bytes is known, and one of the next read of the firmware.
    expect([...unknown].sort()).toEqual(['c3 e5', 'c5 "4']);
  });

  it('name the channels', () => {
    const channels = new Set(exchanges.map(({ request }) => frameOf(request).src));
    expect([...channels].sort()).toEqual([p5Channel.transport, p5Channel.fiscal, p5Channel.system]);
  });
});
