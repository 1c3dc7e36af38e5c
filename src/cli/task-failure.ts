import { AtolError, isAtolError } from '../errors.js';
import { driverError, JsonTaskError } from '../json/index.js';
import { englishErrors } from '../util/english/index.js';

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

  override get english(): string {
    return `Error ${this.driverCode} [ ${this.#why()} ]`;
  }

  override toJSON(): Record<string, unknown> {
    const { driverCode, description } = this;
    return { ...super.toJSON(), driverCode, description };
  }

  /** The driver speaks Russian only: an error of ours has its own English, and the driver's constants are English words. */
  #why(): string {
    const { cause } = this.cause as JsonTaskError;
    if (isAtolError(cause)) return cause.english;
    const { constant, description } = driverError(this.driverCode);
    if (!this.description.startsWith(description)) return englishErrors.english(this.description);
    const [, reason] = /^ \((.*)\)$/s.exec(this.description.slice(description.length)) ?? [];
    const name = constant.toLowerCase().replaceAll('_', ' ');
    return reason === undefined ? name : `${name} (${englishErrors.english(reason)})`;
  }
}

/** For `catch`: tells the failure of a JSON task as the command line tells errors. */
export function throwTaskFailure(error: unknown): never {
  throw error instanceof JsonTaskError ? new TaskFailure(error) : error;
}
