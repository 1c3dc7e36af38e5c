import { type ItemInput, methods, type ProductCodeInput, subjects } from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { fromBase64 } from '../printing/print-elements.js';
import type { Fields } from '../reading/fields.js';
import { quantity, roubles } from '../reading/numbers.js';
import { documentText } from '../reading/texts.js';
import { readAgent, readSupplier } from './agent.js';
import { methodNames, subjectNames, taxNames } from './names.js';
import { readVatSum } from './vat.js';

const INVALID_GTIN = 193;
/** Tags 1214 and 1212. */
const INVALID_METHOD = 216;
const INVALID_SUBJECT = 217;
const DENIED_IN_CURRENT_FFD = 413;

/** Characters of tag 1030. */
const LONGEST_NAME = 128;

/**
 * A position of a receipt as our item. The driver cuts a name and puts a blank for what the register has not, so that a till never
 * fails for the name of its goods.
 */
export function readPosition(position: Fields): ItemInput {
  const name = documentText(position.get('name', 'string'), LONGEST_NAME);
  const price = roubles(position.get('price', 'number'));
  const count = quantity(position.get('quantity', 'number'));
  const total = roubles(position.get('amount', 'number'));
  const tax = position.object('tax');
  const vat = tax.choice('type', taxNames);
  const subject = position.optionalNumbered('paymentObject', subjectNames, subjects, INVALID_SUBJECT);
  const method = position.optionalNumbered('paymentMethod', methodNames, methods, INVALID_METHOD);
  const vatSum = readVatSum(tax, vat, total);
  const discount = position.optional('infoDiscountAmount', 'number');
  const department = position.optional('department', 'number');
  const excise = position.optional('exciseSum', 'number');
  const unit = position.text('measurementUnit');
  const piece = position.optional('piece', 'boolean');
  const country = position.text('countryCode');
  const declaration = position.text('customsDeclaration');
  const productCode = readProductCode(position);
  const agent = readAgent(position.optionalObject('agentInfo'));
  const supplier = readSupplier(position.optionalObject('supplierInfo'));
  const attribute = position.text('additionalAttribute');
  const print = position.optional('additionalAttributePrint', 'boolean') ?? true;
  refuseMark(position);
  return {
    name,
    price,
    quantity: count,
    total,
    vat,
    subject: subject ?? 'goods',
    method: method ?? 'fullPayment',
    ...(vatSum !== undefined && { vatSum }),
    ...(unit && { unit }),
    ...(piece && { piece }),
    ...(department && { department }),
    ...(discount && { discount: roubles(discount) }),
    ...(excise !== undefined && { excise: roubles(excise) }),
    ...(country && { country }),
    ...(declaration && { declaration }),
    ...(productCode && { productCode }),
    ...(agent && { agent }),
    ...(supplier && { supplier }),
    ...(attribute && { additionalAttribute: { value: attribute, print } }),
  };
}

/** Tag 1162: ready bytes, the parts of a code, or the mark as it was scanned. */
function readProductCode(position: Fields): ProductCodeInput | undefined {
  const code = position.optional('nomenclatureCode', 'object|string') || undefined;
  const mark = position.optionalObject('markingCode');
  if (typeof code === 'string')
    return { kind: 'raw', value: hex(fromBase64(code, position.at('nomenclatureCode'))) };
  if (code !== undefined) return nomenclature(position.object('nomenclatureCode'));
  return mark && scanned(mark);
}

const nomenclatureTypes = { furs: 'furs', medicines: 'gs1', tobacco: 'gs1', shoes: 'gs1' } as const;

function nomenclature(code: Fields): ProductCodeInput {
  const kind = code.choice('type', nomenclatureTypes);
  const serial = code.get('serial', 'string');
  const gtin = code.optional('gtin', 'string') ?? '';
  if (kind === 'furs') return { kind, value: serial };
  if (!/^\d{14}$/.test(gtin)) throw new JsonTaskError(INVALID_GTIN, driverError(INVALID_GTIN).description);
  return { kind, value: `01${gtin}21${serial}` };
}

const markTypes = { other: 'gs1', egais20: 'egais2', egais30: 'egais3' } as const;

function scanned(mark: Fields): ProductCodeInput {
  const kind = mark.optionalChoice('type', markTypes) ?? 'gs1';
  const bytes = fromBase64(mark.get('mark', 'string'), mark.at('mark'));
  return { kind, value: new TextDecoder('latin1').decode(bytes) };
}

/** The driver leaves the mark out under FFD 1.05 and sells the goods without it; that is no sale of marked goods. */
function refuseMark(position: Fields): void {
  if (position.optionalObject('imcParams') === undefined) return;
  const { code, description } = driverError(DENIED_IN_CURRENT_FFD);
  const why = 'проверенные коды маркировки передаёт ФФД 1.2, а ККТ работает по ФФД 1.05';
  throw new JsonTaskError(code, `${description} (${position.at('imcParams')}: ${why})`);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
