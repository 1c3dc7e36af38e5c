import type { SettingsStore } from '../store/index.js';
import { DeviceError } from './devices.js';

/** What holds for all devices. */
export interface TillSettings {
  /** How long requests that have ended can be asked for, minutes. */
  readonly deleteRequestsAfter: number;
  /** A register without paper holds its queue up until it has some; otherwise that is an error of the task. */
  readonly blockQueueOnPrintErrors: boolean;
  /** Tasks that no register could carry out are refused when they come. */
  readonly validateRequestsOnAdd: boolean;
  /** Kept for programs that move their settings; they mean something to the vendor's driver only. */
  readonly scriptsPath: string;
  readonly invertCashDrawerStatus: boolean;
  readonly additionalHeaderLines: string;
  readonly additionalFooterLines: string;
}

const KEPT = 'webRequests.settings';
const MOST_MINUTES = 2 ** 32 - 1;

const defaults: TillSettings = {
  deleteRequestsAfter: 43_200,
  blockQueueOnPrintErrors: true,
  validateRequestsOnAdd: false,
  scriptsPath: '',
  invertCashDrawerStatus: false,
  additionalHeaderLines: '',
  additionalFooterLines: '',
};

export async function tillSettings(store: SettingsStore): Promise<TillSettings> {
  return { ...defaults, ...(await store.value<Partial<TillSettings>>(KEPT)) };
}

/** What is not named stays; what nobody knows is ignored. @throws DeviceError 400 for a value of another kind */
export async function changeSettings(store: SettingsStore, body: unknown): Promise<TillSettings> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new DeviceError(400, 'Нужен объект с настройками');
  }
  const known = Object.entries(body).filter(([name]) => Object.hasOwn(defaults, name));
  for (const [name, value] of known) {
    const wanted = typeof defaults[name as keyof TillSettings];
    const good = typeof value === wanted && (typeof value !== 'number' || isMinutes(value));
    if (!good) throw new DeviceError(400, `${name}: неверное значение`);
  }
  const settings = { ...(await tillSettings(store)), ...Object.fromEntries(known) };
  await store.setValue(KEPT, settings);
  return settings;
}

function isMinutes(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MOST_MINUTES;
}
