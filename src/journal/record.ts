import { type Problem, ValidationError } from '../errors.js';
import type { JournalRecord, JournalState } from './journal.js';

const STATES = { intent: true, done: true, refused: true } as const satisfies Record<JournalState, true>;

/** What earlier versions called an intent that nobody had found out about. */
const FORMER_INTENT = 'unknown';

/**
 * The record as JSON, taken before the caller can change it.
 *
 * @throws ValidationError for what is no record or no JSON.
 */
export function encodeRecord({ key, state, at, data }: JournalRecord): string {
  const problems: Problem[] = [];
  if (typeof key !== 'string' || key === '') {
    problems.push({ path: 'key', code: 'KEY', ru: 'непустая строка', en: 'a non-empty string', value: key });
  }
  if (!isState(state)) {
    const names = Object.keys(STATES).join(', ');
    problems.push({
      path: 'state',
      code: 'STATE',
      ru: `одно из: ${names}`,
      en: `one of ${names}`,
      value: state,
    });
  }
  if (!Number.isFinite(at)) {
    problems.push({
      path: 'at',
      code: 'TIME',
      ru: 'миллисекунды с 1970 года',
      en: 'ms since 1970',
      value: at,
    });
  }
  let text: string | undefined;
  try {
    text = JSON.stringify({ key, state, at, data });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({
      path: 'data',
      code: 'JSON',
      ru: 'то, что можно записать как JSON',
      en: 'JSON',
      value: reason,
    });
  }
  if (problems.length > 0 || text === undefined)
    throw new ValidationError(problems, 'Неверная запись журнала');
  return text;
}

/** The record, or nothing when the text is not one. */
export function decodeRecord(text: string): JournalRecord | undefined {
  const { key, state: written, at, data } = parseObject(text);
  const state = written === FORMER_INTENT ? 'intent' : written;
  if (typeof key !== 'string' || !isState(state) || typeof at !== 'number') return undefined;
  return { key, state, at, data };
}

/** The fields of a JSON object; none when the text is something else. */
export function parseObject(text: string): { readonly [field: string]: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function isState(value: unknown): value is JournalState {
  return typeof value === 'string' && Object.hasOwn(STATES, value);
}
