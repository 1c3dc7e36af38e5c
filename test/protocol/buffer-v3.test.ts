import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BufferRefusal,
  type BufferRequest,
  decodeAsyncResult,
  decodeBufferReply,
  decodeBufferRequest,
  decodeDoubleReply,
  encodeAsyncResult,
  encodeBufferReply,
  encodeBufferRequest,
  encodeDoubleReply,
  TaskFlag,
  TaskState,
} from '../../src/protocol/classic/buffer-v3.js';
import { FrameV3Decoder } from '../../src/protocol/classic/frame-v3.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { transcript, transcriptNames } from '../support/transcripts.js';

const message = fromHex('00 00 A5');

const REQUESTS: ReadonlyArray<[hex: string, request: BufferRequest]> = [
  ['C1 01 00 00 00 A5', { type: 'add', flags: TaskFlag.resultNeeded, tid: 0, message }],
  ['C1 07 DE 00 00', { type: 'add', flags: 7, tid: 0xde, message: Uint8Array.of(0, 0) }],
  ['C2 07', { type: 'acknowledge', tid: 7 }],
  ['C3 DF', { type: 'request', tid: 0xdf }],
  ['C4', { type: 'abort' }],
  ['C5 00 03 01 00 00 A5', { type: 'acknowledgeAndAdd', acknowledged: 0, flags: 3, tid: 1, message }],
];

const tid = fc.integer({ min: 0, max: 0xdf });
const flags = fc.integer({ min: 0, max: 7 });
const anyMessage = fc.uint8Array({ minLength: 2, maxLength: 200 });
const anyRequest: fc.Arbitrary<BufferRequest> = fc.oneof(
  fc.record({ type: fc.constant('add' as const), flags, tid, message: anyMessage }),
  fc.record({ type: fc.constant('acknowledge' as const), tid }),
  fc.record({ type: fc.constant('request' as const), tid }),
  fc.record({ type: fc.constant('abort' as const) }),
  fc.record({
    type: fc.constant('acknowledgeAndAdd' as const),
    acknowledged: tid,
    flags,
    tid,
    message: anyMessage,
  }),
);

function error(code: string) {
  return expect.objectContaining({ name: 'ProtocolError', code });
}

describe('requests of the v3 buffer', () => {
  it.each(REQUESTS)('%s', (hex, request) => {
    expect(toHex(encodeBufferRequest(request))).toBe(hex);
    expect(decodeBufferRequest(fromHex(hex))).toEqual(request);
  });

  it('come back the same', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(decodeBufferRequest(encodeBufferRequest(request))).toEqual(request);
      }),
    );
  });

  it.each([
    ['', 'UNKNOWN_COMMAND'],
    ['C0 00', 'UNKNOWN_COMMAND'],
    ['C6', 'UNKNOWN_COMMAND'],
    ['C1', 'TRUNCATED'],
    ['C1 01 00 00', 'TRUNCATED'],
    ['C1 08 00 00 00 A5', 'RANGE'],
    ['C1 01 E0 00 00 A5', 'RANGE'],
    ['C2', 'TRUNCATED'],
    ['C2 00 00', 'TRAILING'],
    ['C3 E0', 'RANGE'],
    ['C4 00', 'TRAILING'],
    ['C5 00 01 01 00', 'TRUNCATED'],
  ])('"%s" is refused: %s', (hex, code) => {
    expect(() => decodeBufferRequest(fromHex(hex))).toThrow(error(code));
  });

  it('never decode to anything but a request or a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (data) => {
        try {
          expect(encodeBufferRequest(decodeBufferRequest(data))).toEqual(data);
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: 'ProtocolError' });
        }
      }),
    );
  });

  it('are checked before they are sent', () => {
    expect(() => encodeBufferRequest({ type: 'request', tid: 0xe0 })).toThrow(error('RANGE'));
    expect(() => encodeBufferRequest({ type: 'add', flags: 8, tid: 0, message })).toThrow(error('RANGE'));
    expect(() => encodeBufferRequest({ type: 'add', flags: 1, tid: 0, message: Uint8Array.of(0) })).toThrow(
      error('RANGE'),
    );
  });
});

describe('replies of the v3 buffer', () => {
  it('hold a state and the answer of the command', () => {
    expect(toHex(encodeBufferReply(TaskState.result, fromHex('55 00 01')))).toBe('A3 55 00 01');
    expect(toHex(encodeBufferReply(BufferRefusal.notFound))).toBe('B3');
    expect(decodeBufferReply(fromHex('A4 55 91 00'))).toEqual({
      state: TaskState.error,
      answer: fromHex('55 91 00'),
    });
    expect(() => decodeBufferReply(new Uint8Array(0))).toThrow(error('TRUNCATED'));
  });

  it('are double for C5', () => {
    const wire = encodeDoubleReply(TaskState.result, TaskState.pending);
    expect(toHex(wire)).toBe('A3 A1');
    expect(decodeDoubleReply(fromHex('A3 A3 55 00'))).toEqual({
      acknowledged: 0xa3,
      state: 0xa3,
      answer: fromHex('55 00'),
    });
    expect(() => decodeDoubleReply(Uint8Array.of(0xa3))).toThrow(error('TRUNCATED'));
  });

  it('come by themselves as A6 and A7', () => {
    const refusal = { failed: true, tid: 8, answer: fromHex('55 91 00') };
    expect(toHex(encodeAsyncResult(refusal))).toBe('A7 08 55 91 00');
    expect(decodeAsyncResult(fromHex('A7 08 55 91 00'))).toEqual(refusal);
    expect(decodeAsyncResult(fromHex('A6 57 55 00 00'))).toEqual({
      failed: false,
      tid: 0x57,
      answer: fromHex('55 00 00'),
    });
    expect(() => decodeAsyncResult(fromHex('A6'))).toThrow(error('TRUNCATED'));
    expect(() => decodeAsyncResult(fromHex('A3 00'))).toThrow(error('UNEXPECTED_ANSWER'));
  });
});

describe('recorded requests', () => {
  it('of the official driver all decode, and encode to the same bytes', () => {
    let count = 0;
    for (const name of transcriptNames) {
      const decoder = new FrameV3Decoder();
      for (const line of transcript(name)) {
        if (line.dir !== 'host' || !line.hex) continue;
        for (const event of decoder.push(fromHex(line.hex))) {
          if (event.type !== 'packet') throw new Error(`${name}: ${line.hex}`);
          expect(toHex(encodeBufferRequest(decodeBufferRequest(event.data)))).toBe(toHex(event.data));
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(4000);
  });
});
