import { type CashRegister, connect, webUsb } from 'atol-kkt/browser';
import { EmulatorCore } from '../../src/emulator/emulator-core.js';
import type { TraceEvent } from '../../src/link/link.js';
import { PlayedUsb } from './usb.js';

/** Behind the command that opens a receipt; every receipt has some more. */
const CUT_BEHIND_BYTES = 100;
const CUT_MS = 600;
const LOST_ANSWER = 'lost-answer';

/** The register of this page: an emulator behind a USB cable, and the driver at the other end of it. */
export class Register {
  readonly emulator: EmulatorCore;
  readonly #usb: PlayedUsb;
  readonly #trace: (event: TraceEvent) => void;
  #kkt: CashRegister | undefined;

  /** @param changed is called when its cable or anything of the register itself is no more as it was. */
  constructor(link: 'v3' | 'p5', trace: (event: TraceEvent) => void, changed: () => void) {
    this.emulator = new EmulatorCore({ model: '30F', latency: 250, ...(link === 'p5' && { link }) });
    this.#usb = new PlayedUsb(this.emulator, changed);
    this.emulator.events.on('*', changed);
    this.emulator.events.on('command', ({ name }) => {
      if (name !== 'openReceipt' || !this.isToBeCut) return;
      this.isToBeCut = false;
      this.#usb.pullAfter(CUT_BEHIND_BYTES, CUT_MS);
    });
    this.#trace = trace;
  }

  /** The driver's handle; connects at first, and when it was closed. */
  async kkt(): Promise<CashRegister> {
    if (this.#kkt === undefined || this.#kkt.connection.state === 'closed')
      this.#kkt = await connect(webUsb(this.#usb.device, { usb: this.#usb }), { trace: this.#trace });
    return this.#kkt;
  }

  /** Ends what the driver waits for. */
  async disconnect(): Promise<void> {
    await this.#kkt?.close();
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

  /** The cable is out for a moment in the middle of the next receipt. */
  isToBeCut = false;

  /** The answer to the next closing of a receipt gets lost. */
  get isToLoseAnswer(): boolean {
    return this.emulator.faults.list.some(({ id, active }) => id === LOST_ANSWER && active);
  }

  set isToLoseAnswer(isOn: boolean) {
    const { faults } = this.emulator;
    if (isOn) faults.add({ id: LOST_ANSWER, line: 'lose', at: 'closeReceipt', when: 'after' });
    else faults.remove(LOST_ANSWER);
  }

  async close(): Promise<void> {
    await this.disconnect();
    await this.emulator.close();
  }
}
