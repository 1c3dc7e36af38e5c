import { InputError } from './errors.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The names by which a task is known, if it has any. */
export function keysIn(task: unknown): ReadonlyArray<{ name: string; key: string }> {
  if (!isObject(task)) return [];
  return ['uuid', 'key']
    .map((name) => ({ name, key: String(task[name] ?? '') }))
    .filter(({ key }) => key !== '');
}

/** The only task of a list, or of a request as ATOL's web server takes it. Throws InputError for several. */
export function oneTask(given: unknown): unknown {
  const asked = isObject(given) && given['type'] === undefined ? (given['request'] ?? given) : given;
  if (!Array.isArray(asked)) return asked;
  if (asked.length === 1) return asked[0];
  throw new InputError(`В списке заданий ${asked.length}, а чек получается из одного`);
}
