import type { defaultPolicy } from '../fleet/index.js';

const text = { type: 'string', minLength: 1 } as const;
const flag = { type: 'boolean' } as const;
const whole = (minimum: number, maximum = 2_147_483_647) => ({ type: 'integer', minimum, maximum }) as const;

const policies: Record<keyof typeof defaultPolicy, object> = {
  queueLimitMs: whole(1000),
  reserveAfterMs: whole(0),
  reserveQuietMs: whole(0),
  shiftHour: whole(0, 23),
  shiftMarginMs: whole(0, 43_200_000),
  refusals: whole(1, 100),
  mostWaiting: whole(1, 10_000),
  fnSpare: whole(1, 100_000),
  unsentDays: whole(1, 30),
  fnDays: whole(0, 400),
  fnSpread: { type: 'number', minimum: 0, maximum: 0.9 },
  privateCallbacks: flag,
  callbackKey: { type: 'string', minLength: 16 },
  sumDifference: { enum: ['refuse', 'lowerPrice'] },
  repeatsAccepted: flag,
  reportLimit: flag,
};

const closed = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

/** What a configuration file may hold (JSON schema). */
export const configSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'atol-gateway',
  ...closed(
    {
      store: { ...text, description: 'path of an SQLite file, or postgres://user:password@host/database' },
      log: { enum: ['debug', 'info', 'warn', 'error', 'silent'] },
      leaseMs: whole(1000),
      careMs: whole(1000),
      retentionDays: whole(32, 36_500),
      http: closed({
        cabinet: flag,
        host: text,
        port: whole(0, 65_535),
        tls: closed({ certFile: text, keyFile: text }, ['certFile', 'keyFile']),
        trustProxy: { type: 'array', items: text },
      }),
      webRequests: closed({ host: text, port: whole(0, 65_535), group: text }),
      shops: {
        type: 'array',
        items: closed(
          {
            login: { ...text, maxLength: 100 },
            passwordHash: { type: 'string', pattern: '^scrypt\\$' },
            groups: { type: 'array', items: text },
          },
          ['login', 'passwordHash', 'groups'],
        ),
      },
      searchHosts: { type: 'array', items: text },
      groups: {
        type: 'array',
        minItems: 1,
        items: closed(
          {
            name: { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,64}$' },
            title: text,
            inn: { type: 'string', pattern: '^(\\d{10}|\\d{12})$' },
            paymentAddress: text,
            taxations: { type: 'array', items: text },
            timeZone: text,
            policy: closed(policies),
          },
          ['name'],
        ),
      },
      registers: {
        type: 'array',
        items: closed(
          {
            name: { ...text, maxLength: 64 },
            group: text,
            address: { type: 'string', pattern: '^(tcp|serial|usb)://.' },
            serialNumber: { type: 'string', pattern: '^\\d{14}$' },
            location: closed({ site: text, rack: text, box: text }),
            reserve: flag,
            drained: flag,
            fnCapacity: whole(1),
            accessPassword: whole(0, 9999),
            userPassword: whole(0, 99_999_999),
            exchange: { enum: ['serial', 'buffered'] },
            vatRates: { type: 'object', additionalProperties: whole(1, 255) },
          },
          ['name', 'group', 'address'],
        ),
      },
    },
    ['store', 'groups'],
  ),
} as const;
