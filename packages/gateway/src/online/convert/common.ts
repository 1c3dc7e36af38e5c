import type { AgentInput, PaymentForm, PaymentInput, SupplierInput, Taxation } from 'atol-kkt';
import type { AgentBody, PaymentBody, SupplierBody } from '../body.js';
import { roubles } from '../money.js';

/** Without the fields that nobody has given. */
export function given<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  const kept: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T)[]) {
    if (fields[name] !== undefined) kept[name] = fields[name];
  }
  return kept as T;
}

/** `usn_income` → `usnIncome`: the names of the API and the driver's differ in their spelling only. */
export function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function taxationOf(sno: string | undefined): Taxation | undefined {
  return sno === undefined ? undefined : (camel(sno) as Taxation);
}

/** Payment types 0..4 of the API. */
const forms: readonly PaymentForm[] = ['cash', 'electronic', 'prepaid', 'credit', 'other'];

export function paymentsOf(payments: readonly PaymentBody[]): PaymentInput[] {
  return payments.map(({ type, sum }) => ({ type: forms[type] ?? 'other', sum: roubles(sum) }));
}

export function agentOf(agent: AgentBody | undefined): AgentInput | undefined {
  if (!agent) return undefined;
  const { paying_agent, receive_payments_operator, money_transfer_operator: operator } = agent;
  return given<AgentInput>({
    type: camel(agent.type) as AgentInput['type'],
    operation: paying_agent?.operation,
    phones: phonesOf(paying_agent?.phones),
    paymentOperatorPhones: phonesOf(receive_payments_operator?.phones),
    transferOperator: operator && { ...operator, ...phonesField(operator.phones) },
  });
}

export function supplierOf(supplier: SupplierBody | undefined): SupplierInput | undefined {
  return supplier && { ...supplier, ...phonesField(supplier.phones) };
}

/** `+7` may be left out: ten digits are a Russian number. */
export function phoneOf(phone: string): string {
  const digits = phone.replace(/[\s()-]/g, '');
  return /^\d{10}$/.test(digits) ? `+7${digits}` : phone;
}

export function phonesOf(phones: readonly string[] | undefined): string[] | undefined {
  return phones?.map(phoneOf);
}

function phonesField(phones: readonly string[] | undefined): { phones?: string[] } {
  return phones ? { phones: phones.map(phoneOf) } : {};
}
