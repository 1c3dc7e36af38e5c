import { late } from '../util/late.js';
import { checkArgument, checkedElsewhere, checkOptions, flag, text } from '../util/options.js';
import type { FileJournalOptions } from './file-options.js';
import type { JournalRecord, JournalStore } from './journal.js';
import { decodeRecord, encodeRecord } from './record.js';
import { checkNotNegative, retentionRules } from './retention.js';

const fileRules = { compactBytes: checkedElsewhere, fsync: flag };

/**
 * A journal in a directory of its own on a local disk; the directory is made when it is missing. Opening it takes as long for a
 * million keys as for a hundred. Finished keys older than `keepDays` are forgotten when something is appended or the journal is
 * opened: a day later at the latest where all of them fit into one file, otherwise file by file, when the newest key of it is
 * that old.
 *
 * @throws ValidationError for impossible options.
 */
export function fileJournal(directory: string, options: FileJournalOptions = {}): JournalStore {
  checkArgument(directory, 'directory', text(), 'Неверные настройки журнала');
  checkOptions(options, { ...retentionRules, ...fileRules }, 'Неверные настройки журнала');
  if (options.keepDays !== undefined) checkNotNegative('keepDays', options.keepDays);
  if (options.compactBytes !== undefined) checkNotNegative('compactBytes', options.compactBytes);
  // Files are loaded when a journal is opened, so that a program without them can use the rest of the package.
  let loading: Promise<JournalStore> | undefined;
  let loaded: JournalStore | undefined;
  const load = (): Promise<JournalStore> => {
    loading ??= late(() => import('./file-journal.js')).then(({ FileJournal }) => {
      loaded = new FileJournal(directory, options);
      return loaded;
    });
    return loading;
  };
  return {
    pending: async () => (loaded ?? (await load())).pending(),
    find: async (key) => (loaded ?? (await load())).find(key),
    async append(records) {
      if (loaded) return loaded.append(records);
      // As they are now, whatever the caller does to them later.
      const taken = records.map((one) => decodeRecord(encodeRecord(one)) as JournalRecord);
      await (await load()).append(taken);
    },
    // At once, so that what is asked for after this call is refused.
    close: async () => (loaded ?? (await loading))?.close(),
  };
}
