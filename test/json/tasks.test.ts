import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../src/index.js';
import { type JsonTaskError, jsonTasks, type ReceiptAnswer } from '../../src/json/index.js';
import { happen } from '../support/json-happenings.js';
import { jsonBench, operator, position, sell } from './support.js';

const failure = (promise: Promise<unknown>): Promise<JsonTaskError> =>
  promise.then(
    (answer) => {
      throw new Error(`answered ${JSON.stringify(answer)}`);
    },
    (error: JsonTaskError) => error,
  );

describe('one key, one document', () => {
  it('gives the same answer for a receipt and prints nothing', async () => {
    await using bench = await jsonBench({ model: '30F' });
    const { emulator, json } = bench;
    const task = { ...sell, uuid: 'order-1', preItems: [{ type: 'text', text: 'ЗАКАЗ 1' }] };
    const first = await json.process(task);
    const { length } = emulator.tape;
    const documents = emulator.fn.documents().length;
    expect(await json.process(task)).toEqual(first);
    expect(await json.process(sell, { key: 'order-1' })).toEqual(first);
    expect(emulator.fn.documents()).toHaveLength(documents);
    expect(emulator.tape).toHaveLength(length);
  });

  it('refuses another receipt under the key with 160', async () => {
    await using bench = await jsonBench();
    await bench.json.process(sell, { key: 'order-1' });
    const other = { ...sell, payments: [{ type: 'electronically', sum: 91 }] };
    const error = await failure(bench.json.process(other, { key: 'order-1' }));
    expect(error).toMatchObject({ code: 160, outcome: 'not-sent' });
  });

  it('moves cash once, also for the next process', async () => {
    const journal = memoryJournal();
    await using bench = await jsonBench({}, {}, { journal });
    const task = { type: 'cashIn', cashSum: 100, key: 'float-1' };
    expect(await bench.json.process(task)).toEqual({ counters: { cashSum: 100 } });
    expect(await bench.json.process(task)).toEqual({ counters: { cashSum: 100 } });
    const error = await failure(bench.json.process({ ...task, cashSum: 5 }));
    expect(error).toMatchObject({ code: 160 });
    expect((await bench.kkt.status()).cashKopecks).toBe(10_000);
  });

  it('knows a key again in every object of the same register, however the task is put together', async () => {
    await using bench = await jsonBench();
    const cash = { type: 'cashIn', cashSum: 100, operator, key: 'float-1' };
    const again = { key: 'float-1', operator: { ...operator }, cashSum: 100, type: 'cashIn' };
    const answers = await Promise.all([
      bench.json.process(cash),
      jsonTasks(bench.kkt).process(again),
      jsonTasks(bench.kkt).process({ ...cash, key: undefined }, { key: 'float-1' }),
    ]);
    expect(answers).toEqual([100, 100, 100].map((cashSum) => ({ counters: { cashSum } })));
    expect((await bench.kkt.status()).cashKopecks).toBe(10_000);
  });

  it('does not share a key between receipts and other tasks', async () => {
    await using bench = await jsonBench();
    await bench.json.process(sell, { key: 'a' });
    await bench.json.process({ type: 'cashIn', cashSum: 100 }, { key: 'b' });
    const documents = bench.emulator.fn.documents().length;
    for (const [task, key] of [
      [{ type: 'cashIn', cashSum: 100 }, 'a'],
      [sell, 'b'],
    ] as const)
      expect(await failure(bench.json.process(task, { key }))).toMatchObject({
        code: 160,
        outcome: 'not-sent',
      });
    expect(bench.emulator.fn.documents()).toHaveLength(documents);
    expect((await bench.kkt.status()).cashKopecks).toBe(19_100);
  });

  it('tries again what was refused', async () => {
    await using bench = await jsonBench();
    const task = { type: 'cashOut', cashSum: 100, key: 'out-1' };
    expect(await failure(bench.json.process(task))).toMatchObject({ code: 80, outcome: 'refused' });
    await bench.json.process({ type: 'cashIn', cashSum: 150 });
    expect(await bench.json.process(task)).toEqual({ counters: { cashSum: 50 } });
  });

  it('takes a number for a name, and an empty name for none', async () => {
    await using bench = await jsonBench();
    const numbersOf = async (...tasks: object[]) => {
      const answers = [];
      for (const task of tasks) answers.push(await bench.json.process(task));
      return answers.map((answer) => (answer as ReceiptAnswer).fiscalParams.fiscalReceiptNumber);
    };
    expect(await numbersOf({ ...sell, uuid: 17 }, { ...sell, uuid: '17' }, { ...sell, key: 17 })).toEqual([
      1, 1, 1,
    ]);
    expect(await numbersOf({ ...sell, uuid: '' }, { ...sell, uuid: '', key: '' })).toEqual([2, 3]);
    expect(await numbersOf({ ...sell, uuid: '', key: 'a' }, { ...sell, key: 'a' })).toEqual([4, 4]);
    const cash = { type: 'cashIn', cashSum: 1, uuid: '' };
    expect([await bench.json.process(cash), await bench.json.process(cash)]).toMatchObject([
      { counters: { cashSum: 365 } },
      { counters: { cashSum: 366 } },
    ]);
  });

  it('does not begin again what a process left behind', async () => {
    const record = {
      key: 'float-1',
      state: 'intent',
      at: 0,
      data: { task: JSON.stringify({ cashSum: 1, type: 'cashIn' }) },
    } as const;
    const journal = {
      pending: async () => [record],
      find: async (key: string) => (key === record.key ? record : undefined),
      append: async () => undefined,
      close: async () => undefined,
    };
    await using bench = await jsonBench({}, {}, { journal });
    const error = await failure(bench.json.process({ type: 'cashIn', cashSum: 1 }, { key: 'float-1' }));
    expect(error).toMatchObject({ code: 241, outcome: 'unknown' });
    expect((await bench.kkt.status()).cashKopecks).toBe(0);
  });
});

describe('errors', () => {
  it('names the field of the task, the rule and the value', async () => {
    await using bench = await jsonBench();
    const task = { ...sell, items: [{ ...position, tax: { type: 'vat10', sum: 1 } }] };
    const error = await failure(bench.json.process(task));
    expect(error.code).toBe(243);
    expect(error.description).toBe('Неверная сумма налога (items[0].tax.sum: НДС по ставке из 91.00 — 8.27)');
    expect(error.message).toBe(`Error 243 [ ${error.description} ]`);
  });

  it.each([
    [0.1 + 0.2, 0.3],
    [1.005, 1.01],
    [100.555, 100.56],
    [2.674, 2.67],
    [0.005, 0.01],
  ])('rounds a sum to kopecks as the driver does: %d', async (cashSum, moved) => {
    await using bench = await jsonBench();
    expect(await bench.json.process({ type: 'cashIn', cashSum })).toEqual({ counters: { cashSum: moved } });
  });

  it.each([0.004, -1, Number.NaN, 1e12])('refuses to move %d roubles', async (cashSum) => {
    await using bench = await jsonBench();
    const error = await failure(bench.json.process({ type: 'cashIn', cashSum }));
    expect(error).toMatchObject({ code: 16, outcome: 'not-sent' });
  });

  it('says why tasks of marking are refused', async () => {
    await using bench = await jsonBench();
    const error = await failure(bench.json.process({ type: 'validateMarks', params: [] }));
    expect(error).toMatchObject({ code: 501, outcome: 'not-sent' });
    expect(error.description).toContain('ФФД 1.2');
    const marked = { ...sell, items: [{ ...position, imcParams: { imcType: 'auto', imc: 'MDE=' } }] };
    expect(await failure(bench.json.process(marked))).toMatchObject({ code: 413 });
  });

  it('tells a lost line by the driver’s number', async () => {
    await using bench = await jsonBench();
    await bench.kkt.close();
    expect(await failure(bench.json.process({ type: 'getShiftStatus' }))).toMatchObject({ code: 1 });
  });

  it.each([
    ['a number that JSON has not', { type: 'cashIn', cashSum: 5n }],
    [
      'itself',
      Object.assign(Object.create(null), {
        type: 'reportX',
        get self() {
          return this;
        },
      }),
    ],
    [
      'something that throws',
      {
        type: 'openShift',
        get operator() {
          throw new Error('no');
        },
      },
    ],
  ])('refuses a task with %s inside with 501, and begins nothing', async (_, task) => {
    await using bench = await jsonBench();
    for (const key of [undefined, 'order-1'])
      expect(await failure(bench.json.process(task, { key }))).toMatchObject({
        code: 501,
        outcome: 'not-sent',
      });
    expect(bench.emulator.fn.documents()).toHaveLength(1);
  });

  it('refuses what the settings cannot hold before a registration is signed', async () => {
    await using bench = await jsonBench();
    const task = {
      type: 'changeRegistrationParameters',
      reason: 'settingsChange',
      changeInfoReasons: [4],
      organization: { name: 'ООО Ромашка' },
      device: { paymentsAddress: 'Киоск' },
      ofd: { name: 'ОФД', dns: '8.8.8.256' },
    };
    expect(await failure(bench.json.process(task))).toMatchObject({ code: 501, outcome: 'not-sent' });
    expect(bench.emulator.fn.documents()).toHaveLength(1);
  });

  it.each([undefined, null, 5, 'sell', { type: 'toString' }, { type: null }])(
    'refuses %j with 501',
    async (task) => {
      await using bench = await jsonBench();
      expect(await failure(bench.json.process(task))).toMatchObject({ code: 501 });
    },
  );
});

describe('a receipt that another program left open', () => {
  it.each([
    ['cashIn', { type: 'cashIn', cashSum: 10 }],
    ['sell', sell],
    ['reportX', { type: 'reportX' }],
    ['closeShift', { type: 'closeShift' }],
  ])('is cancelled by %s', async (_, task) => {
    await using bench = await jsonBench();
    await bench.json.process({ type: 'openShift' });
    await happen(bench.emulator, 'receiptLeftOpen');
    await bench.json.process(task);
    await expect(bench.kkt.cancelReceipt()).resolves.toBeUndefined();
  });
});

/** Every task of marking and of FFD 1.2, and those that only the vendor's own driver can do. */
const refused = [
  ...['validateMarks', 'addMarksToBuffer', 'beginMarkingCodeValidation', 'getMarkingCodeValidationStatus'],
  ...['acceptMarkingCode', 'declineMarkingCode', 'cancelMarkingCodeValidation', 'checkImcTime', 'pingIsm'],
  ...['clearMarkingCodeValidationResult', 'checkMarkingCodeValidationsReady', 'checkImcWorkState'],
  ...['ismExchangeStatus', 'getMcu', 'getDepartmentSum', 'uploadPictureCliche'],
];

/** What each task says of a register that is there, with nothing but its type; undefined: it is done. */
const bare: ReadonlyArray<readonly [type: string, code: number | undefined]> = [
  ...refused.map((type) => [type, 501] as const),
  ...(
    [
      ...[
        'openShift',
        'closeShift',
        'getShiftStatus',
        'getShiftTotals',
        'reportX',
        'reportOfdExchangeStatus',
      ],
      ...['reportDepartments', 'reportFnRegistrations', 'continuePrint', 'printLastReceiptCopy'],
      ...['openCashDrawer', 'getCashDrawerStatus', 'getDeviceInfo', 'getDeviceStatus', 'getLicenses'],
      ...['getOverallTotals', 'getFnInfo', 'getFnStatus', 'ofdExchangeStatus', 'getRegistrationInfo'],
      'closeArchive',
    ] as const
  ).map((type) => [type, undefined] as const),
  ...(
    [
      ...['sell', 'sellReturn', 'buy', 'buyReturn', 'sellCorrection', 'buyCorrection', 'cashIn', 'cashOut'],
      ...['nonFiscal', 'printFnDocument', 'printDocumentsFromJournal', 'getFnDocument'],
      ...['registration', 'fnChange', 'changeRegistrationParameters', 'getDeviceParameters'],
      ...['setDeviceParameters', 'setDateTime'],
    ] as const
  ).map((type) => [type, 501] as const),
  ['sellReturnCorrection', 48],
  ['buyReturnCorrection', 48],
];

describe('every task with nothing but its type', () => {
  it('is one of the 57 of the documentation', () => {
    expect(new Set(bare.map(([type]) => type)).size).toBe(57);
  });

  it.each(bare)('%s: %s', async (type, code) => {
    await using bench = await jsonBench({ model: '30F' });
    if (type === 'closeShift' || type === 'printLastReceiptCopy') await bench.json.process(sell);
    const made = bench.json.process({ type });
    if (code === undefined) {
      await made;
      return;
    }
    const error = await failure(made);
    expect(error).toMatchObject({ name: 'JsonTaskError', code, outcome: 'not-sent' });
    expect(error.description).toMatch(/[а-яё]{4}/i);
    // Those that can never be done say why.
    if (refused.includes(type)) expect(error.description).toMatch(/: .{20}/);
  });
});

describe('a name of goods', () => {
  it('is never why a till cannot sell', async () => {
    const changed: string[] = [];
    await using bench = await jsonBench({}, {}, { onWarning: ({ code }) => changed.push(code) });
    for (const name of ['😀', '“”', 'Щ'.repeat(300), 'a\nb'])
      await bench.json.process({ ...sell, items: [{ ...position, name }] });
    expect(bench.emulator.fn.documents().filter(({ form }) => form === 3)).toHaveLength(4);
    // A line end is a byte like others, and stays.
    expect(changed).toEqual(Array.from({ length: 3 }, () => 'NAME_FITTED'));
    const empty = { ...sell, items: [{ ...position, name: '' }] };
    expect(await failure(bench.json.process(empty))).toMatchObject({ code: 6, outcome: 'not-sent' });
  });
});

describe('batch', () => {
  it('gives every task the status of the web server', async () => {
    await using bench = await jsonBench();
    const request = [sell, { type: 'cashOut', cashSum: 1000 }, { type: 'reportX' }];
    const results = await bench.json.batch({ uuid: 'a', request });
    expect(results.map(({ status, error }) => [status, error.code])).toEqual([
      ['ready', 0],
      ['error', 80],
      ['interrupted', 502],
    ]);
    const documents = bench.emulator.fn.documents().length;
    const again = await bench.json.batch({ uuid: 'a', request });
    expect(again[0]).toEqual(results[0]);
    expect(bench.emulator.fn.documents()).toHaveLength(documents);
  });

  it('takes one task, and a list as the driver does', async () => {
    await using bench = await jsonBench();
    expect(await bench.json.batch({ request: { type: 'reportX' } })).toEqual([
      { status: 'ready', error: { code: 0, description: 'Ошибок нет' } },
    ]);
    const [x, drawer] = [{ type: 'reportX' }, { type: 'getCashDrawerStatus' }];
    expect(await bench.json.process([drawer, x])).toHaveProperty('counters');
    expect(await bench.json.process([x, drawer])).toBeUndefined();
  });
});

it('opens a closed shift with the cashier of the receipt, and refuses in an expired one', async () => {
  await using bench = await jsonBench({ dateTime: '2026-11-30T12:00:00' });
  await bench.json.process(sell);
  expect(bench.emulator.fn.documents()).toHaveLength(3);
  bench.emulator.faults.add({ clock: 25 * 3_600_000 });
  expect(await failure(bench.json.process(sell))).toMatchObject({ code: 68, outcome: 'refused' });
});

it('passes the warnings of a receipt on', async () => {
  const warnings: string[] = [];
  const onWarning = ({ code }: { code: string }) => void warnings.push(code);
  await using bench = await jsonBench({}, {}, { onWarning });
  await bench.json.process({ ...sell, items: [{ ...position, name: 'Хлеб «Ржаной»' }] });
  await bench.json.process({ ...sell, clientInfo: { emailOrPhone: '8 912 345-67-89' }, operator });
  expect(warnings).toEqual(['CONTACT_SPELLING']);
});
