/**
 * Stands in `node_modules/usb` beside the plug-in: devices shaped as those of the package `usb`, whose wires lead to registers
 * over TCP. FAKE_USB names them, `host:port` separated by commas.
 */
import { connect, type Socket } from 'node:net';

const PACKET_SIZE = 64;
/** Reads end with "Cancelled" after their time. */
const READ_MS = 1000;

const endpoint = (endpointNumber: number, direction: 'in' | 'out', type = 'bulk') => ({
  endpointNumber,
  direction,
  type,
  packetSize: PACKET_SIZE,
});

/** Control and data interface of a serial channel. */
const channel = (first: number) => [
  {
    interfaceNumber: first,
    alternate: {
      interfaceClass: 0x02,
      interfaceSubclass: 0x02,
      endpoints: [endpoint(first + 2, 'in', 'interrupt')],
    },
  },
  {
    interfaceNumber: first + 1,
    alternate: {
      interfaceClass: 0x0a,
      interfaceSubclass: 0,
      endpoints: [endpoint(first + 1, 'in'), endpoint(first + 1, 'out')],
    },
  },
];

/** A composite device 2912:0005, as registers show themselves. */
class PluggedDevice {
  readonly vendorId = 0x2912;
  readonly productId = 0x0005;
  readonly serialNumber = '00106900000001';
  readonly productName = 'fake';
  readonly configuration = { configurationValue: 1, interfaces: [...channel(0), ...channel(2)] };
  opened = false;
  readonly #port: number;
  #wire: Socket | undefined;
  #waiting: Buffer = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(port: number) {
    this.#port = port;
  }

  async open(): Promise<void> {
    this.opened = true;
    this.#waiting = Buffer.alloc(0);
    this.#wire = connect(this.#port, '127.0.0.1')
      .on('error', () => {})
      .on('data', (bytes) => {
        this.#waiting = Buffer.concat([this.#waiting, bytes]);
        this.#wake();
      });
  }

  async close(): Promise<void> {
    this.opened = false;
    this.#wire?.destroy();
    this.#wake();
  }

  async selectConfiguration(): Promise<void> {}
  async claimInterface(): Promise<void> {}
  async releaseInterface(): Promise<void> {}
  async detachKernelDriver(): Promise<void> {}
  async attachKernelDriver(): Promise<void> {}

  async controlTransferOut(_setup: unknown, data: Uint8Array) {
    return { bytesWritten: data.length, status: 'ok' };
  }

  async transferIn(_endpoint: number, length: number, timeoutMs = READ_MS) {
    if (this.#waiting.length === 0 && this.opened) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (!this.opened || this.#wire?.destroyed) throw new Error('transferIn error: Fault');
    if (this.#waiting.length === 0) throw new Error('transferIn error: Cancelled');
    const bytes = Uint8Array.from(this.#waiting.subarray(0, Math.min(length, PACKET_SIZE)));
    this.#waiting = this.#waiting.subarray(bytes.length);
    return { data: new DataView(bytes.buffer), status: 'ok' };
  }

  async transferOut(_endpoint: number, data: Uint8Array) {
    if (!this.opened || this.#wire?.destroyed) throw new Error('transferOut error: Fault');
    this.#wire?.write(data);
    return { bytesWritten: data.length, status: 'ok' };
  }
}

const devices = (process.env['FAKE_USB'] ?? '')
  .split(',')
  .filter(Boolean)
  .map((address) => new PluggedDevice(Number(address.split(':')[1])));

export const usb = { getDevices: async () => devices };
