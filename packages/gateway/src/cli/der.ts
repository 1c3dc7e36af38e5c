/** The few forms of DER (X.690) that a certificate is made of. */
export type Der = Uint8Array;

const element = (tag: number, content: Der): Der =>
  Buffer.concat([Uint8Array.of(tag), length(content.length), content]);

/** Up to 127 in one byte; longer ones behind a byte that says how many follow. */
function length(value: number): Der {
  if (value < 0x80) return Uint8Array.of(value);
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export const sequence = (...parts: readonly Der[]): Der => element(0x30, Buffer.concat(parts));
export const set = (...parts: readonly Der[]): Der => element(0x31, Buffer.concat(parts));
export const octets = (content: Der): Der => element(0x04, content);
export const truth = (): Der => element(0x01, Uint8Array.of(0xff));
export const utf8 = (text: string): Der => element(0x0c, Buffer.from(text));

/** Not negative: a byte of zero stands before a first bit that is set. */
export function integer(bytes: Der): Der {
  return element(0x02, (bytes[0] ?? 0) & 0x80 ? Uint8Array.of(0, ...bytes) : bytes);
}

/** `unused`: bits at the end that do not count. */
export const bits = (content: Der, unused = 0): Der => element(0x03, Uint8Array.of(unused, ...content));

/** Such as `2.5.4.3`. */
export function oid(name: string): Der {
  const [first = 0, second = 0, ...rest] = name.split('.').map(Number);
  const bytes = [40 * first + second];
  for (const part of rest) {
    const septets = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) septets.unshift(0x80 | (left & 0x7f));
    bytes.push(...septets);
  }
  return element(0x06, Uint8Array.from(bytes));
}

/** UTCTime: years up to 2049. */
export function time(ms: number): Der {
  const text = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${text}Z`, 'latin1'));
}

/** `[n]` in place of the tag of a plain form. */
export const implicit = (n: number, content: Der): Der => element(0x80 | n, content);
/** `[n]` around a form. */
export const explicit = (n: number, form: Der): Der => element(0xa0 | n, form);
