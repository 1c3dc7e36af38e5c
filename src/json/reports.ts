import { fieldValue } from '../fiscal/index.js';
import { type DocumentWarnings, documentWarnings, type FiscalParams, fiscalParams } from './answers.js';
import { printAround } from './around.js';
import { fnsUrl, type TaskContext, type TaskHandlers } from './context.js';
import type { Fields } from './fields.js';
import { exchangeStatus } from './fn.js';
import { printElements } from './print-elements.js';
import { readOperator } from './receipts/receipt.js';

export const reportTasks: TaskHandlers = {
  async reportX(task, context) {
    await report(task, context, 'x');
    return undefined;
  },
  async reportOfdExchangeStatus(task, context) {
    const { printed } = await report(task, context, 'ofdExchange');
    const { fiscalParams: params, warnings } = await lastReport(context, printed);
    return { fiscalParams: params, ...(await exchangeStatus(context)), warnings };
  },
  async reportDepartments(_, { kkt, signal }) {
    await kkt.report('departments', { signal });
    return undefined;
  },
  async reportFnRegistrations(_, { kkt, signal }) {
    await kkt.print.registrationReport({ signal });
    return undefined;
  },
};

async function report(
  task: Fields,
  context: TaskContext,
  name: 'x' | 'ofdExchange',
): Promise<{ printed?: boolean }> {
  const { kkt, signal } = context;
  const operator = readOperator(task);
  const around = { before: printElements(task, 'preItems'), after: printElements(task, 'postItems') };
  return printAround(context, around, async (): Promise<{ printed?: boolean }> => {
    await kkt.report(name, { operator, signal });
    return {};
  });
}

/** The report is the last document of the FN. */
async function lastReport(
  context: TaskContext,
  printed: boolean | undefined,
): Promise<{ fiscalParams: FiscalParams; warnings: DocumentWarnings }> {
  const { kkt, signal } = context;
  const { lastDocument } = await kkt.fn.state({ signal });
  const found = await kkt.fn.findDocument(lastDocument, { signal });
  const document = await kkt.fn.readDocument(lastDocument, { signal });
  // In a closed shift the report names none; the driver answers the last one.
  const shift = await kkt.fn.shift({ signal });
  const params = fiscalParams(
    {
      documentNumber: lastDocument,
      fiscalSign: found?.fiscalSign ?? 0,
      dateTime: found?.dateTime ?? '',
      shiftNumber: shift.number,
      fnNumber: (document && fieldValue(document, 'fnNumber')) ?? '',
      registrationNumber: (document && fieldValue(document, 'kktRegNumber'))?.trim() ?? '',
    },
    await fnsUrl(context),
  );
  return { fiscalParams: params, warnings: documentWarnings({ printed }) };
}
