import { isAtolError } from '../../errors.js';
import type { CashRegister } from '../../index.js';
import {
  deviceStatus,
  findSetting,
  type Setting,
  type SettingName,
  type SettingValue,
} from '../../protocol/index.js';
import { driverError } from '../errors/driver-errors.js';
import { type Fields, wrongValue } from '../reading/fields.js';
import { toTaskError } from '../translate.js';
import type { TaskContext, TaskHandlers } from './context.js';

const NOT_SUPPORTED = 11;
const INVALID_SETTING_VALUE = 164;

interface Parameter {
  readonly key: number;
  readonly value?: unknown;
  readonly errorCode?: number;
  readonly errorDescription?: string;
}

export const settingTasks: TaskHandlers = {
  async getDeviceParameters(task, context) {
    const deviceParameters: Parameter[] = [];
    for (const key of task.values('keys', 'number')) deviceParameters.push(await read(key, context));
    return { deviceParameters };
  },
  async setDeviceParameters(task, context) {
    const wanted = task.list('deviceParameters', (parameter) => ({
      key: parameter.get('key', 'number'),
      value: parameter.get('value', 'number|string|boolean'),
    }));
    const deviceParameters: Parameter[] = [];
    for (const { key, value } of wanted) deviceParameters.push(await write(key, value, context));
    return { deviceParameters };
  },
  async setDateTime(task, { kkt, signal }) {
    await kkt.clock.set(moment(task), { signal });
    return undefined;
  },
};

async function read(key: number, { kkt, signal }: TaskContext): Promise<Parameter> {
  const setting = findSetting(key);
  if (!setting) return failed(key, NOT_SUPPORTED);
  try {
    const value = await kkt.settings.get(setting.name, { signal });
    if (days.has(key)) return { key, value: dayText(String(value)) };
    return { key, value: typeof value === 'boolean' ? (value ? '1' : '0') : String(value) };
  } catch (error) {
    return refusal(key, error, kkt);
  }
}

async function write(
  key: number,
  value: number | string | boolean,
  { kkt, signal }: TaskContext,
): Promise<Parameter> {
  const setting = findSetting(key);
  if (!setting) return { ...failed(key, NOT_SUPPORTED), value };
  const typed = typedValue(setting, value);
  if (typed === undefined) return { ...failed(key, INVALID_SETTING_VALUE), value };
  try {
    await kkt.settings.set(setting.name as SettingName, typed as never, { signal });
    return { key, value };
  } catch (error) {
    return { ...refusal(key, error, kkt), value };
  }
}

/** Undefined for what the setting cannot be. */
function typedValue(
  { id, encoding: { type } }: Setting,
  value: number | string | boolean,
): SettingValue | undefined {
  if (id !== null && days.has(id)) return dayOf(String(value));
  if (type === 'string') return String(value);
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return undefined;
  return type === 'boolean' ? number !== 0 : number;
}

/** Days on which summer time begins and ends; the driver tells them with a time, and no day as the first of Unix time. */
const days = new Set([21, 22]);
const NO_DAY = '1970.01.01 00:00:00';

function dayText(day: string): string {
  return day === '' ? NO_DAY : `${day.replaceAll('-', '.')} 00:00:00`;
}

/** Undefined for what is no day. */
function dayOf(text: string): string | undefined {
  if (text === '' || text === NO_DAY) return '';
  return /^\d{4}[./-]\d\d[./-]\d\d/.exec(text)?.[0].replace(/[./]/g, '-');
}

/** One setting that is not there does not fail the others; a lost line does. */
function refusal(key: number, error: unknown, { linkVersion }: CashRegister): Parameter {
  if (!isAtolError(error)) throw error;
  // Registers of the second protocol have no tables.
  if (linkVersion === 'p5' && isAtolError(error, 'DeviceError') && error.status === deviceStatus.invalidField)
    return failed(key, NOT_SUPPORTED);
  if (error.name === 'ValidationError') return failed(key, NOT_SUPPORTED);
  if (error.name === 'ProtocolError' && error.code === 'RANGE') return failed(key, INVALID_SETTING_VALUE);
  if (error.name !== 'DeviceError') throw error;
  const { code, description } = toTaskError(error);
  return { key, errorCode: code, errorDescription: description };
}

function failed(key: number, code: number): Parameter {
  return { key, errorCode: code, errorDescription: driverError(code).description };
}

/** `2026.11.30 12:30:00`. */
function moment(task: Fields): string {
  const text = task.get('dateTime', 'string');
  const [, year, month, day, time] = /^(\d{4})[./-](\d\d)[./-](\d\d) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  if (year === undefined) throw wrongValue(task.at('dateTime'), text, 'нужно время вида 2026.11.30 12:30:00');
  return `${year}-${month}-${day}T${time}`;
}
