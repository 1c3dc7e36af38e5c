import {
  type AgentType,
  agentTypes,
  type List,
  type ListEntry,
  markedSubjects,
  taxations,
} from '../enums.js';
import { isVatRate, type VatRate, vatRateNames } from '../vat.js';
import { type Field, listOf } from './fields.js';
import { likeName, likeTaxation, likeVat } from './hints.js';
import type { Rule, Scope } from './scope.js';

/** A name of the list; with `codes` its number too. */
export function oneOf<Name extends string>(list: List<Name>, tag?: number, codes = false): Field<Name> {
  return {
    tag,
    read(value, scope) {
      const entry: ListEntry<Name> | undefined =
        typeof value === 'string' || (codes && typeof value === 'number') ? list.find(value) : undefined;
      return entry ? entry.name : notInList(value, list.names, scope, tag);
    },
  };
}

/** Tag 1212; marked goods get their own answer. */
export function subjectOf<Name extends string>(list: List<Name>): Field<Name> {
  const plain = oneOf(list, 1212, true);
  return {
    tag: 1212,
    read(value, scope) {
      const marked = markedSubjects.find(value);
      if (!marked) return plain.read(value, scope);
      const { code, ru, name } = marked;
      return scope.problem(
        'MARKED_GOODS',
        [
          `предмет расчёта ${code} (${ru}) есть только в ФФД 1.2: маркированный товар нельзя продать по ФФД 1.05`,
          `subject ${code} (${name}) exists in FFD 1.2 only: marked goods cannot be sold with FFD 1.05`,
        ],
        value,
        1212,
      );
    },
  };
}

export const vatRate: Field<VatRate> = {
  tag: 1199,
  read: (value, scope) =>
    isVatRate(value) ? value : notInList(value, vatRateNames, scope, 1199, likeVat(value)),
};

export const taxation = {
  tag: 1055,
  read(value: unknown, scope: Scope) {
    const entry = typeof value === 'string' ? taxations.find(value) : undefined;
    return entry ? entry.name : notInList(value, taxations.names, scope, 1055, likeTaxation(value));
  },
} satisfies Field<string>;

const ALL_AGENTS = agentTypes.entries.reduce((bits, { code }) => bits | code, 0);

/** Kinds of agent (tags 1057, 1222): one name, several names, or the sum of their bits. In the order of the bits. */
export function agentKinds(tag: number): Field<readonly AgentType[]> {
  const one = oneOf(agentTypes, tag);
  const several = listOf(one, agentTypes.names.length);
  return {
    tag,
    read(value, scope) {
      if (typeof value === 'number') return kindsOf(value) ?? notInList(value, agentTypes.names, scope, tag);
      if (typeof value === 'string') {
        const kind = one.read(value, scope);
        return kind === undefined ? undefined : [kind];
      }
      const kinds = several.read(value, scope);
      if (kinds === undefined || kinds.includes(undefined)) return undefined;
      if (kinds.length === 0) {
        return scope.problem(
          'AGENT_KINDS',
          ['нужен хотя бы один вид агента', 'at least one kind of agent is needed'],
          undefined,
          tag,
        );
      }
      return agentTypes.names.filter((name) => kinds.includes(name));
    },
  };
}

function kindsOf(bits: number): AgentType[] | undefined {
  if (!Number.isInteger(bits) || bits < 1 || bits > ALL_AGENTS) return undefined;
  return agentTypes.entries.filter(({ code }) => (bits & code) !== 0).map(({ name }) => name);
}

export function notInList(
  value: unknown,
  names: readonly string[],
  scope: Scope,
  tag: number | undefined,
  hint: Rule = likeName(value, names),
): undefined {
  const listed = names.join(', ');
  return scope.problem(
    'UNKNOWN_VALUE',
    [`нет такого значения${hint[0]}; допустимы: ${listed}`, `no such value${hint[1]}; allowed: ${listed}`],
    value,
    tag,
  );
}
