import { needObject } from '../util/arguments.js';
import { readable } from '../util/options.js';
import type { DocumentField, FiscalDocument } from './document.js';
import { type PaymentForm, settlementTypes, taxations } from './enums.js';
import { field, fieldValue, fieldValues } from './fields.js';
import { ifReadable } from './if-readable.js';
import type { Receipt, ReceiptItem } from './receipt/receipt.js';
import { receiptTypes } from './receipt/receipt-type.js';
import { sameText } from './text-differences.js';
import { vatRates } from './vat.js';

/** One thing that a document says otherwise than the receipt. */
export interface Difference {
  /** Where in the receipt, such as `items[2].price`. */
  readonly path: string;
  /** What was asked for: kopecks, thousandths, codes of the format, or a text. Undefined: nothing. */
  readonly wanted: number | string | undefined;
  /** What the document says. */
  readonly stored: number | string | undefined;
}

export interface Comparison {
  /** Kind, total, payments, taxation; number, prices, quantities, sums and rates of the items. */
  readonly numbers: readonly Difference[];
  /** Names and the customer, but for what `textDifferences` lists: registers write texts their own way. */
  readonly texts: readonly Difference[];
}

/** Tags of the sums by form of payment; cash is stored net of change. */
const paymentTags: Readonly<Record<PaymentForm, number>> = {
  cash: 1031,
  electronic: 1081,
  prepaid: 1215,
  credit: 1216,
  other: 1217,
};

/** True when a document of the FN says what the receipt asked for. */
export function isDocumentOf(document: FiscalDocument, receipt: Receipt): boolean {
  const { numbers, texts } = compareDocument(document, receipt);
  return numbers.length === 0 && texts.length === 0;
}

/**
 * What a document of the FN says otherwise than a receipt. What the register adds of its own (numbers, times, its VAT sums) is
 * not compared. Where kopecks of the total were rounded off, the items may stay as they were, as registers do, or may share the
 * difference among them.
 */
export function compareDocument(document: FiscalDocument, receipt: Receipt): Comparison {
  needObject(document, 'document');
  needObject(receipt, 'receipt');
  return readable('document', () => {
    const numbers: Difference[] = [];
    const texts: Difference[] = [];
    const number = (path: string, wanted: number | undefined, stored: number | string | undefined): void => {
      if (wanted !== stored) numbers.push({ path, wanted, stored });
    };
    const text = (path: string, wanted: string | undefined, stored: unknown): void => {
      if (wanted === undefined || wanted === '') return;
      if (typeof stored === 'string' && sameText(stored, wanted)) return;
      texts.push({ path, wanted, stored: typeof stored === 'string' ? stored : undefined });
    };
    const { correction, settlement } = receiptTypes[receipt.type];
    const forms: readonly number[] = correction ? [31, 41] : [3, 4];
    if (!forms.includes(document.form)) number('form', forms[0], document.form);
    number('type', settlementTypes.get(settlement).code, numberOf(document, 'settlementType'));
    number('total', receipt.total, numberOf(document, 'totalSum'));
    for (const { path, tag, sum } of paymentsOf(receipt))
      number(path, sum, plainOf(field(document, tag)?.value) ?? 0);
    if (receipt.taxation !== undefined)
      number('taxation', taxations.get(receipt.taxation).code, numberOf(document, 'taxationType'));
    text('customer.contact', receipt.customer?.contact, field(document, 1008)?.value);
    if (!correction) compareItems(document, receipt, number, text);
    return { numbers, texts };
  });
}

type Compare<T> = (path: string, wanted: T | undefined, stored: T | undefined) => void;

function compareItems(
  document: FiscalDocument,
  receipt: Receipt,
  number: Compare<number>,
  text: (path: string, wanted: string | undefined, stored: unknown) => void,
): void {
  const stored = ifReadable(() => fieldValues(document, 'item')) ?? [];
  number('items.length', receipt.items.length, stored.length);
  if (stored.length !== receipt.items.length) return;
  const shared = sharesRounding(stored, receipt);
  receipt.items.forEach((item, index) => {
    const path = `items[${index}]`;
    const own = stored[index] as readonly DocumentField[];
    for (const [name, wanted, value] of numbersOf(item, own, shared))
      number(`${path}.${name}`, wanted, value);
    text(`${path}.name`, item.name, field(own, 1030)?.value);
  });
}

function numbersOf(
  { price, quantity, total, vat }: ReceiptItem,
  stored: readonly DocumentField[],
  shared: boolean,
): Array<[name: string, wanted: number, stored: number | undefined]> {
  const rate: [string, number, number | undefined] = ['vat', vatRates[vat].code, numberOf(stored, 'vatRate')];
  const amount: [string, number, number | undefined] = ['quantity', quantity, numberOf(stored, 'quantity')];
  if (shared) return [amount, rate];
  return [
    ['price', price, numberOf(stored, 'price')],
    amount,
    ['total', total, numberOf(stored, 'itemSum')],
    rate,
  ];
}

/** Kopecks were rounded off, and this register has taken them from the items: their sums make the total. */
function sharesRounding(
  stored: ReadonlyArray<readonly DocumentField[]>,
  { items, sum, total }: Receipt,
): boolean {
  if (sum === total) return false;
  const sums = stored.map((item) => numberOf(item, 'itemSum') ?? 0);
  const whole = sums.reduce((all, one) => all + one, 0) === total;
  return whole && sums.every((one, index) => one <= (items[index]?.total ?? 0));
}

function paymentsOf(receipt: Receipt): Array<{ path: string; tag: number; sum: number }> {
  const forms = Object.keys(paymentTags) as PaymentForm[];
  return forms.map((form) => {
    const paid = receipt.payments.filter(({ type }) => type === form).reduce((all, { sum }) => all + sum, 0);
    const sum = form === 'cash' ? paid - receipt.change : paid;
    return { path: `payments.${form}`, tag: paymentTags[form], sum };
  });
}

type NumberTag =
  | 'settlementType'
  | 'totalSum'
  | 'taxationType'
  | 'itemSum'
  | 'price'
  | 'quantity'
  | 'vatRate';

/** Bytes that are no such value are told as nothing. */
function numberOf(source: FiscalDocument | readonly DocumentField[], id: NumberTag): number | undefined {
  return plainOf(ifReadable(() => fieldValue(source, id)));
}

function plainOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
