import type { Task } from './twins.js';

const operator = { name: 'Иванова Анна', vatin: '500100732259' };

const questions = [
  ...['getShiftTotals', 'getOverallTotals', 'getDepartmentSum', 'getDeviceInfo', 'getDeviceStatus', 'getMcu'],
  ...[
    'getLicenses',
    'getShiftStatus',
    'getFnInfo',
    'getFnStatus',
    'getCashDrawerStatus',
    'ofdExchangeStatus',
  ],
  ...['getRegistrationInfo', 'ismExchangeStatus'],
].map((type) => ({ type }));

function receipt(type: string, payments: ReadonlyArray<readonly [type: string, sum: number]>): Task {
  const sum = payments.reduce((all, [, one]) => all + one, 0);
  return {
    type,
    taxationType: 'osn',
    operator,
    items: [{ type: 'position', name: 'Чай', price: sum, quantity: 1, amount: sum, tax: { type: 'none' } }],
    payments: payments.map(([form, one]) => ({ type: form, sum: one })),
  };
}

/** Every question before, in and behind a shift, and what a till does in it, on a register of the second protocol. */
export function secondProtocolDay(): Task[] {
  return [
    ...questions.filter(({ type }) => type !== 'getRegistrationInfo'),
    { type: 'openShift', operator },
    ...questions,
    { type: 'cashIn', operator, cashSum: 100 },
    { type: 'cashOut', cashSum: 7 },
    receipt('sell', [
      ['cash', 10],
      ['electronically', 20],
      ['prepaid', 30],
    ]),
    receipt('sell', [
      ['credit', 5],
      ['other', 6],
    ]),
    receipt('sellReturn', [['cash', 10]]),
    receipt('buy', [['cash', 10]]),
    receipt('buyReturn', [['electronically', 20]]),
    ...questions,
    { type: 'getFnDocument', fiscalDocumentNumber: 3 },
    { type: 'getFnDocument', fiscalDocumentNumber: 1, withRawData: true },
    { type: 'getFnDocument', fiscalDocumentNumber: 99 },
    { type: 'printLastReceiptCopy' },
    { type: 'printFnDocument', fiscalDocumentNumber: 3 },
    { type: 'reportX' },
    { type: 'reportDepartments' },
    { type: 'reportOfdExchangeStatus' },
    { type: 'openCashDrawer' },
    { type: 'continuePrint' },
    {
      type: 'nonFiscal',
      items: [
        { type: 'text', text: 'СПАСИБО' },
        { type: 'pixels', pixels: 'AAECAwQFBgc=', width: 8 },
      ],
    },
    // The register has no pictures, and neither tables nor modes.
    { type: 'nonFiscal', items: [{ type: 'pictureFromMemory', pictureNumber: 1 }] },
    { type: 'getDeviceParameters', keys: [0, 1, 2, 50, 273, 276, 1000] },
    { type: 'setDateTime', dateTime: '2026.11.30 12:05:00' },
    { type: 'closeShift', operator },
    ...questions,
  ];
}

/**
 * Without the signs for which ours has a like one in the page of this protocol, and the driver a blank; and without those of CP866 that only
 * registers of this protocol have: ours sends blanks for them to all.
 */
export function plain(task: Task): Task {
  return JSON.parse(JSON.stringify(task).replace(/[«»—≡°∙·√¤■ЄєЇїЎў\u00a0]/g, '-')) as Task;
}
