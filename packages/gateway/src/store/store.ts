import type { JobStore } from './jobs.js';
import type { LaneStore } from './lanes.js';
import type { Outbox } from './outbox.js';
import type { PeopleStore } from './people.js';
import type { RequestStore } from './requests.js';
import type { SettingsStore } from './settings.js';
import type { StatisticsStore } from './statistics.js';

/** Something in the database has changed that somebody may wait for; a hint, never needed. */
export type Wake = { readonly kind: 'jobs'; readonly group: string } | { readonly kind: 'callbacks' };

/**
 * What a gateway must not lose. Every promise of a change resolves when the change would survive a power cut, and not
 * before; what arrives together shares a transaction. Errors are StoreErrors: `passing` ones may be tried again.
 */
export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  /** Where it is, without passwords. */
  readonly name: string;
  readonly jobs: JobStore;
  readonly lanes: LaneStore;
  readonly outbox: Outbox;
  readonly people: PeopleStore;
  readonly requests: RequestStore;
  readonly settings: SettingsStore;
  readonly statistics: StatisticsStore;
  /** Changes that another process made. The returned function ends it. */
  onWake(listener: (wake: Wake) => void): () => void;
  /** Answers when the database does. */
  ping(): Promise<void>;
  /** Transactions made so far, and changes in them, for metrics. */
  readonly commits: { readonly transactions: number; readonly changes: number };
  /** Waits for what is under way. */
  close(): Promise<void>;
}
