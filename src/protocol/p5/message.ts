import { ProtocolError } from '../../errors.js';
import { asciiBytes, asciiText } from './text.js';

/** Channels: who on the host talks to whom in the register. */
export const p5Channel = {
  /** Echoes what it gets. */
  test: 0xf7,
  /** State and limits of the other channels. */
  transport: 0xc2,
  /** Documents, questions, printing. */
  fiscal: 0xc3,
  /** The operator of fiscal data through the host. */
  ofd: 0xc4,
  /** Hardware and settings. */
  system: 0xc5,
  /** The register's own log; one byte 01 at open. */
  log: 0xf5,
} as const;

export type P5Channel = (typeof p5Channel)[keyof typeof p5Channel];

/** Second byte of a request. */
export const p5Op = { execute: 0x40, result: 0x42 } as const;

/** What the test channel is sent, and sends back: the vendor's `test`. Harmless to registers of the other protocol. */
export const P5_TEST = asciiBytes('test');

/** Bit of the answer to `A9 AB`: the channel is still at work. */
export const P5_BUSY = 2;

const SEPARATOR = 0x3b;
const ESCAPE = 0x7e;

/** A command or an answer taken apart: two bytes, then fields. */
export interface P5Message {
  /** Two bytes as characters of the same numbers: `b1`, `4@`, error `00`. */
  readonly code: string;
  readonly fields: readonly Uint8Array[];
  /** The last field came without its `;`. */
  readonly open: boolean;
}

export interface P5Request {
  readonly tid: number;
  readonly op: number;
  /** Command and fields; empty for op 42. */
  readonly body: Uint8Array;
}

export function encodeP5Request({ tid, op, body }: P5Request): Uint8Array {
  return Uint8Array.of(tid, op, ...body);
}

/** Throws ProtocolError `TRUNCATED`. */
export function decodeP5Request(data: Uint8Array): P5Request {
  const [tid, op] = data;
  if (tid === undefined || op === undefined) throw tooShort('tid и op');
  return { tid, op, body: data.slice(2) };
}

export interface P5Answer {
  readonly tid: number;
  /** Error code and fields. */
  readonly body: Uint8Array;
}

/** Throws ProtocolError `TRUNCATED`. */
export function decodeP5Answer(data: Uint8Array): P5Answer {
  const [tid] = data;
  if (tid === undefined || data.length < 3) throw tooShort('tid и код');
  return { tid, body: data.slice(1) };
}

/** Command or answer: two bytes and fields, each with its `;`, the last one without when `open`. */
export function encodeP5Message({ code, fields, open }: P5Message): Uint8Array {
  const bytes: number[] = [...asciiBytes(code)];
  if (bytes.length !== 2)
    throw new ProtocolError('RANGE', `Код команды — два байта: ${code}`, { value: code, rule: 'code' });
  fields.forEach((field, index) => {
    for (const byte of field) {
      if (byte === SEPARATOR || byte === ESCAPE) bytes.push(ESCAPE);
      bytes.push(byte);
    }
    if (!open || index + 1 < fields.length) bytes.push(SEPARATOR);
  });
  return Uint8Array.from(bytes);
}

/** Throws ProtocolError `TRUNCATED` for less than two bytes, and for a `~` with nothing behind it. */
export function decodeP5Message(body: Uint8Array): P5Message {
  if (body.length < 2) throw tooShort('код');
  const fields: Uint8Array[] = [];
  let field: number[] = [];
  let open = false;
  for (let at = 2; at < body.length; at++) {
    let byte = body[at] as number;
    if (byte === SEPARATOR) {
      fields.push(Uint8Array.from(field));
      field = [];
      open = false;
      continue;
    }
    if (byte === ESCAPE) {
      const next = body[++at];
      if (next === undefined) throw tooShort('байт после ~');
      byte = next;
    }
    field.push(byte);
    open = true;
  }
  if (open) fields.push(Uint8Array.from(field));
  return { code: asciiText(body.subarray(0, 2)), fields, open };
}

function tooShort(what: string): ProtocolError {
  return new ProtocolError('TRUNCATED', `Сообщение короче, чем нужно: нет ${what}`, { rule: what });
}
