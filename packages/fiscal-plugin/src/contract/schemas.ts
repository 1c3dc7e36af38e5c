import { CAPABILITIES } from './types.js';

/**
 * The contract as JSON Schema (draft 2020-12). The types beside are compared with these schemas by the compiler in the
 * tests, so that neither drifts. Unknown fields are ignored, so nothing here forbids them.
 */
const id = { type: 'string', minLength: 1, maxLength: 256 } as const;
const text = { type: 'string', maxLength: 10_000 } as const;
const time = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$',
} as const;
const extra = { type: 'object', additionalProperties: true } as const;
const exponent = { type: 'integer', minimum: 0, maximum: 4 } as const;
const currencyCode = { type: 'string', pattern: '^[A-Z]{3}$' } as const;
const none = { type: 'object' } as const;

const moneySchema = {
  type: 'object',
  required: ['minor', 'currency', 'exponent'],
  properties: {
    minor: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    currency: currencyCode,
    exponent,
  },
} as const;

const sum = {
  ...moneySchema,
  properties: {
    ...moneySchema.properties,
    minor: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  },
} as const;

const texts = {
  type: 'object',
  required: ['en'],
  properties: { en: { type: 'string', minLength: 1 } },
  additionalProperties: { type: 'string' },
} as const;

const cashier = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id, name: { type: 'string', minLength: 1, maxLength: 256 }, taxId: id },
} as const;

const item = {
  type: 'object',
  required: ['id', 'name', 'price', 'quantity', 'sum', 'tax'],
  properties: {
    id,
    name: { type: 'string', minLength: 1, maxLength: 1000 },
    price: sum,
    quantity: { type: 'string', pattern: '^\\d{1,12}(\\.\\d{1,6})?$' },
    sum,
    tax: id,
    unit: id,
    article: id,
    extra,
  },
} as const;

const payment = { type: 'object', required: ['type', 'sum'], properties: { type: id, sum } } as const;
const items = { type: 'array', items: item, minItems: 1, maxItems: 5000 } as const;
const payments = { type: 'array', items: payment, minItems: 1, maxItems: 100 } as const;
const key = { type: 'string', minLength: 1, maxLength: 128 } as const;

const customer = {
  type: 'object',
  properties: { name: text, taxId: id, contact: id },
} as const;

const reference = {
  type: 'object',
  required: ['id'],
  properties: { id, at: time, extra },
} as const;

const keyed = { key, cashier, extra } as const;

const sale = {
  type: 'object',
  required: ['key', 'cashier', 'items', 'payments', 'total'],
  properties: { ...keyed, order: id, items, payments, total: sum, customer },
} as const;

const refund = {
  type: 'object',
  required: ['key', 'cashier', 'original', 'items', 'payments', 'total'],
  properties: { ...keyed, original: reference, items, payments, total: sum, reason: text, customer },
} as const;

const correction = {
  type: 'object',
  required: ['key', 'cashier', 'kind', 'reason', 'date', 'items', 'payments', 'total'],
  properties: {
    ...keyed,
    kind: { enum: ['income', 'outcome'] },
    reason: { type: 'string', minLength: 1, maxLength: 1000 },
    date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    original: reference,
    items,
    payments,
    total: sum,
  },
} as const;

const shiftChange = { type: 'object', required: ['key', 'cashier'], properties: keyed } as const;

const cashMove = {
  type: 'object',
  required: ['key', 'cashier', 'sum'],
  properties: { ...keyed, sum, reason: text },
} as const;

const report = {
  type: 'object',
  required: ['key', 'cashier', 'kind'],
  properties: { ...keyed, kind: id },
} as const;

const copy = { type: 'object', required: ['document'], properties: { document: reference } } as const;
const resolve = { type: 'object', required: ['key'], properties: { key } } as const;

const init = {
  type: 'object',
  required: ['settings', 'language', 'till'],
  properties: {
    settings: { type: 'object', additionalProperties: true },
    language: { type: 'string', pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' },
    till: { type: 'object', required: ['id'], properties: { id, name: text } },
  },
} as const;

export const fault = {
  type: 'object',
  required: ['whose', 'code', 'message', 'text'],
  properties: {
    whose: { enum: ['request', 'device', 'authority', 'plugin', 'bridge', 'till'] },
    code: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 },
    message: text,
    text,
    fields: { type: 'array', items: { type: 'string' } },
    extra,
  },
} as const;

const paper = {
  type: 'object',
  properties: {
    text: { type: 'string', maxLength: 1_000_000 },
    html: { type: 'string', maxLength: 1_000_000 },
    qr: { type: 'string', maxLength: 4000 },
  },
} as const;

const document = {
  type: 'object',
  required: ['id', 'at', 'marks', 'authority'],
  properties: {
    id,
    at: time,
    marks: { type: 'object', additionalProperties: { type: 'string' } },
    authority: { enum: ['accepted', 'queued', 'local'] },
    paper,
    extra,
  },
} as const;

const refusedOutcome = {
  type: 'object',
  required: ['outcome', 'fault'],
  properties: { outcome: { const: 'refused' }, fault },
} as const;

const outcome = {
  oneOf: [
    {
      type: 'object',
      required: ['outcome', 'document'],
      properties: { outcome: { const: 'done' }, document },
    },
    refusedOutcome,
    {
      type: 'object',
      required: ['outcome', 'fault'],
      properties: { outcome: { const: 'unknown' }, fault },
    },
  ],
} as const;

const done = {
  oneOf: [
    { type: 'object', required: ['outcome'], properties: { outcome: { const: 'done' } } },
    refusedOutcome,
  ],
} as const;

const copyDone = {
  oneOf: [
    { type: 'object', required: ['outcome'], properties: { outcome: { const: 'done' }, paper } },
    refusedOutcome,
  ],
} as const;

const health = {
  type: 'object',
  required: ['state', 'problems'],
  properties: {
    state: { enum: ['ready', 'attention', 'down'] },
    problems: { type: 'array', items: fault },
    shift: {
      type: 'object',
      required: ['open'],
      properties: { open: { type: 'boolean' }, openedAt: time },
    },
    queued: { type: 'integer', minimum: 0 },
    extra,
  },
} as const;

const named = { type: 'object', required: ['id', 'name'], properties: { id, name: texts } } as const;

/** What `describe()` answers. */
export const descriptionSchema = {
  type: 'object',
  required: [
    'id',
    'version',
    'apiVersion',
    'name',
    'country',
    'capabilities',
    'currency',
    'taxes',
    'payments',
    'settings',
  ],
  properties: {
    id: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 },
    version: { type: 'string', pattern: '^\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}(-[0-9A-Za-z.-]{1,64})?$' },
    apiVersion: { type: 'string', pattern: '^\\d{1,4}\\.\\d{1,4}$' },
    name: texts,
    country: { type: 'string', pattern: '^[A-Z]{2}$' },
    capabilities: { type: 'array', items: { enum: CAPABILITIES }, uniqueItems: true },
    currency: {
      type: 'object',
      required: ['code', 'exponent'],
      properties: { code: currencyCode, exponent },
    },
    taxes: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['id', 'name'],
        properties: { id, name: texts, percent: { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,4})?$' } },
      },
    },
    payments: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['id', 'name'],
        properties: { id, name: texts, cash: { type: 'boolean' } },
      },
    },
    reports: { type: 'array', items: named },
    settings: { type: 'object', additionalProperties: true },
    extra: { type: 'object', additionalProperties: { type: 'object', additionalProperties: true } },
  },
} as const;

/** What goes into each operation and what comes out. */
export const operationSchemas = {
  init: { params: init, result: done },
  health: { params: none, result: health },
  resolve: { params: resolve, result: outcome },
  dispose: { params: none, result: done },
  'shift.open': { params: shiftChange, result: outcome },
  'shift.close': { params: shiftChange, result: outcome },
  sale: { params: sale, result: outcome },
  refund: { params: refund, result: outcome },
  correction: { params: correction, result: outcome },
  'cash.in': { params: cashMove, result: outcome },
  'cash.out': { params: cashMove, result: outcome },
  report: { params: report, result: outcome },
  copy: { params: copy, result: copyDone },
  drawer: { params: none, result: done },
} as const;

const state = { enum: ['ready', 'attention', 'down'] } as const;

/** What a plug-in tells without being asked. */
export const eventSchemas = {
  progress: { type: 'object', required: ['text'], properties: { key, text } },
  device: { type: 'object', required: ['state', 'text'], properties: { state, text } },
  attention: { type: 'object', required: ['code', 'text'], properties: { code: id, text, until: time } },
} as const;

/** Names of the operations, as calls of a page carry them. */
export const operationNames = Object.keys(operationSchemas) as (keyof typeof operationSchemas)[];
