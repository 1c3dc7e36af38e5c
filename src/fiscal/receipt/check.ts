import { type Problem, ValidationError } from '../../errors.js';
import { checkOptions, flag, type OptionRules, text } from '../../util/options.js';
import { adviseItem } from './advice.js';
import { buildAgent, buildAttribute } from './agent.js';
import { buildCorrection } from './correction.js';
import { checkDates, type DatedItem } from './dates.js';
import { defined, present } from './defined.js';
import { checkDestination } from './destination.js';
import { readObject } from './fields.js';
import { deepFreeze } from './freeze.js';
import type { ReceiptInput, ReceiptType } from './input.js';
import { buildItem } from './items.js';
import { isLine } from './lines.js';
import { checkMethods, checkPayments, receiptTotal } from './payments.js';
import type { Receipt, ReceiptItem, ReceiptLine, ReceiptPayment } from './receipt.js';
import { receiptTypes } from './receipt-type.js';
import { type ReceiptDraft, receiptFields } from './schema.js';
import { Report, Scope } from './scope.js';
import { checkSizes } from './size.js';
import { checkVats } from './vats.js';

export interface CheckOptions {
  /** Day of the settlement, `YYYY-MM-DD`, by the register's clock: rates and corrections are checked against it. */
  date?: string | undefined;
  /** Names above 128 characters are cut and end with three points, with a warning. Default: they are refused. */
  cutNames?: boolean | undefined;
}

const checkRules: OptionRules<CheckOptions> = { date: text(), cutNames: flag };

export interface CheckResult {
  /** Absent when there are problems. */
  readonly receipt?: Receipt;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Marks checked receipts; JSON cannot hold it, and a copy of a receipt with changed fields does not get it. */
const checkedMark = Symbol.for('atol-kkt.receipt');

/** Whether the value is a receipt that was checked, by this copy of the package or by another one in the process. */
export function isReceipt(value: unknown): value is Receipt {
  try {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, checkedMark);
  } catch {
    // A proxy of the caller's that does not want to be asked is no receipt of ours.
    return false;
  }
}

/**
 * Checks a receipt and tells everything that is wrong with it at once. Takes anything: the input may come from a file or
 * from the network. Never throws for what is in it.
 *
 * @throws ValidationError for options that nobody knows.
 */
export function checkReceipt(input: unknown, options: CheckOptions = {}): CheckResult {
  checkOptions(options, checkRules);
  if (isReceipt(input)) return { receipt: input, problems: [], warnings: input.warnings };
  return checkInto(new Report({ cutNames: options.cutNames === true }), input, options);
}

function checkInto(report: Report, input: unknown, options: CheckOptions): CheckResult {
  const receipt = readReceipt(input, new Scope(report), options);
  const { problems, warnings } = report;
  if (!receipt || problems.length > 0) return deepFreeze({ problems, warnings });
  const whole = Object.assign(receipt, { warnings });
  return deepFreeze({
    receipt: Object.defineProperty(whole, checkedMark, { value: true }),
    problems,
    warnings,
  });
}

/** The checked receipt. Throws ValidationError with all problems. */
export function parseReceipt(input: ReceiptInput, options?: CheckOptions): Receipt {
  return receiptOf(checkReceipt(input, options));
}

/**
 * The checked receipt of a program that was written for another driver, which sends what it is given: texts with control characters or
 * of blanks, phones in any spelling, VAT that is off by the kopecks of rounding, methods that do not go with the payments. All other rules stay.
 */
export function receiptAsGiven(input: ReceiptInput): Receipt {
  return receiptOf(checkInto(new Report({ asGiven: true }), input, {}));
}

function receiptOf({ receipt, problems }: CheckResult): Receipt {
  if (!receipt) throw new ValidationError(problems, 'Чек неверен');
  return receipt;
}

function readReceipt(
  input: unknown,
  scope: Scope,
  options: CheckOptions,
): Omit<Receipt, 'warnings'> | undefined {
  const draft = readObject(receiptFields, input, scope);
  if (!draft) return undefined;
  const type = draft.type ?? (draft.correction ? 'sellCorrection' : 'sell');
  const { items, lines } = readItems(draft, scope);
  const payments = readPayments(draft);
  const common = readCommon(draft, scope);
  checkDestination(draft, scope);
  if (options.date !== undefined) {
    const { vats, correction } = draft;
    checkDates({ items: placesOf(draft), vats, correction }, type, options.date, scope);
  }
  const receipt = receiptTypes[type].correction
    ? buildCorrection(draft, payments, scope)
    : buildPlain(draft, type, items, payments, scope);
  if (!receipt) return undefined;
  // Two objects spread into a third one make a dictionary of it: three kilobytes.
  const whole = Object.assign(common, receipt, { lines });
  checkSizes(whole, scope);
  return whole;
}

/** The rates by the place of their items. */
function placesOf({ items }: ReceiptDraft): DatedItem[] {
  return (items ?? []).flatMap((item, place) =>
    item === undefined || isLine(item) || item.vat === undefined ? [] : [{ vat: item.vat, place }],
  );
}

/** `items` is undefined when one of them is wrong. */
function readItems(
  draft: ReceiptDraft,
  scope: Scope,
): { items: ReceiptItem[] | undefined; lines: ReceiptLine[] } {
  const at = scope.at('items');
  const items: ReceiptItem[] = [];
  const lines: ReceiptLine[] = [];
  let whole = draft.items !== undefined;
  draft.items?.forEach((entry, index) => {
    if (entry !== undefined && isLine(entry)) {
      if (entry.line) lines.push({ at: items.length, line: entry.line });
      return;
    }
    const place = at.at(index);
    const item = entry && buildItem(entry, place);
    if (item) {
      adviseItem(item, place);
      items.push(item);
    } else whole = false;
  });
  return { items: whole ? items : undefined, lines };
}

/** Undefined when a payment is wrong: the sum is not known then. */
function readPayments(draft: ReceiptDraft): ReceiptPayment[] | undefined {
  if (draft.payments === undefined) return undefined;
  const payments: ReceiptPayment[] = [];
  for (const payment of draft.payments) {
    if (payment?.type === undefined || payment.sum === undefined) return undefined;
    payments.push({ type: payment.type, sum: payment.sum });
  }
  return payments;
}

/** What all documents have. */
function readCommon(draft: ReceiptDraft, scope: Scope) {
  const { operator, customer, userAttribute } = draft;
  return defined({
    electronic: draft.electronic ?? false,
    internet: draft.internet ?? false,
    taxation: draft.taxation,
    operator: operator?.name === undefined ? undefined : defined({ name: operator.name, inn: operator.inn }),
    customer: customer && defined(customer),
    address: draft.address,
    place: draft.place,
    senderEmail: draft.senderEmail,
    machineNumber: draft.machineNumber,
    agent: draft.agent && buildAgent(draft.agent, scope.at('agent')),
    supplierPhones: present(draft.supplier?.phones),
    userAttribute:
      userAttribute?.name === undefined || userAttribute.value === undefined
        ? undefined
        : { name: userAttribute.name, value: userAttribute.value, print: userAttribute.print ?? true },
    additionalAttribute: buildAttribute(draft.additionalAttribute),
  });
}

function buildPlain(
  draft: ReceiptDraft,
  type: ReceiptType,
  items: ReceiptItem[] | undefined,
  payments: ReceiptPayment[] | undefined,
  scope: Scope,
) {
  if (draft.correction) {
    scope
      .at('correction')
      .problem(
        'CORRECTION_UNEXPECTED',
        ['основание коррекции бывает только в чеке коррекции', 'only a correction has a basis'],
        undefined,
        1174,
      );
  }
  const none = draft.items?.every((entry) => entry !== undefined && isLine(entry));
  if (none ?? !scope.at('items').reported) {
    scope
      .at('items')
      .problem(
        'ITEMS_MISSING',
        ['в чеке нет предметов расчёта', 'the receipt has no items'],
        undefined,
        1059,
      );
  }
  if (scope.at('items').reported || !items) {
    if (draft.payments === undefined && !scope.at('payments').reported) noPayments(scope);
    return undefined;
  }
  const sum = items.reduce((total, item) => total + item.total, 0);
  const total = receiptTotal(sum, draft.total, scope);
  const paid = draft.payments === undefined ? [] : payments;
  if (scope.at('payments').reported || scope.at('total').reported || !paid) return undefined;
  const change = checkPayments(type, total, paid, scope);
  checkMethods(items, paid, total, scope);
  const totals = checkVats(draft.vats, items, sum - total, scope);
  return {
    type,
    items,
    payments: paid,
    sum,
    total,
    change,
    vatTotals: totals,
    vatTotalsGiven: draft.vats !== undefined,
  };
}

function noPayments(scope: Scope): void {
  scope.at('payments').problem('PAYMENTS_MISSING', ['нет оплат', 'there are no payments'], undefined, 1020);
}
