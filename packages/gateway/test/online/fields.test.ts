import { vatRateNames, vatRates } from 'atol-kkt/fiscal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paymentMethods, paymentObjects } from '../../src/online/schema/receipt.js';
import { type Json, one, paid, type Row, rows } from '../support/field-rows.js';
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

test.each(vatRateNames.map((type) => [type, vatRates[type].code] as const))(
  'vat.type %s has number %i of tag 1199, in an item and among the totals',
  async (type, number) => {
    const { totalTag, percent, computed } = vatRates[type];
    const tax = percent === 0 ? 100 : Math.round((10_000 * percent) / (100 + percent)) / 100;
    expect(computed).toBe(/1\d\d|10\d/.test(type));
    const [own, totals] = await Promise.all([
      online.sell(one({ vat: { type, ...(percent > 0 && { sum: tax }) } })),
      online.sell(sale({ items: [item({ vat: { type } })], vats: [{ type, sum: tax }] })),
    ]);
    const ofItem = tagsOf(await online.document(own));
    const ofTotals = tagsOf(await online.document(totals));
    const kopecks = Math.round(tax * 100);
    // The newer rates share a list of totals (1115) whose rows name the rate and the sum (1120).
    const [codes, sumTag] = totalTag === 1115 ? [[number, number], 1120] : [[number], totalTag];
    for (const tags of [ofItem, ofTotals]) {
      expect(tags.get(1199)).toEqual(codes);
      expect(tags.get(sumTag)).toEqual([kopecks]);
    }
    if (percent > 0) expect(ofItem.get(1200)).toEqual([kopecks]);
  },
);

describe('a correction', () => {
  const post = async (more: Json, operation = 'sell_correction') =>
    tagsOf(
      await online.document(
        await online.post(`shop/${operation}`, envelope({ correction: correction(more) })),
      ),
    );
  let whole: ReturnType<typeof post> | undefined;
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
    ['company.inn', 1018, ['7707083893']],
    ['company.sno', 1055, [2]],
    ['company.location', 1009, ['Тверь']],
    ['company.email', 1117, ['shop@example.com']],
  ])('%s arrives in the FN', async (_field, tag, values) => {
    const more = { ...company, sno: 'usn_income', location: 'Тверь', email: 'shop@example.com' };
    whole ??= post({ correction_info: info, cashier: 'Петрова', device_number: 'A-17', company: more });
    expect((await whole).get(tag)).toEqual(values);
  });

  test.each([
    [0, 1031],
    [1, 1081],
    [2, 1215],
    [3, 1216],
    [4, 1217],
  ])('payments %i', async (type, tag) => {
    expect((await post({ payments: [{ type, sum: 100 }] })).get(tag)).toEqual([10000]);
  });

  test.each(vatRateNames)('vats %s', async (type) => {
    const { percent, totalTag } = vatRates[type];
    const sum = percent === 0 ? 100 : Math.round((10_000 * percent) / (100 + percent)) / 100;
    const tags = await post({ vats: [{ type, sum }] });
    expect(tags.get(totalTag === 1115 ? 1120 : totalTag)).toEqual([Math.round(sum * 100)]);
  });

  test.each([
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
  ])('%s of version 5 is refused by its name', async (name) => {
    const more = correction({ [name]: 1 });
    const { body } = await online.post('shop/sell_correction', envelope({ correction: more }));
    expect([body.error?.code, body.error?.text]).toEqual([
      32,
      expect.stringContaining(`correction.${name}:`),
    ]);
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
  ...[
    'measure',
    'mark_quantity',
    'mark_processing_mode',
    'mark_code',
    'planned_status',
    'wholesale',
    'sectoral_item_props',
  ].map((name) => [`receipt.items[0].${name}`, one({ [name]: 1 })] as const),
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
