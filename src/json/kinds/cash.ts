import { printElements } from '../printing/print-elements.js';
import { inRoubles, positiveRoubles } from '../reading/numbers.js';
import { readOperator } from '../receipts/receipt.js';
import { inOpenShift } from '../receipts/tasks.js';
import { printAround } from './around.js';
import type { TaskHandler, TaskHandlers } from './context.js';

export const cashTasks: TaskHandlers = {
  cashIn: moveCash('cashIn'),
  cashOut: moveCash('cashOut'),
  async openCashDrawer(_, { kkt, signal }) {
    await kkt.print.openDrawer(undefined, { signal });
    return undefined;
  },
  async getCashDrawerStatus(_, { kkt, signal }) {
    const { cashKopecks, drawerOpen } = await kkt.status({ signal });
    return {
      cashDrawerStatus: { cashDrawerOpened: drawerOpen },
      counters: { cashSum: inRoubles(cashKopecks) },
    };
  },
};

function moveCash(direction: 'cashIn' | 'cashOut'): TaskHandler {
  return async (task, context) => {
    const { kkt, signal, deed } = context;
    const cashSum = task.get('cashSum', 'number');
    const operator = readOperator(task);
    const sum = positiveRoubles(cashSum);
    const around = { before: printElements(task, 'preItems'), after: printElements(task, 'postItems') };
    const { cashKopecks } = await printAround(context, around, () =>
      inOpenShift(context, operator, () =>
        deed.once((notes) => kkt[direction](sum, { operator, notes, signal }), signal),
      ),
    );
    return { counters: { cashSum: inRoubles(cashKopecks) } };
  };
}
