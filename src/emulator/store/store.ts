import { type Archive, LogArchive } from '../fn/archive.js';

/** Where a register keeps what it must not forget. */
export interface Store {
  /** An empty archive for a new FN; the next `save` puts it into its place. */
  newArchive(): Archive;
  /** Keeps the register's memory as it is now. */
  save(): void;
  /** @throws StateError `STATE_LOCKED` when another process took the place away */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** All is forgotten with the process. */
export const memoryStore: Store = {
  newArchive: () => new LogArchive(),
  save() {},
  async check() {},
  async close() {},
};
