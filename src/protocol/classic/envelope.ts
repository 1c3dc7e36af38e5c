import { ProtocolError } from '../../errors.js';
import { needNumber } from '../../util/arguments.js';
import type { Reader, Writer } from '../bytes.js';

/** The register's refusal as it stands on the wire. */
export interface Refusal {
  status: number;
  extended?: number | undefined;
}

/**
 * What surrounds the data of an answer. `open` returns the refusal, or leaves the reader at the data;
 * `seal` writes the prefix of a success. Every command may be refused by `55 err [ext]`.
 */
export interface Envelope {
  readonly name: string;
  open(reader: Reader): Refusal | undefined;
  seal(writer: Writer): void;
  /** Writes a refusal. */
  refuse(writer: Writer, refusal: Refusal): void;
}

const MARK = 0x55;

function refuseMarked(writer: Writer, { status, extended = 0 }: Refusal): void {
  writer
    .u8(MARK)
    .u8(status)
    .u8(extended & 0xff);
}

function unexpected(byte: number, expected: string): ProtocolError {
  return new ProtocolError(
    'UNEXPECTED_ANSWER',
    `Неожиданный ответ: первый байт ${byte.toString(16)}h, ожидался ${expected}`,
  );
}

function readRefusal(reader: Reader): Refusal {
  const status = reader.u8();
  return reader.remaining > 0 ? { status, extended: reader.u8() } : { status };
}

/** `55 00 data`: commands that return something; data begins right after the error byte. */
export const standard: Envelope = {
  name: 'standard',
  open(reader) {
    const mark = reader.u8();
    if (mark !== MARK) throw unexpected(mark, '55h');
    const status = reader.u8();
    if (status === 0) return undefined;
    return reader.remaining > 0 ? { status, extended: reader.u8() } : { status };
  },
  seal(writer) {
    writer.u8(MARK).u8(0);
  },
  refuse: refuseMarked,
};

/** `55 00 [00]`: commands that return nothing; a third byte is harmless there. */
export const acknowledgement: Envelope = {
  name: 'acknowledgement',
  open: (reader) => standard.open(reader),
  seal(writer) {
    writer.u8(MARK).u8(0).u8(0);
  },
  refuse: refuseMarked,
};

/** `tag data`: 3F answers 44h, 4D answers 4Dh, 74 answers 4Ch. Any other first byte is a refusal. */
export function tagged(tag: number): Envelope {
  needNumber(tag, 'tag');
  return {
    name: `tagged ${tag.toString(16).toUpperCase()}`,
    open(reader) {
      const first = reader.u8();
      return first === tag ? undefined : readRefusal(reader);
    },
    seal(writer) {
      writer.u8(tag);
    },
    refuse: refuseMarked,
  };
}

/** `err data` without a mark: A5. A leading 55h with a third byte missing is the common refusal. */
export const errorFirst: Envelope = {
  name: 'errorFirst',
  open(reader) {
    const first = reader.u8();
    if (first === 0) return undefined;
    // 55h is no error code, so `55 err` cannot be mistaken for a refusal with the byte in front.
    return first === MARK && reader.remaining > 0 ? readRefusal(reader) : { status: first };
  },
  seal(writer) {
    writer.u8(0);
  },
  refuse(writer, { status }) {
    writer.u8(status);
  },
};

/** `55 data` without an error byte: 45, and B3, whose data are an error. A mode with low nibble 8..F is not a mode but an error code. */
export const bare: Envelope = {
  name: 'bare',
  open(reader) {
    const mark = reader.u8();
    if (mark !== MARK) throw unexpected(mark, '55h');
    return undefined;
  },
  seal(writer) {
    writer.u8(MARK);
  },
  refuse: refuseMarked,
};
