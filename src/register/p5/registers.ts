import { DeviceError } from '../../errors.js';
import { writeTlv } from '../../fiscal/tlv.js';
import { documentNumberField } from '../../protocol/classic/document-number.js';
import type { RegisterName, Registers, ValueOf } from '../../protocol/classic/registers.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { money } from '../../protocol/p5/fields.js';
import { p5Commands, p5Counter, p5Document, p5Stage, p5State } from '../../protocol/p5/index.js';
import { asciiBytes } from '../../protocol/p5/text.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import { settleCash } from './documents.js';
import { classicTypeOf, isCorrectionType, type P5Memory, p5TypeOf } from './memory.js';
import { ask, type Steps, settled } from './steps.js';

type Read<K extends RegisterName> = (
  memory: P5Memory,
  p1: number,
  p2: number,
) => Steps<ValueOf<Registers[K]>>;

const DAY = 24 * 60 * 60 * 1000;
const NOT_PRINTED = 0x10;
const receiptForms: readonly number[] = [3, 4];
const OWN_TYPES = 5;
const TAXES = ['', 'vat20', 'vat10', 'vat20Included', 'vat10Included', 'vat0', 'noVat'] as const;
/** Order in which the classic protocol numbers the sums of a shift. */
const TOTALS = [p5Document.sell, p5Document.buy, p5Document.sellReturn, p5Document.buyReturn] as const;
const FORMS = ['', 'cash', 'electronic', 'prepaid', 'credit', 'other'] as const;

/** What the registers of the classic protocol tell, by the questions of this one. Those that are missing are refused with 6C. */
export const registerTranslations: { readonly [K in RegisterName]?: Read<K> } = {
  *dateTime() {
    return yield* ask(p5Commands.getClock);
  },

  *shiftState() {
    const { flags } = yield* ask(p5Commands.getState);
    if ((flags & p5State.shiftOpen) === 0) return { state: 0, dateTime: '' };
    const { dateTime } = yield* ask(p5Commands.getShiftBegin);
    const end = dateTime === '' ? '' : msToLocal(localToMs(dateTime) + DAY);
    return { state: (flags & p5State.shiftExpired) !== 0 ? 2 : 1, dateTime: end };
  },

  *receiptState(memory) {
    const { document, stage } = yield* ask(p5Commands.getState);
    const open = (stage & p5Stage.notSigned) !== 0 || stage === 0;
    const { receiptNumber, documentNumber } = yield* ask(p5Commands.getShift);
    const receiptType = open ? classicTypeOf(document) : 0;
    if (receiptType === 0) memory.receipt = 0;
    return { unknown: memory.mode, receiptType, receiptNumber, documentNumber };
  },

  *receiptTotals() {
    const { total, remainder, change } = yield* ask(p5Commands.getReceiptSums);
    return { sum: total, remainder, change };
  },

  *lastClosedShift() {
    const { flags } = yield* ask(p5Commands.getState);
    const { shiftNumber } = yield* ask(p5Commands.getShift);
    return { number: (flags & p5State.shiftOpen) !== 0 ? shiftNumber - 1 : shiftNumber };
  },

  *serialNumber() {
    return { number: (yield* ask(p5Commands.getSerialNumber)).serialNumber };
  },

  *lineLength(memory) {
    memory.font ??= yield* font();
    const { width, dots } = memory.font;
    return { chars: Math.min(99, Math.floor(dots / Math.max(1, width))), dots };
  },

  inputBufferLength({ limit }) {
    const digits = String(Math.min(limit, 9999)).padStart(4, '0');
    return settled({
      length: Uint8Array.of(Number.parseInt(digits.slice(0, 2), 16), Number.parseInt(digits.slice(2), 16)),
    });
  },

  *cashSum() {
    return { sum: yield* counter(p5Counter.cash) };
  },

  *cashInCount(memory) {
    yield* settleCash(memory);
    return { count: yield* countOf(p5Counter.cashInCount) };
  },

  *cashInSum(memory) {
    yield* settleCash(memory);
    return { sum: yield* counter(p5Counter.cashInSum) };
  },

  *cashOutCount(memory) {
    yield* settleCash(memory);
    return { count: yield* countOf(p5Counter.cashOutCount) };
  },

  *cashOutSum(memory) {
    yield* settleCash(memory);
    return { sum: yield* counter(p5Counter.cashOutSum) };
  },

  *revenue() {
    let sum = 0;
    for (const [type, sign] of [
      [p5Document.sell, 1],
      [p5Document.sellReturn, -1],
      [p5Document.buy, -1],
      [p5Document.buyReturn, 1],
    ] as const) {
      sum += sign * (yield* shiftTotal(type));
    }
    return { sign: sum < 0 ? 1 : 0, sum: Math.abs(sum) };
  },

  *shiftTotal(_memory, index) {
    return { sum: yield* shiftTotal(TOTALS[index] ?? refuse()) };
  },

  *nonResettableSum(_memory, type) {
    return { sum: yield* counter(p5Counter.lifetime + counted(type) - 1) };
  },

  *paymentsSum(_memory, type, by) {
    if (by > OWN_TYPES)
      return { sum: yield* counter(p5Counter.ownPayments + 0x10 * (counted(type) - 1) + by - OWN_TYPES - 1) };
    const form = FORMS[by] || 'cash';
    return { sum: (yield* ask(p5Commands.getShiftPayments, { type: counted(type) }))[form] };
  },

  *shiftTaxSum(_memory, type, tax) {
    const sums = yield* ask(p5Commands.getShiftTaxes, { type: counted(type) });
    return { sum: sums[TAXES[tax] || refuse()] };
  },

  *receiptTaxSum(_memory, tax) {
    const sums = yield* ask(p5Commands.getReceiptTaxes);
    return { sum: sums[TAXES[tax] || refuse()] };
  },

  *receiptCounts(_memory, type) {
    const { count: receipts } = yield* ask(p5Commands.getShiftPayments, { type: counted(type) });
    // This protocol counts those of all types together.
    const { count: cancelled } = yield* ask(p5Commands.getCancelled);
    return { receipts, cancelled };
  },

  /** Of all types together: it may prove more than is asked, never less. */
  *cancellationsSum() {
    return { sum: (yield* ask(p5Commands.getCancelled)).sum };
  },

  *ofdErrors() {
    const { network, ofd, fn, documentNumber, fnCommand } = yield* ask(p5Commands.getOfdErrors);
    return { network, ofd, fn, documentNumber, fnCommand };
  },

  *unsentCount() {
    return { count: (yield* ask(p5Commands.fnGetOfdStatus)).unsentCount };
  },

  *lastSentDateTime() {
    return { dateTime: (yield* ask(p5Commands.getOfdErrors)).lastSent };
  },

  *fnValidity() {
    const { registrationsLeft, validUntil } = yield* ask(p5Commands.getFnValidity);
    const { count } = yield* ask(p5Commands.getLastRegistration);
    return {
      registrationsDone: count,
      registrationsLeft,
      validUntil: validUntil.slice(0, 10),
      tail: undefined,
    };
  },

  *lastRegistration() {
    const { documentNumber, dateTime } = yield* ask(p5Commands.getLastRegistration);
    return { documentNumber, dateTime: dateTime.slice(0, 16) };
  },

  *ffdVersions() {
    const { device, fn, current } = yield* ask(p5Commands.getFfdVersions);
    return { device, fn, current, date: undefined, max: undefined, unknown: undefined, min: undefined };
  },

  /** A refusal tells everything at once here. */
  extendedError() {
    return settled({ code: 0, extended: 0 });
  },

  /** By the register: the FN itself (`40`) tells the same. A command is answered when its document is written. */
  *lastDocument() {
    const { documentNumber } = yield* ask(p5Commands.getShift);
    const { dateTime, fiscalSign } = yield* ask(p5Commands.getLastDocument);
    return {
      documentNumber: documentNumberField(documentNumber, true),
      dateTime: dateTime.slice(0, 16),
      fiscalSign: Number(fiscalSign) || 0,
    };
  },

  /** The FN itself tells the document: the one that the closing command named, or the last one. */
  *lastReceipt(memory) {
    const named = memory.closed;
    memory.closed = 0;
    const { number, found } = (yield* namedDocument(named)) ?? (yield* lastOfFn());
    if (!found) return { documentNumber: 0, type: 0, sum: 0, dateTime: '', fiscalSign: 0 };
    const { type: form, dateTime, fiscalSign, tail } = found;
    const correction = !receiptForms.includes(form);
    const settlement = tail[0] ?? 0;
    const p5 = correction ? p5Document.sellCorrection + settlement - 1 : settlement;
    const sum = tail.subarray(1, 6).reduceRight((all, byte) => all * 256 + byte, 0);
    return { documentNumber: number, type: classicTypeOf(p5), sum, dateTime, fiscalSign };
  },

  *fnShift() {
    const { shiftNumber, receiptNumber } = yield* ask(p5Commands.getShift);
    return { shiftNumber, receiptNumber };
  },

  *printStateAndFeatures() {
    const { document, stage } = yield* ask(p5Commands.getState);
    const unfinished =
      document !== 0 && (stage & p5Stage.notSigned) === 0 && (stage & p5Stage.notPrinted) !== 0;
    return { state: unfinished ? NOT_PRINTED : 0, extra: 0 };
  },
};

/** What stands behind the code of a closing may be something else than the number of its document. */
function* namedDocument(number: number) {
  if (number === 0) return undefined;
  try {
    return { number, found: yield* ask(p5Commands.fnFindDocument, { number }) };
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}

function* lastOfFn() {
  const { lastDocument: number } = yield* ask(p5Commands.fnGetStatus);
  return { number, found: number === 0 ? undefined : yield* ask(p5Commands.fnFindDocument, { number }) };
}

/** Size of the usual font and width of the paper, dots. */
function* font(): Steps<{ number: number; width: number; dots: number }> {
  const { dots } = yield* ask(p5Commands.getLineWidth);
  const { font: number } = yield* ask(p5Commands.getFont);
  const { width } = yield* ask(p5Commands.getFontSize, { font: number });
  return { number, width, dots };
}

function* readCounter(tag: number): Steps<string> {
  const attribute = writeTlv([{ tag, value: new Uint8Array() }]);
  return (yield* ask(p5Commands.readCounter, { attribute })).value;
}

/** Kopecks. */
function* counter(tag: number): Steps<number> {
  return money.decode(asciiBytes(yield* readCounter(tag)));
}

/** The sum of the shift's receipts of this type, kopecks. */
function* shiftTotal(type: number): Steps<number> {
  const { cash, electronic, prepaid, credit, other } = yield* ask(p5Commands.getShiftPayments, { type });
  return cash + electronic + prepaid + credit + other;
}

function* countOf(tag: number): Steps<number> {
  return Number(yield* readCounter(tag));
}

/** The shift has counters of receipts, none of corrections. */
function counted(type: number): number {
  const own = p5TypeOf(type);
  return own === 0 || isCorrectionType(type) ? refuse() : own;
}

function refuse(): never {
  throw deviceError(deviceStatus.invalidRegister);
}
