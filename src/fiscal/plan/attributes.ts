import { encodeText } from '../../protocol/text.js';
import { fromHex } from '../../util/hex.js';
import { localToMs } from '../../util/local-time.js';
import { agentTypes, correctionTypes, taxations } from '../enums.js';
import { writeUnsigned } from '../numbers.js';
import type { Agent, Correction, Operator, Receipt, ReceiptItem, Supplier } from '../receipt/receipt.js';
import { type Tlv, writeTlv } from '../tlv.js';
import { type VatTotal, vatTags } from '../vat.js';

/**
 * Requisites that go to the register by command E8, encoded for the wire: texts in the register's own code page, which is
 * not quite the CP866 of fiscal documents.
 */
export interface Attribute extends Tlv {
  /** The register prints it when it prints the document. */
  readonly print: boolean;
}

/** Tag 1203 belongs to the person in 1021: blanks take away the number of whoever was there before. */
export function operatorAttributes({ name, inn }: Operator): Attribute[] {
  return [...text(1021, name), ...text(1203, padded(inn ?? ''))];
}

/**
 * Requisites of the document, in the order of the vendor's driver where it has one. One list that grows: it is made twice for every
 * receipt, as are those of the items, and most of it is not there.
 */
export function receiptAttributes(receipt: Receipt | Omit<Receipt, 'warnings'>): Attribute[] {
  const { customer, agent, userAttribute, additionalAttribute } = receipt;
  const list: Attribute[] = [];
  addText(list, 1008, customer?.contact);
  if (receipt.taxation) list.push(byte(1055, taxations.get(receipt.taxation).code));
  addText(list, 1227, customer?.name);
  addText(list, 1228, padded(customer?.inn));
  addText(list, 1117, receipt.senderEmail);
  addText(list, 1187, receipt.place);
  addText(list, 1009, receipt.address);
  addText(list, 1036, receipt.machineNumber);
  if (receipt.internet) list.push(byte(1125, 1));
  if (agent) list.push(byte(1057, bitsOf(agent)), ...agentFields(agent));
  for (const phone of receipt.supplierPhones) addText(list, 1171, phone);
  addText(list, 1192, additionalAttribute?.value, additionalAttribute?.print);
  if (userAttribute) {
    const { name, value, print } = userAttribute;
    list.push(...structure(1084, [...text(1085, name), ...text(1086, value)], print));
  }
  if (receipt.correction) list.push(...correctionAttributes(receipt.correction));
  return list;
}

/** Requisites of an item, sent between EA and EB. */
export function itemAttributes(item: ReceiptItem): Attribute[] {
  const { agent, supplier, additionalAttribute } = item;
  const list: Attribute[] = [];
  if (item.productCode) list.push(attribute(1162, fromHex(item.productCode.hex)));
  if (agent) list.push(byte(1222, bitsOf(agent)), ...structure(1223, agentFields(agent)));
  addText(list, 1226, padded(supplier?.inn));
  if (supplier) list.push(...supplierAttributes(supplier));
  addText(list, 1197, item.unit);
  if (item.excise !== undefined) list.push(attribute(1229, writeUnsigned(item.excise)));
  addText(list, 1230, item.country);
  addText(list, 1231, item.declaration);
  addText(list, 1191, additionalAttribute?.value, additionalAttribute?.print);
  return list;
}

/**
 * Totals of VAT of a correction. The vendor's driver writes 1102–1107 in four bytes and first sets 1104 to 0, because the
 * register has counted the nameless position at 0 %. Totals of later rates (1115) follow the format: no driver was seen.
 */
export function correctionVatAttributes(totals: readonly VatTotal[]): Attribute[] {
  const { plain, listed } = vatTags(totals);
  const entries = listed.map(({ code, sum }) => ({
    tag: 1119,
    value: writeTlv([
      { tag: 1199, value: Uint8Array.of(code) },
      { tag: 1120, value: writeUnsigned(sum) },
    ]),
  }));
  return [
    ...(plain.has(1104) ? [] : [attribute(1104, writeUnsigned(0, 4))]),
    ...[...plain].map(([tag, sum]) => attribute(tag, writeUnsigned(sum, 4))),
    ...(entries.length > 0 ? [attribute(1115, writeTlv(entries))] : []),
  ];
}

function correctionAttributes({ type, date, number, description }: Correction): Attribute[] {
  const seconds = localToMs(`${date}T00:00`) / 1000;
  return [
    byte(1173, correctionTypes.get(type).code),
    ...structure(1174, [
      ...text(1177, description),
      attribute(1178, writeUnsigned(seconds, 4)),
      ...text(1179, number),
    ]),
  ];
}

/** Tags 1057 and 1222 are bits: one document may have several kinds. */
function bitsOf({ types }: Agent): number {
  return types.reduce((bits, type) => bits | agentTypes.get(type).code, 0);
}

function agentFields({ operation, phones, paymentOperatorPhones, transferOperator }: Agent): Attribute[] {
  return [
    ...text(1005, transferOperator?.address),
    ...text(1016, padded(transferOperator?.inn)),
    ...text(1026, transferOperator?.name),
    ...(transferOperator?.phones ?? []).flatMap((phone) => text(1075, phone)),
    ...text(1044, operation),
    ...phones.flatMap((phone) => text(1073, phone)),
    ...paymentOperatorPhones.flatMap((phone) => text(1074, phone)),
  ];
}

function supplierAttributes({ name, phones }: Supplier): Attribute[] {
  return structure(1224, [...text(1225, name), ...phones.flatMap((phone) => text(1171, phone))]);
}

function attribute(tag: number, value: Uint8Array, print = true): Attribute {
  return { tag, value, print };
}

function byte(tag: number, value: number): Attribute {
  return attribute(tag, Uint8Array.of(value));
}

function addText(list: Attribute[], tag: number, value: string | undefined, print = true): void {
  if (value !== undefined) list.push(attribute(tag, encodeText(value), print));
}

function text(tag: number, value: string | undefined, print = true): Attribute[] {
  return value === undefined ? [] : [attribute(tag, encodeText(value), print)];
}

/** An INN takes twelve bytes, blanks on the right. */
function padded(inn: string | undefined): string | undefined {
  return inn?.padEnd(12);
}

/** A structure without fields is not sent. */
function structure(tag: number, fields: readonly Attribute[], print = true): Attribute[] {
  return fields.length === 0 ? [] : [attribute(tag, writeTlv(fields), print)];
}
