/**
 * The part of WebUSB's `USBDevice` that the USB transport uses. `navigator.usb` of a browser or of Electron, and the
 * package `usb` in Node give objects of this shape.
 */
export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string | null | undefined;
  readonly productName?: string | null | undefined;
  /** Missing until a configuration was selected. */
  readonly configuration?: UsbConfiguration | null | undefined;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(configurationValue: number): Promise<void>;
  claimInterface(interfaceNumber: number): Promise<void>;
  releaseInterface(interfaceNumber: number): Promise<void>;
  controlTransferOut(setup: UsbControlSetup, data: Uint8Array<ArrayBuffer>): Promise<UsbOutResult>;
  /** `timeoutMs` is known to the package `usb` only; browsers wait until data comes or the device is closed. */
  transferIn(endpointNumber: number, length: number, timeoutMs?: number): Promise<UsbInResult>;
  transferOut(
    endpointNumber: number,
    data: Uint8Array<ArrayBuffer>,
    timeoutMs?: number,
  ): Promise<UsbOutResult>;
  /** Package `usb` on Linux only: takes an interface from its driver, such as `cdc_acm`. */
  detachKernelDriver?(interfaceNumber: number): Promise<void>;
  /** Package `usb` on Linux only: gives it back. */
  attachKernelDriver?(interfaceNumber: number): Promise<void>;
}

export interface UsbConfiguration {
  readonly configurationValue: number;
  readonly interfaces: readonly UsbInterface[];
}

export interface UsbInterface {
  readonly interfaceNumber: number;
  readonly alternate: UsbAlternateInterface;
}

export interface UsbAlternateInterface {
  readonly interfaceClass: number;
  readonly interfaceSubclass: number;
  readonly endpoints: readonly UsbEndpoint[];
}

export interface UsbEndpoint {
  readonly endpointNumber: number;
  readonly direction: 'in' | 'out';
  readonly type: 'bulk' | 'interrupt' | 'isochronous' | 'control';
  readonly packetSize: number;
}

export interface UsbControlSetup {
  requestType: 'standard' | 'class' | 'vendor';
  recipient: 'device' | 'interface' | 'endpoint' | 'other';
  request: number;
  value: number;
  index: number;
}

export interface UsbInResult {
  readonly data?: DataView | undefined;
  readonly status?: 'ok' | 'stall' | 'babble' | undefined;
}

export interface UsbOutResult {
  readonly bytesWritten: number;
  readonly status?: 'ok' | 'stall' | 'babble' | undefined;
}
