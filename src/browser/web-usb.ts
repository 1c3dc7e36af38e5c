import type { Transport } from '../transport/transport.js';
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
      return connectUsb({ find: () => candidates.pick(name), number, name, signal });
    },
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
