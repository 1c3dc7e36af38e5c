import { encodeCp866, firstOutsideCp866 } from '../../fiscal/cp866.js';
import { decodeText } from '../../protocol/text.js';

/** Two bytes in front of the value of tag 1162. */
const kinds = { gs1: [0x44, 0x4d], ean13: [0x45, 0x0d], ean8: [0x45, 0x08] } as const;
const MAX_LENGTH = 32;
/** GS: ends a field of variable length in a DataMatrix. */
const SEPARATOR = '\u001d';

/** Value of tag 1162 for a code as a scanner reads it; undefined when it is none that FFD 1.05 knows. */
export function productCode(scanned: Uint8Array): Uint8Array | undefined {
  const text = decodeText(scanned);
  if (firstOutsideCp866(text)) return undefined;
  const [first = '', ...more] = text.replace(/^\]d2/, '').split(SEPARATOR);
  // Some scanners begin with a separator.
  const gs1 = /^01(\d{14})21(.+)$/s.exec(first || (more[0] ?? ''));
  if (gs1?.[1] && gs1[2]) {
    const value = Uint8Array.of(...kinds.gs1, ...number(gs1[1]), ...encodeCp866(gs1[2]));
    return value.length <= MAX_LENGTH ? value : undefined;
  }
  if (/^\d{13}$/.test(text)) return Uint8Array.of(...kinds.ean13, ...number(text));
  if (/^\d{8}$/.test(text)) return Uint8Array.of(...kinds.ean8, ...number(text));
  return undefined;
}

/** Six bytes, most significant first. */
function number(digits: string): Uint8Array {
  let rest = Number(digits);
  const bytes = new Uint8Array(6);
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
