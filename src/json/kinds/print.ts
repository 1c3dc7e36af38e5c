import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { printElement } from '../printing/print-elements.js';
import { laidOutElements, putOn } from '../printing/put-on.js';
import type { TaskHandlers } from './context.js';

const JOURNAL = 199;

export const printTasks: TaskHandlers = {
  async nonFiscal(task, context) {
    const { kkt, signal } = context;
    const read = task.list('items', printElement).flat();
    const footer = task.optional('printFooter', 'boolean') ?? true;
    const elements = await laidOutElements(read, context);
    await kkt.print.document((page) => putOn(page, elements), { footer, signal });
    return undefined;
  },
  async continuePrint(_, { kkt, signal }) {
    await kkt.print.continue({ signal });
    return undefined;
  },
  async printLastReceiptCopy(_, { kkt, signal }) {
    await kkt.print.copy({ signal });
    return undefined;
  },
  async printDocumentsFromJournal(task) {
    task.choice('filter', { shiftNumber: true, fiscalDocumentNumber: true });
    task.get('from', 'number');
    task.get('to', 'number');
    const why = 'базу документов на диске ведёт только драйвер АТОЛ; документ из ФН печатает printFnDocument';
    throw new JsonTaskError(
      JOURNAL,
      `БД документов не настроена (${driverError(JOURNAL).description}: ${why})`,
    );
  },
};
