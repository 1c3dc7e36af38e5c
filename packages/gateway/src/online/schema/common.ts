import { vatRateNames } from 'atol-kkt/fiscal';

/** JSON schemas of the ATOL Online API v4: the ones that are published are the ones that validate. */
export type Schema = Readonly<Record<string, unknown>>;

export const text = (maxLength: number, more: object = {}): Schema => ({
  type: 'string',
  maxLength,
  ...more,
});

export const money = (maximum: number): Schema => ({
  type: 'number',
  minimum: 0,
  maximum,
  multipleOf: 0.01,
});

export const object = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});

export const list = (items: Schema, minItems: number, maxItems: number): Schema => ({
  type: 'array',
  items,
  minItems,
  maxItems,
});

/** What FFD 1.05 has no place for: it is refused by name, not lost. */
export const onlyLater = (names: readonly string[]): Record<string, Schema> =>
  Object.fromEntries(names.map((name) => [name, { not: {}, description: 'FFD 1.2 only' }]));

/** Largest price or cost, roubles: 32 bits of kopecks. */
export const LARGEST = 42_949_672.95;
export const LARGEST_TOTAL = 100_000_000;

export const inn = { type: 'string', pattern: '^(\\d{10}|\\d{12})$' } as const;
export const taxation = {
  enum: ['osn', 'usn_income', 'usn_income_outcome', 'envd', 'esn', 'patent'],
} as const;
const phone = { type: 'string', pattern: '^([^\\s\\\\]{0,17}|\\+[^\\s\\\\]{1,18})$' } as const;
const phones = list(phone, 0, 10);

export const agentInfo = object(
  {
    type: {
      enum: [
        'bank_paying_agent',
        'bank_paying_subagent',
        'paying_agent',
        'paying_subagent',
        'attorney',
        'commission_agent',
        'another',
      ],
    },
    paying_agent: object({ operation: text(24), phones }),
    receive_payments_operator: object({ phones }),
    money_transfer_operator: object({ phones, name: text(64), address: text(256), inn }),
  },
  ['type'],
);

export const supplierInfo = object({ phones, name: text(256), inn });
/** In v4 the supplier of a whole receipt has phones only. */
export const receiptSupplier = object({ phones, ...onlyLater(['name', 'inn']) });

export const vatType = { enum: [...vatRateNames] } as const;

export const vats = (required: readonly string[]): Schema =>
  list(object({ type: vatType, sum: money(LARGEST_TOTAL) }, required), 1, 6);

export const payments = (maximum: number): Schema =>
  list(
    object(
      {
        type: {
          type: 'integer',
          minimum: 0,
          maximum: 4,
          description: '0 cash, 1 cashless, 2 prepayment, 3 credit, 4 counter-provision',
        },
        sum: money(maximum),
      },
      ['type', 'sum'],
    ),
    1,
    10,
  );
