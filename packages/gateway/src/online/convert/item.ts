import type { ItemInput, Method, Subject, VatRate } from 'atol-kkt';
import { formatKopecks, multiply } from 'atol-kkt/fiscal';
import type { ItemBody } from '../body.js';
import { kopecks, roubles, thousandths, units } from '../money.js';
import { paymentObjects } from '../schema/receipt.js';
import type { Fault } from '../schema/validate.js';
import { agentOf, camel, given, supplierOf } from './common.js';

export interface ItemRules {
  /** A sum below price × quantity lowers the price. */
  readonly lowerPrice: boolean;
  /** Rate of an item that names none: the only one of the receipt. */
  readonly vat: string | undefined;
  /** The totals of the receipt count, not the sums of the items. */
  readonly totalsGiven: boolean;
}

/** An item of the API as the driver's, or what is wrong with it. `at`: such as `receipt.items[0]`. */
export function itemOf(item: ItemBody, at: string, rules: ItemRules): ItemInput | Fault[] {
  const faults: Fault[] = [];
  const price = priceOf(item, rules.lowerPrice);
  if (price === undefined) {
    const product = formatKopecks(multiply(kopecks(item.price), thousandths(item.quantity)));
    faults.push({ field: `${at}.sum`, rule: `должно быть price × quantity = ${product}` });
  }
  const vat = item.vat?.type ?? rules.vat;
  if (vat === undefined) {
    faults.push({ field: `${at}.vat`, rule: 'ставка НДС обязательна: у позиции или одна в vats' });
  }
  if (faults.length > 0 || price === undefined || vat === undefined) return faults;
  const { vat: { sum: vatSum } = {}, country_code: country, payment_object: subject = 'commodity' } = item;
  return given<ItemInput>({
    name: item.name,
    price: formatKopecks(price),
    quantity: units(item.quantity),
    total: roubles(item.sum),
    vat: vat as VatRate,
    vatSum: vatSum === undefined || rules.totalsGiven ? undefined : roubles(vatSum),
    subject: subjectCode(subject) as Subject | number,
    method: camel(item.payment_method ?? 'full_prepayment') as Method,
    unit: item.measurement_unit,
    productCode: item.nomenclature_code === undefined ? undefined : codeOf(item.nomenclature_code),
    agent: agentOf(item.agent_info),
    supplier: supplierOf(item.supplier_info),
    additionalAttribute: item.user_data,
    excise: item.excise === undefined ? undefined : roubles(item.excise),
    country: country?.padStart(3, '0'),
    declaration: item.declaration_number,
  });
}

/**
 * Kopecks. A cost is price × quantity, rounded either way; where a discount was taken off the sum only, the price that gives
 * it, with the kopecks that no price gives left to the cost.
 */
function priceOf({ price, quantity, sum }: ItemBody, lowerPrice: boolean): number | undefined {
  const [p, q, s] = [BigInt(kopecks(price)), BigInt(thousandths(quantity)), BigInt(kopecks(sum))];
  const off = p * q - s * 1000n;
  if (off < 1000n && off > -1000n) return Number(p);
  if (!lowerPrice || off < 0n) return undefined;
  return Number((2n * s * 1000n + q) / (2n * q));
}

function subjectCode(name: string): number {
  const index = (paymentObjects as readonly string[]).indexOf(name === 'composite' ? 'award' : name);
  return index + 1;
}

/** Bytes in hex with blanks between them, or what a scanner reads. */
function codeOf(code: string): ItemInput['productCode'] {
  return /^[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2})+$/.test(code.trim())
    ? { kind: 'raw', value: code.replaceAll(' ', '') }
    : code;
}
