import type { AgentType } from '../enums.js';
import { defined, present } from './defined.js';
import type { Agent, Attribute, Supplier } from './receipt.js';
import type { ReceiptDraft } from './schema.js';
import type { Scope } from './scope.js';

type AgentDraft = NonNullable<ReceiptDraft['agent']>;

interface SupplierDraft {
  readonly name: string | undefined;
  readonly inn: string | undefined;
  readonly phones: ReadonlyArray<string | undefined> | undefined;
}

const bankAgents: readonly AgentType[] = ['bankPayingAgent', 'bankPayingSubagent'];
const payingAgents: readonly AgentType[] = ['payingAgent', 'payingSubagent'];

/** The agent, with warnings about data that its kind needs or cannot have. */
export function buildAgent(draft: AgentDraft, scope: Scope): Agent | undefined {
  if (draft.type === undefined) return undefined;
  const { type: types } = draft;
  const operator = draft.transferOperator;
  const agent: Agent = defined({
    types,
    operation: draft.operation,
    phones: present(draft.phones),
    paymentOperatorPhones: present(draft.paymentOperatorPhones),
    transferOperator: operator && defined({ ...operator, phones: present(operator.phones) }),
  });
  const isOne = (kinds: readonly AgentType[]): boolean => types.some((type) => kinds.includes(type));
  const bank = isOne(bankAgents);
  const missing: string[] = [];
  if (bank) {
    if (!agent.operation) missing.push('operation (1044)');
    if (!operator?.name) missing.push('transferOperator.name (1026)');
    if (!operator?.address) missing.push('transferOperator.address (1005)');
    if (!operator?.inn) missing.push('transferOperator.inn (1016)');
    if (!agent.transferOperator?.phones.length) missing.push('transferOperator.phones (1075)');
  }
  if ((bank || isOne(payingAgents)) && agent.phones.length === 0) missing.push('phones (1073)');
  if (missing.length > 0) {
    const fields = missing.join(', ');
    const named = types.join(', ');
    scope.warning(
      'AGENT_DATA_MISSING',
      [`для агента «${named}» обычно нужны: ${fields}`, `an agent "${named}" usually needs: ${fields}`],
      named,
    );
  }
  return agent;
}

export function buildSupplier({ name, inn, phones }: SupplierDraft): Supplier {
  return defined({ name, inn, phones: present(phones) });
}

export function buildAttribute(
  draft: { value: string | undefined; print: boolean | undefined } | undefined,
): Attribute | undefined {
  return draft?.value === undefined ? undefined : { value: draft.value, print: draft.print ?? true };
}
