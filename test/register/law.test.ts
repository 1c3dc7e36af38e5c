import { describe, expect, it } from 'vitest';
import { Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import {
  type FiscalDocument,
  fieldValue,
  fieldValues,
  parseReceipt,
  type ReceiptBuilder,
  type ReceiptInput,
  receipt,
  toNamed,
  type VatRate,
  vatRateNames,
} from '../../src/fiscal/index.js';
import { type ConnectOptions, connect } from '../../src/index.js';

async function till(options: EmulatorOptions = {}, connecting: ConnectOptions = {}) {
  const emulator = new Emulator({ latency: 0, dateTime: '2026-11-30T10:00:00', ...options });
  const kkt = await connect(emulator.transport(), connecting);
  await kkt.openShift();
  const commands: string[] = [];
  kkt.onCommand(({ command }) => commands.push(command));
  return {
    emulator,
    kkt,
    commands,
    get signed() {
      return toNamed(emulator.lastReceipt as FiscalDocument).fields;
    },
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

const sale = (vat: VatRate, price: string | number = '122.00'): ReceiptInput => ({
  type: 'sell',
  taxation: 'osn',
  items: [{ name: 'Товар', price, vat, method: null }],
  payments: [{ type: 'cash', sum: price }],
});

/** Tax of 122.00 at every rate, by hand; of the two without a tax the turnover. */
const figures: Readonly<Record<VatRate, readonly [tag: number, kopecks: number]>> = {
  vat20: [1102, 2033],
  vat10: [1103, 1109],
  vat120: [1106, 2033],
  vat110: [1107, 1109],
  vat0: [1104, 12_200],
  none: [1105, 12_200],
  vat5: [1115, 581],
  vat7: [1115, 798],
  vat105: [1115, 581],
  vat107: [1115, 798],
  vat22: [1115, 2200],
  vat122: [1115, 2200],
};

describe('the twelve rates', () => {
  it('are signed without any option, each under its number and in its total', async () => {
    await using it = await till();
    for (const [index, vat] of vatRateNames.entries()) {
      await it.kkt.issue(sale(vat));
      const document = it.emulator.lastReceipt as FiscalDocument;
      const [item = []] = fieldValues(document, 'item');
      const [tag, kopecks] = figures[vat];
      expect(fieldValue(item, 'vatRate'), vat).toBe(index + 1);
      const listed = fieldValues(fieldValue(document, 'vatSums') ?? [], 'vatSumEntry').map((entry) => [
        fieldValue(entry, 'vatRate'),
        fieldValue(entry, 'vatAmount'),
      ]);
      const plain = document.fields.filter((field) => field.tag >= 1102 && field.tag <= 1107);
      if (tag === 1115) {
        expect(listed, vat).toEqual([[index + 1, kopecks]]);
        expect(plain.map((field) => [field.tag, field.value])).toEqual([[1104, 0]]);
      } else
        expect(
          plain.map((field) => [field.tag, field.value]),
          vat,
        ).toEqual([[tag, kopecks]]);
    }
  });

  it('that an older firmware does not know are refused: item, rate and what to do', async () => {
    for (const exchange of ['serial', 'buffered'] as const) {
      await using it = await till({ vatRates: 'ffd105' }, { exchange });
      const input: ReceiptInput = {
        ...sale('vat20'),
        items: [
          { name: 'Хлеб', price: 22, vat: 'vat10' },
          { name: 'Кроссовки', price: 100, vat: 'vat22' },
        ],
      };
      const error = await it.kkt.issue(input).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'DeviceError', outcome: 'refused', path: 'items[1]' });
      const { message } = error as Error;
      expect(message).toContain('«Кроссовки», ставка НДС 22% (номер 11)');
      expect(message).toContain('capabilities: { vatRates }');
      expect(message).not.toContain('обновите');
      expect(it.emulator.receipts).toHaveLength(0);
      // Nothing of it is left: the register takes the next one.
      await it.kkt.issue(sale('vat20'));
    }
  });

  it('may have other numbers, or be said not to be there', async () => {
    await using it = await till(
      { vatRates: 'ffd105' },
      { capabilities: { vatRates: { vat22: 1, vat5: false } } },
    );
    await it.kkt.issue(sale('vat22'));
    expect(it.signed['item']).toMatchObject([{ vatRate: 1 }]);
    it.commands.length = 0;
    await expect(it.kkt.issue(sale('vat5'))).rejects.toMatchObject({
      outcome: 'not-sent',
      problems: [{ code: 'VAT_NOT_SUPPORTED', path: 'items[0].vat' }],
    });
    expect(it.commands).toEqual([]);
  });
});

describe('the day', () => {
  const correction = (date: string) =>
    receipt('sellCorrection').taxation('osn').cash(10).vat('none', 10).correction({ type: 'self', date });
  type Way = (one: ReceiptBuilder) => never;
  const ways: ReadonlyArray<readonly [name: string, Way]> = [
    ['builder', (one) => one as never],
    ['.build()', (one) => one.build() as never],
    ['plain JSON', (one) => one.toJSON() as never],
  ];

  it.each(ways)('is that of the register, not of the computer: %s', async (_name, way) => {
    await using it = await till({ dateTime: '2031-05-02T00:10:00' });
    await it.kkt.issue(way(correction('2031-05-02')));
    await expect(it.kkt.issue(way(correction('2031-05-03')))).rejects.toMatchObject({
      outcome: 'not-sent',
      problems: [{ code: 'DATE_FUTURE', path: 'correction.date', value: '2031-05-03' }],
    });
    expect(it.emulator.receipts).toHaveLength(1);
  });

  it.each(ways)('decides about rates: %s', async (_name, way) => {
    const built = (vat: VatRate) =>
      way(receipt('sell').taxation('osn').item('А', { price: 1, vat, method: null }).cash(1));
    await using old = await till({ dateTime: '2025-12-31T12:00:00' });
    expect((await old.kkt.issue(built('vat20'))).warnings).toEqual([]);
    await expect(old.kkt.issue(built('vat22'))).rejects.toMatchObject({
      problems: [{ code: 'VAT_NOT_IN_FORCE', path: 'items[0].vat' }],
    });
    await using today = await till();
    const { warnings } = await today.kkt.issue(built('vat20'));
    expect(warnings).toMatchObject([{ code: 'VAT_REPLACED', path: 'items[0].vat' }]);
  });

  it('is followed when the register’s clock is set', async () => {
    const emulator = new Emulator({ latency: 0, dateTime: '2026-11-30T10:00:00' });
    const kkt = await connect(emulator.transport());
    await kkt.openShift();
    await kkt.issue(correction('2026-11-30'));
    await kkt.closeShift();
    await kkt.clock.set('2026-12-01T00:01:00');
    await kkt.openShift();
    await kkt.issue(correction('2026-12-01'));
    await emulator.close();
  });

  it('does not repeat the warnings of a receipt that was built for its day', async () => {
    await using it = await till();
    const built = parseReceipt(sale('vat20'), { date: '2026-11-30' });
    expect((await it.kkt.issue(built)).warnings.map(({ code }) => code)).toEqual(['VAT_REPLACED']);
  });
});

describe('the registration', () => {
  const { taxation: _, ...unnamed } = sale('none');

  it('with one tax system fills it in', async () => {
    await using it = await till({ registration: { taxationSystems: 2 } });
    await it.kkt.issue(unnamed as ReceiptInput);
    expect(it.signed['taxationType']).toBe(2);
  });

  it.each([
    [1 + 2, 'osn, usnIncome'],
    [2 + 32, 'usnIncome, patent'],
  ])('with several (%d) wants one named: %s', async (taxationSystems, names) => {
    await using it = await till({ registration: { taxationSystems } });
    await expect(it.kkt.issue(unnamed as ReceiptInput)).rejects.toMatchObject({
      outcome: 'not-sent',
      problems: [{ code: 'TAXATION_NEEDED', path: 'taxation', ru: expect.stringContaining(`(${names})`) }],
    });
    await expect(it.kkt.issue({ ...sale('none'), taxation: 'esn' })).rejects.toMatchObject({
      problems: [{ code: 'TAXATION_NOT_REGISTERED', path: 'taxation' }],
    });
    expect(it.emulator.receipts).toHaveLength(0);
  });

  it('without agents refuses them before anything is sent, and says why', async () => {
    const agents: ReceiptInput = {
      ...sale('none'),
      items: [
        { name: 'Сбор', price: 100, vat: 'none' },
        {
          name: 'Билет',
          price: 22,
          vat: 'none',
          agent: { type: 'another' },
          supplier: { inn: '7707083893' },
        },
      ],
    };
    await using none = await till({ registration: { agents: 0 } });
    none.commands.length = 0;
    await expect(none.kkt.issue(agents)).rejects.toMatchObject({
      outcome: 'not-sent',
      problems: [
        {
          code: 'AGENT_NOT_REGISTERED',
          path: 'items[1].agent.type',
          ru: expect.stringContaining('без признака агента'),
        },
      ],
    });
    // Nothing but questions: what refuses is asked for twice.
    const questions = ['readAttribute', 'readRegister'];
    expect(none.commands.filter((name) => !questions.includes(name))).toEqual([]);
    await using some = await till({ registration: { agents: 64 + 4 } });
    await some.kkt.issue(agents);
    expect(some.signed['item']).toMatchObject([{}, { itemAgentType: 64 }]);
  });

  it('is asked once: the receipts after it cost nothing more', async () => {
    await using it = await till();
    await it.kkt.issue(sale('vat22'));
    it.commands.length = 0;
    await it.kkt.issue(sale('vat22'));
    expect(it.commands).toEqual([
      'openReceipt',
      'writeAttribute',
      'beginPosition',
      'endPosition',
      'payment',
      'closeReceipt',
      'readRegister',
    ]);
  });
});
