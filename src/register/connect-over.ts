import type { Transport } from '../transport/transport.js';
import { late } from '../util/late.js';
import { type ConnectOverOptions, checkConnectOver } from './connect-options.js';
import type { CashRegister } from './register.js';

/**
 * Connects to a register over any line: a `Transport` opens it. The same register as that of `connect()`, without addresses and
 * directories: nothing here needs Node, so that it runs in a browser's page.
 *
 * @throws ValidationError for wrong options, ConnectionError `CONNECT_FAILED`, TimeoutError `NO_LINK` when nobody answers as a register
 * does, AtolError `OFD_UNAVAILABLE` when `ofd` was asked for and the register speaks another protocol, JournalError, AbortedError.
 */
export async function connectOver(
  transport: Transport,
  options: ConnectOverOptions = {},
): Promise<CashRegister> {
  checkConnectOver(transport, options);
  const { openRegister } = await late(() => import('./open-register.js'));
  return openRegister(transport, options);
}
