export { type FileJournalOptions, fileJournal } from './directory-journal.js';
export type { JournalRecord, JournalState, JournalStore } from './journal.js';
export { memoryJournal } from './memory-journal.js';
export type { RetentionOptions } from './retention.js';
