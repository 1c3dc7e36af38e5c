/** Somebody wants to be told of the end of a job. */
export interface Callback {
  readonly id: number;
  readonly uuid: string;
  readonly url: string;
  /** Attempts before this one. */
  readonly attempts: number;
  readonly createdAt: number;
}

export interface CallbackState extends Callback {
  readonly state: 'due' | 'sent' | 'dead';
  readonly dueAt: number;
  /** Of the last attempt. */
  readonly error: string | undefined;
}

/** Callbacks that are still to be made. They are filled by the transaction that ends a job. */
export interface Outbox {
  /** Takes callbacks that are due, for `leaseMs`: after that another process may have them. */
  take(now: number, limit: number, leaseMs: number): Promise<Callback[]>;
  sent(id: number, now: number): Promise<void>;
  /** Again at `dueAt`; undefined: never. */
  retry(id: number, dueAt: number | undefined, error: string): Promise<void>;
  /** Another attempt of the callback of a job that has ended, now. False when it has none. */
  again(uuid: string, now: number): Promise<boolean>;
  of(uuid: string): Promise<CallbackState[]>;
}
