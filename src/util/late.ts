import { AtolError } from '../errors.js';

let loading = 0;

/**
 * Loads a part of the package. Files take real time, whatever clock a program lives by: a virtual one stands still meanwhile, so that
 * what happens in it does not depend on the disk.
 *
 * @throws AtolError `LOAD_FAILED`: a page cannot reach its server, or files of the package are missing.
 */
export async function late<T>(load: () => Promise<T>): Promise<T> {
  loading++;
  try {
    return await load();
  } catch (error) {
    throw notLoaded(error);
  } finally {
    loading--;
  }
}

export function isLoading(): boolean {
  return loading > 0;
}

function notLoaded(cause: unknown): AtolError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AtolError('LOAD_FAILED', `Часть пакета не загрузилась: ${reason}`, { cause });
}
