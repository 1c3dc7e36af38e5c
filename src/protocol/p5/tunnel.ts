import { ProtocolError } from '../../errors.js';
import { asciiBytes, asciiText } from './text.js';

/**
 * The way to the operator of fiscal data through the host, on channel C4: elements of tag, length and value, one byte each for tag and
 * length. The low bit of a tag is the number of the connection.
 */
export interface TunnelElement {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** What the host says. */
export const tunnelToDevice = {
  askVersion: 0x01,
  version: 0x02,
  reset: 0x03,
  /** One byte: 1 connected, 0 closed or refused. */
  state: 0x10,
  data: 0x20,
} as const;

/** What the register says. */
export const tunnelToHost = {
  version: 0x40,
  /** A name to look up; it needs no answer. */
  lookUp: 0x41,
  askVersion: 0x42,
  /** Permission for one element of data of at most so many bytes (LE16, or one byte). */
  permission: 0x50,
  /** LE16. */
  port: 0x60,
  /** Name or address: connect. */
  connect: 0x70,
  close: 0x80,
  data: 0x90,
} as const;

/** Both sides speak this version. */
export const TUNNEL_VERSION = 2;
/** The most that one element carries. */
export const TUNNEL_BLOCK = 255;

/** The number of the connection in a tag. */
export const TUNNEL_NUMBER = 0x01;

export function encodeTunnel(elements: readonly TunnelElement[]): Uint8Array {
  const bytes: number[] = [];
  for (const { tag, value } of elements) {
    if (value.length > TUNNEL_BLOCK)
      throw new ProtocolError('RANGE', `Данных больше ${TUNNEL_BLOCK} байт: ${value.length}`, {
        value: value.length,
        rule: `<= ${TUNNEL_BLOCK}`,
      });
    bytes.push(tag, value.length, ...value);
  }
  return Uint8Array.from(bytes);
}

/** The elements of one frame. An element that is not whole ends the list. */
export function decodeTunnel(data: Uint8Array): TunnelElement[] {
  const elements: TunnelElement[] = [];
  for (let at = 0; at + 2 <= data.length; ) {
    const length = data[at + 1] as number;
    const end = at + 2 + length;
    if (end > data.length) break;
    elements.push({ tag: data[at] as number, value: data.slice(at + 2, end) });
    at = end;
  }
  return elements;
}

/** A number in one or two bytes, low byte first. */
export function tunnelNumber(value: Uint8Array): number {
  return (value[0] ?? 0) + (value[1] ?? 0) * 0x100;
}

/** A name; a NUL at its end is no part of it. */
export function tunnelText(value: Uint8Array): string {
  return asciiText(value).replace(/\0.*$/s, '');
}

export const encodeTunnelText = asciiBytes;
