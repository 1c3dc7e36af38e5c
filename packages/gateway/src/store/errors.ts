import { AtolError, type AtolErrorOptions } from 'atol-kkt';

export type StoreErrorCode =
  /** The database does not answer; what was asked may or may not have happened. Asking again is safe. */
  | 'STORE_LOST'
  /** The disk is full, or another fault of the database: nothing of the transaction was kept. */
  | 'STORE_IO'
  /** Another process has the lane: its fence has grown. Nothing was changed. */
  | 'LANE_LOST'
  /** The job is no longer in the state that the transition begins from. Nothing was changed. */
  | 'JOB_STATE'
  /** The database was made by a newer version of this package. */
  | 'STORE_VERSION'
  /** The store was closed. */
  | 'STORE_CLOSED'
  /** SQLite has one writer, and that is another process. */
  | 'STORE_LOCKED';

/** What must not be lost could not be written or read. */
export class StoreError extends AtolError {
  override name = 'StoreError';
  declare readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: AtolErrorOptions) {
    super(code, message, options);
  }

  /** The same call may succeed later. */
  get passing(): boolean {
    return this.code === 'STORE_LOST' || this.code === 'STORE_IO';
  }
}
