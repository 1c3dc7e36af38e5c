import { company, item, sale } from './online.js';

export type Json = Readonly<Record<string, unknown>>;
export type Row = readonly [field: string, receipt: Json, tag: number, values: readonly unknown[]];

export const one = (more: Json): Json => sale({ items: [item(more)] });
const agent = (more: Json = {}): Json => ({ type: 'bank_paying_agent', ...more });
const supplier = { phones: ['+79160000001'], name: 'Поставщик', inn: '7707083893' };
export const paid = (payments: readonly Json[], more: Json = {}): Json => sale({ payments, ...more });

/** Every field of sections 3.3 to 3.10 and the tag under which the FN holds it. */
export const rows: readonly Row[] = [
  ['client.email', sale({ client: { email: 'a@example.com' } }), 1008, ['a@example.com']],
  ['client.phone', sale({ client: { phone: '+79161234567' } }), 1008, ['+79161234567']],
  ['client.phone without +7', sale({ client: { phone: '9161234567' } }), 1008, ['+79161234567']],
  ['client.name', sale({ client: { email: 'a@example.com', name: 'Иванов' } }), 1227, ['Иванов']],
  ['client.inn', sale({ client: { email: 'a@example.com', inn: '7707083893' } }), 1228, ['7707083893']],
  ['company.email', sale(), 1117, ['shop@example.com']],
  ['company.payment_address', sale(), 1187, ['https://shop.example.com']],
  ['company.location', sale({ company: { ...company, location: 'Тверь' } }), 1009, ['Тверь']],
  ['cashier', sale({ cashier: 'Петрова' }), 1021, ['Петрова']],
  ['cashier_inn', sale({ cashier: 'Петрова', cashier_inn: '500100732259' }), 1203, ['500100732259']],
  ['device_number', sale({ device_number: 'A-17' }), 1036, ['A-17']],
  ['internet', sale({ internet: true }), 1125, [1]],
  ['additional_check_props', sale({ additional_check_props: 'доп' }), 1192, ['доп']],
  ['additional_user_props.name', sale({ additional_user_props: { name: 'Код', value: '7' } }), 1085, ['Код']],
  ['additional_user_props.value', sale({ additional_user_props: { name: 'Код', value: '7' } }), 1086, ['7']],
  ['total', sale({ total: 99.5, payments: [{ type: 1, sum: 99.5 }] }), 1020, [9950]],
  [
    'agent_info.paying_agent.operation',
    sale({ agent_info: agent({ paying_agent: { operation: 'Перевод', phones: ['+79160000002'] } }) }),
    1044,
    ['Перевод'],
  ],
  [
    'agent_info.paying_agent.phones',
    sale({ agent_info: agent({ paying_agent: { phones: ['+79160000002', '+79160000003'] } }) }),
    1073,
    ['+79160000002', '+79160000003'],
  ],
  [
    'agent_info.receive_payments_operator.phones',
    sale({ agent_info: agent({ receive_payments_operator: { phones: ['+79160000004'] } }) }),
    1074,
    ['+79160000004'],
  ],
  ...(
    [
      ['phones', ['+79160000005'], 1075, ['+79160000005']],
      ['name', 'Оператор', 1026, ['Оператор']],
      ['address', 'Москва', 1005, ['Москва']],
      ['inn', '7707083893', 1016, ['7707083893']],
    ] as const
  ).map(
    ([name, value, tag, values]): Row => [
      `agent_info.money_transfer_operator.${name}`,
      sale({ agent_info: agent({ money_transfer_operator: { [name]: value } }) }),
      tag,
      values,
    ],
  ),
  [
    'supplier_info.phones',
    sale({ agent_info: { type: 'another' }, supplier_info: { phones: ['+79160000006'] } }),
    1171,
    ['+79160000006'],
  ],
  ['items.name', one({ name: 'Чай' }), 1030, ['Чай']],
  ['items.price', one({ price: 100, quantity: 1, sum: 100 }), 1079, [10000]],
  ['items.quantity', one({ price: 200, quantity: 0.5 }), 1023, [500]],
  [
    'items.sum',
    sale({
      items: [item({ price: 33.33, quantity: 3, sum: 99.99 })],
      total: 99.99,
      payments: [{ type: 1, sum: 99.99 }],
    }),
    1043,
    [9999],
  ],
  ['items.measurement_unit', one({ measurement_unit: 'кг' }), 1197, ['кг']],
  ['items.user_data', one({ user_data: 'зелёный' }), 1191, ['зелёный']],
  ['items.excise', one({ excise: 12.5 }), 1229, [1250]],
  ['items.country_code', one({ country_code: '31' }), 1230, ['031']],
  ['items.declaration_number', one({ declaration_number: '10129000/220817' }), 1231, ['10129000/220817']],
  ['items.vat.sum', one({ vat: { type: 'vat10', sum: 9.09 } }), 1200, [909]],
  [
    'items.supplier_info.phones',
    one({ agent_info: agent(), supplier_info: supplier }),
    1171,
    supplier.phones,
  ],
  ['items.supplier_info.name', one({ agent_info: agent(), supplier_info: supplier }), 1225, ['Поставщик']],
  ['items.supplier_info.inn', one({ agent_info: agent(), supplier_info: supplier }), 1226, ['7707083893']],
  [
    'items.agent_info.paying_agent.operation',
    one({ agent_info: agent({ paying_agent: { operation: 'Оплата' } }), supplier_info: supplier }),
    1044,
    ['Оплата'],
  ],
  ...(
    [
      ['paying_agent', 'phones', ['+79160000002'], 1073, ['+79160000002']],
      ['receive_payments_operator', 'phones', ['+79160000004'], 1074, ['+79160000004']],
      ['money_transfer_operator', 'phones', ['+79160000005'], 1075, ['+79160000005']],
      ['money_transfer_operator', 'name', 'Оператор', 1026, ['Оператор']],
      ['money_transfer_operator', 'address', 'Москва', 1005, ['Москва']],
      ['money_transfer_operator', 'inn', '7707083893', 1016, ['7707083893']],
    ] as const
  ).map(
    ([part, name, value, tag, values]): Row => [
      `items.agent_info.${part}.${name}`,
      one({ agent_info: agent({ [part]: { [name]: value } }), supplier_info: supplier }),
      tag,
      values,
    ],
  ),
  ...(
    [
      'bank_paying_agent',
      'bank_paying_subagent',
      'paying_agent',
      'paying_subagent',
      'attorney',
      'commission_agent',
      'another',
    ] as const
  ).flatMap((type, bit): Row[] => [
    [`agent_info.type ${type}`, sale({ agent_info: { type } }), 1057, [2 ** bit]],
    [
      `items.agent_info.type ${type}`,
      one({ agent_info: { type }, supplier_info: supplier }),
      1222,
      [2 ** bit],
    ],
  ]),
  [
    'client.email before client.phone',
    sale({ client: { email: 'a@example.com', phone: '+79161234567' } }),
    1008,
    ['a@example.com'],
  ],
  ['client.phone in another form', sale({ client: { phone: '8 (916) 123-45-67' } }), 1008, ['+79161234567']],
  ['company.inn', sale(), 1018, ['7707083893']],
  ['payments 0', paid([{ type: 0, sum: 100 }]), 1031, [10000]],
  [
    'payments 1',
    paid([
      { type: 1, sum: 60 },
      { type: 1, sum: 40 },
    ]),
    1081,
    [10000],
  ],
  ['payments 2', paid([{ type: 2, sum: 100 }]), 1215, [10000]],
  [
    'payments 3',
    paid([{ type: 3, sum: 100 }], { items: [item({ payment_method: 'credit' })] }),
    1216,
    [10000],
  ],
  ['payments 4', paid([{ type: 4, sum: 100 }]), 1217, [10000]],
  ['vats', sale({ vats: [{ type: 'vat10', sum: 9.09 }] }), 1103, [909]],
  [
    'vats none with 0',
    sale({ items: [item({ vat: { type: 'none' } })], vats: [{ type: 'none', sum: 0 }] }),
    1105,
    [10000],
  ],
  ['vats instead of vat', sale({ items: [item({ vat: null })], vats: [{ type: 'vat0' }] }), 1199, [5]],
  ...(['osn', 'usn_income', 'usn_income_outcome', 'esn', 'patent'] as const).map((sno, index): Row => {
    const bits = [1, 2, 4, 16, 32];
    return [`company.sno ${sno}`, sale({ company: { ...company, sno } }), 1055, [bits[index]]];
  }),
];
