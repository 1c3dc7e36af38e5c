/** `blocked`: nobody knows whether a task of it was executed; its queue stands. */
export type TillRequestState = 'wait' | 'inProgress' | 'blocked' | 'ended' | 'canceled';

/** Tasks of a till program for one register, in order. Times are ms since 1970. */
export interface TillRequest {
  readonly uuid: string;
  readonly register: string;
  readonly state: TillRequestState;
  /** Plain JSON of the layer above, as it came. */
  readonly tasks: readonly unknown[];
  /** Plain JSON: what is known of each task. */
  readonly results: readonly unknown[];
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
}

/** Queues of tasks by register. Every promise of a change resolves when it would survive a power cut. */
export interface RequestStore {
  /** False: the name is taken, nothing was written. */
  add(request: Pick<TillRequest, 'uuid' | 'register' | 'tasks' | 'results' | 'createdAt'>): Promise<boolean>;
  get(uuid: string): Promise<TillRequest | undefined>;
  /** Not ended, oldest first. */
  open(register: string): Promise<TillRequest[]>;
  /** Registers that have requests which are not ended. */
  registers(): Promise<string[]>;
  save(uuid: string, state: TillRequestState, results: readonly unknown[], now: number): Promise<void>;
  /** `wait` → `canceled`. False when it is not `wait` any more. */
  cancel(uuid: string, results: readonly unknown[], now: number): Promise<boolean>;
  /** Begins: `wait` → `inProgress`. False when somebody has cancelled it. */
  begin(uuid: string): Promise<boolean>;
  /** How many there are of each state. */
  count(register: string): Promise<Readonly<Record<string, number>>>;
  /** Forgets those that ended before the time. */
  prune(finishedBefore: number): Promise<number>;
}
