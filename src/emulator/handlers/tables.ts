import { ProtocolError } from '../../errors.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { localToMs } from '../../util/local-time.js';
import type { Device } from '../device/device.js';
import type { Handlers } from './handlers.js';

/** A jump that has to be given twice. */
const SUSPICIOUS_JUMP = 24 * 60 * 60 * 1000;

export const tablesHandlers = {
  readTable: ({ settings }, { table, row, field }) => ({ value: settings.tables.read(table, row, field) }),

  writeTable({ settings }, { table, row, field, value }) {
    settings.tables.write(table, row, field, value);
  },

  setDateTime(device, { dateTime }) {
    setClock(device, dateTime);
  },

  setTime(device, { time }) {
    setClock(device, `${device.now.slice(0, 10)}T${time}`);
  },

  setDate(device, { date }) {
    const target = `${date}T${device.now.slice(11)}`;
    checkMoment(device, target);
    const jump = Math.abs(localToMs(target) - device.time);
    if (jump > SUSPICIOUS_JUMP && device.state.pendingDate !== date) {
      device.state.pendingDate = date;
      throw deviceError(deviceStatus.needDateAccept);
    }
    setClock(device, target);
  },
} satisfies Partial<Handlers>;

function setClock(device: Device, dateTime: string): void {
  checkMoment(device, dateTime);
  device.state.pendingDate = '';
  device.setClock(dateTime);
}

/** Outside of a shift only, and never before the last document. */
function checkMoment(device: Device, dateTime: string): void {
  const ms = moment(dateTime);
  device.requireNoReceipt();
  if (device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
  const { dateTime: last } = device.fn.state.last;
  if (last !== '' && ms < localToMs(last)) throw deviceError(deviceStatus.dateTimeBeforeLastDocument);
}

function moment(dateTime: string): number {
  try {
    return localToMs(dateTime);
  } catch (error) {
    if (error instanceof ProtocolError) throw deviceError(deviceStatus.invalidDate);
    throw error;
  }
}
