import { mode } from '../../protocol/classic/commands/mode.js';
import { reportType } from '../../protocol/classic/commands/shift.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { clearShift, emptyShiftCounters } from '../device/counters.js';
import type { Device } from '../device/device.js';
import { finishZ } from '../device/interrupted-z.js';
import {
  closeShiftRequisites,
  openShiftRequisites,
  settlementsStateRequisites,
} from '../device/requisites.js';
import { documentLines } from '../printer/documents.js';
import { countersLines, reportLines } from '../printer/reports.js';
import type { Handlers } from './handlers.js';

/** Submodes that 45 reports while an operation goes on. */
const submode = { opening: 7, reporting: 2, clearing: 1, reset: 6, printing: 3 } as const;

const known: readonly number[] = Object.values(reportType);

export const shiftHandlers = {
  async openShift(device, { flags }) {
    device.requireRegistered();
    device.requireNoReceipt();
    if (device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
    if (flags & 1) {
      device.fn.check(2, device.now);
      return;
    }
    device.begin(2, openShiftRequisites(device.source));
    await device.start('openShift', { mode: mode.registration, submode: submode.opening }, async () => {
      const document = await device.commit({}, () => {
        device.state.interruptedZ = undefined;
      });
      device.printDocument(document);
    });
  },

  async closeShift(device) {
    if (device.state.interruptedZ && !device.state.interruptedZ.finished) return finishZ(device);
    if (!device.shiftOpen) throw deviceError(deviceStatus.deniedInClosedShift);
    const counters = countersLines(device, 'СУТОЧНЫЙ ОТЧЕТ С ГАШЕНИЕМ');
    device.begin(5, closeShiftRequisites(device.source));
    await device.start('closeShift', { mode: mode.closing, submode: submode.reporting }, async () => {
      const document = await device.commit();
      if (device.state.operation)
        Object.assign(device.state.operation, { mode: mode.extra, submode: submode.clearing });
      await device.wait(device.printingTime);
      clearShift(device.state);
      device.printer.document([...counters, ...documentLines(device.source, document)]);
    });
  },

  async printReport(device, { type }) {
    // The goods report of old firmware has no meaning without its goods base.
    if (!known.includes(type) || type === reportType.goodsOld)
      throw deviceError(deviceStatus.invalidReportType);
    const at = { mode: mode.reports, submode: submode.reporting };
    if (type === reportType.ofdExchange) {
      device.requireRegistered();
      device.begin(21, settlementsStateRequisites());
      await device.start('printReport', at, async () => {
        device.printDocument(await device.commit());
      });
      return;
    }
    const lines = reportLines(device, type);
    await device.start('printReport', at, async () => {
      await device.wait(device.printingTime);
      device.printer.document(lines);
    });
  },

  async generalReset(device) {
    if (device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
    await device.start('generalReset', { mode: mode.closing, submode: submode.reset }, async () => {
      await device.wait(device.printingTime);
      device.state.shift = emptyShiftCounters();
      device.state.cash = 0;
    });
  },

  async printRegistrationReport(device) {
    device.requireRegistered();
    await printDocument(
      device,
      'printRegistrationReport',
      device.fn.state.registrations.at(-1)?.documentNumber ?? 0,
    );
  },

  async printFnDocument(device, { number }) {
    await printDocument(device, 'printFnDocument', number);
  },

  repeatLastDocument(device) {
    device.requireNoReceipt();
    device.printer.copy();
  },

  clearLastDocument(device) {
    device.printer.forget();
  },

  continuePrint: finishPrinting,

  continuePrintReport: finishPrinting,
} satisfies Partial<Handlers>;

/** What is missing of the last document; all of it when that is not known, and from the FN when the power was gone meanwhile. */
function finishPrinting(device: Device): void {
  const { printer, state, fn } = device;
  printer.requireReady();
  if (state.printed || printer.unfinished) {
    printer.resume();
    return;
  }
  const signed = fn.document(fn.state.last.number);
  if (printer.lastDocument.length > 0) printer.document(printer.lastDocument);
  else if (signed) device.printDocument(signed);
}

async function printDocument(device: Device, command: string, number: number): Promise<void> {
  const document = device.fn.document(number);
  if (!document) throw deviceError(deviceStatus.fnNoMoreData);
  await device.start(command, { mode: mode.fn, submode: submode.reporting }, async () => {
    await device.wait(device.printingTime);
    device.printDocument(document);
  });
}
