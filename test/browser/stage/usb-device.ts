import type { WebUsb } from '../../../src/browser/apis.js';
import type { EmulatorCore } from '../../../src/emulator/emulator-core.js';
import { FakeUsbDevice } from '../../support/fake-usb.js';
import type { Cable } from './cable.js';

/** A register as WebUSB shows it, with an emulator inside. */
export class PlayedDevice extends FakeUsbDevice {
  readonly #emulator: EmulatorCore;
  readonly #cable: Cable;
  pluggedIn = true;

  constructor(emulator: EmulatorCore, cable: Cable) {
    super({ flavour: 'browser' });
    this.#emulator = emulator;
    this.#cable = cable;
  }

  override async open(): Promise<void> {
    await super.open();
    void this.#emulator.serve(this.#cable.through(this.line, 'register'));
  }

  override unplug(): void {
    this.pluggedIn = false;
    super.unplug();
  }
}

/** `navigator.usb` with the devices that the person has allowed. */
export class PlayedUsb extends EventTarget implements WebUsb {
  readonly devices: PlayedDevice[] = [];
  /** Filters of the choosers that were shown. */
  readonly asked: unknown[] = [];

  async getDevices(): Promise<PlayedDevice[]> {
    return this.devices.filter(({ pluggedIn }) => pluggedIn);
  }

  async requestDevice(options: { filters: unknown[] }): Promise<PlayedDevice> {
    this.asked.push(options.filters);
    const [device] = await this.getDevices();
    if (!device) throw new DOMException('No device selected.', 'NotFoundError');
    return device;
  }

  /** Another object than before, as after unplugging. */
  plug(emulator: EmulatorCore, cable: Cable): PlayedDevice {
    const device = new PlayedDevice(emulator, cable);
    this.devices.push(device);
    this.dispatchEvent(new Event('connect'));
    return device;
  }
}
