import type { FormCode, NamedValue, SettlementType } from '../../fiscal/index.js';

/** Phases of an FN's life. */
export type FnPhase = 'setup' | 'ready' | 'fiscal' | 'postFiscal' | 'archive' | 'unknown';

export interface FnWarnings {
  replaceUrgently: boolean;
  resourceNearEnd: boolean;
  memoryNearFull: boolean;
  ofdTimeout: boolean;
  critical: boolean;
}

/** What the FN says of itself (A4 30). */
export interface FnState {
  /** 16 digits. */
  number: string;
  phase: FnPhase;
  shiftOpen: boolean;
  warnings: FnWarnings;
  lastDocument: number;
  /** Of the last document, `YYYY-MM-DDTHH:mm`; empty before the first. */
  lastDateTime: string;
  /** The document that was begun and not signed; undefined when none is. */
  current: { form: FormCode | undefined; code: number; complete: boolean } | undefined;
}

/** Exchange with the operator of fiscal data (A4 20). */
export interface OfdStatus {
  connected: boolean;
  messageWaiting: boolean;
  waitingForTicket: boolean;
  commandFromOfd: boolean;
  settingsChanged: boolean;
  waitingForAnswer: boolean;
  /** A message is being read from the FN. */
  reading: boolean;
  unsentCount: number;
  /** Number of the first unsent document; undefined when all are sent. */
  firstUnsent: number | undefined;
  /** `YYYY-MM-DDTHH:mm`; undefined when all are sent. */
  firstUnsentDateTime: string | undefined;
}

/** A document as the FN's index tells it (A4 40). */
export interface FnDocument {
  number: number;
  /** Code of the form, such as 3 for a receipt. */
  form: number;
  /** Russian name of the form. */
  name: string;
  /** `YYYY-MM-DDTHH:mm`. */
  dateTime: string;
  fiscalSign: number;
  /** The operator's ticket is stored. */
  ticket: boolean;
  /** Of shift reports. */
  shiftNumber?: number;
  /** Of receipts, BSO and corrections. */
  settlementType?: SettlementType;
  /** Of receipts, BSO and corrections. */
  totalKopecks?: number;
  /** What else the FN keeps of it, hex. */
  rest?: string;
}

/** The last failures of the exchange with the operator (register 2B); code 0 is none. */
export interface OfdErrors {
  network: { code: number; text: string };
  ofd: { code: number; text: string };
  fn: { code: number; text: string };
  /** Document that could not be sent; 0 when there was none. */
  documentNumber: number;
  /** Command of the FN that failed. */
  fnCommand: number;
}

export interface OfdTicket {
  /** Document that the ticket is for. */
  documentNumber: number;
  /** `YYYY-MM-DDTHH:mm`. */
  dateTime: string;
  /** Sign of the operator, 18 bytes in hex. */
  ofdSign: string;
}

export interface RegistrationTag {
  tag: number;
  /** Id of the tag, such as `userName`. */
  id: string;
  /** Russian name. */
  name: string;
  value: NamedValue;
}

/** What the FN keeps for the vendor's service; the layouts are not public. */
export interface FnErrorDetail {
  /** Answer of A4 35, hex. */
  detail: string;
  /** Registers 40 and 32, hex; undefined when the register refuses them. */
  info: string | undefined;
  moreInfo: string | undefined;
}
