import { closest } from '../../util/closest.js';
import { type List, type ListEntry, markedSubjects } from '../enums.js';
import { isVatRate, type VatRate, vatRateNames } from '../vat.js';
import type { Field } from './fields.js';
import type { Scope } from './scope.js';

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
  read: (value, scope) => (isVatRate(value) ? value : notInList(value, vatRateNames, scope, 1199)),
};

export function notInList(
  value: unknown,
  names: readonly string[],
  scope: Scope,
  tag: number | undefined,
): undefined {
  const like = typeof value === 'string' ? closest(value, names) : undefined;
  const listed = names.join(', ');
  return scope.problem(
    'UNKNOWN_VALUE',
    [
      `нет такого значения${like ? `; возможно, «${like}»` : ''}; допустимы: ${listed}`,
      `no such value${like ? `; did you mean "${like}"?` : ''}; allowed: ${listed}`,
    ],
    value,
    tag,
  );
}
