import type { Emulator } from '../../../src/emulator/index.js';
import { decodeDocument, type FiscalResult } from '../../../src/fiscal/index.js';
import type { CashRegister, ReceiptInput } from '../../../src/index.js';
import { yardstick } from '../../support/receipts.js';

/** Something that must happen once and only once. */
export interface Operation {
  readonly name: string;
  readonly model?: '42FS' | '30F';
  /** Brings the register into the state in which it is done. */
  prepare(kkt: CashRegister): Promise<void>;
  run(kkt: CashRegister): Promise<unknown>;
  /** What the register shows of it, apart from times and numbers; one entry for each time it was done. */
  traces(emulator: Emulator, since: number): readonly string[];
  /** The caller's result names what the register has. Undefined when it does. */
  disagreement?(emulator: Emulator, result: unknown): string | undefined;
  /** The register takes the next one. */
  next(kkt: CashRegister): Promise<unknown>;
}

/** Time, numbers and sign of a document: they differ from try to try. */
const OWN_TAGS: readonly number[] = [1012, 1038, 1040, 1042, 1077];

function contents(emulator: Emulator, since: number): string[] {
  return emulator.fn
    .documents()
    .filter(({ number }) => number > since)
    .map(({ bytes }) => {
      const { form, fields } = decodeDocument(bytes);
      const own = fields.filter(({ tag }) => !OWN_TAGS.includes(tag));
      return JSON.stringify([form, own], (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    });
}

function signed(emulator: Emulator, result: unknown): string | undefined {
  const { documentNumber, fiscalSign } = result as FiscalResult;
  const document = emulator.fn.document(documentNumber);
  return document?.fiscalSign === fiscalSign ? undefined : `document ${documentNumber} has another sign`;
}

const next = (kkt: CashRegister) =>
  kkt.issue({ ...yardstick, customer: { contact: 'next@example.com' } }, { shift: 'auto' });

function receipt(name: string, input: ReceiptInput, model?: '30F'): Operation {
  return {
    name,
    ...(model && { model }),
    prepare: async (kkt) => void (await kkt.openShift()),
    run: (kkt) => kkt.issue(input),
    traces: contents,
    disagreement: signed,
    next,
  };
}

const { electronic: _, ...printed } = yardstick;

export const sale = receipt('receipt', yardstick);

export const operations: readonly Operation[] = [
  receipt('printed', printed, '30F'),
  receipt('change', {
    type: 'sell',
    taxation: 'osn',
    operator: { name: 'Кассир Иванова', inn: '500100732259' },
    items: [
      { name: 'Хлеб', price: '45.50', quantity: '2', vat: 'vat10' },
      { name: 'Молоко', price: '99.99', vat: 'vat10' },
    ],
    total: 190,
    payments: [
      { type: 'electronic', sum: 100 },
      { type: 'cash', sum: 500 },
    ],
  }),
  receipt('correction', {
    type: 'sellCorrection',
    taxation: 'osn',
    correction: { type: 'order', date: '2026-11-01', number: '17', description: 'Неприменение ККТ' },
    payments: [{ type: 'cash', sum: 1200 }],
    vats: [{ vat: 'vat20', sum: 200 }],
  }),
  {
    name: 'open shift',
    prepare: async () => undefined,
    run: (kkt) => kkt.openShift({ operator: { name: 'Кассир Иванова' } }),
    traces: contents,
    disagreement: signed,
    next,
  },
  {
    name: 'close shift',
    prepare: async (kkt) => {
      await kkt.openShift();
      await kkt.issue(yardstick);
    },
    run: (kkt) => kkt.closeShift(),
    traces: contents,
    disagreement: signed,
    next,
  },
  {
    name: 'settlements',
    prepare: async () => undefined,
    run: (kkt) => kkt.report('ofdExchange').then(() => true),
    traces: contents,
    next,
  },
  {
    name: 'cash in',
    prepare: async (kkt) => void (await kkt.openShift()),
    run: (kkt) => kkt.cashIn(1500),
    traces: ({ state }) => new Array<string>(state.shift.cashIn.count).fill(String(state.shift.cashIn.sum)),
    disagreement: ({ state }, result) =>
      (result as { cashKopecks: number }).cashKopecks === state.cash
        ? undefined
        : 'another sum in the drawer',
    next: (kkt) => kkt.cashIn(1),
  },
  {
    name: 'cash out',
    prepare: async (kkt) => {
      await kkt.openShift();
      await kkt.cashIn(5000);
    },
    run: (kkt) => kkt.cashOut(700),
    traces: ({ state }) => new Array<string>(state.shift.cashOut.count).fill(String(state.shift.cashOut.sum)),
    disagreement: ({ state }, result) =>
      (result as { cashKopecks: number }).cashKopecks === state.cash
        ? undefined
        : 'another sum in the drawer',
    next: (kkt) => kkt.cashOut(1),
  },
];
