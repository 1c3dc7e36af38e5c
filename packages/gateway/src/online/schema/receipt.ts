import {
  agentInfo,
  inn,
  LARGEST,
  LARGEST_TOTAL,
  list,
  money,
  object,
  onlyLater,
  payments,
  receiptSupplier,
  type Schema,
  supplierInfo,
  taxation,
  text,
  vats,
  vatType,
} from './common.js';

export const paymentMethods = [
  'full_prepayment',
  'prepayment',
  'advance',
  'full_payment',
  'partial_payment',
  'credit',
  'credit_payment',
] as const;

/** In the order of tag 1212: the first is 1. `composite` is the older name of `award`. */
export const paymentObjects = [
  'commodity',
  'excise',
  'job',
  'service',
  'gambling_bet',
  'gambling_prize',
  'lottery',
  'lottery_prize',
  'intellectual_activity',
  'payment',
  'agent_commission',
  'award',
  'another',
  'property_right',
  'non-operating_gain',
  'insurance_premium',
  'sales_tax',
  'resort_fee',
  'deposit',
  'expense',
  'pension_insurance_ip',
  'pension_insurance',
  'medical_insurance_ip',
  'medical_insurance',
  'social_insurance',
  'casino_payment',
] as const;

const item: Schema = object(
  {
    name: text(128, { minLength: 1 }),
    price: money(LARGEST),
    quantity: { type: 'number', minimum: 0.001, maximum: 99_999.999, multipleOf: 0.001 },
    sum: money(LARGEST),
    measurement_unit: text(16),
    nomenclature_code: text(150),
    payment_method: { enum: paymentMethods, default: 'full_prepayment' },
    payment_object: { enum: [...paymentObjects, 'composite'], default: 'commodity' },
    vat: object({ type: vatType, sum: money(LARGEST) }, ['type']),
    agent_info: agentInfo,
    supplier_info: supplierInfo,
    user_data: text(64),
    excise: money(99_999_999.99),
    country_code: { type: 'string', pattern: '^\\d{1,3}$' },
    declaration_number: text(32, { minLength: 1 }),
    ...onlyLater([
      'measure',
      'mark_quantity',
      'mark_processing_mode',
      'mark_code',
      'planned_status',
      'wholesale',
      'sectoral_item_props',
    ]),
  },
  ['name', 'price', 'quantity', 'sum'],
);

const client: Schema = {
  ...object({
    email: text(64),
    phone: text(64),
    name: text(256),
    inn,
    ...onlyLater(['birthdate', 'citizenship', 'document_code', 'document_data', 'address']),
  }),
  anyOf: [{ required: ['email'] }, { required: ['phone'] }],
};

export const receipt: Schema = object(
  {
    client,
    company: object(
      {
        email: text(64),
        sno: taxation,
        inn,
        payment_address: text(256, { minLength: 1 }),
        location: text(256, { minLength: 1 }),
      },
      ['inn', 'payment_address'],
    ),
    agent_info: agentInfo,
    supplier_info: receiptSupplier,
    items: list(item, 1, 100),
    payments: payments(LARGEST_TOTAL),
    vats: vats(['type']),
    total: money(LARGEST_TOTAL),
    additional_check_props: text(16),
    cashier: text(64),
    cashier_inn: { type: 'string', pattern: '^\\d{12}$' },
    additional_user_props: object({ name: text(64, { minLength: 1 }), value: text(256, { minLength: 1 }) }, [
      'name',
      'value',
    ]),
    device_number: text(20, { minLength: 1 }),
    internet: { type: 'boolean' },
    ...onlyLater(['operating_check_props', 'sectoral_check_props', 'cashless_payments', 'timezone']),
  },
  ['client', 'company', 'items', 'payments', 'total'],
);

export const correction: Schema = object(
  {
    company: object(
      {
        sno: taxation,
        inn,
        payment_address: text(256, { minLength: 1 }),
        location: text(256, { minLength: 1 }),
        email: text(64),
      },
      ['inn', 'payment_address'],
    ),
    correction_info: object(
      {
        type: { enum: ['self', 'instruction'] },
        base_date: { type: 'string', pattern: '^\\d\\d\\.\\d\\d\\.\\d{4}($|[ T])' },
        base_number: text(32),
        base_name: text(256),
      },
      ['type', 'base_date'],
    ),
    payments: payments(LARGEST),
    vats: vats(['type']),
    cashier: text(64),
    device_number: text(20, { minLength: 1 }),
    ...onlyLater([
      'items',
      'total',
      'client',
      'cashier_inn',
      'additional_check_props',
      'additional_user_props',
      'operating_check_props',
      'sectoral_check_props',
      'internet',
      'cashless_payments',
      'timezone',
    ]),
  },
  ['company', 'correction_info', 'payments', 'vats'],
);
