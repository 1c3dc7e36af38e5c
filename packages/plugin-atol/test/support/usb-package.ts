/**
 * Stands in `node_modules/usb` beside the plug-in: devices shaped as those of the package `usb`, whose wires lead to registers
 * over TCP. FAKE_USB names them, `host:port` separated by commas.
 */
import { connect } from 'node:net';
import { FakeUsbDevice } from '../../../../test/support/fake-usb.js';

class PluggedDevice extends FakeUsbDevice {
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
  }

  override async open(): Promise<void> {
    await super.open();
    const { line } = this;
    const wire = connect(this.#port, '127.0.0.1');
    wire.on('data', (bytes) => void line.write(bytes).catch(() => wire.destroy()));
    wire.on('error', () => void line.close());
    wire.on('close', () => void line.close());
    void (async () => {
      for await (const bytes of line) wire.write(bytes);
    })()
      .catch(() => {})
      .finally(() => wire.destroy());
  }
}

const devices = (process.env['FAKE_USB'] ?? '')
  .split(',')
  .filter(Boolean)
  .map((address) => new PluggedDevice(Number(address.split(':')[1])));

export const usb = { getDevices: async () => devices };
