import { tagById } from '../../fiscal/tags.js';
import { type Tlv, writeTlv } from '../../fiscal/tlv.js';
import { paymentType } from '../../protocol/classic/commands/receipt.js';
import { flag, given, put } from '../fn/tlv.js';
import { type Profile, versionText } from '../profile.js';
import type { EmulatedRegistration } from '../registration.js';
import {
  type Item,
  isCorrection,
  itemSums,
  itemVat,
  paymentsOf,
  type ReceiptDraft,
  taxSums,
  unitVat,
} from './receipt.js';
import type { Settings } from './settings.js';
import type { Operator } from './state.js';
import { isVatTotal, totalRequisites } from './taxes.js';
import { plainText } from './text.js';

/** FFD 1.05 in tags 1209, 1189 and 1190. */
const FFD = 2;

/** Whose requisites go into a document. */
export interface Source {
  readonly registration: EmulatedRegistration;
  readonly profile: Profile;
  readonly serialNumber: string;
  readonly operator: Operator;
  readonly settings: Settings;
}

const ffdVersion = (): Tlv => put('ffdVersion', FFD);

/** Tags 1021 and 1203; an automat has no cashier. */
function cashier({ registration, operator }: Source): Tlv[] {
  if (registration.automatic) return [];
  return [put('cashier', plainText(operator.name)), ...given('cashierInn', operator.inn)];
}

/** Registration (form 1) and its change (form 11). */
export function registrationRequisites(source: Source): Tlv[] {
  const { registration: own, profile, serialNumber } = source;
  return [
    put('kktSerial', serialNumber),
    put('userName', plainText(own.user)),
    put('settlementAddress', plainText(own.address)),
    put('settlementPlace', plainText(own.place)),
    ...(own.offline ? [] : [put('ofdInn', own.ofdInn), put('ofdName', plainText(own.ofdName))]),
    ...given('fnsSite', own.fnsSite),
    ...given('senderEmail', own.senderEmail),
    ...given('machineNumber', own.machineNumber),
    put('cashier', plainText(source.operator.name)),
    ...given('cashierInn', source.operator.inn),
    put('kktVersion', versionText(profile)),
    put('kktFfdVersion', FFD),
    put('fnFfdVersion', FFD),
    ffdVersion(),
    flag('printerInMachine', own.printerInMachine),
    flag('exciseGoods', own.excise),
    flag('gambling', own.gambling),
    flag('lottery', own.lottery),
    ...(own.agents === 0 ? [] : [put('agentType', own.agents)]),
  ];
}

/** Opening of a shift (form 2). */
export function openShiftRequisites(source: Source): Tlv[] {
  return [
    ffdVersion(),
    ...cashier(source),
    put('kktVersion', versionText(source.profile)),
    put('kktFfdVersion', FFD),
  ];
}

/** Closing of a shift (form 5). */
export function closeShiftRequisites(source: Source): Tlv[] {
  return [ffdVersion(), ...cashier(source)];
}

/** State of settlements (form 21). */
export function settlementsStateRequisites(): Tlv[] {
  return [ffdVersion()];
}

/** Closing of the FN (form 6). A host may give another address and place of it. */
export function closeFnRequisites(source: Source, attributes: readonly Tlv[] = []): Tlv[] {
  const { registration: own } = source;
  const given = new Set(attributes.map(({ tag }) => tag));
  const usual = [
    put('settlementAddress', plainText(own.address)),
    put('settlementPlace', plainText(own.place)),
  ].filter(({ tag }) => !given.has(tag));
  return [ffdVersion(), put('userName', plainText(own.user)), ...usual, ...attributes, ...cashier(source)];
}

/** Receipt, BSO and their corrections (forms 3, 4, 31, 41). */
export function receiptRequisites(source: Source, draft: ReceiptDraft): Tlv[] {
  const correction = isCorrection(draft.type);
  const own = new Set(draft.attributes.map(({ tag }) => tag));
  const missing = (tlv: Tlv) => !own.has(tlv.tag);
  return [
    ...[ffdVersion(), ...cashier(source), ...shop(source, draft)].filter(missing),
    ...draft.attributes.filter(({ tag }) => !isVatTotal(tag)),
    ...(correction ? [] : items(draft)),
    ...money(source, draft),
    ...vat(draft),
  ];
}

function shop({ registration, settings }: Source, draft: ReceiptDraft): Tlv[] {
  const contact = draft.attributes.some(({ tag }) => tag === tagById('buyerContact').tag);
  return [
    put('userName', plainText(registration.user)),
    put('settlementAddress', plainText(registration.address)),
    put('settlementPlace', plainText(registration.place)),
    ...given('machineNumber', registration.machineNumber),
    ...given('taxationType', usualTaxation(registration.taxationSystems, settings.defaultTaxation)),
    // Who gets the receipt by mail must see who sent it.
    ...(contact ? given('senderEmail', registration.senderEmail) : []),
  ];
}

/** Tag 1055 that nobody gave: the default when the register is registered with it, or the only system there is. */
function usualTaxation(registered: number, usual: number): number | undefined {
  if ((registered & usual) !== 0) return usual;
  const single = (registered & (registered - 1)) === 0;
  return single ? registered : undefined;
}

function items(draft: ReceiptDraft): Tlv[] {
  const sums = itemSums(draft);
  return draft.items.map((item, index) => ({
    tag: tagById('item').tag,
    value: writeTlv(itemFields(item, sums[index] ?? 0)),
  }));
}

/** Size of tag 1059, with a guess that a discount on the receipt changes little. */
export function itemSize(item: Item): number {
  return writeTlv(itemFields(item, item.total)).length;
}

function itemFields(item: Item, sum: number): Tlv[] {
  // One piece costs what the position costs, also after a discount on the receipt.
  const price = item.quantity === 1000 && item.price === item.total ? sum : item.price;
  const own = new Set(item.attributes.map(({ tag }) => tag));
  const vat = itemVat(item, sum);
  const fields = [
    ...given('itemName', plainText(item.name)),
    put('price', price),
    put('quantity', item.quantity),
    put('itemSum', sum),
    put('vatRate', item.tax),
    ...(vat === undefined ? [] : [put('itemVatSum', vat)]),
    ...(vat !== undefined && item.taxPerUnit ? [put('unitVat', unitVat(item))] : []),
    put('itemType', item.subject),
    put('paymentMethod', item.method),
  ];
  return [...fields.filter(({ tag }) => !own.has(tag)), ...item.attributes];
}

/** All five forms of payment, zero or not. Types 6..10 are named by the user and belong to a form by a setting. */
function money({ settings }: Source, draft: ReceiptDraft): Tlv[] {
  const sum = (form: number) =>
    paymentsOf(draft).reduce((all, paid, type) => all + (settings.paymentForm(type) === form ? paid : 0), 0);
  return [
    put('cashSum', sum(paymentType.cash)),
    put('cashlessSum', sum(paymentType.electronic)),
    put('prepaidSum', sum(paymentType.prepaid)),
    put('creditSum', sum(paymentType.credit)),
    put('considerationSum', sum(paymentType.other)),
  ];
}

/** Totals of the rates that occur; a correction may say that there is none of one. */
function vat(draft: ReceiptDraft): Tlv[] {
  const used = new Set(draft.items.map((item) => item.tax));
  const totals = [...taxSums(draft).entries()].filter(
    ([number, sum]) => sum > 0 || (used.has(number) && !isCorrection(draft.type)),
  );
  return totalRequisites(new Map(totals));
}
