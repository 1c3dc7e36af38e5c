import type { Problem } from 'atol-kkt';
import type { Fault } from '../schema/validate.js';

const agent: readonly (readonly [RegExp, string])[] = [
  [/agent\.operation$/, 'agent_info.paying_agent.operation'],
  [/agent\.phones/, 'agent_info.paying_agent.phones'],
  [/agent\.paymentOperatorPhones/, 'agent_info.receive_payments_operator.phones'],
  [/agent\.transferOperator/, 'agent_info.money_transfer_operator'],
  [/agent(?=\.|$)/, 'agent_info'],
  [/supplier(?=\.|$)/, 'supplier_info'],
];

const ofItem: readonly (readonly [RegExp, string])[] = [
  ...agent,
  [/total$/, 'sum'],
  [/vatSum$/, 'vat.sum'],
  [/vat$/, 'vat.type'],
  [/subject$/, 'payment_object'],
  [/method$/, 'payment_method'],
  [/unit$/, 'measurement_unit'],
  [/country$/, 'country_code'],
  [/declaration$/, 'declaration_number'],
  [/productCode.*$/, 'nomenclature_code'],
  [/additionalAttribute.*$/, 'user_data'],
];

const ofReceipt: readonly (readonly [RegExp, string])[] = [
  ...agent,
  [/^customer\.contact/, 'client.email'],
  [/^customer/, 'client'],
  [/^senderEmail/, 'company.email'],
  [/^place/, 'company.payment_address'],
  [/^address/, 'company.location'],
  [/^taxation/, 'company.sno'],
  [/^inn$/, 'company.inn'],
  [/^machineNumber/, 'device_number'],
  [/^operator\.inn/, 'cashier_inn'],
  [/^operator.*/, 'cashier'],
  [/^additionalAttribute.*/, 'additional_check_props'],
  [/^userAttribute/, 'additional_user_props'],
  [/^correction\.date/, 'correction_info.base_date'],
  [/^correction\.number/, 'correction_info.base_number'],
  [/^correction\.description/, 'correction_info.base_name'],
  [/^correction/, 'correction_info'],
];

/** What the driver or the gateway found, by the names of the API. */
export function faultOf(
  { path, ru }: Problem,
  root: 'receipt' | 'correction',
  vatPlaces: readonly number[],
  phone: boolean,
): Fault {
  if (path === 'externalId') return { field: 'external_id', rule: ru };
  return { field: `${root}.${nameOf(path, vatPlaces, phone)}`, rule: ru };
}

function nameOf(path: string, vatPlaces: readonly number[], phone: boolean): string {
  const [, item, rest] = /^(items\[\d+\])\.(.+)$/.exec(path) ?? [];
  if (item && rest) return `${item}.${replaced(rest, ofItem)}`;
  const [, place, field] = /^vats\[(\d+)\](.*)$/.exec(path) ?? [];
  if (place !== undefined) {
    return `vats[${vatPlaces[Number(place)] ?? place}]${field?.replace('.vat', '.type')}`;
  }
  const name = replaced(path, ofReceipt);
  return phone && name === 'client.email' ? 'client.phone' : name;
}

function replaced(path: string, names: readonly (readonly [RegExp, string])[]): string {
  const found = names.find(([pattern]) => pattern.test(path));
  return found ? path.replace(found[0], found[1]) : path;
}
