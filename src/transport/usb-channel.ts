import { ConnectionError } from '../errors.js';
import { layerLog } from '../util/debug.js';
import { connectFailed } from './line-errors.js';
import type { UsbDevice, UsbEndpoint, UsbInterface } from './usb-device.js';

const log = layerLog('transport');

const COMMUNICATION_CLASS = 0x02;
const ABSTRACT_CONTROL_MODEL = 0x02;
const DATA_CLASS = 0x0a;

const SET_LINE_CODING = 0x20;
const SET_CONTROL_LINE_STATE = 0x22;
const DTR_AND_RTS = 0x03;

/** 115200 baud as 32 bits little-endian, 1 stop bit, no parity, 8 data bits. The speed means nothing on a virtual port. */
const LINE_CODING = [0x00, 0xc2, 0x01, 0x00, 0, 0, 8];

/** One serial channel of a CDC-ACM device: a control interface and a data interface. */
export interface UsbChannel {
  /** Missing when the device has a data interface only. */
  readonly control: number | undefined;
  readonly data: number;
  readonly endpointIn: UsbEndpoint;
  readonly endpointOut: UsbEndpoint;
}

/** Name of the driver that holds an interface, where the system tells; `usbfs` stands for a program. */
export type DriverOf = (device: UsbDevice, interfaceNumber: number) => Promise<string | undefined>;

/**
 * The channel whose control interface has this number: a register has its commands on interfaces 0 and 1,
 * and its OFD channel on 2 and 3.
 */
export function findChannel(interfaces: readonly UsbInterface[], number: number): UsbChannel | undefined {
  const sorted = [...interfaces].sort((a, b) => a.interfaceNumber - b.interfaceNumber);
  for (const { interfaceNumber, alternate } of sorted) {
    if (interfaceNumber < number || alternate.interfaceClass !== DATA_CLASS) continue;
    const bulk = (direction: 'in' | 'out'): UsbEndpoint | undefined =>
      alternate.endpoints.find((endpoint) => endpoint.type === 'bulk' && endpoint.direction === direction);
    const endpointIn = bulk('in');
    const endpointOut = bulk('out');
    if (endpointIn === undefined || endpointOut === undefined) continue;
    const control = sorted.findLast(
      (other) =>
        other.interfaceNumber < interfaceNumber &&
        other.alternate.interfaceClass === COMMUNICATION_CLASS &&
        other.alternate.interfaceSubclass === ABSTRACT_CONTROL_MODEL,
    );
    return { control: control?.interfaceNumber, data: interfaceNumber, endpointIn, endpointOut };
  }
  return undefined;
}

/** Opens the device and takes one channel of it; whatever fails, the device is closed again. */
export async function openChannel(
  device: UsbDevice,
  number: number,
  name: string,
  driverOf?: DriverOf,
): Promise<UsbChannel> {
  await device.open();
  try {
    if (!device.configuration) await device.selectConfiguration(1);
    const channel = findChannel(device.configuration?.interfaces ?? [], number);
    if (channel === undefined) {
      throw new ConnectionError(
        'CONNECT_FAILED',
        `${name}: у устройства нет канала CDC-ACM с интерфейса ${number}`,
        {
          outcome: 'not-sent',
        },
      );
    }
    for (const interfaceNumber of interfacesOf(channel)) {
      // Detaching would take it from another program as well as from the system's driver.
      if ((await driverOf?.(device, interfaceNumber)) === 'usbfs') {
        throw connectFailed(name, 'устройство занято другой программой');
      }
      // Refused where no driver has the interface.
      await device.detachKernelDriver?.(interfaceNumber).catch((error: Error) => {
        log('%s: interface %d keeps its driver: %s', name, interfaceNumber, error.message);
      });
    }
    for (const interfaceNumber of interfacesOf(channel)) await device.claimInterface(interfaceNumber);
    await tellLineState(device, channel, name);
    return channel;
  } catch (error) {
    await closeQuietly(device);
    throw error;
  }
}

/** Gives the interfaces back, so that the port of the system works again. */
export async function closeChannel(device: UsbDevice, channel: UsbChannel): Promise<void> {
  for (const interfaceNumber of interfacesOf(channel)) {
    await quietly(() => device.releaseInterface(interfaceNumber));
  }
  // One driver holds both interfaces and takes them together.
  const [first] = interfacesOf(channel);
  if (first !== undefined) await quietly(() => device.attachKernelDriver?.(first));
  await closeQuietly(device);
}

async function tellLineState(device: UsbDevice, { control }: UsbChannel, name: string): Promise<void> {
  if (control === undefined) return;
  const requests: ReadonlyArray<[request: number, value: number, data: readonly number[]]> = [
    [SET_LINE_CODING, 0, LINE_CODING],
    [SET_CONTROL_LINE_STATE, DTR_AND_RTS, []],
  ];
  for (const [request, value, data] of requests) {
    try {
      // An array even for no data: the package `usb` needs one.
      await device.controlTransferOut(
        { requestType: 'class', recipient: 'interface', request, value, index: control },
        Uint8Array.from(data),
      );
    } catch (error) {
      // CDC lets a device do without these requests; bytes flow all the same.
      log('%s: control request %d refused: %s', name, request, (error as Error).message);
    }
  }
}

function interfacesOf({ control, data }: UsbChannel): number[] {
  return control === undefined ? [data] : [control, data];
}

async function closeQuietly(device: UsbDevice): Promise<void> {
  await quietly(() => device.close());
}

/** The package `usb` throws some of its errors before it returns a promise. */
async function quietly(action: () => Promise<void> | undefined): Promise<void> {
  try {
    await action();
  } catch (error) {
    log('on closing: %s', (error as Error).message);
  }
}
