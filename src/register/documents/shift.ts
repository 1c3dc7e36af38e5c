import { DeviceError } from '../../errors.js';
import type { OperatorInput, ShiftReport } from '../../fiscal/index.js';
import type { OptionRules } from '../../util/options.js';
import { notesRule, type OnceNotes } from '../once/notes.js';
import { type SignedOperation, signedOperation } from '../once/signed-operation.js';
import { longRules, operatorRule } from '../options.js';
import type { LongCallOptions } from '../session/call-options.js';
import type { Session } from '../session/session.js';
import { notSent } from './cashier.js';
import { finishPrinting } from './printed.js';

export type { ShiftReport };

export interface ShiftOptions extends LongCallOptions {
  /** Cashier of the report (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
  notes?: OnceNotes | undefined;
}

export const shiftRules = {
  ...longRules,
  operator: operatorRule,
  notes: notesRule,
} satisfies OptionRules<Omit<ShiftOptions, 'history'>>;

const opening = { title: 'открытие смены', what: 'открыта ли смена', notDone: 'Смена не открыта' };
const closing = { title: 'закрытие смены', what: 'закрыта ли смена', notDone: 'Смена не закрыта' };

/** Throws DeviceError 9C when a shift is open. */
export function openShift(session: Session, options: ShiftOptions = {}): Promise<ShiftReport> {
  return shiftDocument(session, { ...opening, action: session.dialect.shifts.open }, options);
}

/** The Z report, or the rest of one that broke off. Throws DeviceError 8F when no shift is open. */
export function closeShift(session: Session, options: ShiftOptions = {}): Promise<ShiftReport> {
  return shiftDocument(session, { ...closing, action: session.dialect.shifts.close }, options);
}

async function shiftDocument(
  session: Session,
  operation: SignedOperation,
  options: ShiftOptions,
): Promise<ShiftReport> {
  const { operator, ...rest } = options;
  const opens = operation.action === session.dialect.shifts.open;
  let isNamed = true;
  const prepare = async () => {
    try {
      await nameCashier(session, opens ? 'closed' : 'open', operator, rest);
    } catch (error) {
      // A Z report that broke off has its cashier, and the register hears of no other before it is finished: by this closing.
      if (opens || !isBrokenReport(error)) throw error;
      isNamed = false;
    }
  };
  return signedOperation(
    session,
    operation,
    async (document, finishing) => {
      if (isNamed) session.cashier.signed(operator);
      else session.cashier.left();
      const report = await shiftReport(session, document, finishing);
      if (opens) await session.facts.prefetch(finishing);
      const printed = document.last ? await finishPrinting(session, finishing) : undefined;
      return printed === undefined ? report : { ...report, printed };
    },
    rest,
    prepare,
  );
}

function isBrokenReport(error: unknown): boolean {
  return error instanceof DeviceError && error.statusName === 'zReportInterrupted';
}

/** Nobody is named for what the register is going to refuse: the name would stay for the next document. */
async function nameCashier(
  session: Session,
  needed: 'open' | 'closed',
  operator: OperatorInput | undefined,
  options: LongCallOptions,
): Promise<void> {
  const { dialect, cashier } = session;
  await notSent(async () => {
    if (operator === undefined) return await cashier.restore(options);
    const open = await dialect.evidence.isShiftOpen(options);
    if (open === (needed === 'open')) await cashier.tell(operator, options);
  });
}

/** What makes a report of a document. */
export interface ReportDocument {
  readonly number: number;
  readonly fiscalSign: number;
  readonly dateTime: string;
  /** Where the FN's index tells it. */
  readonly shiftNumber?: number | undefined;
}

export async function shiftReport(
  { facts }: Session,
  { number, fiscalSign, dateTime, shiftNumber }: ReportDocument,
  options: LongCallOptions,
): Promise<ShiftReport> {
  const { shift } = await facts.shiftNumbers(options);
  // Asked for here, so that the receipts of the shift need not.
  await facts.isBso(options);
  await facts.cancelledSum('sell', options);
  return {
    documentNumber: number,
    fiscalSign,
    dateTime,
    shiftNumber: shiftNumber ?? shift,
    fnNumber: await facts.fnNumber(options),
    registrationNumber: await facts.registrationNumber(options),
  };
}
