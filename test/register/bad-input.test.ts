import { describe, expect, it } from 'vitest';
import { type CashRegister, commands, connect, registers } from '../../src/index.js';
import type { Command } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

interface Case {
  readonly name: string;
  call(kkt: CashRegister): Promise<unknown>;
  /** What the error says. */
  readonly says: Record<string, unknown>;
}

const [item] = yardstick.items ?? [];

const protocolErrors: readonly Case[] = [
  {
    name: 'a number above its field',
    call: (kkt) => kkt.call(commands.cutPaper, { type: 256 }),
    says: { field: 'type', rule: '1 байт, целое 0..255', value: 256 },
  },
  {
    name: 'a fraction of a kopeck',
    call: (kkt) => kkt.call(commands.cashIn, { flags: 0, sum: 0.5 }),
    says: { field: 'sum', value: 0.5 },
  },
  {
    name: 'a sum above ten digits',
    call: (kkt) => kkt.call(commands.cashIn, { flags: 0, sum: 10_000_000_000 }),
    says: { field: 'sum', rule: '10 десятичных цифр, целое 0..9999999999', value: 10_000_000_000 },
  },
  {
    name: 'a negative number',
    call: (kkt) => kkt.call(commands.readTable, { table: 2, row: -1, field: 1 }),
    says: { field: 'row', value: -1 },
  },
  {
    name: 'a missing field',
    call: (kkt) => kkt.call(commands.enterMode as Command, { mode: 1 }),
    says: { field: 'password', value: undefined },
  },
  {
    name: 'no request at all',
    call: (kkt) => kkt.call(commands.cutPaper as Command, undefined),
    says: { rule: 'объект с полями type', value: undefined },
  },
  {
    name: 'a character that the code page lacks',
    call: (kkt) => kkt.call(commands.printString, { text: 'цена 5 ₽' }),
    says: {
      field: 'text',
      rule: 'символ «₽» (позиция 8) отсутствует в кодировке ККТ',
      value: 'цена 5 ₽',
    },
  },
  {
    name: 'a name of 129 characters',
    call: (kkt) => {
      const sums = { price: 100, quantity: 1000, total: 100, taxSum: 0, discount: 0 };
      const codes = { flags: 0, tax: 6, department: 0, subject: 1, method: 4, discountSign: 0 };
      return kkt.call(commands.endPosition, { ...sums, ...codes, name: 'я'.repeat(129) });
    },
    says: { field: 'name', rule: 'не более 128 символов', value: 'я'.repeat(129) },
  },
  {
    name: 'text where bytes belong',
    call: (kkt) => kkt.call(commands.passToDevice, { port: 1, data: 'abc' as never }),
    says: { field: 'data', rule: 'байты (Uint8Array)', value: 'abc' },
  },
  {
    name: 'bytes where text belongs',
    call: (kkt) => kkt.call(commands.printString, { text: new Uint8Array(1) as never }),
    says: { field: 'text', rule: 'строка' },
  },
  {
    name: 'a date that no calendar has',
    call: (kkt) => kkt.call(commands.setDate, { date: '2026-02-30' }),
    says: { field: 'date', value: '2026-02-30' },
  },
  {
    name: 'digits with a letter',
    call: (kkt) => kkt.call(commands.enterMode, { mode: 1, password: '0000003O' }),
    says: { field: 'password', rule: 'ровно 8 цифр', value: '0000003O' },
  },
  {
    name: 'an unknown kind of discount',
    call: (kkt) => kkt.call(commands.discountOrSurcharge, { flags: 0, area: 0, kind: 2, sign: 0, value: 1 }),
    says: { field: 'kind', rule: '0, 1', value: 2 },
  },
  {
    name: 'a percent above three bytes',
    call: (kkt) =>
      kkt.call(commands.discountOrSurcharge, { flags: 0, area: 0, kind: 0, sign: 0, value: 1_000_000 }),
    says: { field: 'value', value: 1_000_000 },
  },
  {
    name: 'a parameter of a register',
    call: (kkt) => kkt.read(registers.cashSum, 300),
    says: { field: 'p1', value: 300 },
  },
  {
    name: 'a number of a document',
    call: (kkt) => kkt.print.fnDocument(10_000_000_000),
    says: { field: 'number', value: 10_000_000_000 },
  },
];

const validationErrors: readonly Case[] = [
  {
    name: 'a receipt whose item has a name that is too long',
    call: (kkt) => kkt.issue({ ...yardstick, items: [{ ...item, name: 'я'.repeat(5000) } as never] }),
    says: { path: 'items[0].name' },
  },
  {
    name: 'a receipt with a character that the code page lacks',
    call: (kkt) => kkt.issue({ ...yardstick, items: [{ ...item, name: 'Чай 🙂' } as never] }),
    says: { path: 'items[0].name' },
  },
  {
    name: 'a receipt with a price of 1/3',
    call: (kkt) => kkt.issue({ ...yardstick, items: [{ ...item, price: 1 / 3 } as never] }),
    says: { path: 'items[0].price' },
  },
  { name: 'no money', call: (kkt) => kkt.cashIn(0), says: { path: 'sum', code: 'MONEY_ZERO' } },
  {
    name: 'a time of the clock',
    call: (kkt) => kkt.clock.set('вчера'),
    says: { path: 'dateTime', value: 'вчера' },
  },
  {
    name: 'a setting that nobody has',
    call: (kkt) => kkt.settings.get('colour' as 'ofdAddress'),
    says: { path: 'name', value: 'colour' },
  },
  {
    name: 'a tag that nobody has',
    call: (kkt) => kkt.fn.registrationTag('colour' as 'userName'),
    says: { path: 'tag', value: 'colour' },
  },
];

describe.each(worlds)('bad input over $name', (world) => {
  const bench = benches(world);

  async function listening() {
    let out = 0;
    const { kkt } = await bench({}, { trace: ({ dir, bytes }) => (out += dir === 'out' ? bytes.length : 0) });
    // The acknowledgement of the last answer rides on later.
    await kkt.clock.get();
    const before = out;
    expect(before).toBeGreaterThan(0);
    return { kkt, sent: () => out - before };
  }

  it.each(protocolErrors)('$name: nothing is sent', async ({ call, says }) => {
    const { kkt, sent } = await listening();
    await expect((async () => call(kkt))()).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'RANGE',
      outcome: 'not-sent',
      ...says,
    });
    expect(sent()).toBe(0);
  });

  it.each(validationErrors)('$name: nothing is sent', async ({ call, says }) => {
    const { kkt, sent } = await listening();
    await expect((async () => call(kkt))()).rejects.toMatchObject({
      name: 'ValidationError',
      outcome: 'not-sent',
      problems: expect.arrayContaining([expect.objectContaining(says)]),
    });
    expect(sent()).toBe(0);
  });

  it('says the field, the rule and the value in words', async () => {
    const { kkt } = await listening();
    await expect(kkt.call(commands.cutPaper, { type: -1 })).rejects.toThrow(
      'Команда cutPaper: type: Недопустимое значение -1: 1 байт, целое 0..255',
    );
  });
});

describe('bad options', () => {
  it.each([
    ['accessPassword', { accessPassword: 10_000 }, 10_000],
    ['accessPassword', { accessPassword: -1 }, -1],
    ['userPassword', { userPassword: 1.5 }, 1.5],
    ['busyLimitMs', { busyLimitMs: Number.NaN }, 'NaN'],
  ])('%s is named', async (path, options, value) => {
    await expect(connect('tcp://127.0.0.1:1', options)).rejects.toMatchObject({
      name: 'ValidationError',
      problems: [{ path, value }],
    });
  });

  it.each(['', 'http://localhost', 'tcp://', 'tcp://host:99999', 'serial://'])(
    'URL %s is refused',
    async (url) => {
      await expect(connect(url)).rejects.toMatchObject({ name: 'ValidationError', outcome: 'not-sent' });
    },
  );
});
