export { BAUD_RATES, DEFAULT_BAUD_RATE } from './baud-rates.js';
export {
  type DirectionFaults,
  type FaultPlan,
  faulty,
  faultyTransport,
  type NoiseOptions,
  noise,
} from './faults.js';
export { memoryPair, memoryTransport } from './memory.js';
export { listenPty } from './pty.js';
export type { ListenPtyOptions, PtyListener } from './pty-listener.js';
export { type SerialOptions, serial } from './serial.js';
export { listSerialPorts, type SerialPortInfo } from './serial-ports.js';
export {
  DEFAULT_TCP_PORT,
  type ListenTcpOptions,
  listenTcp,
  type TcpListener,
  type TcpOptions,
  tcp,
} from './tcp.js';
export type { Connection, Transport, TunableConnection } from './transport.js';
export { transportFor } from './url.js';
export {
  ATOL_PRODUCT_ID,
  ATOL_VENDOR_ID,
  listUsbDevices,
  type UsbOptions,
  type UsbSelector,
  usb,
} from './usb.js';
export type * from './usb-device.js';
