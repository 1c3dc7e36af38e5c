import { memoryPair } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';
import type {
  UsbConfiguration,
  UsbControlSetup,
  UsbDevice,
  UsbEndpoint,
  UsbInResult,
  UsbOutResult,
} from '../../src/transport/usb-device.js';

export interface FakeUsbOptions {
  /**
   * `node`: as the package usb: reads end with "Cancelled" after their time, and closing during one throws.
   * `browser`: as WebUSB: reads wait for ever, and closing ends them.
   */
  flavour?: 'node' | 'browser';
  packetSize?: number;
  /** Nothing selected a configuration yet, as on Windows. */
  unconfigured?: boolean;
  /** The device has other channels only. */
  interfaces?: UsbConfiguration['interfaces'];
  /** Claiming an interface fails with this. */
  claimFails?: Error;
  /** Control requests are refused. */
  stallsControl?: boolean;
}

const DATA_TIMEOUT_MS = 1000;

/** A composite CDC-ACM register 2912:0005 in memory, shaped as WebUSB's USBDevice; its inside is a line. */
export class FakeUsbDevice implements UsbDevice {
  readonly vendorId = 0x2912;
  readonly productId = 0x0005;
  readonly serialNumber = '00106900000001';
  readonly productName = 'fake';
  configuration: UsbConfiguration | undefined;
  /** What happened, apart from data. */
  readonly calls: string[] = [];
  opened = false;
  readonly detachKernelDriver?: (interfaceNumber: number) => Promise<void>;
  readonly attachKernelDriver?: (interfaceNumber: number) => Promise<void>;
  readonly #options: FakeUsbOptions;
  readonly #claimed = new Set<number>();
  #inside: Connection;
  #outside: Connection;
  /** Bytes for the host that it has not fetched. */
  #waiting: number[] = [];
  #reading: { wake: () => void; fail: (error: Error) => void } | undefined;
  #unplugged = false;

  constructor(options: FakeUsbOptions = {}) {
    this.#options = options;
    if (options.flavour !== 'browser') {
      this.detachKernelDriver = async (interfaceNumber) => {
        this.calls.push(`detach ${interfaceNumber}`);
        // One driver holds both interfaces of a channel; the second time nobody has it.
        if (interfaceNumber % 2 === 1) throw new Error('detachKernelDriver error: no driver');
      };
      this.attachKernelDriver = async (interfaceNumber) => {
        this.calls.push(`attach ${interfaceNumber}`);
      };
    }
    if (!options.unconfigured) this.configuration = this.#fullConfiguration();
    [this.#inside, this.#outside] = memoryPair();
  }

  /** The register's end of the line; a new one for every time the device was opened. */
  get line(): Connection {
    return this.#inside;
  }

  unplug(): void {
    this.#unplugged = true;
    this.#reading?.fail(new Error('transferIn error: Fault'));
    void this.#outside.close();
  }

  async open(): Promise<void> {
    this.#require(!this.#unplugged, 'NotFoundError', 'The device was disconnected.');
    this.calls.push('open');
    this.opened = true;
    this.#waiting = [];
    [this.#inside, this.#outside] = memoryPair();
    void this.#collect(this.#outside);
  }

  close(): Promise<void> {
    if (this.#reading !== undefined) {
      if (this.#options.flavour !== 'browser') throw new Error('native value cannot be borrowed mutably');
      this.#reading.fail(new DOMException('The transfer was cancelled.', 'AbortError'));
    }
    this.calls.push('close');
    this.opened = false;
    this.#claimed.clear();
    return this.#outside.close();
  }

  async selectConfiguration(configurationValue: number): Promise<void> {
    this.calls.push(`configuration ${configurationValue}`);
    this.configuration = this.#fullConfiguration();
  }

  async claimInterface(interfaceNumber: number): Promise<void> {
    this.#require(this.opened, 'InvalidStateError', 'The device must be opened first.');
    if (this.#options.claimFails) throw this.#options.claimFails;
    this.calls.push(`claim ${interfaceNumber}`);
    this.#claimed.add(interfaceNumber);
  }

  async releaseInterface(interfaceNumber: number): Promise<void> {
    this.calls.push(`release ${interfaceNumber}`);
    this.#claimed.delete(interfaceNumber);
  }

  async controlTransferOut(setup: UsbControlSetup, data: Uint8Array): Promise<UsbOutResult> {
    if (this.#options.stallsControl) throw new Error('controlTransferOut error: Stall');
    this.calls.push(`control ${setup.request.toString(16)} ${setup.value} ${setup.index} [${[...data]}]`);
    return { bytesWritten: data.length, status: 'ok' };
  }

  async transferIn(
    endpointNumber: number,
    length: number,
    timeoutMs = DATA_TIMEOUT_MS,
  ): Promise<UsbInResult> {
    this.#require(this.#claimed.has(this.#channelOf(endpointNumber, 'in')), 'NetworkError', 'not claimed');
    this.#require(this.#reading === undefined, 'InvalidStateError', 'a transfer is under way');
    if (this.#unplugged) throw new Error('transferIn error: Fault');
    if (this.#waiting.length === 0) await this.#untilData(timeoutMs);
    const bytes = Uint8Array.from(this.#waiting.splice(0, Math.min(length, this.packetSize)));
    return { data: new DataView(bytes.buffer), status: 'ok' };
  }

  async transferOut(endpointNumber: number, data: Uint8Array): Promise<UsbOutResult> {
    this.#require(this.#claimed.has(this.#channelOf(endpointNumber, 'out')), 'NetworkError', 'not claimed');
    if (this.#unplugged) throw new Error('transferOut error: Disconnected');
    // A short write now and then, as the standard allows.
    const bytesWritten = Math.min(data.length, 10 * this.packetSize);
    await this.#outside.write(data.subarray(0, bytesWritten));
    return { bytesWritten, status: 'ok' };
  }

  get packetSize(): number {
    return this.#options.packetSize ?? 64;
  }

  async #collect(line: Connection): Promise<void> {
    try {
      for await (const chunk of line) {
        this.#waiting.push(...chunk);
        this.#reading?.wake();
      }
    } catch {
      // The register's side closed; the cable stays.
    }
  }

  #untilData(timeoutMs: number): Promise<void> {
    const endless = this.#options.flavour === 'browser';
    return new Promise<void>((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#reading = undefined;
        finish();
      };
      const cancel = (): void => settle(() => reject(new Error('transferIn error: Cancelled')));
      const timer = endless ? undefined : setTimeout(cancel, timeoutMs);
      this.#reading = {
        wake: () => settle(resolve),
        fail: (error) => settle(() => reject(error)),
      };
    });
  }

  #channelOf(endpointNumber: number, direction: string): number {
    for (const { interfaceNumber, alternate } of this.configuration?.interfaces ?? []) {
      const found = alternate.endpoints.some(
        (endpoint) => endpoint.endpointNumber === endpointNumber && endpoint.direction === direction,
      );
      if (found) return interfaceNumber;
    }
    throw new DOMException(`no endpoint ${endpointNumber}`, 'NotFoundError');
  }

  #require(holds: boolean, name: string, message: string): void {
    if (!holds) throw new DOMException(message, name);
  }

  #fullConfiguration(): UsbConfiguration {
    const interfaces = this.#options.interfaces ?? [
      ...acmChannel(0, this.packetSize),
      ...acmChannel(2, this.packetSize),
    ];
    return { configurationValue: 1, interfaces };
  }
}

/** Control and data interface of one serial channel, as a register describes them. */
export function acmChannel(first: number, packetSize = 64): UsbConfiguration['interfaces'] {
  const endpoint = (
    endpointNumber: number,
    direction: UsbEndpoint['direction'],
    type: UsbEndpoint['type'] = 'bulk',
  ): UsbEndpoint => ({ endpointNumber, direction, type, packetSize });
  const notification = endpoint(first + 2, 'in', 'interrupt');
  return [
    {
      interfaceNumber: first,
      alternate: { interfaceClass: 0x02, interfaceSubclass: 0x02, endpoints: [notification] },
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
}
