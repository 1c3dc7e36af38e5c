import { fileJournal } from '../journal/directory-journal.js';
import { tcp } from '../transport/tcp.js';
import type { Transport } from '../transport/transport.js';
import { transportFor } from '../transport/url.js';
import { classicFurtherPart } from './classic/dialect.js';
import type { ConnectOptions } from './connect-options.js';
import { openRegister } from './open-register.js';
import type { ConnectOfd } from './p5/index.js';
import type { CashRegister } from './register.js';

/** Opens a register by its address, with options that were checked. ValidationError for a wrong address. */
export async function openAddress(where: string | Transport, options: ConnectOptions): Promise<CashRegister> {
  const transport = typeof where === 'string' ? transportFor(where) : where;
  const { journal, ofd } = options;
  // Files of the package may be others, or gone, by the time somebody asks for it.
  await classicFurtherPart();
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
