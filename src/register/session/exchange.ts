import type { TaskError } from '../../link/link.js';
import { layerLog } from '../../util/debug.js';
import { type OptionRule, oneOf } from '../../util/options.js';
import type { RegisterConnection } from './connection.js';

const log = layerLog('issue');

/**
 * How the commands of a receipt are sent: `serial` waits for each answer before the next command, `buffered` queues them in the
 * register's task buffer (link v3) and waits for all of them, and then for the closing one.
 */
export type ExchangeMode = 'serial' | 'buffered';

/** What an option `exchange` may be. */
export const exchangeRule: OptionRule = oneOf('serial', 'buffered');

/** Tasks that are put into the register at a time. Its buffer is said to be small; results count as well until acknowledged. */
export const DEFAULT_QUEUE_LIMIT = 12;

/** How receipts are sent over one connection. */
export class ExchangeChoice {
  readonly #connection: RegisterConnection;
  readonly #wanted: ExchangeMode;
  readonly queueLimit: number;
  #refused = false;

  constructor(connection: RegisterConnection, wanted: ExchangeMode, queueLimit: number) {
    this.#connection = connection;
    this.#wanted = wanted;
    this.queueLimit = queueLimit;
  }

  /** What the next receipt uses: `buffered` needs link v3 and a register whose buffer takes the tasks. */
  inUse(wanted: ExchangeMode = this.#wanted): ExchangeMode {
    return wanted === 'buffered' && !this.#refused && this.#connection.linkVersion === 'v3'
      ? 'buffered'
      : 'serial';
  }

  /** The register's buffer is full or does not take such tasks: one by one from here on, until the next connection. */
  refuse(error: TaskError): void {
    log('serial exchange from here on: %s', error.message);
    this.#refused = true;
  }

  forget(): void {
    this.#refused = false;
  }
}
