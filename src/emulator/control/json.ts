import { toHex } from '../../util/hex.js';

/** Bytes as hex. */
export function toJson(value: unknown, space?: number): string {
  return JSON.stringify(
    value,
    (_, part: unknown) => (part instanceof Uint8Array ? toHex(part, '') : part),
    space,
  );
}
