import { JournalError } from '../errors.js';

interface Store {
  close(): Promise<void>;
}

const taken = new WeakSet<Store>();

/**
 * Takes a store for one user of this process. Stores lock their files and tables against other processes; this one sees that the
 * same object is not given to two registers.
 *
 * @throws JournalError `JOURNAL_LOCKED`
 */
export function takeAlone(store: Store): void {
  if (taken.has(store)) {
    throw new JournalError('JOURNAL_LOCKED', 'Журнал уже открыт: у одного журнала один пользователь');
  }
  taken.add(store);
}

/** Closes the store; then anybody may take it. */
export async function letGo(store: Store): Promise<void> {
  try {
    await store.close();
  } finally {
    taken.delete(store);
  }
}
