import { receiptForms } from '../../fiscal/receipt-forms.js';
import type { FormCode } from '../../fiscal/tags.js';
import { fnPhase } from '../../protocol/classic/commands/fn.js';
import { localToMs } from '../../util/local-time.js';
import { FnError, fnCode } from './fn-error.js';
import type { EmulatedFnState } from './state.js';

export const DAY = 24 * 60 * 60 * 1000;
const SHIFT_LIMIT = DAY;
/** Documents may wait this long for the operator; then the FN takes no new ones. */
const OFD_WAIT_LIMIT = 30 * DAY;
/** Registration reports an FN takes in its life. */
export const REGISTRATION_LIMIT = 12;
/** Numbers of receipts and shifts have two bytes in the commands of the FN. */
const NUMBER_LIMIT = 0xffff;
/** Reason of a re-registration (tag 1101) that is the first document of another FN. */
export const FN_REPLACED = 1;

/** These still work when the FN is full, expired, or has waited too long for the operator. */
const closingForms: readonly FormCode[] = [5, 6];
const needNoShift: readonly FormCode[] = [1, 2, 6, 11];

/** What the FN knows at the moment beside its memory. */
export interface Moment {
  /** Minutes as ms of local time. */
  readonly now: number;
  readonly keyDaysLeft: number;
  /** How long the oldest document has waited for the operator, ms. */
  readonly waiting: number;
  readonly isFull: boolean;
}

/** Throws FnError when a document of this form has no place in the life of the FN now. */
export function checkPhase(state: EmulatedFnState, form: FormCode, reason: number | undefined): void {
  const { phase, shift, registrations } = state;
  const registers = form === 1 || form === 11;
  const isFirst = form === 1 || (form === 11 && reason === FN_REPLACED);
  const allowed =
    state.current === undefined &&
    phase === (isFirst ? fnPhase.ready : fnPhase.fiscal) &&
    !(needNoShift.includes(form) && shift.open) &&
    !((form === 5 || receiptForms.includes(form)) && !shift.open) &&
    !(registers && registrations.length >= REGISTRATION_LIMIT) &&
    !(form === 2 && shift.number >= NUMBER_LIMIT) &&
    !(receiptForms.includes(form) && shift.receipts >= NUMBER_LIMIT);
  if (!allowed) throw new FnError(fnCode.invalidState);
}

/** Throws FnError when the clock, the keys, the memory or the operator forbid a document of this form. */
export function checkLimits(state: EmulatedFnState, form: FormCode, moment: Moment): void {
  const { now, keyDaysLeft, waiting, isFull } = moment;
  const { last, shift, registrations } = state;
  if (last.dateTime !== '' && now < localToMs(last.dateTime)) throw new FnError(fnCode.invalidDateTime);
  if (receiptForms.includes(form) && now - localToMs(shift.openedAt) > SHIFT_LIMIT)
    throw new FnError(fnCode.shiftExpired);
  if (closingForms.includes(form)) return;
  if (registrations.length > 0 && keyDaysLeft <= 0) throw new FnError(fnCode.expired);
  if (isFull) throw new FnError(fnCode.archiveFull);
  if (state.unsentBytes >= state.bufferBytes) throw new FnError(fnCode.storageUsedUp);
  if (waiting > OFD_WAIT_LIMIT) throw new FnError(fnCode.ofdWaitExceeded);
}

/** The shift after a document of this form. */
export function shiftAfter(
  shift: EmulatedFnState['shift'],
  form: FormCode,
  dateTime: string,
): EmulatedFnState['shift'] {
  if (form === 2)
    return { ...shift, open: true, number: shift.number + 1, openedAt: dateTime, receipts: 0, documents: 1 };
  const documents = shift.documents + (shift.open ? 1 : 0);
  if (form === 5) return { ...shift, open: false, closedAt: dateTime, documents };
  return { ...shift, documents, receipts: shift.receipts + (receiptForms.includes(form) ? 1 : 0) };
}
