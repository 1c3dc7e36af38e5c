import type { ProductCodeInput } from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { fromBase64 } from '../printing/print-elements.js';
import type { Fields } from '../reading/fields.js';

const INTERNAL = 6;
const NO_REQUIRED_PARAM = 8;
const INVALID_SERIAL_NUMBER = 87;
const INVALID_COMMODITY_CODE_TYPE = 146;
const INVALID_GTIN = 193;

/** Tag 1162: ready bytes, the parts of a code, or the mark as it was scanned. */
export function readProductCode(position: Fields, newer: boolean): ProductCodeInput | undefined {
  const code = position.optional('nomenclatureCode', 'object|string') || undefined;
  const mark = position.optionalObject('markingCode');
  if (typeof code === 'string')
    return { kind: 'raw', value: hex(fromBase64(code, position.at('nomenclatureCode'))) };
  if (code !== undefined) return nomenclature(position.object('nomenclatureCode'));
  return mark && scanned(mark, newer);
}

const nomenclatureTypes = { furs: 'furs', medicines: 'gs1', tobacco: 'tobacco', shoes: 'gs1' } as const;

const FURS = 20;
/** Characters of a serial number of tobacco; the driver fills up shorter ones with blanks. */
const TOBACCO = 13;
/** What the rules of GS1 allow; the driver takes four more. */
const LONGEST_SERIAL = 20;

function nomenclature(code: Fields): ProductCodeInput {
  const kind = code.choice('type', nomenclatureTypes);
  const serial = code.get('serial', 'string');
  if (kind === 'furs') {
    if (serial.length !== FURS)
      throw new JsonTaskError(INVALID_SERIAL_NUMBER, 'Длина КиЗ не равна 20 символам');
    return { kind, value: serial };
  }
  const gtin = code.optional('gtin', 'string');
  if (gtin === undefined) throw refused(NO_REQUIRED_PARAM, 'LIBFPTR_PARAM_GTIN');
  if (!/^\d*$/.test(gtin)) throw new JsonTaskError(INVALID_GTIN, 'GTIN не число');
  if (gtin.length !== 14) throw new JsonTaskError(INVALID_GTIN, driverError(INVALID_GTIN).description);
  if (serial === '') throw refused(INTERNAL, code.at('serial'));
  const whole = kind === 'tobacco' ? serial.padEnd(TOBACCO) : serial;
  if (!/^[\x20-\x7e]+$/.test(whole) || (whole === serial && serial.length <= LONGEST_SERIAL))
    return { kind: 'gs1', value: `01${gtin}21${serial}` };
  return { kind: 'raw', value: `444D${asNumber(gtin)}${hex(new TextEncoder().encode(whole))}` };
}

const markTypes = { other: 'other', egais20: 'egais2', egais30: 'egais3' } as const;

/** Excise marks and the short marks of cigarettes are known to newer drivers only. */
function scanned(mark: Fields, newer: boolean): ProductCodeInput {
  const type = mark.optionalChoice('type', markTypes) ?? 'other';
  const bytes = fromBase64(mark.get('mark', 'string'), mark.at('mark'));
  const value = new TextDecoder('latin1').decode(bytes);
  if (type === 'other' && /^\d{13}$/.test(value)) return { kind: 'ean13', value };
  if (type === 'other' && /^\d{8}$/.test(value)) return { kind: 'ean8', value };
  if (!newer && (type !== 'other' || !value.includes('21', 16)))
    throw refused(
      INVALID_COMMODITY_CODE_TYPE,
      `${mark.at('mark')}: такой код знают драйверы 10.10, answers: '10.10'`,
    );
  return { kind: type === 'other' ? 'gs1' : type, value };
}

/** A number goes as six bytes. */
function asNumber(digits: string): string {
  return BigInt(digits).toString(16).toUpperCase().padStart(12, '0');
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function refused(code: number, why: string): JsonTaskError {
  return new JsonTaskError(code, `${driverError(code).description} (${why})`);
}
