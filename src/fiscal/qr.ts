import { ProtocolError } from '../errors.js';
import { needObject, needText } from '../util/arguments.js';
import { localToMs } from '../util/local-time.js';
import { readable } from '../util/options.js';

/** What the QR code of a receipt says (tag 1196). */
export interface ReceiptQr {
  /** Date and time of the receipt (1012), `YYYY-MM-DDTHH:mm` or `YYYY-MM-DDTHH:mm:ss`; both occur on receipts. */
  readonly dateTime: string;
  /** Total (1020) in kopecks. */
  readonly totalKopecks: number;
  /** Number of the fiscal storage (1041), 16 digits. */
  readonly fnNumber: string;
  /** Number of the fiscal document (1040). */
  readonly documentNumber: number;
  /** The printed number of the fiscal sign (1077), see `fiscalSignNumber`. */
  readonly fiscalSign: number;
  /** Settlement type (1054): 1 sale, 2 sale return, 3 purchase, 4 purchase return. */
  readonly settlementType: number;
}

const MAX_U32 = 0xffff_ffff;

/** Text of the QR code: `t=20210829T162200&s=2663.58&fn=…&i=…&fp=…&n=1`. Throws ProtocolError `RANGE`. */
export function qrText(receipt: ReceiptQr): string {
  needObject(receipt, 'receipt');
  return readable('receipt', () => {
    const { dateTime, totalKopecks, fnNumber, documentNumber, fiscalSign, settlementType } = receipt;
    localToMs(dateTime);
    demand(Number.isSafeInteger(totalKopecks) && totalKopecks >= 0, 'totalKopecks', totalKopecks);
    demand(/^\d{16}$/.test(fnNumber), 'fnNumber', fnNumber);
    demand(isU32(documentNumber), 'documentNumber', documentNumber);
    demand(isU32(fiscalSign), 'fiscalSign', fiscalSign);
    demand([1, 2, 3, 4].includes(settlementType), 'settlementType', settlementType);
    const kopecks = String(totalKopecks).padStart(3, '0');
    const time = dateTime.replace(/[-:]/g, '');
    const sum = `${kopecks.slice(0, -2)}.${kopecks.slice(-2)}`;
    return `t=${time}&s=${sum}&fn=${fnNumber}&i=${documentNumber}&fp=${fiscalSign}&n=${settlementType}`;
  });
}

/**
 * Reads the text of a receipt's QR code; the order of its parts does not matter, unknown ones are passed over. Services that
 * check receipts echo it in lower case (`t=20210829t1622`), which is taken too.
 * Throws ProtocolError `MALFORMED`; its `field` is the part (`t`, `s`, `fn`, `i`, `fp`, `n`).
 */
export function parseQr(text: string): ReceiptQr {
  needText(text, 'text');
  const parts = new Map<string, string>();
  for (const part of text.trim().split('&')) {
    const [name = '', ...value] = part.split('=');
    if (parts.has(name)) throw malformed(name, text);
    parts.set(name, value.join('='));
  }
  const match = (name: string, pattern: RegExp): RegExpExecArray => {
    const found = pattern.exec(parts.get(name) ?? '');
    if (!found) throw malformed(name, text);
    return found;
  };
  const number = (name: string, max: number): number => {
    const value = Number(match(name, /^\d{1,10}$/)[0]);
    if (value > max) throw malformed(name, text);
    return value;
  };
  const sum = Number(match('s', /^\d{1,13}\.\d{2}$/)[0].replace('.', ''));
  const [, year, month, day, hour, minute, second] = match(
    't',
    /^(\d{4})(\d\d)(\d\d)[Tt](\d\d)(\d\d)(\d\d)?$/,
  );
  const dateTime = `${year}-${month}-${day}T${hour}:${minute}${second === undefined ? '' : `:${second}`}`;
  try {
    localToMs(dateTime);
  } catch {
    throw malformed('t', text);
  }
  const settlementType = number('n', 4);
  if (settlementType === 0) throw malformed('n', text);
  return {
    dateTime,
    totalKopecks: sum,
    fnNumber: match('fn', /^\d{16}$/)[0],
    documentNumber: number('i', MAX_U32),
    fiscalSign: number('fp', MAX_U32),
    settlementType,
  };
}

function isU32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_U32;
}

function demand(holds: boolean, field: keyof ReceiptQr, value: unknown): void {
  if (!holds)
    throw new ProtocolError('RANGE', `QR-код чека: недопустимое значение ${field}: ${value}`, {
      field,
      value,
    });
}

function malformed(field: string, text: string): ProtocolError {
  return new ProtocolError('MALFORMED', `Не QR-код чека (${field}): ${text}`, {
    field,
    value: text,
    rule: 't s fn i fp n',
  });
}
