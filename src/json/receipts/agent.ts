import type { AgentInput, AgentType, SupplierInput } from '../../fiscal/index.js';
import type { Fields } from '../reading/fields.js';
import { agentNames } from './names.js';

/** `agentInfo`; without a kind of agent it says nothing, as the driver sees it. */
export function readAgent(agent: Fields | undefined): AgentInput | undefined {
  const names = agent?.optionalValues('agents', 'string') ?? [];
  const type = names.map((name, index) => agent?.named(`agents[${index}]`, name, agentNames) as AgentType);
  const paying = agent?.optionalObject('payingAgent');
  const receiving = agent?.optionalObject('receivePaymentsOperator');
  const transfer = agent?.optionalObject('moneyTransferOperator');
  const operation = paying?.text('operation');
  const phones = phonesOf(paying);
  const paymentOperatorPhones = phonesOf(receiving);
  const transferOperator = transfer && {
    name: transfer.text('name'),
    address: transfer.text('address'),
    inn: transfer.optional('vatin', 'string') || undefined,
    phones: phonesOf(transfer),
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
  const told = given({
    name: supplier.text('name'),
    inn: supplier.optional('vatin', 'string') || undefined,
    phones: phonesOf(supplier),
  });
  return Object.keys(told).length > 0 ? told : undefined;
}

/** A number that is left empty is none. */
function phonesOf(fields: Fields | undefined): string[] | undefined {
  const phones = fields?.optionalValues('phones', 'string')?.filter((phone) => phone.trim() !== '') ?? [];
  return phones.length > 0 ? phones : undefined;
}

/** Without what is not given. */
export function given<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
