import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { PARSE_ERROR } from './fields.js';

/** A task that is no JSON, such as one with itself inside, is told before anything else is done. */
export function checkReadable(task: object): void {
  try {
    JSON.stringify(task);
  } catch (error) {
    throw parseError(`задание не читается: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function parseError(why: string): JsonTaskError {
  return new JsonTaskError(PARSE_ERROR, `${driverError(PARSE_ERROR).description} (${why})`);
}
