import { DeviceError } from '../errors.js';
import { TaskError } from '../link/link.js';
import type { Caller } from './caller.js';
import type { Facts } from './facts.js';
import type { Modes } from './modes.js';

/** What the operations of one register share. */
export interface Session {
  readonly caller: Caller;
  readonly modes: Modes;
  readonly facts: Facts;
}

/** True when the register does not know the task: it may have been executed or not. */
export function isForgotten(error: unknown): boolean {
  return error instanceof TaskError && error.code === 'TASK_FORGOTTEN';
}

/** True when the register said no and therefore did nothing. */
export function isRefusal(error: unknown): error is DeviceError {
  return error instanceof DeviceError;
}
