/**
 * The parts of the browser that the driver uses, as shapes: programs are compiled without the types of the DOM, too, and whatever has
 * these methods will do, such as what Electron gives.
 */
import type { UsbDevice } from '../transport/usb-device.js';

/** A `SerialPort` of Web Serial. */
export interface WebSerialPort {
  /** Null as long as the port is closed or gone. */
  readonly readable: WebReadable | null;
  readonly writable: WebWritable | null;
  /** False after it was unplugged, where the browser tells. */
  readonly connected?: boolean | undefined;
  open(options: WebSerialOptions): Promise<void>;
  close(): Promise<void>;
  getInfo(): WebSerialInfo;
  setSignals?(signals: { dataTerminalReady?: boolean; requestToSend?: boolean }): Promise<void>;
}

export interface WebSerialOptions {
  baudRate: number;
  bufferSize?: number;
}

export interface WebSerialInfo {
  readonly usbVendorId?: number | undefined;
  readonly usbProductId?: number | undefined;
}

export interface WebReadable {
  getReader(): WebReader;
}

export interface WebReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
  releaseLock(): void;
}

export interface WebWritable {
  getWriter(): WebWriter;
}

export interface WebWriter {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  abort(): Promise<void>;
  close(): Promise<void>;
  releaseLock(): void;
}

/** `navigator.serial`. */
export interface WebSerial {
  /** Ports that the person has allowed before. */
  getPorts(): Promise<WebSerialPort[]>;
  addEventListener?(type: 'connect', listener: () => void): void;
  requestPort(options?: { filters?: WebSerialInfo[] }): Promise<WebSerialPort>;
}

/** `navigator.usb`. */
export interface WebUsb {
  /** Devices that the person has allowed before. */
  getDevices(): Promise<UsbDevice[]>;
  addEventListener?(type: 'connect', listener: () => void): void;
  requestDevice(options: { filters: Array<{ vendorId: number; productId?: number }> }): Promise<UsbDevice>;
}

/** `navigator.locks`: names that one page of an origin has at a time. */
export interface WebLocks {
  request(
    name: string,
    options: { ifAvailable: boolean },
    work: (lock: object | null) => Promise<void>,
  ): Promise<void>;
}

interface WebNavigator {
  readonly serial?: WebSerial | undefined;
  readonly usb?: WebUsb | undefined;
  readonly locks?: WebLocks | undefined;
}

/** What this browser has; nothing of it where there is no browser. */
export function browserApis(): WebNavigator {
  return (globalThis as { navigator?: WebNavigator }).navigator ?? {};
}
