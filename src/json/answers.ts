import type { FiscalResult, ShiftReport } from '../fiscal/index.js';
import type { FnWarnings } from '../index.js';

/** What every signed document is answered with. */
export interface FiscalParams {
  fiscalDocumentNumber: number;
  /** Sign of the document as it is printed. */
  fiscalDocumentSign: string;
  /** ISO 8601 with the zone of this computer: the register's clock has none. */
  fiscalDocumentDateTime: string;
  shiftNumber: number;
  fnNumber: string;
  registrationNumber: string;
  fnsUrl: string;
}

export interface DocumentWarnings {
  /** The document is signed, but not all of it is on paper. */
  notPrinted?: boolean;
}

export interface ShiftAnswer {
  fiscalParams: FiscalParams & { receiptsCount?: number };
  warnings: DocumentWarnings;
}

export interface ReceiptAnswer {
  fiscalParams: FiscalParams & { fiscalReceiptNumber: number; total: number };
  warnings: DocumentWarnings;
}

/** Warnings of the FN by the driver's names. */
export interface StorageWarnings {
  criticalError: boolean;
  memoryOverflow: boolean;
  needReplacement: boolean;
  ofdTimeout: boolean;
  resourceExhausted: boolean;
}

export function storageWarnings(warnings: FnWarnings): StorageWarnings {
  return {
    criticalError: warnings.critical,
    memoryOverflow: warnings.memoryNearFull,
    needReplacement: warnings.replaceUrgently,
    ofdTimeout: warnings.ofdTimeout,
    resourceExhausted: warnings.resourceNearEnd,
  };
}

type Signed = Pick<
  FiscalResult & ShiftReport,
  'documentNumber' | 'fiscalSign' | 'dateTime' | 'shiftNumber' | 'fnNumber' | 'registrationNumber'
>;

export function fiscalParams(document: Signed, fnsUrl: string): FiscalParams {
  return {
    fiscalDocumentDateTime: zoned(document.dateTime),
    fiscalDocumentNumber: document.documentNumber,
    fiscalDocumentSign: String(document.fiscalSign),
    fnNumber: document.fnNumber,
    fnsUrl,
    registrationNumber: document.registrationNumber,
    shiftNumber: document.shiftNumber,
  };
}

export function documentWarnings({ printed }: { printed?: boolean | undefined }): DocumentWarnings {
  return printed === false ? { notPrinted: true } : {};
}

/** What the driver answers where there is no time. */
export const EPOCH = '1970-01-01T00:00:00';

/** A local time of the register, `YYYY-MM-DDTHH:mm[:ss]`, with the zone that this computer has at that time. */
export function zoned(local: string): string {
  const [, year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?/.exec(local)?.map((part = '0') => Number(part)) ??
    [];
  if (year === 0) return local;
  const offset = -new Date(year, month - 1, day, hour, minute, second).getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const zone = `${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${sign}${zone}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The driver writes the fields of its answers in the order of their names. */
export function inOrder<T extends object>(answer: T): T {
  if (Array.isArray(answer)) return answer.map(ordered) as T;
  const fields = Object.entries(answer).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, value]) => [name, ordered(value)])) as T;
}

function ordered(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? inOrder(value) : value;
}
