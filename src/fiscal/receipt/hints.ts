import { closest } from '../../util/closest.js';
import type { Taxation } from '../enums.js';
import type { VatRate } from '../vat.js';
import type { Rule } from './scope.js';

/**
 * What somebody meant who wrote something else. A tax is never guessed by the likeness of its letters: `vat18` is one key away
 * from `vat10` and means another rate. Only spellings that say the same are proposed.
 */

const nothing: Rule = ['', ''];

function proposed(names: readonly string[]): Rule {
  if (names.length === 0) return nothing;
  return [
    `; возможно, ${names.map((one) => `«${one}»`).join(' или ')}`,
    `; did you mean ${names.map((one) => `"${one}"`).join(' or ')}?`,
  ];
}

/** For lists whose values are not taxes: the name that a misspelt one most likely means. */
export function likeName(value: unknown, names: readonly string[]): Rule {
  const like = typeof value === 'string' ? closest(value, names) : undefined;
  return proposed(like === undefined ? [] : [like]);
}

const folded = (value: string): string => value.toLowerCase().replace(/[\s_.%-]/g, '');

/** Other spellings of the rates, without blanks and signs; the word for the tax in front is cut off. */
const vats: Readonly<Record<string, VatRate>> = {
  20: 'vat20',
  10: 'vat10',
  120: 'vat120',
  '20/120': 'vat120',
  110: 'vat110',
  '10/110': 'vat110',
  0: 'vat0',
  5: 'vat5',
  7: 'vat7',
  105: 'vat105',
  '5/105': 'vat105',
  107: 'vat107',
  '7/107': 'vat107',
  22: 'vat22',
  122: 'vat122',
  '22/122': 'vat122',
  no: 'none',
  none: 'none',
  без: 'none',
  without: 'none',
  novat: 'none',
  безндс: 'none',
  необлагается: 'none',
};

export function likeVat(value: unknown): Rule {
  if (typeof value !== 'string' || value.length > 40) return nothing;
  const rate = folded(value).replace(/^(?:vat|nds|ндс)(?=.)/, '');
  if (Object.hasOwn(vats, rate)) return proposed([vats[rate] as VatRate]);
  if (['18', '118', '18/118'].includes(rate)) {
    return ['; ставки 18 % нет с 2019 года', '; the rate of 18 % ended with 2018'];
  }
  return nothing;
}

const systems: ReadonlyArray<readonly [names: readonly Taxation[], spellings: readonly string[]]> = [
  [['osn'], ['osn', 'osno', 'осн', 'осно', 'общая', 'orn', 'common', 'general']],
  [
    ['usnIncome', 'usnIncomeOutcome'],
    ['usn', 'усн', 'simplified', 'упрощенная', 'упрощённая'],
  ],
  [['usnIncome'], ['usnincome', 'usndohod', 'уснд', 'усндоход', 'usn6']],
  [
    ['usnIncomeOutcome'],
    ['usnincomeoutcome', 'usnincomeexpense', 'usndr', 'уснр', 'усндр', 'усндоходрасход', 'usn15'],
  ],
  [['envd'], ['envd', 'енвд']],
  [['esn'], ['esn', 'eshn', 'esxn', 'есхн', 'ecxn']],
  [['patent'], ['patent', 'psn', 'псн', 'патент']],
];

export function likeTaxation(value: unknown): Rule {
  if (typeof value !== 'string' || value.length > 40) return nothing;
  const spelt = folded(value);
  return proposed(systems.find(([, spellings]) => spellings.includes(spelt))?.[0] ?? []);
}

/** Keys of the vendor's JSON tasks and of the online services, and where the same stands here. */
const foreignKeys: Readonly<Record<string, readonly string[]>> = {
  taxationType: ['taxation'],
  sno: ['taxation'],
  vatin: ['inn'],
  tax: ['vat'],
  taxType: ['vat'],
  taxSum: ['vatSum'],
  taxes: ['vats'],
  paymentObject: ['subject'],
  payment_object: ['subject'],
  paymentMethod: ['method'],
  payment_method: ['method'],
  amount: ['total', 'sum'],
  sum: ['total', 'sum'],
  clientInfo: ['customer'],
  client: ['customer'],
  buyer: ['customer'],
  emailOrPhone: ['contact'],
  email: ['contact', 'customer.contact'],
  phone: ['contact', 'customer.contact'],
  cashier: ['operator'],
  electronically: ['electronic'],
  infoDiscountAmount: ['discount'],
  agentInfo: ['agent'],
  agent_info: ['agent'],
  agents: ['type'],
  supplierInfo: ['supplier'],
  supplier_info: ['supplier'],
  payingAgent: ['phones'],
  receivePaymentsOperator: ['paymentOperatorPhones'],
  moneyTransferOperator: ['transferOperator'],
  nomenclatureCode: ['productCode'],
  nomenclature_code: ['productCode'],
  markingCode: ['productCode'],
  imcParams: ['productCode'],
  measurementUnit: ['unit'],
  measurement_unit: ['unit'],
  paymentsPlace: ['place'],
  paymentsAddress: ['address'],
  customsDeclaration: ['declaration'],
  declaration_number: ['declaration'],
  countryCode: ['country'],
  country_code: ['country'],
  exciseSum: ['excise'],
  userParam: ['userAttribute'],
  preItems: ['items'],
  postItems: ['items'],
  correctionType: ['correction.type'],
  correctionBaseDate: ['correction.date'],
  correctionBaseNumber: ['correction.number'],
  correctionBaseName: ['correction.description'],
  baseDate: ['date'],
  baseNumber: ['number'],
  baseName: ['description'],
};

/** The field that a key which is none here means: the same of another vocabulary, or a misspelt one. */
export function likeKey(key: string, known: readonly string[]): Rule {
  const foreign = Object.hasOwn(foreignKeys, key) ? (foreignKeys[key] as readonly string[]) : [];
  const same = foreign.find((name) => known.includes(name.split('.')[0] as string));
  if (same !== undefined) return proposed([same]);
  const like = closest(key, known);
  return proposed(like === undefined ? [] : [like]);
}
