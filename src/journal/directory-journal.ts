import { checkArgument, checkedElsewhere, checkOptions, flag, text } from '../util/options.js';
import type { JournalStore } from './journal.js';
import { checkNotNegative, type RetentionOptions, retentionRules } from './retention.js';

export interface FileJournalOptions extends RetentionOptions {
  /**
   * When the file is larger than this, bytes, and has doubled since it was last rewritten, replaced records are
   * removed from it. No limit: what must be kept is kept. Default 4 MiB.
   */
  compactBytes?: number | undefined;
  /** Without it a record survives a crash of the process, but not a power cut. Default true. */
  fsync?: boolean | undefined;
}

const fileRules = { compactBytes: checkedElsewhere, fsync: flag };

/**
 * A journal in a directory of its own on a local disk; the directory is made when it is missing. Records of finished
 * keys are forgotten a day after `keepDays` at the latest, when something is appended or the journal is opened.
 *
 * @throws ValidationError for impossible options.
 */
export function fileJournal(directory: string, options: FileJournalOptions = {}): JournalStore {
  checkArgument(directory, 'directory', text(), 'Неверные настройки журнала');
  checkOptions(options, { ...retentionRules, ...fileRules }, 'Неверные настройки журнала');
  if (options.keepDays !== undefined) checkNotNegative('keepDays', options.keepDays);
  if (options.compactBytes !== undefined) checkNotNegative('compactBytes', options.compactBytes);
  // Files are loaded when a journal is opened, so that a program without them can use the rest of the package.
  let loaded: JournalStore | undefined;
  const store = async (): Promise<JournalStore> => {
    const { FileJournal } = await import('./file-journal.js');
    loaded ??= new FileJournal(directory, options);
    return loaded;
  };
  return {
    open: async () => (await store()).open(),
    // Without waiting, because the record is taken as it is now.
    append: (record) => loaded?.append(record) ?? store().then((journal) => journal.append(record)),
    close: async () => loaded?.close(),
  };
}
