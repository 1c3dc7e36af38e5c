import { AtolError } from '../errors.js';
import { JsonTaskError } from '../json/index.js';

/** A task that failed, as the command line tells errors. */
class TaskFailure extends AtolError {
  override name = 'JsonTaskError';
  readonly driverCode: number;
  readonly description: string;

  constructor(error: JsonTaskError) {
    super('JSON_TASK', error.message, { outcome: error.outcome, cause: error });
    this.driverCode = error.code;
    this.description = error.description;
  }

  override toJSON(): Record<string, unknown> {
    const { driverCode, description } = this;
    return { ...super.toJSON(), driverCode, description };
  }
}

/** For `catch`: tells the failure of a JSON task as the command line tells errors. */
export function throwTaskFailure(error: unknown): never {
  throw error instanceof JsonTaskError ? new TaskFailure(error) : error;
}
