import { JournalError } from '../errors.js';
import { checkOptions } from '../util/options.js';
import { isOpenState, type JournalRecord, type JournalStore } from './journal.js';
import { decodeRecord, encodeRecord } from './record.js';
import {
  type Aged,
  checkNotNegative,
  DAY_MS,
  DEFAULT_KEEP_DAYS,
  forgetOld,
  type RetentionOptions,
  remember,
  retentionRules,
} from './retention.js';

interface Kept extends Aged {
  readonly json: string;
}

const inMemory = new WeakSet<JournalStore>();

/** Whether a store dies with this process: what nobody will ask for by its key need not be kept there. */
export function isInMemory(store: JournalStore): boolean {
  return inMemory.has(store);
}

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
  const latest = new Map<string, Kept>();
  let closed = false;
  let cleaned = Number.NEGATIVE_INFINITY;

  const clean = (): void => {
    if (Math.abs(Date.now() - cleaned) <= DAY_MS) return;
    cleaned = Date.now();
    forgetOld(latest, keepDays, cleaned);
  };
  const check = (): void => {
    if (closed) throw new JournalError('JOURNAL_CLOSED', 'Журнал закрыт');
  };
  const store: JournalStore = {
    async pending() {
      if (closed) cleaned = Number.NEGATIVE_INFINITY;
      closed = false;
      clean();
      return [...latest.values()].filter(({ state }) => isOpenState(state)).map(recordOf);
    },
    async find(key) {
      check();
      const kept = latest.get(key);
      return kept && recordOf(kept);
    },
    async append(records) {
      // Through JSON, as any other store: later changes of the caller's objects must not reach the journal.
      const taken = records.map((one) => ({
        key: one.key,
        state: one.state,
        at: one.at,
        json: encodeRecord(one),
      }));
      check();
      for (const one of taken) remember(latest, one);
      clean();
    },
    async close() {
      closed = true;
    },
  };
  inMemory.add(store);
  return store;
}

function recordOf({ json }: Kept): JournalRecord {
  return decodeRecord(json) as JournalRecord;
}
