import { needBytes, needText } from '../util/arguments.js';
import { cp866, cp1251 } from '../util/code-pages.js';
import type { Writer } from './bytes.js';

/**
 * The register's own differences from CP866, as data, so that another firmware's table can replace them.
 * `decode` rows work in both directions, `encode` rows only when writing.
 */
export interface TextExceptions {
  readonly both: ReadonlyArray<readonly [char: string, byte: number]>;
  readonly encodeOnly: ReadonlyArray<readonly [char: string, byte: number]>;
  /** CP866 bytes that the register does not print as CP866 does. */
  readonly unmapped: readonly number[];
}

export const atolExceptions: TextExceptions = {
  both: [
    ['№', 0x24],
    ['$', 0xfc],
    ['€', 0xf2],
    ['—', 0xfa],
    ['■', 0xff],
  ],
  encodeOnly: [
    ['«', 0x22],
    ['»', 0x22],
    ['≡', 0x3d],
  ],
  unmapped: [0x7f, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfb, 0xfd, 0xfe],
};

/** Stands for characters that the register's code page lacks, as the register prints them. */
const BLANK = 0x20;

/** Code points below are found in an array: Latin and Cyrillic, of which names of goods are made. */
const FAST = 0x500;
const MISSING = -1;

interface Tables {
  readonly toByte: ReadonlyMap<string, number>;
  readonly toChar: readonly string[];
  /** Bytes by code point, as `toByte` has them by character; MISSING where the page has none. */
  readonly fast: Int16Array;
}

function buildTables(exceptions: TextExceptions): Tables {
  const toChar = Array.from(cp866.chars);
  const toByte = new Map<string, number>();
  for (const byte of exceptions.unmapped) toChar[byte] = ' ';
  for (const [char, byte] of exceptions.both) toChar[byte] = char;
  toChar.forEach((char, byte) => {
    if (!toByte.has(char)) toByte.set(char, byte);
  });
  toByte.set(' ', BLANK);
  for (const [char, byte] of exceptions.encodeOnly) toByte.set(char, byte);
  const fast = new Int16Array(FAST).fill(MISSING);
  for (const [char, byte] of toByte) {
    const code = char.charCodeAt(0);
    if (code < FAST) fast[code] = byte;
  }
  return { toByte, toChar, fast };
}

const tables = buildTables(atolExceptions);

function byteOf(code: number): number {
  if (code < FAST) return tables.fast[code] as number;
  return tables.toByte.get(String.fromCodePoint(code)) ?? MISSING;
}

/** One character per code point; what the page lacks becomes a blank. See `unprintable()` to warn before. */
export function encodeText(text: string): Uint8Array {
  needText(text, 'text');
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) as number;
    if (code > 0xffff) at++;
    const byte = byteOf(code);
    bytes[length++] = byte === MISSING ? BLANK : byte;
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

/** As `encodeText`, into what is being written. */
export function writeText(writer: Writer, text: string): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) as number;
    if (code > 0xffff) at++;
    const byte = byteOf(code);
    writer.u8(byte === MISSING ? BLANK : byte);
  }
}

export function decodeText(bytes: Uint8Array): string {
  needBytes(bytes, 'bytes');
  let text = '';
  for (const byte of bytes) text += tables.toChar[byte] as string;
  return text;
}

export interface UnprintableCharacter {
  char: string;
  /** Position in code points, from 0. */
  index: number;
}

/** Characters that the register would print as blanks. */
export function unprintable(text: string): UnprintableCharacter[] {
  needText(text, 'text');
  const found: UnprintableCharacter[] = [];
  for (let at = 0, index = 0; at < text.length; at++, index++) {
    const code = text.codePointAt(at) as number;
    if (byteOf(code) === MISSING) found.push({ char: String.fromCodePoint(code), index });
    if (code > 0xffff) at++;
  }
  return found;
}

export function decodeCp1251(bytes: Uint8Array): string {
  return cp1251.decode(bytes);
}

export function encodeCp1251(text: string): Uint8Array {
  return cp1251.encode(text);
}
