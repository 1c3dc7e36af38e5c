import { JsonTaskError } from '../json/index.js';
import { defaultSettings, type Settings } from './settings.js';

const INVALID_SETTINGS = 9;
const INT32 = 2 ** 31;

/** Settings that one kind of line has, by the value of `Port`; the driver takes them with that line only. */
const ofLine: Readonly<Record<number, readonly string[]>> = {
  0: ['ComFile', 'BaudRate', 'Bits', 'Parity', 'StopBits'],
  1: ['UsbDevicePath'],
  2: ['IPAddress', 'IPPort'],
  3: ['MACAddress', 'AutoEnableBluetooth', 'AutoDisableBluetooth'],
};
/** Without these there is no line. */
const needed = new Set(['Model', 'Port', 'ComFile', 'IPAddress', 'IPPort', 'MACAddress']);

/**
 * Settings as the driver reads them: all anew, those that are not given are its own. `given` is what JSON makes of the argument.
 *
 * @throws JsonTaskError 9 for settings that are missing or cannot be read.
 */
export function readSettings(given: unknown): Settings {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid('Некорректные настройки');
  const values = given as Readonly<Record<string, unknown>>;
  const model = read(values, 'Model', 0) as number;
  if (model < 1) throw invalid(`Неизвестная модель - ${model}`);
  const port = read(values, 'Port', 0);
  const settings: Record<string, unknown> = { ...defaultSettings };
  const lines = Object.entries(ofLine);
  for (const [name, value] of Object.entries(defaultSettings)) {
    const line = lines.find(([, names]) => names.includes(name))?.[0];
    if (line === undefined || line === String(port)) settings[name] = read(values, name, value);
  }
  if (port === 1 && (values['UsbDevicePath'] ?? null) === null) settings['UsbDevicePath'] = '';
  if (settings['UseDocumentsJournal'] === true && settings['DocumentsJournalPath'] === '')
    throw invalid('Не задан путь к БД документов');
  // The driver does not mind names that it does not know; this one is ours.
  if (typeof values['Journal'] === 'string') settings['Journal'] = values['Journal'];
  return settings as unknown as Settings;
}

/** A value of the type that the setting has. */
function read(values: Readonly<Record<string, unknown>>, name: string, usual: unknown): unknown {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) {
    if (needed.has(name)) throw invalid(`Отсутствует обязательная настройка [${name}]`);
    return usual;
  }
  if (value === null) {
    if (needed.has(name)) throw invalid(`Отсутствует значение настройки [${name}]`);
    return typeof usual === 'string' ? '' : typeof usual === 'number' ? 0 : false;
  }
  const found = conversions[typeof usual]?.(value);
  if (found === undefined) throw invalid(`Не удалось получить значение настройки [${name}]`);
  return found;
}

const conversions: Readonly<Record<string, (value: unknown) => unknown>> = {
  number(value) {
    const number =
      typeof value === 'string'
        ? /^\s*[+-]?\d+$/.test(value)
          ? Number(value)
          : Number.NaN
        : typeof value === 'object'
          ? Number.NaN
          : Math.trunc(Number(value));
    // Without the zero that has a sign.
    return number >= -INT32 && number < INT32 ? number + 0 : undefined;
  },
  boolean(value) {
    if (typeof value === 'boolean') return value;
    return typeof value === 'number' ? value !== 0 : undefined;
  },
  string: (value) => (typeof value === 'object' ? undefined : String(value)),
};

function invalid(text: string): JsonTaskError {
  return new JsonTaskError(INVALID_SETTINGS, text);
}
