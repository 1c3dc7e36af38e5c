export function littleEndian(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);
}

/** YY MM DD; zeroes for no date. */
export function binaryDate(dateTime: string): Uint8Array {
  const [year = 2000, month = 0, day = 0] = dateTime.slice(0, 10).split('-').map(Number);
  return dateTime === '' ? new Uint8Array(3) : Uint8Array.of(year - 2000, month, day);
}

/** Padded with blanks on the right. */
export function ascii(text: string, length: number): Uint8Array {
  return Uint8Array.from(text.padEnd(length), (char) => char.charCodeAt(0));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
