import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/errors.js';
import { type Capabilities, parseReceipt, type ReceiptInput, receipt } from '../../src/fiscal/index.js';
import { type PlannedCall, planOperator, planReceipt } from '../../src/register/classic/plan.js';
import { toHex } from '../../src/util/hex.js';

const names = (calls: readonly PlannedCall[]): string[] => calls.map(({ command }) => command.name);
const requests = (calls: readonly PlannedCall[], name: string): unknown[] =>
  calls.filter(({ command }) => command.name === name).map(({ request }) => request);
/** Elements of E8, blocks joined: `tag length value` in hex. */
const written = (calls: readonly PlannedCall[]): string[] => {
  const elements: string[] = [];
  for (const { command, request } of calls) {
    if (command.name !== 'writeAttribute') continue;
    const { index, data } = request as { index: number; data: Uint8Array };
    if (index === 0) elements.push(toHex(data));
    else elements.push(`${elements.pop()} ${toHex(data)}`);
  }
  return elements;
};

const simple = receipt('sell').item('Хлеб', { price: 100, vat: 'vat10', method: null }).cash(100);

describe('the plan of a receipt', () => {
  it('has 11 calls for the yardstick: electronic, three items, e-mail, taxation, one payment', () => {
    const yardstick = ['Первый', 'Второй', 'Третий'].reduce(
      (sale, name) => sale.item(name, { price: 10, vat: 'vat20', subject: 'goods' }),
      receipt('sell').electronic().taxation('osn').customer('client@example.com'),
    );
    const item = ['beginPosition', 'endPosition'];
    expect(names(planReceipt(yardstick.card(30).build()))).toEqual([
      'openReceipt',
      'writeAttribute',
      'writeAttribute',
      ...item,
      ...item,
      ...item,
      'payment',
      'closeReceipt',
    ]);
  });

  it('is the same every time, and leaves the receipt alone', () => {
    const checked = simple.build();
    expect(planReceipt(checked)).toEqual(planReceipt(checked));
    expect(checked).toEqual(simple.build());
  });

  it('names the cashier before the receipt is opened', () => {
    const calls = planReceipt(simple.operator('Кассир Иванов', '123456789047').build());
    expect(names(calls).slice(0, 3)).toEqual(['writeAttribute', 'writeAttribute', 'openReceipt']);
    expect(calls.slice(0, 2)).toEqual(planOperator({ name: 'Кассир Иванов', inn: '123456789047' }));
    expect(written(calls)[1]).toBe('B3 04 0C 00 31 32 33 34 35 36 37 38 39 30 34 37');
  });

  it('pays by cash last, whatever the order', () => {
    const mixed = receipt('sell')
      .item('А', { price: 500, vat: 'none', method: null })
      .cash(150)
      .payment('other', 100)
      .credit(100)
      .prepaid(100)
      .card(100);
    expect(requests(planReceipt(mixed.build()), 'payment')).toEqual([
      { flags: 0, type: 2, sum: 10_000 },
      { flags: 0, type: 3, sum: 10_000 },
      { flags: 0, type: 4, sum: 10_000 },
      { flags: 0, type: 5, sum: 10_000 },
      { flags: 0, type: 1, sum: 15_000 },
    ]);
  });

  it('has no payment of nothing', () => {
    expect(requests(planReceipt(simple.card(0).build()), 'payment').length).toBe(1);
    const free = receipt('sell').item('Подарок', { price: 0, vat: 'none' }).cash(0).build();
    expect(names(planReceipt(free)).slice(-2)).toEqual(['endPosition', 'closeReceipt']);
  });

  it('rounds down by command 43 and says nothing when there is nothing to round', () => {
    const odd = receipt('sell').item('А', { price: '100.37', vat: 'none' });
    expect(requests(planReceipt(odd.total(100).cash(100).build()), 'discountOrSurcharge')).toEqual([
      { flags: 0, area: 0, kind: 1, sign: 0, value: 37 },
    ]);
    expect(names(planReceipt(odd.total('100.37').cash('100.37').build()))).not.toContain(
      'discountOrSurcharge',
    );
  });

  it('leaves the tax to the register unless it was given', () => {
    const [computed] = requests(planReceipt(simple.build()), 'endPosition');
    expect(computed).toMatchObject({ flags: 0x02, tax: 2, taxSum: 0 });
    const given = receipt('sell').item('А', { price: 100, vat: 'vat10', vatSum: '9.09' }).cash(100).build();
    expect(requests(planReceipt(given), 'endPosition')).toMatchObject([{ flags: 0x02, taxSum: 909 }]);
  });

  it('sends typographic quotes and № as the register has them', () => {
    const sale = receipt('sell').place('Магазин «Уют» № 5').item('А', { price: 1, vat: 'none' }).cash(1);
    expect(written(planReceipt(sale.build()))[0]).toContain('22 93 EE E2 22 20 24 20 35');
  });

  it('cuts long requisites into blocks of 100 bytes', () => {
    const calls = planReceipt(simple.address('а'.repeat(256)).build());
    const blocks = requests(calls, 'writeAttribute') as Array<{
      blocks: number;
      index: number;
      data: Uint8Array;
    }>;
    expect(blocks.map(({ index, data }) => [index, data.length])).toEqual([
      [0, 100],
      [1, 100],
      [2, 60],
    ]);
    expect(new Set(blocks.map((block) => block.blocks))).toEqual(new Set([3]));
  });

  it('says of every call what of the receipt it carries', () => {
    const calls = planReceipt(
      simple.customer('a@b.ru').item('Сыр', { price: 1, vat: 'none', unit: 'кг' }).cash(1).build(),
    );
    expect(calls.map(({ path, tag }) => (tag ? `${path}:${tag}` : path))).toEqual([
      '',
      ':1008',
      'items[0]',
      'items[0]',
      'items[1]',
      'items[1]:1197',
      'items[1]',
      'payments[0]',
      'payments[1]',
      '',
    ]);
  });
});

describe('the plan of a correction', () => {
  const correction: ReceiptInput = {
    type: 'buyCorrection',
    correction: { type: 'self', date: '2026-11-20' },
    payments: [{ type: 'cash', sum: 100 }],
    vats: [{ vat: 'vat22', sum: '18.03' }],
  };

  it('carries totals of later rates in 1115, for a register that knows them', () => {
    const calls = planReceipt(parseReceipt(correction), { vatRates: { vat22: 11 } });
    expect(written(calls).slice(2)).toEqual([
      '50 04 04 00 00 00 00 00',
      '5B 04 0F 00 5F 04 0B 00 AF 04 01 00 0B 60 04 02 00 0B 07',
    ]);
  });

  it('is refused by a register that does not', () => {
    const without = { vatRates: { vat22: false } } as const;
    expect(() => planReceipt(parseReceipt(correction), without)).toThrow(ValidationError);
  });

  it('may leave number and description out', () => {
    const calls = planReceipt(parseReceipt({ ...correction, vats: [{ vat: 'none', sum: 100 }] }));
    expect(written(calls)[1]).toBe('96 04 08 00 9A 04 04 00 80 8D FF 6A');
  });
});

describe('what the register can carry', () => {
  const codes = (input: ReturnType<typeof receipt>, capabilities: Capabilities): string[] => {
    try {
      planReceipt(input.build(), capabilities);
      return [];
    } catch (error) {
      return (error as ValidationError).problems.map(({ code, path }) => `${code} ${path}`);
    }
  };

  it('tax systems of its registration', () => {
    expect(codes(simple, { taxations: ['osn'] })).toEqual([]);
    expect(codes(simple, { taxations: ['osn', 'patent'] })).toEqual(['TAXATION_NEEDED taxation']);
    expect(codes(simple.taxation('esn'), { taxations: ['osn', 'patent'] })).toEqual([
      'TAXATION_NOT_REGISTERED taxation',
    ]);
    expect(codes(simple.taxation('patent'), { taxations: ['osn', 'patent'] })).toEqual([]);
  });

  it('agents of its registration', () => {
    const agent = simple.agent({ type: 'attorney' });
    expect(codes(agent, { agents: ['attorney'] })).toEqual([]);
    expect(codes(agent, { agents: [] })).toEqual(['AGENT_NOT_REGISTERED agent.type']);
    const item = receipt('sell')
      .item('А', { price: 1, vat: 'none', agent: { type: 'another' }, supplier: { inn: '7707083893' } })
      .cash(1);
    expect(codes(item, { agents: ['attorney'] })).toEqual(['AGENT_NOT_REGISTERED items[0].agent.type']);
  });
});

describe('plans of random receipts', () => {
  it('pay exactly what the items cost, in whole numbers that fit the commands', () => {
    const row = fc.record({
      price: fc.integer({ min: 1, max: 1e6 }),
      count: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const sale = rows.reduce(
          (builder, { price, count }) =>
            builder.item('А', { price: price / 100, quantity: count, vat: 'vat20' }),
          receipt('sell'),
        );
        const total = rows.reduce((sum, { price, count }) => sum + price * count, 0);
        const calls = planReceipt(sale.cash(total / 100).build());
        const items = requests(calls, 'endPosition') as Array<{ total: number }>;
        expect(items.reduce((sum, item) => sum + item.total, 0)).toBe(total);
        expect(requests(calls, 'payment')).toEqual([{ flags: 0, type: 1, sum: total }]);
      }),
    );
  });
});
