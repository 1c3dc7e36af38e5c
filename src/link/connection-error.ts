import { ConnectionError } from '../errors.js';

/** What ended a line, whatever its transport has thrown. */
export function asConnectionError(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ConnectionError('LOST', `Связь с ККТ потеряна: ${reason}`, { cause: error });
}
