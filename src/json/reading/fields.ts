import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { documentText } from './texts.js';

/** JSON types as the driver names them in its messages. */
interface Types {
  string: string;
  number: number;
  boolean: boolean;
  object: Readonly<Record<string, unknown>>;
  array: readonly unknown[];
  'number|string': number | string;
  'object|string': Readonly<Record<string, unknown>> | string;
  'number|string|boolean': number | string | boolean;
}

type TypeName = keyof Types;

export const PARSE_ERROR = 501;

/**
 * Fields of a task, read by the driver's rules and refused in its words: `null` and an empty object are no value, a wrong type
 * and a missing field are error 501.
 */
export class Fields {
  readonly path: string;
  readonly #value: Readonly<Record<string, unknown>>;

  constructor(value: Readonly<Record<string, unknown>>, path = '') {
    this.#value = value;
    this.path = path;
  }

  at(name: string | number): string {
    if (typeof name === 'number') return `${this.path}[${name}]`;
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  get<T extends TypeName>(name: string, type: T): Types[T] {
    const value = this.optional(name, type, false);
    if (value === undefined) throw missing(this.at(name));
    return value;
  }

  optional<T extends TypeName>(name: string, type: T, mayLack = true): Types[T] | undefined {
    const value = present(this.#value[name]);
    if (value === undefined) return undefined;
    if (!isOf(type, value)) throw wrongType(this.at(name), type, mayLack);
    return value as Types[T];
  }

  /** A text for a document, with blanks for what the register cannot write; an empty one is none. */
  text(name: string): string | undefined {
    return documentText(this.optional(name, 'string') ?? '') || undefined;
  }

  /** A value of a list; the keys are its names. */
  choice<T>(name: string, names: Readonly<Record<string, T>>): T {
    return this.named(name, this.get(name, 'string'), names);
  }

  /** What a name of a list stands for. */
  named<T>(name: string, value: string, names: Readonly<Record<string, T>>): T {
    if (!Object.hasOwn(names, value)) throw wrongValue(this.at(name), value);
    return names[value] as T;
  }

  optionalChoice<T>(name: string, names: Readonly<Record<string, T>>): T | undefined {
    const value = this.optional(name, 'string');
    return value ? this.named(name, value, names) : undefined;
  }

  /** A value of a list by its name, or by its number in a string; 0 is no value. A number that the list has not is error `code`. */
  optionalNumbered<T>(
    name: string,
    names: Readonly<Record<string, T>>,
    list: { find(code: number): { readonly name: T } | undefined },
    code: number,
  ): T | undefined {
    const value = this.optional(name, 'string');
    if (!value) return undefined;
    if (Object.hasOwn(names, value)) return names[value];
    const number = numeral(value);
    if (number === undefined) return this.named(name, value, names);
    if (number === 0) return undefined;
    const found = list.find(number)?.name;
    if (found === undefined) throw ofCode(code, this.at(name), value);
    return found;
  }

  object(name: string): Fields {
    return new Fields(this.get(name, 'object'), this.at(name));
  }

  optionalObject(name: string): Fields | undefined {
    const value = this.optional(name, 'object');
    return value && new Fields(value, this.at(name));
  }

  list<T>(name: string, read: (element: Fields) => T): T[] {
    return this.#elements(this.get(name, 'array'), name).map(read);
  }

  optionalList<T>(name: string, read: (element: Fields) => T): T[] | undefined {
    const value = this.optional(name, 'array');
    return value && this.#elements(value, name).map(read);
  }

  values<T extends TypeName>(name: string, type: T): Types[T][] {
    return this.#values(this.get(name, 'array'), name, type);
  }

  optionalValues<T extends TypeName>(name: string, type: T): Types[T][] | undefined {
    const value = this.optional(name, 'array');
    return value && this.#values(value, name, type);
  }

  /** The same with one number in the place of all. */
  withNumbers(number: number): Fields {
    const numbered = (_name: string, value: unknown) => (typeof value === 'number' ? number : value);
    return new Fields(JSON.parse(JSON.stringify(this.#value), numbered) as Readonly<Record<string, unknown>>);
  }

  /** Names of fields that are there. */
  get names(): readonly string[] {
    return Object.keys(this.#value).filter((name) => present(this.#value[name]) !== undefined);
  }

  #elements(list: readonly unknown[], name: string): Fields[] {
    return list.map((element, index) => {
      const path = `${this.at(name)}[${index}]`;
      if (element === null || element === undefined) throw missing(path);
      // A number has no fields, as the driver sees it: the first one that is needed is missing.
      return new Fields(isObject(element) ? element : {}, path);
    });
  }

  #values<T extends TypeName>(list: readonly unknown[], name: string, type: T): Types[T][] {
    return list.map((value, index) => {
      const path = `${this.at(name)}[${index}]`;
      if (value === null || value === undefined) throw missing(path);
      if (!isOf(type, value)) throw wrongType(path, type, false);
      return value as Types[T];
    });
  }
}

/** The whole part of a number that was given as a string. */
export function numeral(text: string): number | undefined {
  return /^\s*[+-]?\d+(\.\d*)?\s*$/.test(text) ? Math.trunc(Number(text)) : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  try {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // A revoked proxy cannot even be asked.
    return false;
  }
}

export function wrongValue(path: string, value: unknown, why = ''): JsonTaskError {
  const reason = why === '' ? '' : `: ${why}`;
  return new JsonTaskError(PARSE_ERROR, `Некорректное значение поля "${path}" (${String(value)})${reason}`);
}

function ofCode(code: number, path: string, value: string): JsonTaskError {
  return new JsonTaskError(code, `${driverError(code).description} (${path}: ${value})`);
}

function missing(path: string): JsonTaskError {
  return new JsonTaskError(PARSE_ERROR, `Поле "${path}" отсутствует`);
}

function wrongType(path: string, type: string, mayLack: boolean): JsonTaskError {
  const expected = mayLack ? `${type}|undefined` : type;
  return new JsonTaskError(PARSE_ERROR, `Поле "${path}" имеет неверный тип (ожидается "${expected}")`);
}

/** To the driver a list is an object, too. */
function isOf(type: TypeName, value: unknown): boolean {
  const types = type.split('|');
  return types.includes(Array.isArray(value) ? 'array' : typeof value) || types.includes(typeof value);
}

function present(value: unknown): unknown {
  if (value === null) return undefined;
  return isObject(value) && Object.keys(value).length === 0 ? undefined : value;
}
