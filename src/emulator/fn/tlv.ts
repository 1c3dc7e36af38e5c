import { type TagId, tagById } from '../../fiscal/tags.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { encodeValue } from '../../fiscal/values.js';

/** One requisite by its id. Throws ProtocolError `RANGE` when the value does not fit the format. */
export function put(id: TagId, value: string | number | Uint8Array): Tlv {
  const info = tagById(id);
  return { tag: info.tag, value: encodeValue(info, value) };
}

/** A flag of the format: one byte, 0 or 1. */
export function flag(id: TagId, on: boolean): Tlv {
  return put(id, on ? 1 : 0);
}

/** The requisite when it is worth writing: nothing for an empty text or undefined. */
export function given(id: TagId, value: string | number | undefined): Tlv[] {
  return value === undefined || value === '' ? [] : [put(id, value)];
}
