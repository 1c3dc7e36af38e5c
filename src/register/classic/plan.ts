import { type Problem, ValidationError } from '../../errors.js';
import { methods, paymentForms, subjects } from '../../fiscal/enums.js';
import {
  type Attribute,
  correctionVatAttributes,
  itemAttributes,
  operatorAttributes,
  receiptAttributes,
} from '../../fiscal/plan/attributes.js';
import { type Capabilities, checkCapabilities, taxNumbers } from '../../fiscal/plan/capabilities.js';
import type { OperatorInput } from '../../fiscal/receipt/input.js';
import { itemPlace } from '../../fiscal/receipt/lines.js';
import { readOperator } from '../../fiscal/receipt/operator.js';
import type { Receipt, ReceiptItem, ReceiptPayment } from '../../fiscal/receipt/receipt.js';
import { writeTlv } from '../../fiscal/tlv.js';
import { type VatRate, vatOf } from '../../fiscal/vat.js';
import { writeAttribute } from '../../protocol/classic/commands/fn.js';
import type {
  continueBarcode,
  printBarcode,
  printFormatted,
  printPicture,
  printRasterRow,
  printString,
} from '../../protocol/classic/commands/print.js';
import {
  beginPosition,
  closeReceipt,
  discountKind,
  discountOrSurcharge,
  endPosition,
  openReceipt,
  payment,
  paymentType,
  positionFlag,
  receiptFlag,
  receiptType,
  registerTax,
} from '../../protocol/classic/commands/receipt.js';
import type { Command, RequestOf } from '../../protocol/classic/definition.js';

type PlannedCommand =
  | typeof openReceipt
  | typeof writeAttribute
  | typeof beginPosition
  | typeof endPosition
  | typeof discountOrSurcharge
  | typeof registerTax
  | typeof payment
  | typeof closeReceipt
  | PrintCommand;

type PrintCommand =
  | typeof printString
  | typeof printFormatted
  | typeof printBarcode
  | typeof continueBarcode
  | typeof printRasterRow
  | typeof printPicture;

interface CallOf<C> {
  readonly command: C;
  readonly request: RequestOf<C>;
  /** Part of the receipt that the call carries, such as `items[2]`; empty for the whole. */
  readonly path: string;
  /** Tag that command E8 writes. */
  readonly tag?: number;
}

type Distribute<C> = C extends Command<infer _Q, infer _A> ? CallOf<C> : never;

/** One call of the register, as plain data. */
export type PlannedCall = Distribute<PlannedCommand>;

/** What prints the lines of a receipt: for each of `receipt.lines` the calls that fit the paper of this register. */
export type LaidOutLines = ReadonlyArray<
  ReadonlyArray<{ readonly command: object; readonly request: unknown }>
>;

/**
 * The calls that issue a receipt, in order, and nothing besides: the shift is open and the register in mode 1.
 * Pure: the same receipt gives the same calls. Lines between the items depend on the paper, so that only those are printed
 * which were laid out. Throws ValidationError when the register cannot carry the receipt.
 */
export function planReceipt(
  receipt: Receipt,
  capabilities: Capabilities = {},
  laidOut: LaidOutLines = [],
): readonly PlannedCall[] {
  const problems: Problem[] = checkCapabilities(receipt, capabilities);
  if (problems.length > 0) throw new ValidationError(problems, 'ККТ не может оформить этот чек');
  const taxes = taxNumbers(capabilities);
  // One list for all of them: a receipt is planned as often as it is sold.
  const plan: PlannedCall[] = [];
  if (receipt.operator) write(plan, operatorAttributes(receipt.operator), 'operator');
  const flags = receipt.electronic ? receiptFlag.electronic : 0;
  plan.push(call(openReceipt, { flags, type: receiptType[receipt.type] }));
  write(plan, receiptAttributes(receipt), '');
  if (receipt.correction) planCorrection(plan, receipt, capabilities);
  else planItems(plan, receipt, taxes, laidOut);
  if (receipt.sum > receipt.total) plan.push(planRounding(receipt.sum - receipt.total));
  if (receipt.vatTotalsGiven && !receipt.correction)
    receipt.vatTotals.forEach(({ vat, sum }, index) => {
      plan.push(call(registerTax, { flags: 0, area: 0, tax: taxes[vat] ?? 0, sum }, `vats[${index}]`));
    });
  planPayments(plan, receipt);
  plan.push(call(closeReceipt, { flags: 0, type: paymentType.cash, sum: 0 }));
  return plan;
}

/** The calls that name the cashier of the next documents; they may stand before any document, in any mode. */
export function planOperator(operator: OperatorInput): readonly PlannedCall[] {
  const plan: PlannedCall[] = [];
  write(plan, operatorAttributes(readOperator(operator)), 'operator');
  return plan;
}

function planItems(
  plan: PlannedCall[],
  receipt: Receipt,
  taxes: Readonly<Partial<Record<VatRate, number>>>,
  laidOut: LaidOutLines,
): void {
  const { items, lines } = receipt;
  // A register that takes rounded kopecks off the items takes them off their VAT, too: it has to count that itself. Not where the till
  // has counted otherwise.
  const isExact = ({ total, vat, vatSum }: ReceiptItem) =>
    receipt.sum === receipt.total || vatSum !== vatOf(total, vat);
  const linesAt = (place: number): void =>
    lines.forEach(({ at }, index) => {
      if (at !== place) return;
      const path = `items[${at + index}]`;
      for (const { command, request } of laidOut[index] ?? [])
        plan.push({ command, request, path } as PlannedCall);
    });
  items.forEach((item, index) => {
    linesAt(index);
    const counted = isExact(item) ? item : { ...item, vatSumGiven: false };
    planItem(plan, counted, `items[${itemPlace(lines, index)}]`, taxes[item.vat] ?? 0);
  });
  linesAt(items.length);
}

function planItem(plan: PlannedCall[], item: ReceiptItem, path: string, tax: number): void {
  plan.push(call(beginPosition, {}, path));
  write(plan, itemAttributes(item), path);
  plan.push(
    call(
      endPosition,
      {
        // As the vendor's driver does: the cash in the drawer is not checked, 4A will tell.
        flags: positionFlag.noCashCheck | (item.piece ? positionFlag.piece : 0),
        price: item.price,
        quantity: item.quantity,
        total: item.total,
        tax,
        taxSum: item.vatSumGiven ? item.vatSum : 0,
        department: item.department ?? 0,
        subject: item.subject ? subjects.get(item.subject).code : 0,
        method: item.method ? methods.get(item.method).code : 0,
        discountSign: 0,
        discount: item.discount ?? 0,
        name: item.name,
      },
      path,
    ),
  );
}

/** A correction is one nameless position at 0 % that carries the sum; then the totals of VAT are set as requisites. */
function planCorrection(plan: PlannedCall[], receipt: Receipt, capabilities: Capabilities): void {
  const carrier: ReceiptItem = {
    name: '',
    price: receipt.total,
    quantity: 1000,
    total: receipt.total,
    vat: 'vat0',
    vatSum: 0,
    vatSumGiven: false,
    piece: false,
  };
  planItem(plan, carrier, '', taxNumbers(capabilities)[carrier.vat] ?? 0);
  write(plan, correctionVatAttributes(receipt.vatTotals), 'vats');
}

function planRounding(kopecks: number): PlannedCall {
  return call(
    discountOrSurcharge,
    { flags: 0, area: 0, kind: discountKind.sum, sign: 0, value: kopecks },
    'total',
  );
}

/** Cash last, whatever the order of the input: change is counted when the other payments are known. */
function planPayments(plan: PlannedCall[], { payments }: Receipt): void {
  for (const { name, code } of paymentForms.entries)
    for (let index = 0; index < payments.length; index++) {
      const { type, sum } = payments[index] as ReceiptPayment;
      // A payment of nothing says nothing; a receipt of zero is closed without any.
      if (type === name && sum > 0)
        plan.push(call(payment, { flags: 0, type: code, sum }, `payments[${index}]`));
    }
}

/** Blocks of one command carry 100 bytes of the element, its four bytes of tag and length included. */
const BLOCK = 100;

/** The requests of E8 that write one requisite. */
export function attributeBlocks({ tag, value, print }: Attribute): RequestOf<typeof writeAttribute>[] {
  const whole = writeTlv([{ tag, value }]);
  const blocks = Math.ceil(whole.length / BLOCK);
  const flags = print ? 0x01 : 0x00;
  if (blocks === 1) return [{ flags, blocks, index: 0, data: whole }];
  return Array.from({ length: blocks }, (_, index) => ({
    flags,
    blocks,
    index,
    data: whole.slice(index * BLOCK, (index + 1) * BLOCK),
  }));
}

function write(plan: PlannedCall[], attributes: readonly Attribute[], path: string): void {
  for (const attribute of attributes)
    for (const request of attributeBlocks(attribute))
      plan.push({ command: writeAttribute, request, path, tag: attribute.tag });
}

function call<C extends PlannedCommand>(command: C, request: RequestOf<C>, path = ''): PlannedCall {
  return { command, request, path } as PlannedCall;
}
