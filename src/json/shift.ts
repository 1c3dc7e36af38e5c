import type { ShiftReport } from '../fiscal/index.js';
import { documentWarnings, EPOCH, fiscalParams, type ShiftAnswer, zoned } from './answers.js';
import { printAround } from './around.js';
import { fnsUrl, type TaskContext, type TaskHandlers } from './context.js';
import type { Fields } from './fields.js';
import { printElements } from './print-elements.js';
import { readOperator } from './receipts/receipt.js';

export const shiftTasks: TaskHandlers = {
  openShift: (task, context) =>
    report(task, context, (operator) => context.kkt.openShift({ operator, signal: context.signal })),
  async closeShift(task, context) {
    const { kkt, signal } = context;
    const answer = await report(task, context, (operator) => kkt.closeShift({ operator, signal }));
    const { receipts } = await kkt.fn.shift({ signal });
    return { ...answer, fiscalParams: { ...answer.fiscalParams, receiptsCount: receipts } };
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

async function report(
  task: Fields,
  context: TaskContext,
  make: (operator: ReturnType<typeof readOperator>) => Promise<ShiftReport>,
): Promise<ShiftAnswer> {
  const operator = readOperator(task);
  const around = { before: printElements(task, 'preItems'), after: printElements(task, 'postItems') };
  task.optional('electronically', 'boolean');
  const document = await printAround(context, around, () => make(operator));
  return {
    fiscalParams: fiscalParams(document, await fnsUrl(context)),
    warnings: documentWarnings(document),
  };
}
