export { fileJournal } from './directory-journal.js';
export type { FileJournalOptions } from './file-options.js';
export type { JournalRecord, JournalState, JournalStore } from './journal.js';
export { memoryJournal } from './memory-journal.js';
export type { RetentionOptions } from './retention.js';
