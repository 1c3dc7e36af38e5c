import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isMultiple } from '../money.js';
import type { Schema } from './common.js';

/** Something wrong with a request. */
export interface Fault {
  /** Such as `receipt.items[0].price`. */
  readonly field: string;
  readonly rule: string;
}

const ajv = new Ajv({ allErrors: true, strict: false, coerceTypes: false, useDefaults: false });
// Sums of clients are binary numbers: `0.1 + 0.2` is meant as 30 kopecks.
ajv.removeKeyword('multipleOf');
ajv.addKeyword({
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  validate: (step: number, value: number) => isMultiple(value, step),
  error: { message: 'step' },
});

const compiled = new Map<Schema, ValidateFunction>();

/** Everything that is wrong, by field; empty when nothing is. */
export function faultsOf(schema: Schema, value: unknown): Fault[] {
  let check = compiled.get(schema);
  if (!check) {
    check = ajv.compile(schema);
    compiled.set(schema, check);
  }
  if (check(value)) return [];
  const faults = (check.errors ?? []).flatMap(faultOf);
  const seen = new Set<string>();
  return faults.filter(({ field }) => !seen.has(field) && seen.add(field)).slice(0, MOST_TOLD);
}

const MOST_TOLD = 20;

function faultOf(error: ErrorObject): Fault[] {
  const { instancePath, keyword, params } = error;
  const field = instancePath
    .slice(1)
    .split('/')
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index > 0 ? `.${part}` : part))
    .join('');
  if (keyword === 'required') {
    const missing = String(params['missingProperty']);
    return [{ field: field === '' ? missing : `${field}.${missing}`, rule: 'обязательное поле' }];
  }
  // Its parts have told.
  if (keyword === 'anyOf') return [];
  const bound = String(params['limit'] ?? '');
  const rules: Record<string, string> = {
    type: `нужен тип ${params['type']}`,
    enum: `одно из: ${((params['allowedValues'] ?? []) as unknown[]).join(', ')}`,
    maxLength: `не длиннее ${bound} символов`,
    minLength: `не короче ${bound} символов`,
    maxItems: `не больше ${bound} элементов`,
    minItems: `не меньше ${bound} элементов`,
    maximum: `не больше ${bound}`,
    minimum: `не меньше ${bound}`,
    multipleOf: 'лишние знаки после точки: сумма не округляется',
    pattern: 'неверный формат',
    not: 'такого реквизита нет в ФФД 1.05',
  };
  return [{ field: field === '' ? 'тело запроса' : field, rule: rules[keyword] ?? keyword }];
}
