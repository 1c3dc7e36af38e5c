import { correctionTypes, methods, paymentForms, subjects } from '../enums.js';
import { agentKinds, oneOf, subjectOf, taxation, vatRate } from './choices.js';
import { contact, email, phone } from './contact.js';
import { type Draft, type Field, type FieldsOf, listOf, nested, readObject, required } from './fields.js';
import { cashierInn, country, date, inn } from './forms.js';
import type {
  AgentInput,
  CorrectionInput,
  CustomerInput,
  ItemInput,
  OperatorInput,
  PaymentInput,
  ReceiptInput,
  SupplierInput,
  TransferOperatorInput,
  UserAttributeInput,
  VatTotalInput,
} from './input.js';
import { itemOrLine } from './lines.js';
import { productCode } from './product-code.js';
import { receiptType } from './receipt-type.js';
import { flag, integer, money, quantity } from './scalars.js';
import { itemName, text } from './text.js';

/** The one schema of a receipt: every key of `ReceiptInput`, and how it is read. */

/** Far above what fits a document of 32 KiB: an item takes at least 34 bytes. */
const MAX_ITEMS = 1000;
const MAX_PAYMENTS = 100;
const MAX_PHONES = 10;

const phones = (tag: number) => listOf(phone(tag), MAX_PHONES);
const either = { lengths: [10, 12] } as const;

/** A text, or `{value, print}`. */
function attribute(
  tag: number,
  max: number,
): Field<{ value: string | undefined; print: boolean | undefined }> {
  const fields = { value: required(text(tag, max)), print: flag };
  return {
    tag,
    read(value, scope) {
      if (typeof value !== 'string') return readObject(fields, value, scope);
      return { value: fields.value.read(value, scope), print: true };
    },
  };
}

const nullable = <T>(field: Field<T>): Field<T | null> => ({
  tag: field.tag,
  nullable: true,
  read: (value, scope) => (value === null ? null : field.read(value, scope)),
});

const transferOperator = {
  name: text(1026, 64),
  address: text(1005, 256),
  inn: inn(1016, either),
  phones: phones(1075),
} satisfies FieldsOf<TransferOperatorInput>;

/** `tag`: 1057 of the receipt or 1222 of an item. */
const agent = (tag: number) =>
  nested({
    type: required(agentKinds(tag)),
    operation: text(1044, 24),
    phones: phones(1073),
    paymentOperatorPhones: phones(1074),
    transferOperator: nested(transferOperator),
  } satisfies FieldsOf<AgentInput>);

const supplier = {
  name: text(1225, 256),
  inn: inn(1226, { lengths: [10, 12], zeros: true }),
  phones: phones(1171),
} satisfies FieldsOf<SupplierInput>;

export const itemFields = {
  name: itemName(1030, 128),
  price: required(money(1079)),
  quantity,
  total: money(1043),
  vat: required(vatRate),
  vatSum: money(1200),
  subject: subjectOf(subjects),
  method: nullable(oneOf(methods, 1214, true)),
  unit: text(1197, 16),
  piece: flag,
  department: integer(1, 99, 'DEPARTMENT_RANGE'),
  discount: money(),
  excise: money(1229),
  country,
  declaration: text(1231, 32),
  productCode,
  agent: agent(1222),
  supplier: nested(supplier),
  additionalAttribute: attribute(1191, 64),
} satisfies FieldsOf<ItemInput>;

const customer = {
  contact,
  name: text(1227, 256),
  inn: inn(1228, either),
} satisfies FieldsOf<CustomerInput>;

const operator = {
  name: required(text(1021, 64)),
  inn: cashierInn,
} satisfies FieldsOf<OperatorInput>;

const userAttribute = {
  name: required(text(1085, 64)),
  value: required(text(1086, 256)),
  print: flag,
} satisfies FieldsOf<UserAttributeInput>;

const payment = {
  type: required(oneOf(paymentForms)),
  sum: required(money()),
} satisfies FieldsOf<PaymentInput>;

const vatTotal = {
  vat: required(vatRate),
  sum: required(money()),
} satisfies FieldsOf<VatTotalInput>;

const correction = {
  type: required(oneOf(correctionTypes, 1173)),
  date: required(date(1178)),
  number: text(1179, 32),
  description: text(1177, 256),
} satisfies FieldsOf<CorrectionInput>;

export const receiptFields = {
  type: required(receiptType),
  taxation,
  electronic: flag,
  internet: flag,
  operator: nested(operator),
  customer: nested(customer),
  address: text(1009, 256),
  place: text(1187, 256),
  senderEmail: email(1117),
  machineNumber: text(1036, 20),
  agent: agent(1057),
  supplier: nested({ phones: required(phones(1171)) }),
  userAttribute: nested(userAttribute),
  additionalAttribute: attribute(1192, 16),
  items: listOf(itemOrLine(itemFields), MAX_ITEMS, 'ITEMS_LIMIT'),
  payments: listOf(nested(payment), MAX_PAYMENTS),
  total: money(1020),
  vats: listOf(nested(vatTotal), 12),
  correction: nested(correction),
} satisfies FieldsOf<ReceiptInput>;

export type ReceiptDraft = Draft<typeof receiptFields>;
