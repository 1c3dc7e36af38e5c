import { AtolError, ConnectionError } from '../errors.js';
import type { JournalStore } from '../journal/journal.js';
import type { ConnectOverOptions } from '../register/connect-options.js';
import { connectOver } from '../register/connect-over.js';
import type { CashRegister } from '../register/register.js';
import type { Transport } from '../transport/transport.js';
import { needObject } from '../util/arguments.js';
import { readable } from '../util/options.js';
import { loadErrorTexts } from './later/error-texts.js';
import { pageJournal } from './page-journal.js';
import { takeName } from './tab-lock.js';

export interface PageConnectOptions extends Omit<ConnectOverOptions, 'journal'> {
  /**
   * Keeps receipts when the page or the browser goes down in the middle: a name for a journal in IndexedDB, or a store of your own.
   * Without it the guarantee of `issue(…, { key })` ends with the page. One journal belongs to one register.
   */
  journal?: string | JournalStore | undefined;
}

/**
 * Connects to a register from a page: `connect(webSerial(port))`, `connect(webUsb(device))`, `connect(await requestRegister())`. After
 * unplugging the next call finds the register again.
 *
 * A register belongs to one page at a time; another page is told.
 *
 * @throws what `connectOver` throws, ConnectionError `CONNECT_FAILED` also where the browser gives no Web Locks, AtolError `REGISTER_IN_USE` while another page of this site has the register, JournalError
 * `JOURNAL_LOCKED` while another page has the journal.
 */
export async function connect(transport: Transport, options: PageConnectOptions = {}): Promise<CashRegister> {
  needObject(options, 'options');
  const { journal } = readable('options', () => ({ ...options }));
  // An error tells its code and its name without them, so no operation waits, and none fails.
  loadErrorTexts().catch(() => {});
  const kkt = await connectOver(transport, {
    ...options,
    journal: typeof journal === 'string' ? pageJournal(journal) : journal,
  });
  try {
    const { serialNumber } = await kkt.identify({ signal: options.signal });
    const lock = await takeName(`atol-kkt register ${serialNumber}`).catch((error: Error) => {
      throw noLocks(error);
    });
    if (lock === undefined) throw inUse(serialNumber);
    kkt.connection.onState((state) => state === 'closed' && lock.release());
    return kkt;
  } catch (error) {
    await kkt.close();
    throw error;
  }
}

function inUse(serialNumber: string): AtolError {
  const message = `ККТ № ${serialNumber} занята: она открыта в другой вкладке`;
  return new AtolError('REGISTER_IN_USE', message, { outcome: 'not-sent' });
}

function noLocks(cause: Error): ConnectionError {
  const message = `Не узнать, занята ли ККТ другой вкладкой (${cause.message}): нужна страница по https или с localhost, не в изолированном фрейме`;
  return new ConnectionError('CONNECT_FAILED', message, { cause, outcome: 'not-sent' });
}
