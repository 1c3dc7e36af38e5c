import { ProtocolError } from '../errors.js';
import { needBytes, needNumber } from '../util/arguments.js';
import type { FormCode } from './tags.js';

/** Tag 1077: kind, length of the sign (four), and the sign, big-endian. */
const LENGTH = 6;
const SIGN_LENGTH = 4;

/** First byte of 1077, as seen in signs of real storages. */
const KIND_REGISTRATION = 0x21;
const KIND_OTHER = 0x31;

/** The number that is printed as ФП: bytes 2-5 of tag 1077, from 0 to 2^32 - 1, shown without leading zeros. */
export function fiscalSignNumber(bytes: Uint8Array): number {
  needBytes(bytes, 'bytes');
  if (bytes.length !== LENGTH) {
    throw new ProtocolError(
      'MALFORMED',
      `Фискальный признак занимает ${LENGTH} байт, получено ${bytes.length}`,
      {
        field: 'fiscalSign',
        rule: `length ${LENGTH}`,
        value: bytes.length,
      },
    );
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(LENGTH - SIGN_LENGTH);
}

/** Tag 1077 for a sign in a document of this form. Throws ProtocolError `RANGE` for a number that is not 32 bits. */
export function fiscalSignBytes(sign: number, form: FormCode): Uint8Array {
  needNumber(sign, 'sign');
  if (!Number.isInteger(sign) || sign < 0 || sign > 0xffff_ffff) {
    throw new ProtocolError('RANGE', `Фискальный признак вне диапазона 0..4294967295: ${sign}`, {
      field: 'fiscalSign',
      rule: 'u32',
      value: sign,
    });
  }
  const bytes = Uint8Array.of(
    form === 1 || form === 11 ? KIND_REGISTRATION : KIND_OTHER,
    SIGN_LENGTH,
    0,
    0,
    0,
    0,
  );
  new DataView(bytes.buffer).setUint32(LENGTH - SIGN_LENGTH, sign);
  return bytes;
}
