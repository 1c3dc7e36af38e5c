import { type CashRegister, connect, webUsb } from 'atol-kkt/browser';
import { EmulatorCore } from '../../src/emulator/emulator-core.js';
import type { TraceEvent } from '../../src/link/link.js';
import { PlayedUsb } from './usb.js';

/** The register of this page: an emulator behind a USB cable, and the driver at the other end of it. */
export class Register {
  readonly emulator: EmulatorCore;
  readonly #usb: PlayedUsb;
  readonly #trace: (event: TraceEvent) => void;
  #kkt: CashRegister | undefined;

  constructor(link: 'v3' | 'p5', trace: (event: TraceEvent) => void) {
    this.emulator = new EmulatorCore({ model: '30F', latency: 250, ...(link === 'p5' && { link }) });
    this.#usb = new PlayedUsb(this.emulator);
    this.#trace = trace;
  }

  /** The driver's handle; connects at first. */
  async kkt(): Promise<CashRegister> {
    this.#kkt ??= await connect(webUsb(this.#usb.device, { usb: this.#usb }), { trace: this.#trace });
    return this.#kkt;
  }

  get isPluggedIn(): boolean {
    return this.#usb.isPluggedIn;
  }

  pull(): void {
    this.#usb.pull();
  }

  plug(): void {
    this.#usb.plug();
  }

  /** The cable is out for a moment behind so many more bytes to the register. */
  pullAfter(bytes: number): void {
    this.#usb.pullAfter(bytes, 600);
  }

  async close(): Promise<void> {
    await this.#kkt?.close();
    await this.emulator.close();
  }
}
