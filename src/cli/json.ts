import { toHex } from '../util/hex.js';

/** One line of JSON. Bytes are hex, as everywhere in this command line. */
export function toJson(value: object): string {
  return `${JSON.stringify(value, (_key, item: unknown) => plain(item))}\n`;
}

function plain(item: unknown): unknown {
  if (item instanceof Uint8Array) return toHex(item);
  return typeof item === 'bigint' ? item.toString() : item;
}
