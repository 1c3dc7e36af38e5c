import type { Problem } from '../errors.js';
import type { ReceiptType } from './receipt/input.js';
import type { FormCode } from './tags.js';

/** The report on opening or closing a shift, as signed by the FN. */
export interface ShiftReport {
  /** FD number (tag 1040). */
  documentNumber: number;
  fiscalSign: number;
  /** `YYYY-MM-DDTHH:mm`, register's clock. */
  dateTime: string;
  shiftNumber: number;
  fnNumber: string;
  registrationNumber: string;
  /** False: it is signed, but its paper is not complete; `print.continue()` prints the rest when the printer can go on. */
  printed?: boolean;
}

/** What a receipt with `shift: 'auto'` did to the shift before it. */
export interface ShiftChange {
  /** The shift that was older than 24 hours. */
  readonly closed?: ShiftReport;
  readonly opened?: ShiftReport;
}

/** What the register signed: as issued, or as read back from the FN. Plain JSON. */
export interface FiscalResult {
  /** Kind of document that was asked for. */
  readonly type: ReceiptType;
  /** Form of the document: 3 receipt, 4 BSO, 31 and 41 their corrections. */
  readonly form: FormCode;
  /** Number of the fiscal document (tag 1040). */
  readonly documentNumber: number;
  /** Fiscal sign (tag 1077) as it is printed: a number without leading zeros. */
  readonly fiscalSign: number;
  /** Tag 1012, the register's own clock: `YYYY-MM-DDTHH:mm` or with seconds. */
  readonly dateTime: string;
  /** Tag 1038. */
  readonly shiftNumber: number;
  /** Number of the receipt in the shift (tag 1042). */
  readonly receiptNumber: number;
  /** Number of the fiscal storage (tag 1041), 16 digits. */
  readonly fnNumber: string;
  /** Registration number of the register (tag 1037), 16 digits. */
  readonly registrationNumber: string;
  /** Tag 1020, kopecks. */
  readonly totalKopecks: number;
  /** Text of the QR code (tag 1196). */
  readonly qr: string;
  /** What is allowed but looks wrong: found in the receipt, and what the register's day and registration add. */
  readonly warnings: readonly Problem[];
  /** Site of the tax service (tag 1060), where the register tells it. */
  readonly fnsSite?: string;
  /**
   * Only where there was doubt. False: the document is signed, but its paper is not complete; `print.continue()` prints the
   * rest when the printer can go on.
   */
  readonly printed?: boolean;
  /** Only with `shift: 'auto'`, when a shift was opened, or an old one closed and a new one opened, for this receipt. */
  readonly shiftChange?: ShiftChange;
  /** How it came about, where there was doubt: what happened, in Russian, with the time in ms since 1970. */
  readonly history?: ReadonlyArray<{ readonly at: number; readonly text: string }>;
}
