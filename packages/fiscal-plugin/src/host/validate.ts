import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { descriptionSchema, eventSchemas, operationSchemas } from '../contract/schemas.js';
import { serviceSchemas } from '../contract/service-schemas.js';
import type { ServiceMethod } from '../contract/services.js';
import type { Init, JsonSchema, Operation } from '../contract/types.js';

/** One place of a message that breaks its schema. */
export interface Problem {
  /** JSON pointer, `''` for the whole message. */
  readonly field: string;
  /** The rule in words, with the value where it is short. */
  readonly rule: string;
}

const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true, validateFormats: false });
const compiled = new Map<object, ValidateFunction>();
/** Writes the schema's defaults into what it checks. */
const filling = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, useDefaults: true });
const fillers = new Map<object, ValidateFunction>();

/** Every problem of a value, none for a good one. @throws Error where the schema itself is wrong. */
export function problemsOf(schema: JsonSchema, value: unknown): Problem[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []).map(problemOf);
}

export function paramsProblems(operation: Operation, params: unknown): Problem[] {
  return problemsOf(operationSchemas[operation].params, params);
}

export function resultProblems(operation: Operation, result: unknown): Problem[] {
  return problemsOf(kindOf(operationSchemas[operation].result, result), result);
}

/**
 * Of a result that says how it ended, only the schema of that end: what is missing from the others is nobody's fault.
 * One that says no such thing is told which there are.
 */
function kindOf(schema: JsonSchema, result: unknown): JsonSchema {
  const kinds = schema['oneOf'] as readonly { properties: { outcome: { const: string } } }[] | undefined;
  if (kinds === undefined) return schema;
  const { outcome } = Object(result) as { outcome?: unknown };
  const ends = kinds.map(({ properties }) => properties.outcome.const);
  return kinds[ends.indexOf(String(outcome))] ?? noEnd(ends);
}

const withoutEnd = new Map<string, JsonSchema>();

function noEnd(ends: readonly string[]): JsonSchema {
  const name = ends.join();
  const known = withoutEnd.get(name) ?? {
    type: 'object',
    required: ['outcome'],
    properties: { outcome: { enum: ends } },
  };
  withoutEnd.set(name, known);
  return known;
}

/** What is wrong with a plug-in's call of a service, before the service looks at it. */
export function serviceProblems(method: ServiceMethod, params: unknown): Problem[] {
  // A field of an optional argument that was left out is there, and holds `undefined`, after structured clone.
  const given = Object.entries(Object(params) as object).filter(([, value]) => value !== undefined);
  return problemsOf(serviceSchemas[method].params, Object.fromEntries(given));
}

export function descriptionProblems(description: unknown): Problem[] {
  const problems = problemsOf(descriptionSchema, description);
  if (problems.length > 0) return problems;
  const { settings, extra = {} } = description as {
    settings: JsonSchema;
    extra?: Record<string, JsonSchema>;
  };
  const schemas: [string, JsonSchema][] = [
    ['/settings', settings],
    ...Object.entries(extra).map(([name, schema]): [string, JsonSchema] => [`/extra/${name}`, schema]),
  ];
  return schemas.flatMap(([field, schema]) => {
    try {
      ajv.compile(schema);
      return [];
    } catch (error) {
      return [
        { field, rule: `is no JSON Schema: ${error instanceof Error ? error.message : String(error)}` },
      ];
    }
  });
}

/** Settings with the defaults of their schema where nothing was chosen; what is wrong in them stays as it is. */
export function filledSettings(schema: JsonSchema, settings: Init['settings']): Init['settings'] {
  const filled = structuredClone(settings);
  let fill = fillers.get(schema);
  if (fill === undefined) {
    fill = filling.compile(schema);
    fillers.set(schema, fill);
  }
  fill(filled);
  return filled;
}

export function eventProblems(name: string, data: unknown): Problem[] {
  if (!(name in eventSchemas)) return [{ field: '', rule: `is no event of the contract: ${name}` }];
  return problemsOf(eventSchemas[name as keyof typeof eventSchemas], data);
}

export function textOf(problems: readonly Problem[]): string {
  return problems.map(({ field, rule }) => `${field === '' ? 'message' : field} ${rule}`).join('; ');
}

function problemOf(error: ErrorObject): Problem {
  const missing = error.keyword === 'required' ? `/${String(error.params['missingProperty'])}` : '';
  if (missing !== '') return { field: `${error.instancePath}${missing}`, rule: 'is missing' };
  const given = JSON.stringify(error.data) ?? typeof error.data;
  const allowed =
    error.keyword === 'enum' ? `: ${(error.params['allowedValues'] as unknown[]).join(', ')}` : '';
  return {
    field: error.instancePath,
    rule: `${error.message ?? error.keyword}${allowed}${given.length <= 60 ? ` (got ${given})` : ''}`,
  };
}
