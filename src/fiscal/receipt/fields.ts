import { likeKey } from './hints.js';
import type { Rule, Scope } from './scope.js';

/** Reads one value of the input; undefined when it is absent or wrong, and then the scope knows why. */
export interface Field<T> {
  readonly tag?: number | undefined;
  readonly required?: boolean;
  /** JSON null has a meaning of its own; elsewhere it says the same as a key that is not there. */
  readonly nullable?: boolean;
  read(value: unknown, scope: Scope): T | undefined;
}

export type Value<F> = F extends Field<infer T> ? T : never;

/** What a set of fields reads to. */
export type Draft<F> = { [K in keyof F]: Value<F[K]> | undefined };

/** Fields of one object; the compiler wants every key of the input type, and no other. */
export type FieldsOf<Input> = { readonly [K in keyof Required<Input>]: Field<unknown> };

/** More misspelt keys than this are counted only. */
const MAX_UNKNOWN = 20;

/** Reads an object key by key. Keys that no field has are problems: mostly they are misspelt. */
export function readObject<F extends Record<string, Field<unknown>>>(
  fields: F,
  value: unknown,
  scope: Scope,
): Draft<F> | undefined {
  // The copy is plain: no getter and no proxy of the caller's runs after it.
  const source = readable(scope, copyOfObject, value);
  if (source === undefined) return undefined;
  if (source === 'other') return scope.problem('TYPE', ['нужен объект', 'an object is needed'], value);
  reportUnknown(source, fields, scope);
  const draft: Record<string, unknown> = {};
  for (const key in fields) {
    if (!Object.hasOwn(fields, key)) continue;
    const field = fields[key] as Field<unknown>;
    const given = Object.hasOwn(source, key) ? (source as Record<string, unknown>)[key] : undefined;
    if (given !== undefined && (given !== null || field.nullable)) {
      draft[key] = field.read(given, scope.at(key));
    } else if (field.required) {
      missing(scope.at(key), field.tag);
    }
  }
  return draft as Draft<F>;
}

function missing(scope: Scope, tag: number | undefined): void {
  const rule: Rule = ['обязательное поле не задано', 'a required field is missing'];
  scope.problem('REQUIRED', rule, undefined, tag);
}

/** What the caller's own code throws while a value is read is a problem of that value. */
function readable<T>(scope: Scope, read: (value: unknown) => T, value: unknown): T | undefined {
  try {
    return read(value);
  } catch {
    return scope.problem('UNREADABLE', ['значение не читается', 'the value cannot be read']);
  }
}

function copyOfObject(value: unknown): object | 'other' {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : 'other';
}

function reportUnknown(source: object, fields: Record<string, Field<unknown>>, scope: Scope): void {
  if (isKnown(source, fields)) return;
  const known = Object.keys(fields);
  const unknown = Object.keys(source).filter((key) => !known.includes(key));
  for (const key of unknown.slice(0, MAX_UNKNOWN)) {
    const shown = key.length > 60 ? `${key.slice(0, 60)}…` : key;
    const hint = likeKey(key, known);
    const ru = `нет такого поля «${shown}»${hint[0]}`;
    const value = (source as Record<string, unknown>)[key];
    scope.at(shown).problem('UNKNOWN_KEY', [ru, `there is no field "${shown}"${hint[1]}`], value);
  }
  if (unknown.length <= MAX_UNKNOWN) return;
  const rest = unknown.length - MAX_UNKNOWN;
  scope.problem('UNKNOWN_KEY', [`и ещё ${rest} неизвестных полей`, `and ${rest} more unknown fields`], rest);
}

/** No list of the keys: mostly there is nothing to report. */
function isKnown(source: object, fields: Record<string, Field<unknown>>): boolean {
  for (const key in source) if (Object.hasOwn(source, key) && !Object.hasOwn(fields, key)) return false;
  return true;
}

export function nested<F extends Record<string, Field<unknown>>>(fields: F): Field<Draft<F>> {
  return { read: (value, scope) => readObject(fields, value, scope) };
}

export function required<T>(field: Field<T>): Field<T> {
  return { ...field, required: true };
}

/** Broken elements are undefined in the result: they are problems already. */
export function listOf<T>(field: Field<T>, max: number, code = 'LIST_LIMIT'): Field<Array<T | undefined>> {
  // As with objects, the elements are copied before anything is done with them.
  const copyOf = (value: unknown) =>
    Array.isArray(value) ? { length: value.length, items: value.slice(0, max) as unknown[] } : 'other';
  return {
    tag: field.tag,
    read(value, scope) {
      const list = readable(scope, copyOf, value);
      if (list === undefined) return undefined;
      if (list === 'other') return scope.problem('TYPE', ['нужен список', 'a list is needed'], value);
      const { length, items } = list;
      if (length > max) {
        const ru = `не больше ${max} элементов, задано ${length}`;
        return scope.problem(code, [ru, `at most ${max} elements, ${length} given`], length, field.tag);
      }
      const read = new Array<T | undefined>(items.length);
      for (let index = 0; index < items.length; index++) {
        const item = items[index];
        const at = scope.at(index);
        if (item !== undefined) read[index] = field.read(item, at);
        else read[index] = at.problem('REQUIRED', ['элемент списка не задан', 'a list element is missing']);
      }
      return read;
    },
  };
}
