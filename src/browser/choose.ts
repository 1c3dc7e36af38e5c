import { AbortedError, ConnectionError } from '../errors.js';
import type { Transport } from '../transport/transport.js';
import { ATOL_VENDOR_ID } from '../transport/usb-ids.js';
import { checkOptions, flag, type OptionRules, oneOf } from '../util/options.js';
import { browserApis } from './apis.js';
import { webSerial } from './web-serial.js';
import { webUsb } from './web-usb.js';

export interface RequestOptions {
  /**
   * `serial`: the port that the system makes of the register (Windows with ATOL's driver, Linux, macOS) or a serial port; `usb`: the
   * device itself, where no driver of the system has it. Default: `serial` where the browser has Web Serial, otherwise `usb`.
   */
  over?: 'serial' | 'usb' | undefined;
  /** With `serial`: shows all ports, also those of adapters, which have ids of other makers. Default false. */
  all?: boolean | undefined;
}

const rules: OptionRules<RequestOptions> = { over: oneOf('serial', 'usb'), all: flag };

/** Every product of ATOL: 0001 the virtual port of older ones, 0005 that of later ones. */
const SERIAL_FILTER = { usbVendorId: ATOL_VENDOR_ID };
const USB_FILTER = { vendorId: ATOL_VENDOR_ID };

/**
 * Shows the browser's chooser with ATOL's registers. Only after a click or a key, as browsers want it. What is chosen once the page
 * gets later without asking: `knownRegisters()`.
 *
 * @throws AbortedError when the person chose nothing, ConnectionError `CONNECT_FAILED` where the browser has no such chooser.
 */
export async function requestRegister(options: RequestOptions = {}): Promise<Transport> {
  checkOptions(options, rules);
  const { serial, usb } = browserApis();
  const { over = serial ? 'serial' : 'usb', all = false } = options;
  try {
    if (over === 'serial' && serial) {
      return webSerial(await serial.requestPort({ filters: all ? [] : [SERIAL_FILTER] }));
    }
    if (over === 'usb' && usb) return webUsb(await usb.requestDevice({ filters: [USB_FILTER] }));
  } catch (error) {
    throw asOurs(error as Error);
  }
  throw new ConnectionError(
    'CONNECT_FAILED',
    `В этом браузере нет ${over === 'serial' ? 'Web Serial' : 'WebUSB'}: нужен Chrome, Edge или Electron и страница по https или с localhost`,
    { outcome: 'not-sent' },
  );
}

/**
 * Registers that the person has allowed this page before and that are plugged in; none where the page may not have any. Asks nobody.
 *
 * @throws ConnectionError `CONNECT_FAILED` when the browser does not tell.
 */
export async function knownRegisters(): Promise<Transport[]> {
  const { serial, usb } = browserApis();
  const ports = (await allowed(() => serial?.getPorts())) ?? [];
  const devices = (await allowed(() => usb?.getDevices())) ?? [];
  return [
    ...ports.filter(({ connected }) => connected !== false).map((port) => webSerial(port)),
    ...devices.filter(({ vendorId }) => vendorId === ATOL_VENDOR_ID).map((device) => webUsb(device)),
  ];
}

/** In a frame, or by a header of the site, a page may be denied one of both lines: nobody has allowed it anything there. */
async function allowed<T>(list: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await list();
  } catch (error) {
    if ((error as Error).name === 'SecurityError') return undefined;
    throw asOurs(error as Error);
  }
}

/** Both choosers reject with NotFoundError when they are closed. */
function asOurs(error: Error): Error {
  if (error.name === 'NotFoundError') return new AbortedError(error, 'not-sent');
  const reason =
    error.name === 'SecurityError'
      ? `выбор ККТ открывается только после нажатия, а во встроенной странице — с её allow; его может запретить и заголовок Permissions-Policy (${error.message})`
      : error.message;
  return new ConnectionError('CONNECT_FAILED', `Выбор ККТ не открылся: ${reason}`, {
    cause: error,
    outcome: 'not-sent',
  });
}
