import type { Receipt } from '../fiscal/index.js';

/** What is looked for after doubt; enough for another process, too. */
export interface Sought {
  readonly receipt: Receipt;
  /** FD number of the last document before ours. */
  readonly baseline: number;
  /** When it was begun, this computer's clock, ms. */
  readonly startedAt: number;
  /** The FN that counts them. */
  readonly fnNumber: string;
}
