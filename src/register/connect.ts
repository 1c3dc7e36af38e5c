import { fileJournal } from '../journal/directory-journal.js';
import { tcp } from '../transport/tcp.js';
import type { Transport } from '../transport/transport.js';
import { transportFor } from '../transport/url.js';
import { type ConnectOptions, checkConnect } from './connect-options.js';
import { openRegister } from './connect-over.js';
import type { ConnectOfd } from './p5/index.js';
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
  const transport = typeof where === 'string' ? transportFor(where) : where;
  const { journal, ofd } = options;
  return openRegister(transport, {
    ...options,
    journal: typeof journal === 'string' ? fileJournal(journal) : journal,
    ofd: ofd === 'host' ? connectOfd : undefined,
  });
}

/** How long an OFD may take to accept a connection, ms. */
const OFD_CONNECT_MS = 10_000;

const connectOfd: ConnectOfd = ({ host, port }, signal) =>
  tcp({ host, port, connectTimeoutMs: OFD_CONNECT_MS }).connect(signal);
