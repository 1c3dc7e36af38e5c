import { isAtolError } from '../../errors.js';
import {
  type FiscalResult,
  type OperatorInput,
  type ReceiptInput,
  type ReceiptType,
  receiptAsGiven,
  type Taxation,
  taxations,
} from '../../fiscal/index.js';
import type { CashRegister } from '../../index.js';
import { deviceStatus } from '../../protocol/index.js';
import { documentWarnings, fiscalParams, type ReceiptAnswer } from '../answers.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { printAround } from '../kinds/around.js';
import { fnsUrl, type TaskContext, type TaskHandler, type TaskHandlers } from '../kinds/context.js';
import { lineLength, SHORTEST_LINE } from '../printing/put-on.js';
import { inRoubles } from '../reading/numbers.js';
import { issueLeniently } from './lenient.js';
import { needsLineLength, readReceipt, withLaidOutTexts } from './receipt.js';

const INVALID_RECEIPT_TYPE = 48;

export const receiptTasks: TaskHandlers = {
  sell: receipt('sell'),
  sellReturn: receipt('sellReturn'),
  buy: receipt('buy'),
  buyReturn: receipt('buyReturn'),
  sellCorrection: receipt('sellCorrection'),
  buyCorrection: receipt('buyCorrection'),
  sellReturnCorrection: noSuchCorrection,
  buyReturnCorrection: noSuchCorrection,
};

function receipt(type: ReceiptType): TaskHandler {
  return async (task, context) => {
    const { kkt, signal, key, deed } = context;
    const {
      receipt: read,
      operator,
      before,
      after,
      changed,
      lenient,
    } = readReceipt(type, task, context.newer);
    const chars = needsLineLength(read) ? await lineLength(context) : SHORTEST_LINE;
    const given = withLaidOutTexts(read, chars);
    const input = given.taxation ? given : { ...given, ...(await defaultTaxation(context)) };
    const send = (one: ReceiptInput) =>
      kkt.issue(receiptAsGiven(one), { signal, ...(key !== undefined && { key }) });
    const issue = () => deed.once(() => issueLeniently(input, lenient, context, send));
    // What was printed around a document that exists is on its paper; what stood before one in doubt was printed for it.
    const found = key === undefined ? 'none' : await receiptOf(kkt, key);
    const around = {
      before: found === 'none' ? before : [],
      after: found === 'done' ? [] : after,
    };
    if (around.before.length > 0) await openIfClosed(context, operator);
    const result = await printAround(context, around, () => inOpenShift(context, operator, issue));
    for (const warning of [...changed, ...result.warnings]) context.warn(warning);
    return receiptAnswer(result, context);
  };
}

/** What the journal of the register knows of a key; nothing is asked. */
export async function receiptOf(kkt: CashRegister, key: string): Promise<'done' | 'doubt' | 'none'> {
  if (kkt.pending.some((one) => one.key === key)) return 'doubt';
  return (await kkt.result(key)) === undefined ? 'none' : 'done';
}

async function receiptAnswer(result: FiscalResult, context: TaskContext): Promise<ReceiptAnswer> {
  const site = result.fnsSite ?? (await fnsUrl(context));
  return {
    fiscalParams: {
      ...fiscalParams(result, site),
      fiscalReceiptNumber: result.receiptNumber,
      total: inRoubles(result.totalKopecks),
    },
    warnings: documentWarnings(result),
  };
}

/** A register charges what its settings say when a receipt names no tax system. */
async function defaultTaxation({ kkt, signal }: TaskContext): Promise<{ taxation?: Taxation }> {
  const bit = await kkt.settings.get('defaultTaxationType', { signal });
  const taxation = taxations.find(bit)?.name;
  return taxation ? { taxation } : {};
}

/** As the driver does it: a closed shift is opened, an expired one refuses. */
export async function inOpenShift<T>(
  { kkt, signal }: TaskContext,
  operator: OperatorInput | undefined,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isShiftClosed(error)) throw error;
    await kkt.openShift({ operator, signal });
    return act();
  }
}

async function openIfClosed(
  { kkt, signal }: TaskContext,
  operator: OperatorInput | undefined,
): Promise<void> {
  const { shift } = await kkt.status({ signal });
  if (shift.state === 'closed') await kkt.openShift({ operator, signal });
}

function isShiftClosed(error: unknown): boolean {
  return isAtolError(error, 'DeviceError') && error.status === deviceStatus.deniedInClosedShift;
}

async function noSuchCorrection(): Promise<never> {
  const { code, description } = driverError(INVALID_RECEIPT_TYPE);
  const why =
    'по ФФД 1.05 возврат исправляют обратной коррекцией: вместо sellReturnCorrection — buyCorrection';
  throw new JsonTaskError(code, `${description} (${why})`);
}
