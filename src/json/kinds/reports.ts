import { isAtolError } from '../../errors.js';
import { fieldValue } from '../../fiscal/index.js';
import type { FnDocument, ReportOptions } from '../../index.js';
import { type DocumentWarnings, documentWarnings, type FiscalParams, fiscalParams } from '../answers.js';
import { printElements } from '../printing/print-elements.js';
import type { Fields } from '../reading/fields.js';
import { readOperator } from '../receipts/receipt.js';
import { printAround } from './around.js';
import { fnsUrl, type TaskContext, type TaskHandlers } from './context.js';
import { exchangeStatus } from './fn.js';

export const reportTasks: TaskHandlers = {
  async reportX(task, context) {
    await report(task, context, async (options) => {
      await context.kkt.report('x', options);
      return {};
    });
    return undefined;
  },
  async reportOfdExchangeStatus(task, context) {
    const { kkt, signal, deed } = context;
    const { printed } = await report(task, context, (options) =>
      deed.once(async (notes) => {
        await kkt.report('ofdExchange', { ...options, notes });
        return {};
      }, signal),
    );
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
  make: (options: ReportOptions) => Promise<{ printed?: boolean }>,
): Promise<{ printed?: boolean }> {
  const operator = readOperator(task);
  const around = { before: printElements(task, 'preItems'), after: printElements(task, 'postItems') };
  return printAround(context, around, () => make({ operator, signal: context.signal }));
}

/** Form of the report. */
const SETTLEMENTS = 21;
/** A report that was in doubt is looked for among so many documents. */
const MOST_DOCUMENTS = 500;

/** Mostly it is the last document of the FN. */
async function settlementsReport({ kkt, signal }: TaskContext): Promise<FnDocument | undefined> {
  const { lastDocument } = await kkt.fn.state({ signal });
  for (let number = lastDocument; number > Math.max(0, lastDocument - MOST_DOCUMENTS); number--) {
    const found = await kkt.fn.findDocument(number, { signal });
    if (found?.form === SETTLEMENTS) return found;
  }
  return undefined;
}

/** It is signed in any case; a register that does not tell counts as having printed all. */
async function isPrinted({ kkt, signal }: TaskContext): Promise<boolean> {
  try {
    const { state } = await kkt.counters.read('printStateAndFeatures', 0, 0, { signal });
    return state >> 4 === 0;
  } catch (error) {
    if (isAtolError(error, 'DeviceError')) return true;
    throw error;
  }
}

/** The report as its document tells it. */
async function lastReport(
  context: TaskContext,
  printed: boolean | undefined,
): Promise<{ fiscalParams: FiscalParams; warnings: DocumentWarnings }> {
  const { kkt, signal } = context;
  const found = await settlementsReport(context);
  const documentNumber = found?.number ?? 0;
  const document = found && (await kkt.fn.readDocument(documentNumber, { signal }));
  // In a closed shift the report names none; the driver answers the last one.
  const shift = await kkt.fn.shift({ signal });
  const params = fiscalParams(
    {
      documentNumber,
      fiscalSign: found?.fiscalSign ?? 0,
      dateTime: found?.dateTime ?? '',
      shiftNumber: shift.number,
      fnNumber: (document && fieldValue(document, 'fnNumber')) ?? '',
      registrationNumber: (document && fieldValue(document, 'kktRegNumber'))?.trim() ?? '',
    },
    await fnsUrl(context),
  );
  const isWhole = printed !== false && (await isPrinted(context));
  return { fiscalParams: params, warnings: documentWarnings({ printed: isWhole }) };
}
