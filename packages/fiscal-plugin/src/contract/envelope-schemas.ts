import { descriptionSchema, eventSchemas, fault, operationNames } from './schemas.js';

/** JSON Schemas (draft 2020-12) of the messages around the operations: the envelope, what a page asks of its till, what it is told. */
const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
const name = { type: 'string', minLength: 1, maxLength: 64 } as const;
const text = { type: 'string' } as const;
const anything = {} as const;

/** Every message on a pipe between a till and a plug-in, or a page and a till. */
export const envelopeSchema = {
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'id', 'method'],
      properties: { kind: { const: 'call' }, id, method: name, params: anything },
    },
    { type: 'object', required: ['kind', 'id'], properties: { kind: { const: 'cancel' }, id } },
    {
      type: 'object',
      required: ['kind', 'id', 'ok'],
      properties: { kind: { const: 'answer' }, id, ok: { const: true }, value: anything },
    },
    {
      type: 'object',
      required: ['kind', 'id', 'ok', 'fault'],
      properties: { kind: { const: 'answer' }, id, ok: { const: false }, fault },
    },
    {
      type: 'object',
      required: ['kind', 'name'],
      properties: { kind: { const: 'event' }, name, data: anything },
    },
  ],
} as const;

/** `data` of the events by which a plug-in's program says that it is there. */
export const signalSchemas = {
  ready: { type: 'object' },
  'load-failed': { type: 'object', required: ['text'], properties: { text } },
} as const;

/** Around the envelope on a channel of Electron's IPC. */
export const ipcMessageSchema = {
  type: 'object',
  required: ['conversation'],
  properties: {
    conversation: { type: 'string', maxLength: 64 },
    message: anything,
    ended: { const: true },
  },
} as const;

const plugin = { type: 'object', required: ['plugin'], properties: { plugin: name } } as const;

/** What a page asks of its till: `params` and `value` of the calls. */
export const tillSchemas = {
  plugins: { params: { type: 'object' }, result: { type: 'array', items: name } },
  describe: { params: plugin, result: descriptionSchema },
  version: { params: plugin, result: { type: ['string', 'null'] } },
  call: {
    params: {
      type: 'object',
      required: ['plugin', 'operation'],
      properties: { plugin: name, operation: { enum: operationNames }, params: anything },
    },
    /** By the operation: `operationSchemas`. */
    result: { type: 'object' },
  },
} as const;

const told = { plugin: name, at: text } as const;
const event = <
  const Kind extends string,
  const Fields extends object,
  const Required extends readonly string[],
>(
  kind: Kind,
  required: Required,
  fields: Fields,
) =>
  ({
    type: 'object',
    required: ['plugin', 'at', 'kind', ...required],
    properties: { ...told, kind: { const: kind }, ...fields },
  }) as const;

/** What happens to plug-ins, as a till tells its pages: `data` of the event `host`. */
export const hostEventSchema = {
  oneOf: [
    event('started', ['version', 'apiVersion'], {
      version: text,
      apiVersion: text,
      pid: { type: 'integer' },
    }),
    event('stopped', ['reason'], { reason: text }),
    event('fault', ['fault'], { operation: text, key: text, fault }),
    event('log', ['level', 'message'], { level: text, message: text, data: anything }),
    event('output', ['line'], { line: text }),
    event('resolved', ['key', 'outcome'], { key: text, outcome: text }),
    event('installed', ['version'], { version: text, former: text }),
    event('rolled-back', ['version', 'to', 'fault'], { version: text, to: text, fault }),
    event('source', ['fault'], { fault }),
    event('health', ['state', 'problems'], {
      state: { enum: ['ready', 'attention', 'down'] },
      problems: { type: 'array', items: fault },
      queued: { type: 'integer', minimum: 0 },
    }),
    event('event', ['name', 'data'], {
      name: { enum: ['progress', 'device', 'attention'] },
      data: { anyOf: [eventSchemas.progress, eventSchemas.device, eventSchemas.attention] },
    }),
  ],
} as const;
