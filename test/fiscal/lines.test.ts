import { describe, expect, it } from 'vitest';
import {
  checkCapabilities,
  checkReceipt,
  parseReceipt,
  type ReceiptInput,
  receipt,
} from '../../src/fiscal/index.js';
import { commands } from '../../src/protocol/index.js';
import { planReceipt } from '../../src/register/classic/plan.js';

const tea = { name: 'Чай', price: 50, vat: 'vat22' } as const;
const built = receipt('sell')
  .text('Заказ 17', { align: 'center' })
  .item(tea)
  .text('-----')
  .picture(3)
  .item({ ...tea, name: 'Кофе' })
  .barcode('qr', 'https://example.com')
  .cash(100);

describe('lines between the items', () => {
  it('are no items: they stand at their places', () => {
    const { items, lines, total } = built.build();
    expect(items.map(({ name }) => name)).toEqual(['Чай', 'Кофе']);
    expect(total).toBe(10_000);
    expect(lines).toEqual([
      {
        at: 0,
        line: { type: 'text', text: 'Заказ 17', align: 'center', doubleWidth: false, doubleHeight: false },
      },
      {
        at: 1,
        line: { type: 'text', text: '-----', align: 'left', doubleWidth: false, doubleHeight: false },
      },
      { at: 1, line: { type: 'picture', number: 3, align: 'center' } },
      {
        at: 2,
        line: { type: 'barcode', format: 'qr', data: 'https://example.com', align: 'center', scale: 4 },
      },
    ]);
    expect(parseReceipt(built.toJSON())).toEqual(built.build());
  });

  it('are printed where they stand, and findings are told by their places in the input', () => {
    const checked = built.build();
    const call = (text: string) => [{ command: commands.printString, request: { text } }];
    const calls = planReceipt(checked, {}, ['a', 'b', 'c', 'd'].map(call));
    const names = calls.map(({ command, path }) => `${command.name} ${path}`);
    const from = names.indexOf('printString items[0]');
    expect(names.slice(from, from + 8)).toEqual([
      'printString items[0]',
      'beginPosition items[1]',
      'endPosition items[1]',
      'printString items[2]',
      'printString items[3]',
      'beginPosition items[4]',
      'endPosition items[4]',
      'printString items[5]',
    ]);
    expect(checkCapabilities(checked, { vatRates: { vat22: false } }).map(({ path }) => path)).toEqual([
      'items[1].vat',
      'items[4].vat',
    ]);
  });

  it.each([
    [{ type: 'text', text: 'Цена 10 ₽' }, ['TEXT_CHARACTER items[0].text']],
    [{ type: 'text', text: 5 }, ['TYPE items[0].text']],
    [{ type: 'text' }, ['REQUIRED items[0].text']],
    [{ type: 'text', text: 'x', align: 'middle' }, ['UNKNOWN_VALUE items[0].align']],
    [{ type: 'text', text: 'x', font: 1 }, ['UNKNOWN_KEY items[0].font']],
    [
      { type: 'barcode', format: 'aztec', data: '' },
      ['UNKNOWN_VALUE items[0].format', 'TEXT_LENGTH items[0].data'],
    ],
    [{ type: 'picture', number: 0 }, ['PICTURE_NUMBER items[0].number']],
    [{ type: 'position', ...tea }, ['UNKNOWN_VALUE items[0].type']],
  ])('%j: %j', (wrong, expected) => {
    const input = { type: 'sell', items: [wrong, tea], payments: [{ type: 'cash', sum: 100 }] };
    const { problems } = checkReceipt(input);
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
  });

  it('alone make no receipt', () => {
    const only: ReceiptInput = { type: 'sell', items: [{ type: 'text', text: 'x' }], payments: [] };
    expect(checkReceipt(only).problems).toMatchObject([{ code: 'ITEMS_MISSING' }]);
  });
});

describe('several kinds of agent at once', () => {
  const agent = (type: unknown) =>
    checkReceipt({
      type: 'sell',
      items: [{ ...tea, agent: { type, phones: ['+79000000000'] }, supplier: { inn: '7707083893' } }],
      payments: [{ type: 'cash', sum: 50 }],
    });

  it.each([
    ['payingAgent', 4],
    [['payingAgent', 'bankPayingAgent'], 5],
    [5, 5],
    [127, 127],
  ])('%j are the bits %d of tag 1222', (type, bits) => {
    const { receipt: checked } = agent(type);
    const written = checked
      ? planReceipt(checked).flatMap(({ request, tag }) => (tag === 1222 ? [request] : []))
      : [];
    expect(written).toMatchObject([{ data: Uint8Array.of(0xc6, 0x04, 1, 0, bits) }]);
  });

  it.each([
    [[], 'AGENT_KINDS items[0].agent.type'],
    [0, 'UNKNOWN_VALUE items[0].agent.type'],
    [128, 'UNKNOWN_VALUE items[0].agent.type'],
    [['payingAgent', 'x'], 'UNKNOWN_VALUE items[0].agent.type[1]'],
  ])('%j is refused', (type, expected) => {
    expect(agent(type).problems.map(({ code, path }) => `${code} ${path}`)).toEqual([expected]);
  });
});
