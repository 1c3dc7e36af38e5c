import type { ConnectOptions } from '../index.js';
import { driverError, JsonTaskError } from '../json/index.js';

/** Settings of the connection by the names of ATOL's driver. Those that a connection of ours does not need are kept and told. */
export interface Settings {
  /** 0..9999; empty: none. */
  AccessPassword: string;
  AutoDisableBluetooth: boolean;
  AutoEnableBluetooth: boolean;
  /** False: a lost line stays lost until `open()`. */
  AutoReconnect: boolean;
  BaudRate: number;
  Bits: number;
  /** With `Port` 0: `COM4`, `4` or `/dev/ttyACM0`. */
  ComFile: string;
  DocumentsJournalPath: string;
  /** With `Port` 2. */
  IPAddress: string;
  IPPort: number;
  InvertCashDrawerStatus: boolean;
  LibraryPath: string;
  MACAddress: string;
  /** The register itself tells its model. */
  Model: number;
  OfdChannel: number;
  Parity: number;
  /** 0 serial port, 1 USB, 2 TCP. */
  Port: number;
  RemoteServerAddr: string;
  RemoteServerConnectionTimeout: number;
  ScriptsPath: string;
  StopBits: number;
  /** With `Port` 1: `auto`, or the serial port of the register, such as `/dev/ttyACM0`. */
  UsbDevicePath: string;
  UseDocumentsJournal: boolean;
  /** Up to eight digits; empty: 30, the system administrator. */
  UserPassword: string;
  /** Ours: a directory that keeps the keys of tasks (`uuid`, `key`) across crashes. Without it they live as long as this process. */
  Journal?: string;
}

/** What the driver starts with. */
export const defaultSettings: Readonly<Settings> = Object.freeze({
  AccessPassword: '',
  AutoDisableBluetooth: false,
  AutoEnableBluetooth: true,
  AutoReconnect: true,
  BaudRate: 115_200,
  Bits: 8,
  ComFile: '1',
  DocumentsJournalPath: '',
  IPAddress: '192.168.1.10',
  IPPort: 5555,
  InvertCashDrawerStatus: false,
  LibraryPath: '',
  MACAddress: 'FF:FF:FF:FF:FF:FF',
  Model: 500,
  OfdChannel: 2,
  Parity: 0,
  Port: 1,
  RemoteServerAddr: '',
  RemoteServerConnectionTimeout: 10_000,
  ScriptsPath: '',
  StopBits: 0,
  UsbDevicePath: 'auto',
  UseDocumentsJournal: false,
  UserPassword: '',
});

/** Whose password the driver sends when none is set. */
const ADMINISTRATOR = 30;
const INVALID_SETTINGS = 9;
const NOT_SUPPORTED = 11;
/** Value of `Port`. */
const BLUETOOTH = 3;

/** Settings with those of `given`, each of the type that it has. */
export function mergeSettings(
  current: Readonly<Settings>,
  given: Readonly<Record<string, unknown>>,
): Settings {
  for (const name of ['Model', 'Port'])
    if (given[name] === undefined)
      throw new JsonTaskError(INVALID_SETTINGS, `Отсутствует обязательная настройка [${name}]`);
  const merged: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const pattern = name === 'Journal' ? '' : defaultSettings[name as keyof Settings];
    // The driver does not mind names that it does not know.
    if (pattern === undefined) continue;
    merged[name] = converted(name, value, typeof pattern);
  }
  return merged as unknown as Settings;
}

/** The address of `connect()`. */
export function addressOf(settings: Settings): string {
  const { Port: port, ComFile: com, BaudRate: baudRate, UsbDevicePath: usb } = settings;
  switch (port) {
    case 0:
      return serialUrl(com, baudRate);
    case 1:
      return usb === '' || usb === 'auto' ? 'usb://2912:0005' : serialUrl(usb, baudRate);
    case 2:
      return `tcp://${settings.IPAddress.includes(':') ? `[${settings.IPAddress}]` : settings.IPAddress}:${settings.IPPort}`;
    default:
      throw refused(
        port === BLUETOOTH ? NOT_SUPPORTED : INVALID_SETTINGS,
        `Port ${port}: есть 0 (COM), 1 (USB), 2 (TCP)`,
      );
  }
}

export function connectionOf(settings: Settings): ConnectOptions {
  const { AccessPassword: access, UserPassword: user, AutoReconnect: again } = settings;
  return {
    accessPassword: access === '' ? 0 : digits('AccessPassword', access),
    userPassword: user === '' ? ADMINISTRATOR : digits('UserPassword', user),
    ...(!again && { reconnect: false }),
  };
}

function serialUrl(port: string, baudRate: number): string {
  const windows = globalThis.process?.platform === 'win32';
  const named = /^\d+$/.test(port) ? (windows ? `COM${port}` : `/dev/ttyS${Number(port) - 1}`) : port;
  const path = /^COM\d+$/i.test(named) ? named : encodeURI(named.startsWith('/') ? named : `/dev/${named}`);
  return `serial://${path}?baudRate=${baudRate}`;
}

function converted(name: string, value: unknown, type: string): unknown {
  if (type === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) throw unreadable(name);
    return number;
  }
  if (type === 'boolean') {
    if (typeof value === 'boolean') return value;
    if (value === 0 || value === 1 || value === '0' || value === '1') return Number(value) === 1;
    throw unreadable(name);
  }
  if (typeof value !== 'string' && typeof value !== 'number') throw unreadable(name);
  return String(value);
}

function digits(name: string, text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw wrong(name, text);
  return Number(text);
}

function unreadable(name: string): JsonTaskError {
  return new JsonTaskError(INVALID_SETTINGS, `Не удалось получить значение настройки [${name}]`);
}

function wrong(name: string, value: unknown): JsonTaskError {
  return refused(INVALID_SETTINGS, `[${name}] = ${JSON.stringify(value)}`);
}

function refused(code: number, why: string): JsonTaskError {
  return new JsonTaskError(code, `${driverError(code).description} (${why})`);
}
