import { DeviceError } from '../../errors.js';
import { TaskError } from '../../link/link.js';

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
