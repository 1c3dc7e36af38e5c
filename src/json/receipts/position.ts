import { type ItemInput, methods, subjects } from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { type Fields, wrongValue } from '../reading/fields.js';
import { quantity, roubles } from '../reading/numbers.js';
import { documentText } from '../reading/texts.js';
import { readAgent, readSupplier } from './agent.js';
import { methodNames, subjectNames, taxNames } from './names.js';
import { readProductCode } from './product-code.js';
import { readVatSum } from './vat.js';

const INTERNAL = 6;
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
export function readPosition(position: Fields, newer: boolean): ItemInput {
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
  if (excise !== undefined && excise < 0) throw wrongValue(position.at('exciseSum'), excise);
  const unit = position.text('measurementUnit');
  const piece = position.optional('piece', 'boolean');
  const country = position.text('countryCode');
  const declaration = position.text('customsDeclaration');
  const productCode = readProductCode(position, newer);
  const agent = readAgent(position.optionalObject('agentInfo'));
  const supplier = readSupplier(position.optionalObject('supplierInfo'));
  const attribute = position.text('additionalAttribute');
  const print = position.optional('additionalAttributePrint', 'boolean') ?? true;
  refuseMark(position);
  if (name === '' && method !== 'advance') throw nameless(position);
  return {
    ...(name !== '' && { name }),
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
    // A surcharge is information, too, and our receipts have none.
    ...(discount && discount > 0 && { discount: roubles(discount) }),
    ...(excise !== undefined && { excise: roubles(excise) }),
    ...(country && { country }),
    ...(declaration && { declaration }),
    ...(productCode && { productCode }),
    ...(agent && { agent }),
    ...(supplier && { supplier }),
    ...(attribute && { additionalAttribute: { value: attribute, print } }),
  };
}

/** The driver finds it by an error of its own. */
function nameless(position: Fields): JsonTaskError {
  const { code, description } = driverError(INTERNAL);
  return new JsonTaskError(code, `${description} (${position.at('name')}: пустой текст)`);
}

/** The driver leaves the mark out under FFD 1.05 and sells the goods without it; that is no sale of marked goods. */
function refuseMark(position: Fields): void {
  if (position.optionalObject('imcParams') === undefined) return;
  const { code, description } = driverError(DENIED_IN_CURRENT_FFD);
  const why = 'проверенные коды маркировки передаёт ФФД 1.2, а ККТ работает по ФФД 1.05';
  throw new JsonTaskError(code, `${description} (${position.at('imcParams')}: ${why})`);
}
