import { describe, expect, it } from 'vitest';
import type { JsonTaskError } from '../../src/json/index.js';
import { jsonBench, position, sell } from './support.js';

/** The error of a task that must fail. */
function failure(promise: Promise<unknown>): Promise<JsonTaskError> {
  return promise.then(
    (answer) => {
      throw new Error(`answered ${JSON.stringify(answer)}`);
    },
    (error: JsonTaskError) => error,
  );
}

describe('a task with two mistakes', () => {
  const wrongTax = { ...position, tax: { type: 'vat99' } };
  it.each([
    ['a field before a quantity', { items: [{ ...wrongTax, quantity: 0 }] }, 501, 'items[0].tax.type'],
    [
      'a field of a payment before a sum',
      { items: [{ ...position, price: -1 }], payments: [{ type: 'x', sum: 1 }] },
      501,
      'payments[0].type',
    ],
    [
      'half of a character before all',
      { items: [{ ...wrongTax, name: 'Чай \ud83d' }] },
      501,
      'половина символа',
    ],
    [
      'a sum before a payment',
      { items: [{ ...position, quantity: 0 }], payments: [{ type: 'cash', sum: 1 }] },
      17,
      '',
    ],
    ['a total before a payment', { total: 100, payments: [{ type: 'cash', sum: 1 }] }, 23, ''],
  ] as const)('tells %s, as the driver does', async (_, odd, code, place) => {
    await using bench = await jsonBench();
    const error = await failure(bench.json.process({ ...sell, ...odd }));
    expect(error).toMatchObject({ code, outcome: 'not-sent' });
    expect(error.description).toContain(place);
  });
});

describe('the code of goods', () => {
  const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
  const gtin = '98765432101234';
  // 98765432101234 is 59 D3 9E 7F 19 72.
  it.each([
    [
      'tobacco, filled up',
      { nomenclatureCode: { type: 'tobacco', gtin, serial: '1234567' } },
      '444d59d39e7f197231323334353637202020202020',
    ],
    ['shoes', { nomenclatureCode: { type: 'shoes', gtin, serial: 'sgEKK' } }, '444d59d39e7f19727367454b4b'],
    [
      'a scanned EAN-13',
      { markingCode: { type: 'other', mark: base64('4600439931256') } },
      '450d042f1f968178',
    ],
  ])('is written as the driver does: %s', async (_, code, stored) => {
    await using bench = await jsonBench();
    await bench.json.process({ ...sell, items: [{ ...position, ...code }] });
    const signed = bench.emulator.fn.documents().find(({ form }) => form === 3);
    const hex = Buffer.from(signed?.bytes ?? []).toString('hex');
    // Tag 1162.
    expect(hex).toContain(`8a04${(stored.length / 2).toString(16).padStart(2, '0')}00${stored}`);
  });

  it.each([
    ['furs of another length', { nomenclatureCode: { type: 'furs', serial: 'x' } }, 87],
    ['no GTIN', { nomenclatureCode: { type: 'shoes', serial: 'x' } }, 8],
    ['a GTIN of letters', { nomenclatureCode: { type: 'shoes', gtin: 'abc', serial: 'x' } }, 193],
    ['an excise mark', { markingCode: { type: 'egais30', mark: base64('X'.repeat(14)) } }, 146],
  ])('is refused as the driver does: %s', async (_, code, number) => {
    await using bench = await jsonBench();
    const error = await failure(bench.json.process({ ...sell, items: [{ ...position, ...code }] }));
    expect(error).toMatchObject({ code: number, outcome: 'not-sent' });
  });

  it('is an excise mark with newer drivers', async () => {
    await using bench = await jsonBench({}, {}, { answers: '10.10' });
    const markingCode = { type: 'egais30', mark: base64('X'.repeat(14)) };
    await bench.json.process({ ...sell, items: [{ ...position, markingCode }] });
    expect(bench.emulator.fn.documents().filter(({ form }) => form === 3)).toHaveLength(1);
  });
});

it('keeps a text with control characters as it is given, and finds its receipt after a lost line', async () => {
  await using bench = await jsonBench();
  const items = [{ ...position, name: 'Чай\tс \u0001\n', additionalAttribute: '   ' }];
  bench.emulator.faults.add({ line: 'cut', at: 'closeReceipt' });
  await bench.json.process({ ...sell, items, uuid: 'odd' });
  await bench.json.process({ ...sell, items, uuid: 'odd' });
  const signed = bench.emulator.fn.documents().filter(({ form }) => form === 3);
  expect(signed).toHaveLength(1);
  // Tags 1030 and 1191.
  const hex = Buffer.from(signed[0]?.bytes ?? []).toString('hex');
  expect(hex).toContain('0604080097a0a909e120010a');
  expect(hex).toContain('a7040300202020');
});
