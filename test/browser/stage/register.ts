import { type CashRegister, connect, type PageConnectOptions, requestRegister } from 'atol-kkt/browser';
import { EmulatorCore } from '../../../src/emulator/emulator-core.js';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { fixed } from '../../support/identity.js';
import { Cable } from './cable.js';
import { PlayedSerial } from './serial-port.js';
import { PlayedUsb } from './usb-device.js';

export type Over = 'serial' | 'usb';

/** A register at this page's serial port or USB, which the browser plays. */
export class Register {
  readonly emulator: EmulatorCore;
  readonly cable = new Cable();
  readonly serial = new PlayedSerial();
  readonly usb = new PlayedUsb();
  readonly #over: Over;
  #plugged: { unplug(): void } | undefined;

  constructor(over: Over, options: EmulatorOptions = {}) {
    this.#over = over;
    this.emulator = new EmulatorCore(fixed({ latency: 0, ...options }));
    this.plug();
    this.play();
  }

  /** From here on it is what this page's browser has. */
  play(): void {
    play('serial', this.serial);
    play('usb', this.usb);
  }

  plug(): void {
    const { emulator, cable } = this;
    if (this.#over === 'usb') this.#plugged = this.usb.plug(emulator, cable);
    else {
      const inner = emulator.transport();
      this.#plugged = this.serial.plug({
        name: inner.name,
        connect: async (signal) => cable.through(await inner.connect(signal), 'host'),
      });
    }
  }

  unplug(): void {
    this.#plugged?.unplug();
  }

  async connect(options?: PageConnectOptions): Promise<CashRegister> {
    return connect(await requestRegister({ over: this.#over }), options);
  }

  /** Forms of what the FN has signed. */
  get forms(): number[] {
    return this.emulator.fn.documents().map(({ form }) => form);
  }
}

/** `navigator.serial` and `navigator.usb` of Chromium itself need a device. */
export function play(name: 'serial' | 'usb', value: unknown): void {
  const { navigator } = globalThis as unknown as { navigator: object };
  Object.defineProperty(navigator, name, { value, configurable: true });
}
