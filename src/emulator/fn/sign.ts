import type { FormCode } from '../../fiscal/tags.js';
import { hmacSha256 } from '../../util/sha256.js';

/**
 * The fiscal sign. A real FN makes it with a key that nobody outside knows; this one uses HMAC-SHA-256 over the document,
 * cut to four bytes, with a key made of the FN's number. So it is repeatable, and no tax office would take it for real.
 */
export function signDocument(fnNumber: string, form: FormCode, body: Uint8Array): number {
  const key = `emulated FN ${fnNumber}`;
  const sign = hmacSha256(key, Uint8Array.of(form), body);
  return new DataView(sign.buffer).getUint32(0);
}
