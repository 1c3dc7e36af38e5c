import type { AgentInput, AgentType, SupplierInput } from '../../fiscal/index.js';
import type { Fields } from '../fields.js';
import { agentNames } from './names.js';

/** `agentInfo`; without a kind of agent it says nothing, as the driver sees it. */
export function readAgent(agent: Fields | undefined): AgentInput | undefined {
  const names = agent?.optionalValues('agents', 'string') ?? [];
  const type = names.map((name, index) => agent?.named(`agents[${index}]`, name, agentNames) as AgentType);
  const paying = agent?.optionalObject('payingAgent');
  const receiving = agent?.optionalObject('receivePaymentsOperator');
  const transfer = agent?.optionalObject('moneyTransferOperator');
  const operation = paying?.optional('operation', 'string');
  const phones = paying?.optionalValues('phones', 'string');
  const paymentOperatorPhones = receiving?.optionalValues('phones', 'string');
  const transferOperator = transfer && {
    name: transfer.optional('name', 'string'),
    address: transfer.optional('address', 'string'),
    inn: transfer.optional('vatin', 'string'),
    phones: transfer.optionalValues('phones', 'string'),
  };
  if (type.length === 0) return undefined;
  return {
    type,
    ...(operation && { operation }),
    ...(phones && { phones }),
    ...(paymentOperatorPhones && { paymentOperatorPhones }),
    ...(transferOperator && { transferOperator: given(transferOperator) }),
  };
}

/** `supplierInfo` of a position: name, INN and phones; of a receipt only the phones. */
export function readSupplier(supplier: Fields | undefined): SupplierInput | undefined {
  if (supplier === undefined) return undefined;
  return given({
    name: supplier.optional('name', 'string'),
    inn: supplier.optional('vatin', 'string'),
    phones: supplier.optionalValues('phones', 'string'),
  });
}

/** Without what is not given. */
export function given<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
