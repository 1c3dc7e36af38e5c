/**
 * The task buffer of link layer v3: what stands inside the packets.
 * One codec for both sides: the host encodes requests and decodes replies, the register does the opposite.
 */

import { ProtocolError } from '../../errors.js';
import { needBytes, needNumber, needObject } from '../../util/arguments.js';
import { readable } from '../../util/options.js';
import { Writer } from '../bytes.js';

/** First data byte of a host packet. */
export const BufferCode = {
  add: 0xc1,
  acknowledge: 0xc2,
  request: 0xc3,
  abort: 0xc4,
  acknowledgeAndAdd: 0xc5,
} as const;

/** Flags of an added task. */
export const TaskFlag = {
  /** The answer of the command is wanted. */
  resultNeeded: 0x01,
  /** A refusal of this task does not stop the ones behind it. */
  ignoreError: 0x02,
  /** The task waits for data from outside (OFD exchange). */
  waitAsync: 0x04,
} as const;

/** States of a task: first data byte of a reply, or of an asynchronous packet (A6, A7). */
export const TaskState = {
  pending: 0xa1,
  inProgress: 0xa2,
  result: 0xa3,
  error: 0xa4,
  /** Not executed, because an earlier task failed. */
  stopped: 0xa5,
  asyncResult: 0xa6,
  asyncError: 0xa7,
  /** Running, waits for an external device. */
  waiting: 0xa8,
} as const;

/** Refusals of the buffer itself: first data byte of a reply. */
export const BufferRefusal = {
  overflow: 0xb1,
  alreadyExists: 0xb2,
  notFound: 0xb3,
  illegalValue: 0xb4,
} as const;

/** Task ids of the protocol; the official driver counts 00..DC and keeps DE and DF for the OFD exchange. */
export const MAX_TASK_ID = 0xdf;

/** `message` is the access password (2 bytes of packed decimal), then the command with its parameters. */
export type BufferRequest =
  | { readonly type: 'add'; readonly flags: number; readonly tid: number; readonly message: Uint8Array }
  | { readonly type: 'acknowledge'; readonly tid: number }
  | { readonly type: 'request'; readonly tid: number }
  | { readonly type: 'abort' }
  | {
      readonly type: 'acknowledgeAndAdd';
      readonly acknowledged: number;
      readonly flags: number;
      readonly tid: number;
      readonly message: Uint8Array;
    };

const PASSWORD_LENGTH = 2;
const ALL_FLAGS = TaskFlag.resultNeeded | TaskFlag.ignoreError | TaskFlag.waitAsync;

/** @throws ProtocolError `RANGE` */
export function encodeBufferRequest(request: BufferRequest): Uint8Array {
  needObject(request, 'request');
  return readable('request', () => {
    const writer = Writer.lend();
    writeBufferRequest(writer, request);
    return Writer.bytesOf(writer);
  });
}

/** @throws ProtocolError `RANGE` */
export function writeBufferRequest(writer: Writer, request: BufferRequest): void {
  switch (request.type) {
    case 'add':
      writer.u8(BufferCode.add).u8(checkFlags(request.flags)).u8(checkTid(request.tid));
      writer.bytes(checkMessage(request.message));
      return;
    case 'acknowledge':
      writer.u8(BufferCode.acknowledge).u8(checkTid(request.tid));
      return;
    case 'request':
      writer.u8(BufferCode.request).u8(checkTid(request.tid));
      return;
    case 'abort':
      writer.u8(BufferCode.abort);
      return;
    case 'acknowledgeAndAdd':
      writer.u8(BufferCode.acknowledgeAndAdd).u8(checkTid(request.acknowledged));
      writer.u8(checkFlags(request.flags)).u8(checkTid(request.tid));
      writer.bytes(checkMessage(request.message));
      return;
  }
}

/** @throws ProtocolError `TRUNCATED`, `TRAILING`, `RANGE`, or `UNKNOWN_COMMAND` for another first byte. */
export function decodeBufferRequest(data: Uint8Array): BufferRequest {
  needBytes(data, 'data');
  switch (data[0]) {
    case BufferCode.add:
      return {
        type: 'add',
        flags: checkFlags(at(data, 1)),
        tid: checkTid(at(data, 2)),
        message: messageFrom(data, 3),
      };
    case BufferCode.acknowledge:
      return { type: 'acknowledge', tid: checkTid(exactly(data, 2)[1] as number) };
    case BufferCode.request:
      return { type: 'request', tid: checkTid(exactly(data, 2)[1] as number) };
    case BufferCode.abort:
      exactly(data, 1);
      return { type: 'abort' };
    case BufferCode.acknowledgeAndAdd:
      return {
        type: 'acknowledgeAndAdd',
        acknowledged: checkTid(at(data, 1)),
        flags: checkFlags(at(data, 2)),
        tid: checkTid(at(data, 3)),
        message: messageFrom(data, 4),
      };
    default:
      throw new ProtocolError('UNKNOWN_COMMAND', `Неизвестная команда буфера: ${hex(data[0])}`, {
        field: 'code',
        value: data[0],
      });
  }
}

/** Reply to C1..C4: a state or a refusal, with the answer of the command behind A3 and A4. */
export interface BufferReply {
  readonly state: number;
  readonly answer: Uint8Array;
}

export function encodeBufferReply(state: number, answer: Uint8Array = EMPTY): Uint8Array {
  needNumber(state, 'state');
  needBytes(answer, 'answer');
  return join([state], answer);
}

/** @throws ProtocolError `TRUNCATED` for an empty packet, which asks to repeat and is no reply. */
export function decodeBufferReply(data: Uint8Array): BufferReply {
  needBytes(data, 'data');
  return { state: at(data, 0), answer: data.length === 1 ? EMPTY : data.subarray(1) };
}

/** Reply to C5: the state of the acknowledgement, then the reply to the added task. */
export function encodeDoubleReply(
  acknowledged: number,
  state: number,
  answer: Uint8Array = EMPTY,
): Uint8Array {
  needNumber(acknowledged, 'acknowledged');
  needNumber(state, 'state');
  needBytes(answer, 'answer');
  return join([acknowledged, state], answer);
}

/** @throws ProtocolError `TRUNCATED` */
export function decodeDoubleReply(data: Uint8Array): BufferReply & { readonly acknowledged: number } {
  needBytes(data, 'data');
  return { acknowledged: at(data, 0), state: at(data, 1), answer: data.subarray(2) };
}

/** Asynchronous packet: the answer of a task that was accepted earlier. `failed` stands for A7. */
export interface AsyncResult {
  readonly failed: boolean;
  readonly tid: number;
  readonly answer: Uint8Array;
}

export function encodeAsyncResult(result: AsyncResult): Uint8Array {
  needObject(result, 'result');
  const { failed, tid, answer } = readable('result', () => ({ ...result }));
  needBytes(answer, 'answer');
  return join([failed ? TaskState.asyncError : TaskState.asyncResult, checkTid(tid)], answer);
}

/** @throws ProtocolError `TRUNCATED`, or `UNEXPECTED_ANSWER` when it is neither A6 nor A7. */
export function decodeAsyncResult(data: Uint8Array): AsyncResult {
  needBytes(data, 'data');
  const state = at(data, 0);
  if (state !== TaskState.asyncResult && state !== TaskState.asyncError) {
    throw new ProtocolError('UNEXPECTED_ANSWER', `Неизвестный асинхронный пакет: ${hex(state)}`, {
      field: 'state',
      value: state,
    });
  }
  return { failed: state === TaskState.asyncError, tid: at(data, 1), answer: data.subarray(2) };
}

const EMPTY = new Uint8Array(0);

function checkMessage(message: Uint8Array): Uint8Array {
  if (message.length >= PASSWORD_LENGTH) return message;
  throw new ProtocolError('RANGE', 'В сообщении нет пароля доступа', {
    field: 'message',
    rule: `не менее ${PASSWORD_LENGTH} байт`,
    value: message.length,
  });
}

function messageFrom(data: Uint8Array, offset: number): Uint8Array {
  if (data.length < offset + PASSWORD_LENGTH) throw truncated(data, offset + PASSWORD_LENGTH);
  return data.subarray(offset);
}

function join(head: readonly number[], tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  for (let at = 0; at < head.length; at++) bytes[at] = head[at] as number;
  bytes.set(tail, head.length);
  return bytes;
}

function at(data: Uint8Array, offset: number): number {
  const byte = data[offset];
  if (byte === undefined) throw truncated(data, offset + 1);
  return byte;
}

function exactly(data: Uint8Array, length: number): Uint8Array {
  if (data.length < length) throw truncated(data, length);
  if (data.length > length) {
    throw new ProtocolError('TRAILING', `Лишние байты в пакете: ${data.length} вместо ${length}`, {
      value: data.length,
    });
  }
  return data;
}

function truncated(data: Uint8Array, length: number): ProtocolError {
  return new ProtocolError('TRUNCATED', `Пакет короче положенного: ${data.length} байт, нужно ${length}`, {
    value: data.length,
  });
}

function checkTid(tid: number): number {
  if (Number.isInteger(tid) && tid >= 0 && tid <= MAX_TASK_ID) return tid;
  throw new ProtocolError('RANGE', `Недопустимый номер задания: ${hex(tid)}`, {
    field: 'tid',
    rule: '00..DF',
    value: tid,
  });
}

function checkFlags(flags: number): number {
  if (Number.isInteger(flags) && (flags & ~ALL_FLAGS) === 0) return flags;
  throw new ProtocolError('RANGE', `Недопустимые флаги задания: ${hex(flags)}`, {
    field: 'flags',
    rule: '00..07',
    value: flags,
  });
}

function hex(byte: number | undefined): string {
  return byte === undefined ? 'нет' : `${byte.toString(16).toUpperCase().padStart(2, '0')}h`;
}
