import { mode } from '../protocol/classic/commands/mode.js';
import type { Device } from './device/device.js';
import { zAfterPowerLoss } from './device/interrupted-z.js';

export interface PowerOffOptions {
  /**
   * What is left of an open receipt and of what the host has begun: nothing (`lost`, default), or all of it (`kept`), as with a
   * battery.
   */
  memory?: 'kept' | 'lost' | undefined;
}

/** What a power switch acts upon. */
interface Mains {
  readonly device: Device;
  /** Ends every line, forgets every task. */
  readonly drop: () => Promise<void>;
  /** Settles when no command is being executed. */
  readonly settled: () => Promise<void>;
  readonly tell: (state: 'off' | 'on') => void;
}

/**
 * The mains of a register. Without power no line can be opened; documents, counters and tables survive, an operation that goes on
 * does not: a document is signed or never was.
 */
export class Power {
  readonly #mains: Mains;
  #isOn = true;
  #ended = false;

  /** @internal */
  constructor(mains: Mains) {
    this.#mains = mains;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Power fails. Settles when every line has ended. Does nothing without power. */
  async off({ memory = 'lost' }: PowerOffOptions = {}): Promise<void> {
    if (!this.#isOn) return;
    this.#isOn = false;
    const { device, drop, tell } = this.#mains;
    forget(device, memory);
    device.switchOff();
    tell('off');
    await drop();
  }

  /** The register is closed for good: nothing switches it on any more. */
  end(): void {
    this.#ended = true;
  }

  /** Power is back. Settles when hosts may come. */
  async on(): Promise<void> {
    if (this.#isOn || this.#ended) return;
    const { device, settled, tell } = this.#mains;
    await settled();
    await device.idle;
    if (this.#isOn || this.#ended) return;
    this.#isOn = true;
    device.switchOn();
    tell('on');
  }
}

function forget(device: Device, memory: 'kept' | 'lost'): void {
  const { state } = device;
  state.interruptedZ = zAfterPowerLoss(device);
  state.blocks = undefined;
  state.barcode = undefined;
  state.newPicture = undefined;
  state.reading = { document: undefined, registration: undefined };
  if (memory === 'kept') return;
  state.mode = mode.choice;
  state.receipt = undefined;
  state.pendingAttributes = [];
  state.registrationAttributes = [];
}
