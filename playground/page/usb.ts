import type { UsbDevice, WebUsb } from 'atol-kkt/browser';
import type { EmulatorCore } from '../../src/emulator/emulator-core.js';
import { memoryPair } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';

const PACKET = 64;

const gone = (): DOMException => new DOMException('The device was disconnected.', 'NetworkError');

const endpoint = (endpointNumber: number, direction: 'in' | 'out') =>
  ({ endpointNumber, direction, type: 'bulk', packetSize: PACKET }) as const;

/**
 * A turn of the page's loop, as every transfer of a real device takes: a program that asks the register without a pause must not
 * freeze the page. Timers would wait 4 ms each.
 */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const came = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', came);
    port1.start();
    port2.postMessage(undefined);
  });
}

/** A USB device as WebUSB shows it, CDC-ACM, with an emulator inside. */
class PlayedDevice implements UsbDevice {
  readonly vendorId = 0x2912;
  readonly productId = 0x0005;
  readonly serialNumber: string;
  readonly configuration = {
    configurationValue: 1,
    interfaces: [
      { interfaceNumber: 0, alternate: { interfaceClass: 2, interfaceSubclass: 2, endpoints: [] } },
      {
        interfaceNumber: 1,
        alternate: {
          interfaceClass: 10,
          interfaceSubclass: 0,
          endpoints: [endpoint(1, 'in'), endpoint(1, 'out')],
        },
      },
    ],
  };
  readonly #emulator: EmulatorCore;
  readonly #onBytes: (count: number) => void;
  #line: Connection | undefined;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #rest = new Uint8Array(0);
  #isThere = true;

  constructor(emulator: EmulatorCore, onBytes: (count: number) => void) {
    this.#emulator = emulator;
    this.serialNumber = emulator.serialNumber;
    this.#onBytes = onBytes;
  }

  async open(): Promise<void> {
    if (!this.#isThere || !this.#emulator.power.isOn) throw gone();
    const [ours, theirs] = memoryPair();
    this.#line = ours;
    this.#chunks = ours[Symbol.asyncIterator]();
    this.#rest = new Uint8Array(0);
    void this.#emulator.serve(theirs);
  }

  async close(): Promise<void> {
    await this.#line?.close();
  }

  unplug(): void {
    this.#isThere = false;
    void this.#line?.close();
  }

  async selectConfiguration(): Promise<void> {}
  async claimInterface(): Promise<void> {}
  async releaseInterface(): Promise<void> {}

  async controlTransferOut(_setup: unknown, data: Uint8Array) {
    return { bytesWritten: data.length, status: 'ok' } as const;
  }

  async transferIn(_endpoint: number, length: number) {
    await turn();
    if (this.#rest.length === 0) {
      const next = await this.#chunks?.next().catch(() => undefined);
      if (!next || next.done || !this.#isThere) throw gone();
      this.#rest = new Uint8Array(next.value);
    }
    const chunk = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    return { data: new DataView(chunk.buffer), status: 'ok' } as const;
  }

  async transferOut(_endpoint: number, data: Uint8Array) {
    if (!this.#isThere || !this.#line) throw gone();
    this.#onBytes(data.length);
    if (!this.#isThere) throw gone();
    await this.#line.write(data).catch(() => {
      throw gone();
    });
    return { bytesWritten: data.length, status: 'ok' } as const;
  }
}

/** `navigator.usb` with one register, whose cable can be pulled; without power it is not there either. */
export class PlayedUsb implements WebUsb {
  readonly #emulator: EmulatorCore;
  readonly #changed: () => void;
  #device: PlayedDevice;
  #isPluggedIn = true;
  #left = Number.POSITIVE_INFINITY;
  #awayMs = 0;

  /** @param changed is called when the cable was pulled or plugged in. */
  constructor(emulator: EmulatorCore, changed: () => void) {
    this.#emulator = emulator;
    this.#changed = changed;
    this.#device = this.#made();
    emulator.events.on('power', ({ state }) => {
      if (state === 'off') this.#device.unplug();
      else if (this.#isPluggedIn) this.#device = this.#made();
    });
  }

  get device(): UsbDevice {
    return this.#device;
  }

  get isPluggedIn(): boolean {
    return this.#isPluggedIn;
  }

  pull(): void {
    this.#isPluggedIn = false;
    this.#device.unplug();
    this.#changed();
  }

  plug(): void {
    if (this.#isPluggedIn) return;
    this.#isPluggedIn = true;
    this.#device = this.#made();
    this.#changed();
  }

  /** The cable is out for a moment behind so many more bytes to the register. */
  pullAfter(bytes: number, awayMs: number): void {
    this.#left = bytes;
    this.#awayMs = awayMs;
  }

  async getDevices(): Promise<UsbDevice[]> {
    return this.#isPluggedIn && this.#emulator.power.isOn ? [this.#device] : [];
  }

  async requestDevice(): Promise<UsbDevice> {
    return this.#device;
  }

  #made(): PlayedDevice {
    return new PlayedDevice(this.#emulator, (count) => {
      this.#left -= count;
      if (this.#left > 0) return;
      this.#left = Number.POSITIVE_INFINITY;
      this.pull();
      setTimeout(() => this.plug(), this.#awayMs);
    });
  }
}
