import type { DocumentField, FiscalDocument } from './document.js';
import { type PaymentForm, settlementTypes, taxations } from './enums.js';
import { field, fieldValue, fieldValues } from './fields.js';
import type { Receipt, ReceiptItem } from './receipt/receipt.js';
import { receiptTypes } from './receipt/receipt-type.js';

/** Characters that the register's code page and CP866 keep in different places; firmware may store either byte. */
const doubtful = /[№$€—■"«»¤°·∙√≡=]/g;

const plain = (text: string): string => text.replace(doubtful, '?').trimEnd();

const sameText = (stored: unknown, wanted: string | undefined): boolean =>
  wanted === undefined || (typeof stored === 'string' && plain(stored) === plain(wanted));

/** Tags of the sums by form of payment; cash is stored net of change. */
const paymentTags: Readonly<Record<PaymentForm, number>> = {
  cash: 1031,
  electronic: 1081,
  prepaid: 1215,
  credit: 1216,
  other: 1217,
};

/**
 * True when a document of the FN says what the receipt asked for: type, total, payments, taxation, customer and every item.
 * What the register adds of its own (numbers, times, its VAT sums) is not compared.
 */
export function isDocumentOf(document: FiscalDocument, receipt: Receipt): boolean {
  const { correction, settlement } = receiptTypes[receipt.type];
  const forms: readonly number[] = correction ? [31, 41] : [3, 4];
  return (
    forms.includes(document.form) &&
    fieldValue(document, 'settlementType') === settlementTypes.get(settlement).code &&
    fieldValue(document, 'totalSum') === receipt.total &&
    samePayments(document, receipt) &&
    (receipt.taxation === undefined ||
      fieldValue(document, 'taxationType') === taxations.get(receipt.taxation).code) &&
    sameText(field(document, 1008)?.value, receipt.customer?.contact) &&
    (correction || sameItems(document, receipt))
  );
}

function samePayments(document: FiscalDocument, receipt: Receipt): boolean {
  const sums = new Map<number, number>(Object.values(paymentTags).map((tag) => [tag, 0]));
  for (const { type, sum } of receipt.payments) {
    const tag = paymentTags[type];
    sums.set(tag, (sums.get(tag) ?? 0) + sum);
  }
  sums.set(paymentTags.cash, (sums.get(paymentTags.cash) ?? 0) - receipt.change);
  return [...sums].every(([tag, sum]) => (field(document, tag)?.value ?? 0) === sum);
}

function sameItems(document: FiscalDocument, { items, sum, total }: Receipt): boolean {
  const stored = fieldValues(document, 'item');
  // Most registers leave the items as they are and round the total; some spread the kopecks over the items, as they like.
  const spread = sum !== total && sumOf(stored) === total;
  return stored.length === items.length && items.every((item, i) => sameItem(stored[i] ?? [], item, spread));
}

function sumOf(items: readonly (readonly DocumentField[])[]): number {
  return items.reduce((sum, item) => sum + (fieldValue(item, 'itemSum') ?? 0), 0);
}

function sameItem(stored: readonly DocumentField[], item: ReceiptItem, spread: boolean): boolean {
  const sums = fieldValue(stored, 'itemSum') === item.total && fieldValue(stored, 'price') === item.price;
  return (
    (spread || sums) &&
    fieldValue(stored, 'quantity') === item.quantity &&
    (item.name === '' || sameText(field(stored, 1030)?.value, item.name))
  );
}
