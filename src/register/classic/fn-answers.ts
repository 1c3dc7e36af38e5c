import { type FormCode, isFormCode, settlementTypes, tagByNumber } from '../../fiscal/index.js';
import { receiptForms } from '../../fiscal/receipt-forms.js';
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
import type { FnDocument, FnPhase, FnState, FnWarnings, OfdStatus } from '../questions/fn-answers.js';

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
  if (receiptForms.includes(form) && tail.length >= SETTLEMENT_TAIL) {
    const type = settlementTypes.find(reader.u8())?.name;
    return { ...(type && { settlementType: type }), totalKopecks: u40le.decode(reader) };
  }
  return tail.length > 0 ? { rest: toHex(tail, '') } : {};
}
