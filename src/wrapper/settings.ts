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
const NO_CONNECTION = 2;
const INVALID_SETTINGS = 9;
const NOT_SUPPORTED = 11;
/** Value of `Port`. */
const BLUETOOTH = 3;

/** The address of `connect()`. */
export function addressOf(settings: Settings): string {
  const { Port: port, ComFile: com, BaudRate: baudRate, UsbDevicePath: usb } = settings;
  switch (port) {
    case 0:
      return serialUrl(com, baudRate);
    case 1:
      return usb === '' || usb === 'auto' ? 'usb://2912:0005' : serialUrl(usb, baudRate);
    case 2:
      if (settings.IPAddress.trim() === '' || settings.IPPort < 1 || settings.IPPort > 0xffff)
        throw new JsonTaskError(NO_CONNECTION, driverError(NO_CONNECTION).description);
      return `tcp://${settings.IPAddress.includes(':') ? `[${settings.IPAddress}]` : settings.IPAddress}:${settings.IPPort}`;
    case BLUETOOTH:
      throw unsupported(`Port ${port}: есть 0 (COM), 1 (USB), 2 (TCP)`);
    default:
      throw new JsonTaskError(INVALID_SETTINGS, 'Способ связи с ККТ не поддерживается');
  }
}

export function connectionOf(settings: Settings): ConnectOptions {
  const { AccessPassword: access, UserPassword: user, AutoReconnect: again } = settings;
  if (settings.RemoteServerAddr !== '')
    throw unsupported('RemoteServerAddr: ККТ на этом компьютере или в сети');
  return {
    accessPassword: access === '' ? 0 : digits(access, 4, 'Некорректный пароль доступа'),
    userPassword: user === '' ? ADMINISTRATOR : digits(user, 8, 'Некорректный пароль пользователя'),
    ...(!again && { reconnect: false }),
  };
}

function serialUrl(port: string, baudRate: number): string {
  const windows = globalThis.process?.platform === 'win32';
  const named = /^\d+$/.test(port) ? (windows ? `COM${port}` : `/dev/ttyS${Number(port) - 1}`) : port;
  const path = /^COM\d+$/i.test(named) ? named : encodeURI(named.startsWith('/') ? named : `/dev/${named}`);
  return `serial://${path}?baudRate=${baudRate}`;
}

function digits(text: string, most: number, otherwise: string): number {
  if (!/^\d+$/.test(text) || text.length > most) throw new JsonTaskError(INVALID_SETTINGS, otherwise);
  return Number(text);
}

function unsupported(why: string): JsonTaskError {
  return new JsonTaskError(NOT_SUPPORTED, `${driverError(NOT_SUPPORTED).description} (${why})`);
}
