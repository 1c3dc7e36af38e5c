import type { Transport } from '../transport/transport.js';
import { late } from '../util/late.js';
import { type ConnectOptions, checkConnect } from './connect-options.js';
import type { CashRegister } from './register.js';

/**
 * Connects to a register: `tcp://192.168.1.10:5555`, `serial:///dev/ttyACM0`, `serial://COM3`, `usb://2912:0005`,
 * or any Transport.
 *
 * @throws ValidationError for a wrong URL or option, ConnectionError `CONNECT_FAILED`, TimeoutError `NO_LINK` when nobody
 * answers as a register does, AtolError `OFD_UNAVAILABLE`
 * when `ofd` was asked for and the register speaks another protocol, JournalError, AbortedError.
 */
export async function connect(
  where: string | Transport,
  options: ConnectOptions = {},
): Promise<CashRegister> {
  checkConnect(where, options);
  const { openAddress } = await late(() => import('./open-address.js'));
  return openAddress(where, options);
}
