import type { RetentionOptions } from './retention.js';

export interface FileJournalOptions extends RetentionOptions {
  /**
   * When the file in use is larger than this, bytes, and has doubled since it was last rewritten, replaced records are removed
   * from it, and finished keys but for the newest hundred go into files of their own. It is read whole when the journal is
   * opened. Default 4 MiB.
   */
  compactBytes?: number | undefined;
  /** Without it a record survives a crash of the process, but not a power cut. Default true. */
  fsync?: boolean | undefined;
}
