import { mode } from '../../protocol/classic/commands/mode.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { documentLines } from '../printer/documents.js';
import { countersLines } from '../printer/reports.js';
import { clearShift } from './counters.js';
import type { Device } from './device.js';
import { closeShiftRequisites, openShiftRequisites } from './requisites.js';
import type { InterruptedZ } from './state.js';

/** Error byte of every command until the report is finished by 5A. */
const INTERRUPTED = 0x1a;
/** These work all the same: hosts leave the mode, enter the one of the Z report, and give 5A. */
const allowed: ReadonlySet<string> = new Set(['exitMode', 'enterMode', 'closeShift']);
const CLEARING = { mode: mode.closing, submode: 2 } as const;

/**
 * What the register would know of its Z report if the power failed now: once the FN has the report, the register knows that it has
 * not cleared its counters.
 */
export function zAfterPowerLoss({ state, shiftOpen }: Device): InterruptedZ | undefined {
  const signed = state.operation?.command === 'closeShift' && !shiftOpen;
  return state.interruptedZ ?? (signed ? { signed: true, finished: false } : undefined);
}

/** Throws 1A for a command that an interrupted Z report forbids. */
export function checkInterruptedZ({ state }: Device, command: string, request: unknown): void {
  if (!state.interruptedZ || state.interruptedZ.finished) return;
  if (!allowed.has(command)) throw deviceError(INTERRUPTED);
  if (command === 'enterMode' && (request as { mode: number }).mode !== mode.closing)
    throw deviceError(INTERRUPTED);
}

/** As if a Z report had broken off before. */
export function markInterruptedZ(device: Device, signed: boolean): void {
  if (device.state.interruptedZ?.finished === false) return;
  if (signed && device.shiftOpen) void breakOffZ(device, true);
  else device.state.interruptedZ = { signed: !device.shiftOpen, finished: false };
}

/** Command 5A that does not come to its end: the FN has signed, or has not. */
export async function breakOffZ(device: Device, signed: boolean): Promise<void> {
  if (!device.shiftOpen) throw deviceError(deviceStatus.deniedInClosedShift);
  device.begin(5, closeShiftRequisites(device.source));
  await device.start('closeShift', CLEARING, async () => {
    if (signed) await device.commit();
    else device.fn.cancel();
    device.state.interruptedZ = { signed, finished: false };
    device.state.printed = false;
    throw deviceError(INTERRUPTED);
  });
}

/** Command 5A after a report that broke off: what is missing of it. */
export async function finishZ(device: Device): Promise<void> {
  const { state } = device;
  const counters = countersLines(device, 'СУТОЧНЫЙ ОТЧЕТ С ГАШЕНИЕМ');
  const signed = state.interruptedZ?.signed === true;
  if (!signed) device.begin(5, closeShiftRequisites(device.source));
  await device.start('closeShift', CLEARING, async () => {
    const document = signed ? device.fn.document(lastReport(device)) : await device.commit();
    state.interruptedZ = { signed: true, finished: false };
    await device.wait(device.printingTime);
    clearShift(state);
    state.interruptedZ = { signed: true, finished: true };
    if (document) device.printer.document([...counters, ...documentLines(device.source, document)]);
  });
}

/** The first receipt after a finished report opens the shift by itself. */
export async function reopenShift(device: Device): Promise<void> {
  if (!device.state.interruptedZ?.finished || device.shiftOpen) return;
  device.begin(2, openShiftRequisites(device.source));
  const document = await device.commit({}, () => {
    device.state.interruptedZ = undefined;
  });
  device.printDocument(document);
}

function lastReport({ fn }: Device): number {
  for (let number = fn.state.last.number; number > 0; number--) if (fn.form(number) === 5) return number;
  return 0;
}
