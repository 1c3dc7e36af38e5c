import { fieldValue, type ShiftReport } from '../../fiscal/index.js';
import type { ShiftOptions } from '../../index.js';
import { documentWarnings, EPOCH, fiscalParams, type ShiftAnswer, zoned } from '../answers.js';
import { printElements } from '../printing/print-elements.js';
import type { Fields } from '../reading/fields.js';
import { readOperator } from '../receipts/receipt.js';
import { printAround } from './around.js';
import { fnsUrl, type TaskContext, type TaskHandlers } from './context.js';

export const shiftTasks: TaskHandlers = {
  openShift: (task, context) => report(task, context, (options) => context.kkt.openShift(options)),
  async closeShift(task, context) {
    const answer = await report(task, context, (options) => context.kkt.closeShift(options));
    const receiptsCount = await receiptsOf(answer.fiscalParams, context);
    return { ...answer, fiscalParams: { ...answer.fiscalParams, receiptsCount } };
  },
  async getShiftStatus(_, { kkt, signal }) {
    const { shift } = await kkt.status({ signal });
    return {
      shiftStatus: {
        expiredTime: zoned((shift.number > 0 && shift.dateTime) || EPOCH),
        number: shift.number,
        state: shiftStates[shift.state],
      },
    };
  },
};

export const shiftStates = { closed: 'closed', open: 'opened', expired: 'expired' } as const;

/** The FN counts those of the last shift; of an earlier one its document tells. */
async function receiptsOf(
  { shiftNumber, fiscalDocumentNumber }: ShiftAnswer['fiscalParams'],
  { kkt, signal }: TaskContext,
): Promise<number> {
  const last = await kkt.fn.shift({ signal });
  if (last.number === shiftNumber) return last.receipts;
  const document = await kkt.fn.readDocument(fiscalDocumentNumber, { signal });
  return (document && fieldValue(document, 'shiftReceiptCount')) ?? 0;
}

async function report(
  task: Fields,
  context: TaskContext,
  make: (options: ShiftOptions) => Promise<ShiftReport>,
): Promise<ShiftAnswer> {
  const { signal, deed } = context;
  const operator = readOperator(task);
  const around = { before: printElements(task, 'preItems'), after: printElements(task, 'postItems') };
  task.optional('electronically', 'boolean');
  const document = await printAround(context, around, () =>
    deed.once((notes) => make({ operator, notes, signal }), signal),
  );
  return {
    fiscalParams: fiscalParams(document, await fnsUrl(context)),
    warnings: documentWarnings(document),
  };
}
