import type { ServiceMethod } from './services.js';

/** JSON Schemas (draft 2020-12) of the messages by which a plug-in asks its host for services. */
const name = { type: 'string', minLength: 1, maxLength: 240 } as const;
const text = { type: 'string', maxLength: 16 * 1024 * 1024 } as const;
const secretName = { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' } as const;
const nothing = { type: 'null' } as const;
const empty = { type: 'object' } as const;

const printJob = {
  type: 'object',
  required: ['title'],
  anyOf: [{ required: ['html'] }, { required: ['text'] }],
  properties: {
    title: { type: 'string' },
    html: { type: 'string' },
    text: { type: 'string' },
    copies: { type: 'integer', minimum: 1, maximum: 10 },
  },
} as const;

const httpRequest = {
  type: 'object',
  required: ['method', 'url'],
  properties: {
    method: { enum: ['GET', 'POST', 'PUT', 'DELETE'] },
    url: { type: 'string', pattern: '^https?://' },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    body: { type: 'string' },
    timeoutMs: { type: 'number', minimum: 1, maximum: 60_000 },
  },
} as const;

const programRun = {
  type: 'object',
  required: ['program'],
  properties: {
    program: { type: 'string' },
    args: { type: 'array', items: { type: 'string' } },
    input: { type: 'string' },
    folder: name,
    timeoutMs: { type: 'number', minimum: 1, maximum: 300_000 },
  },
} as const;

/** What goes in and what comes out; a service that answers nothing answers `null` or `undefined`. */
export const serviceSchemas = {
  log: {
    params: {
      type: 'object',
      required: ['level', 'message'],
      properties: {
        level: { enum: ['debug', 'info', 'warn', 'error'] },
        message: { type: 'string' },
        data: { type: 'object' },
      },
    },
    result: nothing,
  },
  'storage.read': {
    params: { type: 'object', required: ['name'], properties: { name } },
    result: { type: ['string', 'null'] },
  },
  'storage.write': {
    params: { type: 'object', required: ['name', 'text'], properties: { name, text } },
    result: nothing,
  },
  'storage.append': {
    params: { type: 'object', required: ['name', 'line'], properties: { name, line: text } },
    result: nothing,
  },
  'storage.remove': {
    params: { type: 'object', required: ['name'], properties: { name } },
    result: nothing,
  },
  'storage.list': {
    params: { type: 'object', properties: { folder: name } },
    result: { type: 'array', items: { type: 'string' } },
  },
  'storage.folder': { params: { type: 'object', properties: { name } }, result: { type: 'string' } },
  print: { params: printJob, result: nothing },
  http: {
    params: httpRequest,
    result: {
      type: 'object',
      required: ['status', 'headers', 'body'],
      properties: {
        status: { type: 'integer' },
        headers: { type: 'object', additionalProperties: { type: 'string' } },
        body: { type: 'string' },
      },
    },
  },
  program: {
    params: programRun,
    result: {
      type: 'object',
      required: ['timedOut', 'stdout', 'stderr'],
      properties: {
        exitCode: { type: 'integer' },
        timedOut: { type: 'boolean' },
        stdout: { type: 'string' },
        stderr: { type: 'string' },
      },
    },
  },
  'time.now': { params: empty, result: { type: 'string' } },
  'time.sleep': {
    params: {
      type: 'object',
      required: ['milliseconds'],
      properties: { milliseconds: { type: 'number', minimum: 0, maximum: 3_600_000 } },
    },
    result: nothing,
  },
  'secrets.get': {
    params: { type: 'object', required: ['name'], properties: { name: secretName } },
    result: { type: ['string', 'null'] },
  },
  'secrets.set': {
    params: {
      type: 'object',
      required: ['name', 'value'],
      properties: { name: secretName, value: { type: 'string' } },
    },
    result: nothing,
  },
  'secrets.remove': {
    params: { type: 'object', required: ['name'], properties: { name: secretName } },
    result: nothing,
  },
  emit: {
    params: {
      type: 'object',
      required: ['event', 'data'],
      properties: { event: { enum: ['progress', 'device', 'attention'] }, data: { type: 'object' } },
    },
    result: nothing,
  },
} as const satisfies Readonly<Record<ServiceMethod, { readonly params: object; readonly result: object }>>;
