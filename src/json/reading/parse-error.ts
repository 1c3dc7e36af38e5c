import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { PARSE_ERROR } from './fields.js';

/** A task that is no JSON, such as one with itself inside, is told before anything else is done. */
export function checkReadable(task: object): void {
  let text: string | undefined;
  try {
    text = JSON.stringify(task);
  } catch (error) {
    throw parseError(`задание не читается: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text !== undefined && halfOfPair.test(text))
    throw parseError('в тексте половина символа: текст разрезан');
}

/** The first half of a surrogate pair without the second: `JSON.stringify()` writes it as an escape, and the driver takes no such text. */
const halfOfPair = /(?<!\\)(?:\\\\)*\\ud[89ab][0-9a-f]{2}/;

export function parseError(why: string): JsonTaskError {
  return new JsonTaskError(PARSE_ERROR, `${driverError(PARSE_ERROR).description} (${why})`);
}
