import { DeviceError } from '../../errors.js';
import { TaskError } from '../../link/link.js';
import type { AnyRules } from '../../util/options.js';
import type { Dialect } from '../dialect.js';
import type { Cashier } from '../documents/cashier.js';
import type { PaperDebt } from '../documents/printed.js';
import type { Doubts } from '../once/doubt.js';
import type { IssuedDocuments } from '../once/issued.js';
import type { CallOptions } from './call-options.js';
import type { Facts } from './facts.js';

/** What the operations of one register share. */
export interface Session {
  /** What the register is asked, in its own protocol. */
  readonly dialect: Dialect;
  readonly facts: Facts;
  readonly cashier: Cashier;
  readonly doubts: Doubts;
  readonly issued: IssuedDocuments;
  /** What is known of the last document's paper. */
  readonly paper: PaperDebt;
}

/**
 * Runs the jobs of one register one at a time, in the order of the calls. What the options may be say the rules, by default
 * those of any call; a ValidationError comes before the job gets its turn.
 */
export type Exclusive = <T>(
  options: CallOptions | undefined,
  job: () => Promise<T>,
  rules?: AnyRules,
) => Promise<T>;

/** True when the register does not know the task: it may have been executed or not. */
export function isForgotten(error: unknown): boolean {
  return error instanceof TaskError && error.code === 'TASK_FORGOTTEN';
}

/** True when the register said no and therefore did nothing. */
export function isRefusal(error: unknown): error is DeviceError {
  return error instanceof DeviceError;
}

/** The answer, or undefined when the register refuses with one of these bytes; without bytes, with any. */
export async function unlessRefused<T>(answer: Promise<T>, ...statuses: number[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error) && (statuses.length === 0 || statuses.includes(error.status))) return undefined;
    throw error;
  }
}
