import { JournalError } from '../errors.js';
import { checkOptions } from '../util/options.js';
import type { JournalStore } from './journal.js';
import { decodeRecord, encodeRecord } from './record.js';
import {
  checkNotNegative,
  DAY_MS,
  DEFAULT_KEEP_DAYS,
  forgetOld,
  type Latest,
  type RetentionOptions,
  remember,
  retentionRules,
} from './retention.js';

/**
 * A journal that lives and dies with this process: once and only once across lost lines and reconnects, but not
 * across a crash of the process itself.
 *
 * @throws ValidationError for impossible options.
 */
export function memoryJournal(options: RetentionOptions = {}): JournalStore {
  checkOptions(options, retentionRules, 'Неверные настройки журнала');
  const { keepDays = DEFAULT_KEEP_DAYS } = options;
  checkNotNegative('keepDays', keepDays);
  const latest: Latest = new Map();
  let open = false;
  let cleaned = 0;

  const clean = (): void => {
    cleaned = Date.now();
    forgetOld(latest, keepDays, cleaned);
  };
  return {
    async open() {
      if (open) {
        throw new JournalError('JOURNAL_LOCKED', 'Журнал уже открыт: у одного журнала один пользователь');
      }
      open = true;
      clean();
      return [...latest.values()];
    },
    async append(record) {
      if (!open) throw new JournalError('JOURNAL_CLOSED', 'Журнал закрыт');
      // Through JSON, as any other store: later changes of the caller's objects must not reach the journal.
      const copy = decodeRecord(encodeRecord(record));
      if (copy) remember(latest, copy);
      if (Math.abs(Date.now() - cleaned) > DAY_MS) clean();
    },
    async close() {
      open = false;
    },
  };
}
