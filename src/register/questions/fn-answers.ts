import {
  type FormCode,
  isFormCode,
  type NamedValue,
  type SettlementType,
  settlementTypes,
  tagByNumber,
} from '../../fiscal/index.js';
import {
  type AnswerOf,
  type commands,
  fnPhase,
  fnWarning,
  Reader,
  u16le,
  u40le,
} from '../../protocol/index.js';
import { toHex } from '../../util/hex.js';

export type FnPhase = keyof typeof fnPhase | 'unknown';

export interface FnWarnings {
  replaceUrgently: boolean;
  resourceNearEnd: boolean;
  memoryNearFull: boolean;
  ofdTimeout: boolean;
  critical: boolean;
}

const phaseNames = new Map<number, FnPhase>(
  Object.entries(fnPhase).map(([name, code]) => [code, name as FnPhase]),
);

export function phaseName(code: number): FnPhase {
  return phaseNames.get(code) ?? 'unknown';
}

export function fnWarnings(bits: number): FnWarnings {
  const has = (bit: number) => (bits & bit) !== 0;
  return {
    replaceUrgently: has(fnWarning.replaceUrgently),
    resourceNearEnd: has(fnWarning.resourceNearEnd),
    memoryNearFull: has(fnWarning.memoryNearFull),
    ofdTimeout: has(fnWarning.ofdTimeout),
    critical: has(fnWarning.critical),
  };
}

/** Document that the FN is forming, by the code of A4 30. */
const currentForms = new Map<number, FormCode>([
  [0x01, 1],
  [0x02, 2],
  [0x04, 3],
  [0x08, 5],
  [0x10, 6],
  [0x11, 4],
  [0x12, 11],
  [0x13, 11],
  [0x14, 31],
  [0x15, 41],
  [0x17, 21],
]);

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

export function fnState(answer: AnswerOf<typeof commands.fnGetStatus>): FnState {
  const { currentDocument: code, documentData } = answer;
  return {
    number: answer.fnNumber,
    phase: phaseName(answer.phase),
    shiftOpen: answer.shift === 1,
    warnings: fnWarnings(answer.warnings),
    lastDocument: answer.lastDocument,
    lastDateTime: answer.dateTime,
    current: code === 0 ? undefined : { form: currentForms.get(code), code, complete: documentData === 1 },
  };
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

export function ofdStatus(answer: AnswerOf<typeof commands.fnGetOfdStatus>): OfdStatus {
  const has = (bit: number) => (answer.status & bit) !== 0;
  const unsent = answer.unsentCount > 0;
  return {
    connected: has(0x01),
    messageWaiting: has(0x02),
    waitingForTicket: has(0x04),
    commandFromOfd: has(0x08),
    settingsChanged: has(0x10),
    waitingForAnswer: has(0x20),
    reading: answer.reading === 1,
    unsentCount: answer.unsentCount,
    firstUnsent: unsent ? answer.firstUnsent : undefined,
    firstUnsentDateTime: unsent ? answer.firstUnsentDate : undefined,
  };
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

export function fnDocument(answer: AnswerOf<typeof commands.fnFindDocument>): FnDocument {
  const { type: form, tail } = answer;
  return {
    number: answer.number,
    form,
    name: (isFormCode(form) && tagByNumber(form)?.nameRu) || `Форма ${form}`,
    dateTime: answer.dateTime,
    fiscalSign: answer.fiscalSign,
    ticket: answer.ticket === 1,
    ...fnDocumentTail(form, tail),
  };
}

const SETTLEMENT_TAIL = 6;

function fnDocumentTail(form: number, tail: Uint8Array): Partial<FnDocument> {
  const reader = new Reader(tail);
  if ((form === 2 || form === 5) && tail.length >= 2) return { shiftNumber: u16le.decode(reader) };
  if ([3, 4, 31, 41].includes(form) && tail.length >= SETTLEMENT_TAIL) {
    const type = settlementTypes.find(reader.u8())?.name;
    return { ...(type && { settlementType: type }), totalKopecks: u40le.decode(reader) };
  }
  return tail.length > 0 ? { rest: toHex(tail, '') } : {};
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
