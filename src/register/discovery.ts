import type { AtolError } from '../errors.js';
import type { Link } from '../link/link.js';

export interface DiscoverOptions {
  /** Look at ATOL's USB devices; those that the system offers as a serial port are asked there. Default true. */
  usb?: boolean | undefined;
  /** Look at the serial ports of this computer (true, default), at these ports only, or at none. */
  serial?: boolean | readonly string[] | undefined;
  /** Hosts to ask, such as `192.168.1.10` or `192.168.1.10:5555`. Default none. */
  tcp?: readonly string[] | undefined;
  /** Speed of serial ports; `auto` tries the usual ones, which takes 1.2 s each. Default 115200; USB does not mind. */
  baudRate?: number | 'auto' | undefined;
  /** Access password of the registers, 0..9999. Default 0: none. */
  accessPassword?: number | undefined;
  /** Bound of the whole search, ms. Default 5000. */
  timeoutMs?: number | undefined;
  /** Ends the search. */
  signal?: AbortSignal | undefined;
}

export interface FoundRegister {
  /** For `connect()`. */
  url: string;
  /** Link that it speaks there. */
  link: Link['version'];
  /** Code of the model, such as 77. */
  model: number;
  /** Such as `42FS`. */
  modelName: string;
  /** Factory number, 14 digits; empty when the device does not tell. */
  serialNumber: string;
  /** `major.minor.build`. */
  firmware: string;
}

export interface DiscoverError {
  /** The place that could not be asked, or nothing but a scheme when a list could not be had. */
  url: string;
  error: AtolError;
}

export interface Discovery {
  /** In the order of their URLs. */
  registers: FoundRegister[];
  /** Why the other places are not in the list: busy, no permission, no answer. */
  errors: DiscoverError[];
}
