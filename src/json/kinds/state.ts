import type { CashRegister, CountedPayment, CountedType } from '../../index.js';
import { zoned } from '../answers.js';
import { inRoubles } from '../reading/numbers.js';
import type { TaskHandlers } from './context.js';
import { russianName } from './model-names.js';
import { shiftStates } from './shift.js';

/** Security codes that a register may have; the driver calls them licences. */
const LICENSES = 30;

export const stateTasks: TaskHandlers = {
  async getDeviceInfo(_, { kkt, signal }) {
    const { model, serialNumber, firmware, ffd, fnFfd } = await kkt.identify({ signal });
    const { configuration } = await kkt.service.versions({ signal });
    const { chars, dots } = await kkt.counters.read('lineLength', 0, 0, { signal });
    return {
      deviceInfo: {
        configurationVersion: configuration?.version ?? '',
        ffdVersion: ffd,
        firmwareVersion: firmware,
        fnFfdVersion: fnFfd,
        model,
        modelName: russianName(model),
        receiptLineLength: chars,
        receiptLineLengthPix: dots,
        serial: serialNumber,
      },
    };
  },
  async getDeviceStatus(_, { kkt, signal }) {
    const status = await kkt.status({ signal });
    return {
      deviceStatus: {
        blocked: false,
        cashDrawerOpened: status.drawerOpen,
        coverOpened: status.coverOpen,
        currentDateTime: zoned(status.dateTime),
        fiscal: status.fiscal,
        fnFiscal: status.fn?.phase === 'fiscal',
        fnPresent: status.fn !== undefined,
        paperPresent: status.paperPresent,
        shift: shiftStates[status.shift.state],
      },
    };
  },
  async getLicenses(_, { kkt, signal }) {
    const licenses: Array<{ id: number; name: string }> = [];
    for (let id = 1; id <= LICENSES; id++)
      if (await kkt.service.hasSecurityCode(id, { signal }).catch(() => false))
        licenses.push({ id, name: `Код защиты ${id}` });
    return { licenses };
  },
  async getShiftTotals(_, { kkt, signal }) {
    const receipts: Record<string, unknown> = {};
    for (const [name, type] of receiptTypes) receipts[name] = await receiptsOfShift(kkt, type, signal);
    const read = (name: 'cashSum' | 'cashInSum' | 'cashOutSum') => kkt.counters.read(name, 0, 0, { signal });
    const count = (name: 'cashInCount' | 'cashOutCount') => kkt.counters.read(name, 0, 0, { signal });
    const { shift } = await kkt.status({ signal });
    return {
      shiftTotals: {
        cashDrawer: { sum: inRoubles((await read('cashSum')).sum) },
        income: {
          count: (await count('cashInCount')).count,
          sum: inRoubles((await read('cashInSum')).sum),
        },
        outcome: {
          count: (await count('cashOutCount')).count,
          sum: inRoubles((await read('cashOutSum')).sum),
        },
        receipts,
        shiftNumber: shift.number,
      },
    };
  },
  async getOverallTotals(_, { kkt, signal }) {
    const names = receiptTypes.map(([name]) => name);
    const totals = await kkt.counters.totals(names, { signal });
    const receipts = Object.fromEntries(
      names.map((name) => {
        const { kopecks = 0, payments } = totals[name];
        // Registers of the second protocol do not count them.
        const isTold = Object.keys(payments).length > 0;
        return [name, { ...(isTold && { payments: byForm(payments) }), sum: inRoubles(kopecks) }];
      }),
    );
    return { overallTotals: { receipts } };
  },
};

const receiptTypes = [
  ['sell', 1],
  ['sellReturn', 2],
  ['buy', 4],
  ['buyReturn', 5],
] as const satisfies ReadonlyArray<readonly [CountedType, number]>;

/** Forms of payment: the register's number, our name, the driver's. */
const forms = [
  [1, 'cash', 'cash'],
  [2, 'electronic', 'electronically'],
  [3, 'prepaid', 'prepaid'],
  [4, 'credit', 'credit'],
  [5, 'other', 'other'],
  [6, 'user6', 'userPaymentType-5'],
  [7, 'user7', 'userPaymentType-6'],
  [8, 'user8', 'userPaymentType-7'],
  [9, 'user9', 'userPaymentType-8'],
  [10, 'user10', 'userPaymentType-9'],
] as const;

/** Order of the receipt types in the register that sums the shift (0C). */
const shiftTotalIndex: Readonly<Record<number, number>> = { 1: 0, 2: 2, 4: 1, 5: 3 };

async function receiptsOfShift(
  kkt: CashRegister,
  type: number,
  signal: AbortSignal | undefined,
): Promise<object> {
  const { receipts } = await kkt.counters.read('receiptCounts', type, 0, { signal });
  const { sum } = await kkt.counters.read('shiftTotal', shiftTotalIndex[type], 0, { signal });
  const payments: Record<string, number> = {};
  for (const [number, , name] of forms)
    payments[name] = inRoubles((await kkt.counters.read('paymentsSum', type, number, { signal })).sum);
  return { count: receipts, payments, sum: inRoubles(sum) };
}

/** Kopecks by our names as roubles by the driver's. */
function byForm(payments: Partial<Record<CountedPayment, number>>): Record<string, number> {
  return Object.fromEntries(forms.map(([, ours, name]) => [name, inRoubles(payments[ours] ?? 0)]));
}
