import { connectFailed } from '../transport/line-errors.js';
import type { Connection, Transport } from '../transport/transport.js';
import type { UsbDevice } from '../transport/usb-device.js';
import { usbName } from '../transport/usb-ids.js';
import { late } from '../util/late.js';
import { checkArgument, checkOptions, integer, type OptionRules, withMethods } from '../util/options.js';
import { browserApis, type WebUsb } from './apis.js';
import { type Allowed, portsOnceMore } from './once-more.js';

export interface WebUsbTransportOptions {
  /** First interface of the channel: 0 (default) for commands, 2 for the second port of the register. */
  interface?: number | undefined;
  /** Where the device is looked for after it was unplugged. Default: `navigator.usb`. */
  usb?: WebUsb | undefined;
}

const rules: OptionRules<WebUsbTransportOptions> = {
  interface: integer(0, 0xff),
  usb: withMethods('getDevices'),
};

/**
 * A register on USB by WebUSB, where no driver of the system has it. After unplugging it is found again by its ids and its serial
 * number.
 *
 * @throws ValidationError for what is no device, or an option that nobody knows.
 */
export function webUsb(device: UsbDevice, options: WebUsbTransportOptions = {}): Transport {
  checkArgument(device, 'device', withMethods('open', 'transferIn', 'transferOut'));
  checkOptions(options, rules);
  const { interface: number = 0, usb = browserApis().usb } = options;
  const name = nameOf(device);
  const candidates = portsOnceMore(device, usb && allowedDevices(usb), {
    isAlike: (other) => nameOf(other) === name,
    isThere: () => true,
  });
  return {
    name,
    async connect(signal) {
      const { connectUsb } = await late(() => import('../transport/usb-connection.js'));
      let release = (): void => undefined;
      const find = async (): Promise<UsbDevice> => {
        const found = await candidates.pick(name);
        release = take(found, number, name);
        return found;
      };
      try {
        return released(await connectUsb({ find, number, name, signal }), release);
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** Channels that this page has open: a browser lets a page open one twice, and then each side reads what the other one waits for. */
const taken = new WeakMap<UsbDevice, Set<number>>();

/** The returned function gives it back. @throws ConnectionError `CONNECT_FAILED` when the page has it open. */
function take(device: UsbDevice, number: number, name: string): () => void {
  const channels = taken.get(device) ?? new Set();
  taken.set(device, channels);
  if (channels.has(number)) throw connectFailed(name, 'устройство уже открыто на этой странице');
  channels.add(number);
  return () => void channels.delete(number);
}

function released(connection: Connection, release: () => void): Connection {
  return {
    write: (chunk) => connection.write(chunk),
    close: () => connection.close().finally(release),
    [Symbol.asyncIterator]: () => connection[Symbol.asyncIterator](),
  };
}

function allowedDevices(usb: WebUsb): Allowed<UsbDevice> {
  return {
    list: () => usb.getDevices(),
    onPlugged: (listener) => usb.addEventListener?.('connect', listener),
  };
}

function nameOf({ vendorId, productId, serialNumber }: UsbDevice): string {
  return usbName(vendorId, productId, serialNumber ?? undefined);
}
