import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paymentMethods, paymentObjects } from '../../src/online/schema/receipt.js';
import {
  type Answer,
  company,
  correction,
  envelope,
  item,
  OnlineStand,
  sale,
  tagsOf,
} from '../support/online.js';

let online: OnlineStand;
let answers: Promise<Answer[]>;
beforeAll(async () => {
  online = await OnlineStand.start({ emulator: { registration: { taxationSystems: 63, agents: 127 } } });
  answers = Promise.all(rows.map(([, receipt]) => online.sell(receipt)));
});
afterAll(() => online[Symbol.asyncDispose]());

type Json = Readonly<Record<string, unknown>>;
type Row = readonly [field: string, receipt: Json, tag: number, values: readonly unknown[]];

const one = (more: Json): Json => sale({ items: [item(more)] });
const agent = (more: Json = {}): Json => ({ type: 'bank_paying_agent', ...more });
const supplier = { phones: ['+79160000001'], name: 'Поставщик', inn: '7707083893' };
const paid = (payments: readonly Json[], more: Json = {}): Json => sale({ payments, ...more });

/** Every field of sections 3.3 to 3.10 and the tag under which the FN holds it. */
const rows: readonly Row[] = [
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
  ['agent_info.type', sale({ agent_info: { type: 'commission_agent' } }), 1057, [32]],
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
  ['items.agent_info.type', one({ agent_info: { type: 'attorney' }, supplier_info: supplier }), 1222, [16]],
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

test.each(rows.map(([field], index) => [field, index] as const))(
  '%s arrives in the FN',
  async (_field, index) => {
    const [, , tag, values] = rows[index] as Row;
    const tags = tagsOf(await online.document((await answers)[index] as Answer));
    const found = (tags.get(tag) ?? []).map((value) => (typeof value === 'string' ? value.trim() : value));
    expect(found).toEqual(values);
  },
);

test('nomenclature_code arrives as bytes', async () => {
  const hex = '44 4D 00 00 43 1F 9B 1A 41 42';
  const tags = tagsOf(await online.document(await online.sell(one({ nomenclature_code: hex }))));
  expect(Buffer.from((tags.get(1162)?.[0] ?? []) as Uint8Array).toString('hex')).toBe(
    hex.replaceAll(' ', '').toLowerCase(),
  );
});

test('every payment_object has its number of tag 1212, every payment_method that of 1214', async () => {
  const special: Record<string, Json> = { excise: { excise: 1 } };
  const items = paymentObjects.map((payment_object) => item({ payment_object, ...special[payment_object] }));
  const total = 100 * items.length;
  const all = await online.sell(sale({ items, total, payments: [{ type: 1, sum: total }] }));
  if (all.status === 200) {
    expect(tagsOf(await online.document(all)).get(1212)).toEqual(paymentObjects.map((_, index) => index + 1));
  }
  expect(all, JSON.stringify(all.body)).toMatchObject({ status: 200 });
  const methods = paymentMethods.filter((method) => !/credit|partial/.test(method));
  const each = methods.map((payment_method) => item({ payment_method }));
  const sum = 100 * each.length;
  const answer = await online.sell(sale({ items: each, total: sum, payments: [{ type: 1, sum }] }));
  expect(tagsOf(await online.document(answer)).get(1214)).toEqual([1, 2, 3, 4]);
  const credit = await online.sell(
    sale({
      items: ['partial_payment', 'credit'].map((payment_method) => item({ payment_method })),
      total: 200,
      payments: [
        { type: 1, sum: 50 },
        { type: 3, sum: 150 },
      ],
    }),
  );
  expect(tagsOf(await online.document(credit)).get(1214)).toEqual([5, 6]);
  const later = await online.sell(one({ payment_method: 'credit_payment' }));
  expect(tagsOf(await online.document(later)).get(1214)).toEqual([7]);
});

test('without payment_method and payment_object the defaults of the API count', async () => {
  const answer = await online.sell(one({ payment_method: undefined, payment_object: undefined }));
  const tags = tagsOf(await online.document(answer));
  expect([tags.get(1214), tags.get(1212)]).toEqual([[1], [1]]);
});

test.each([
  ['vat20', 1],
  ['vat10', 2],
  ['vat120', 3],
  ['vat110', 4],
  ['vat0', 5],
  ['none', 6],
])('vat.type %s has number %i of tag 1199', async (type, number) => {
  const tags = tagsOf(await online.document(await online.sell(one({ vat: { type } }))));
  expect(tags.get(1199)).toEqual([number]);
});

describe('a correction', () => {
  const post = async (more: Json, operation = 'sell_correction') =>
    tagsOf(
      await online.document(
        await online.post(`shop/${operation}`, envelope({ correction: correction(more) })),
      ),
    );
  const info = { type: 'instruction', base_date: '09.11.2026', base_number: '17-А', base_name: 'Акт' };

  test.each([
    ['correction_info.type', 1173, [1]],
    ['correction_info.base_date', 1178, ['2026-11-09T00:00:00']],
    ['correction_info.base_number', 1179, ['17-А']],
    ['correction_info.base_name', 1177, ['Акт']],
    ['payments', 1081, [10000]],
    ['vats', 1103, [909]],
    ['cashier', 1021, ['Петрова']],
    ['device_number', 1036, ['A-17']],
    ['company.payment_address', 1187, ['https://shop.example.com']],
  ])('%s arrives in the FN', async (_field, tag, values) => {
    const tags = await post({ correction_info: info, cashier: 'Петрова', device_number: 'A-17' });
    expect(tags.get(tag)).toEqual(values);
  });

  test('vats none with 0 is the whole sum; the other correction has sign 3', async () => {
    const tags = await post({ vats: [{ type: 'none', sum: 0 }] }, 'buy_correction');
    expect([tags.get(1105), tags.get(1054)]).toEqual([[10000], [3]]);
  });
});

test.each([
  ['sell', 1],
  ['sell_refund', 2],
  ['buy', 3],
  ['buy_refund', 4],
])('%s is sign %i of tag 1054', async (operation, sign) => {
  const tags = tagsOf(
    await online.document(await online.post(`shop/${operation}`, envelope({ receipt: sale() }))),
  );
  expect(tags.get(1054)).toEqual([sign]);
});

const refused: readonly (readonly [field: string, receipt: Json])[] = [
  ...['birthdate', 'citizenship', 'document_code', 'document_data', 'address'].map(
    (name) => [`receipt.client.${name}`, sale({ client: { email: 'a@example.com', [name]: 'x' } })] as const,
  ),
  ...['operating_check_props', 'sectoral_check_props', 'cashless_payments', 'timezone'].map(
    (name) => [`receipt.${name}`, sale({ [name]: [{ x: 1 }] })] as const,
  ),
  ...['measure', 'mark_quantity', 'mark_processing_mode', 'mark_code', 'planned_status', 'wholesale'].map(
    (name) => [`receipt.items[0].${name}`, one({ [name]: 1 })] as const,
  ),
  ['receipt.supplier_info.inn', sale({ supplier_info: { phones: ['+79160000001'], inn: '7707083893' } })],
  ['receipt.payments[0].type', paid([{ type: 5, sum: 100 }])],
  ['receipt.items[0].vat.type', one({ vat: { type: 'vat18' } })],
  ['receipt.items[0].vat.sum', one({ vat: { type: 'vat10', sum: 1 } })],
  ['receipt.vats[0].sum', sale({ vats: [{ type: 'vat10', sum: 1 }] })],
  ['receipt.items[0].supplier_info.inn', one({ agent_info: { type: 'attorney' } })],
  ['receipt.items[0].nomenclature_code', one({ nomenclature_code: 'nonsense' })],
  ['receipt.client.phone', sale({ client: { phone: 'nonsense' } })],
  ['receipt.client.email', sale({ client: { email: 'nonsense' } })],
  ['receipt.company.inn', sale({ company: { ...company, inn: '5001007322' } })],
];

test.each(refused)('%s is refused by its name', async (field, receipt) => {
  const { status, body } = await online.sell(receipt);
  expect([status, body.error?.code, body.status]).toEqual([400, 32, 'fail']);
  expect(body.error.text).toContain(`${field}:`);
});

test('money is exact: what is a kopeck within 1e-9 is that kopeck, what is none is refused', async () => {
  const tags = tagsOf(
    await online.document(
      await online.sell(
        sale({
          items: [item({ price: 0.1 + 0.2, sum: 0.3 })],
          payments: [{ type: 1, sum: 0.1 + 0.2 }],
          total: 0.30000000000000004,
        }),
      ),
    ),
  );
  expect([tags.get(1079), tags.get(1020), tags.get(1081)]).toEqual([[30], [30], [30]]);
  const large = await online.sell(
    sale({
      items: [item({ price: 42_949_672.95, sum: 42_949_672.95 })],
      payments: [{ type: 1, sum: 42_949_672.95 }],
      total: 42_949_672.95,
    }),
  );
  expect(tagsOf(await online.document(large)).get(1020)).toEqual([4_294_967_295]);
  for (const price of [100.001, 99.995, 1e-7, 100.0000001]) {
    const { body } = await online.sell(one({ price }));
    expect(body.error.text, String(price)).toContain('receipt.items[0].price:');
  }
});
