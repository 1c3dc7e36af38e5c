import { type Operation, operations, schemaOf, tokenRequest } from './schema/envelope.js';

const error = {
  type: 'object',
  properties: {
    error_id: { type: 'string' },
    code: { type: 'integer' },
    text: { type: 'string' },
    type: { enum: ['none', 'unknown', 'system', 'driver', 'timeout', 'agent'] },
  },
  required: ['code', 'text', 'type'],
} as const;
const orNull = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const status = { enum: ['wait', 'done', 'fail'] } as const;
const json = (description: string, schema: object): object => ({
  description,
  content: { 'application/json': { schema } },
});
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const path = (name: string, description: string): object => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description,
});
const group = path('group_code', 'код группы');
const refused = json(
  'отказ: документ не зарегистрирован; код 33 — уже зарегистрирован под этим uuid',
  ref('Answer'),
);

/** The API in OpenAPI 3.1, with the schemas that validate. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'ATOL Online API', version: '4', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/possystem/v4' }],
    security: [{ token: [] }],
    paths: {
      '/getToken': {
        post: {
          operationId: 'getToken',
          security: [],
          requestBody: { required: true, content: { 'application/json': { schema: ref('TokenRequest') } } },
          responses: { 200: json('токен на 24 часа', ref('Token')), default: json('отказ', ref('Token')) },
        },
      },
      ...Object.fromEntries(
        (Object.keys(operations) as Operation[]).map((operation) => [
          `/{group_code}/${operation}`,
          {
            post: {
              operationId: operation,
              parameters: [group],
              requestBody: {
                required: true,
                content: { 'application/json': { schema: ref(nameOf(operation)) } },
              },
              responses: {
                200: json('принят', ref('Answer')),
                400: refused,
                401: refused,
                415: refused,
                500: json('сервер не может принять: повторите с тем же external_id', ref('Answer')),
              },
            },
          },
        ]),
      ),
      '/{group_code}/report/{uuid}': {
        get: {
          operationId: 'report',
          parameters: [group, path('uuid', 'из ответа при регистрации')],
          responses: { 200: json('состояние документа', ref('Report')), 400: refused, 401: refused },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'Token' } },
      schemas: {
        TokenRequest: tokenRequest,
        ReceiptRequest: schemaOf('sell'),
        CorrectionRequest: schemaOf('sell_correction'),
        Error: error,
        Token: {
          type: 'object',
          properties: {
            token: { type: 'string' },
            timestamp: { type: 'string' },
            error: orNull(ref('Error')),
          },
          required: ['timestamp', 'error'],
        },
        Answer: {
          type: 'object',
          properties: {
            uuid: { type: ['string', 'null'] },
            timestamp: { type: 'string' },
            status,
            error: orNull(ref('Error')),
          },
          required: ['uuid', 'timestamp', 'error'],
        },
        Report: report,
        Payload: payload,
      },
    },
  };
}

function nameOf(operation: Operation): string {
  return operations[operation][1] === 'receipt' ? 'ReceiptRequest' : 'CorrectionRequest';
}

const string = { type: 'string' } as const;
const integer = { type: 'integer' } as const;

const report = {
  type: 'object',
  properties: {
    uuid: string,
    error: orNull(ref('Error')),
    status,
    payload: orNull(ref('Payload')),
    timestamp: string,
    group_code: string,
    daemon_code: string,
    device_code: string,
    external_id: string,
    callback_url: string,
    warnings: { type: 'object', properties: { callback_url: string } },
  },
  required: ['uuid', 'timestamp', 'error', 'payload', 'group_code', 'daemon_code', 'device_code'],
} as const;

const payload = {
  type: 'object',
  properties: {
    total: { type: 'number' },
    fns_site: string,
    fn_number: string,
    shift_number: integer,
    receipt_datetime: string,
    fiscal_receipt_number: integer,
    fiscal_document_number: integer,
    ecr_registration_number: string,
    fiscal_document_attribute: integer,
    ofd_inn: string,
  },
  required: [
    'total',
    'fns_site',
    'fn_number',
    'shift_number',
    'receipt_datetime',
    'fiscal_receipt_number',
    'fiscal_document_number',
    'ecr_registration_number',
    'fiscal_document_attribute',
  ],
} as const;
