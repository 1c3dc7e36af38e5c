import { ProtocolError } from '../errors.js';
import { needBytes, needText } from '../util/arguments.js';
import { cp866 } from '../util/code-pages.js';

/**
 * Plain CP866: the code page of texts in fiscal documents. The register's wire has its own (`protocol/text.ts`),
 * where a few characters stand at other places.
 */
const byteOf = new Map(Array.from(cp866.chars, (char, byte) => [char, byte]));

/** Every byte has a character, so any bytes can be read, and writing them again gives the same bytes. */
export function decodeCp866(bytes: Uint8Array): string {
  needBytes(bytes, 'bytes');
  return cp866.decode(bytes);
}

/** Throws ProtocolError `RANGE` naming the first character that CP866 lacks and its place, counted from 1. */
export function encodeCp866(text: string): Uint8Array {
  needText(text, 'text');
  return Uint8Array.from(Array.from(text), (char, index) => {
    const byte = byteOf.get(char);
    if (byte !== undefined) return byte;
    const code = (char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    throw new ProtocolError(
      'RANGE',
      `Символа "${char}" (U+${code}, позиция ${index + 1}) нет в CP866: ${text}`,
      {
        rule: 'cp866',
        value: text,
      },
    );
  });
}

/** The first character that CP866 lacks and its place in code points, from 0. */
export function firstOutsideCp866(text: string): { char: string; index: number } | undefined {
  needText(text, 'text');
  const chars = Array.from(text);
  const index = chars.findIndex((char) => !byteOf.has(char));
  return index < 0 ? undefined : { char: chars[index] as string, index };
}
