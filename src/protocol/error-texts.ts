import { lazily } from '../util/lazily.js';
import { adviceRows } from './data/advices.js';
import { type ErrorTextRow, errorTextRows } from './data/error-texts.js';

const byName = lazily(() => new Map<string, ErrorTextRow>(errorTextRows.map((row) => [row[0], row])));

/** Refusals that last until something is done about them. */
const advices = lazily(() => new Map(adviceRows.map((row) => [row[0], row])));

/** What is said of errors to people. A program decides by codes and names, which are always there. */
export const errorTexts = {
  /** Undefined in a page that has not loaded the texts yet. */
  find: (name: string): ErrorTextRow | undefined => byName().get(name),
  /** By the error byte: status, Russian, English. */
  advice: (status: number): (typeof adviceRows)[number] | undefined => advices().get(status),
};
