import type { List, ListEntry } from '../enums.js';
import { markedSubjects } from '../enums.js';
import { readMoney, readQuantity } from '../money.js';
import { isVatRate, type VatRate, vatRateNames } from '../vat.js';
import { closest } from './closest.js';
import type { Rule, Scope } from './scope.js';

/** Reads one value of the input; undefined when it is absent or wrong, and then the scope knows why. */
export interface Field<T> {
  readonly tag?: number | undefined;
  readonly required?: boolean;
  read(value: unknown, scope: Scope): T | undefined;
}

export type Value<F> = F extends Field<infer T> ? T : never;

/** What a set of fields reads to. */
export type Draft<F> = { [K in keyof F]: Value<F[K]> | undefined };

/** Fields of one object; the compiler wants every key of the input type, and no other. */
export type FieldsOf<Input> = { readonly [K in keyof Required<Input>]: Field<unknown> };

/** Reads an object key by key. Keys that no field has are problems: mostly they are misspelt. */
export function readObject<F extends Record<string, Field<unknown>>>(
  fields: F,
  value: unknown,
  scope: Scope,
): Draft<F> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return scope.problem('TYPE', ['нужен объект', 'an object is needed'], value);
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(fields, key)) unknownKey(key, Object.keys(fields), scope);
  }
  const draft: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    draft[key] = readKey(value as Record<string, unknown>, key, field, scope.at(key));
  }
  return draft as Draft<F>;
}

function readKey(source: Record<string, unknown>, key: string, field: Field<unknown>, scope: Scope): unknown {
  let value: unknown;
  try {
    value = Object.hasOwn(source, key) ? source[key] : undefined;
  } catch (error) {
    // A getter or a proxy of the caller's; what it throws is not ours to pass on half-way.
    return scope.problem('UNREADABLE', ['значение не читается', 'the value cannot be read'], String(error));
  }
  if (value !== undefined) return field.read(value, scope);
  if (field.required) {
    scope.problem(
      'REQUIRED',
      ['обязательное поле не задано', 'a required field is missing'],
      undefined,
      field.tag,
    );
  }
  return undefined;
}

function unknownKey(key: string, known: string[], scope: Scope): void {
  const shown = key.length > 60 ? `${key.slice(0, 60)}…` : key;
  const like = closest(key, known);
  const hint: Rule = like ? [`; возможно, «${like}»`, `; did you mean "${like}"?`] : ['', ''];
  scope
    .at(shown)
    .problem('UNKNOWN_KEY', [
      `нет такого поля «${shown}»${hint[0]}`,
      `there is no field "${shown}"${hint[1]}`,
    ]);
}

export function nested<F extends Record<string, Field<unknown>>>(fields: F): Field<Draft<F>> {
  return { read: (value, scope) => readObject(fields, value, scope) };
}

export function required<T>(field: Field<T>): Field<T> {
  return { ...field, required: true };
}

/** Broken elements are left out of the result: they are problems already. */
export function listOf<T>(field: Field<T>, max: number, code = 'LIST_LIMIT'): Field<Array<T | undefined>> {
  return {
    tag: field.tag,
    read(value, scope) {
      if (!Array.isArray(value)) return scope.problem('TYPE', ['нужен список', 'a list is needed'], value);
      if (value.length > max) {
        return scope.problem(
          code,
          [
            `не больше ${max} элементов, задано ${value.length}`,
            `at most ${max} elements, ${value.length} given`,
          ],
          value.length,
          field.tag,
        );
      }
      return Array.from(value, (item: unknown, index) => {
        if (item !== undefined) return field.read(item, scope.at(index));
        return scope.at(index).problem('REQUIRED', ['элемент списка не задан', 'a list element is missing']);
      });
    },
  };
}

export const flag: Field<boolean> = {
  read(value, scope) {
    if (typeof value === 'boolean') return value;
    return scope.problem('TYPE', ['нужно true или false', 'true or false is needed'], value);
  },
};

export function money(tag?: number): Field<number> {
  return {
    tag,
    read(value, scope) {
      const found = readMoney(value);
      if ('ok' in found) return found.ok;
      const { code, ru, en } = found.fault;
      return scope.problem(code, [ru, en], value, tag);
    },
  };
}

export const quantity: Field<number> = {
  tag: 1023,
  read(value, scope) {
    const found = readQuantity(value);
    if ('ok' in found) return found.ok;
    const { code, ru, en } = found.fault;
    return scope.problem(code, [ru, en], value, 1023);
  },
};

export function integer(min: number, max: number, code: string): Field<number> {
  return {
    read(value, scope) {
      if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
      return scope.problem(
        code,
        [`нужно целое число ${min}..${max}`, `an integer ${min}..${max} is needed`],
        value,
      );
    },
  };
}

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
