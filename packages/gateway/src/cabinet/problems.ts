import { isAtolError, type Problem } from 'atol-kkt';
import { html, type Markup } from './html/html.js';
import type { Language } from './language.js';

/** What a form is told, by the names of its fields; problems of no field stand under the empty name. */
export type Problems = ReadonlyMap<string, string>;

/** The driver's problems by fields of a form. `fieldOf`: the field that a path of the data comes from. */
export function problemsOf(error: unknown, language: Language, fieldOf: (path: string) => string): Problems {
  if (!isAtolError(error, 'ValidationError')) throw error;
  return byField(error.problems, language, fieldOf);
}

export function byField(
  problems: readonly Problem[],
  language: Language,
  fieldOf: (path: string) => string,
): Problems {
  const found = new Map<string, string>();
  for (const problem of problems) {
    const field = fieldOf(problem.path);
    const before = found.get(field);
    const text = problem[language];
    found.set(field, before === undefined ? text : before.includes(text) ? before : `${before}; ${text}`);
  }
  return found;
}

/** A list for the reader; each entry names its field for the script of the page. */
export function problemList(problems: Problems, names: (field: string) => string): Markup {
  return html`<ul>${[...problems].map(([field, text]) => html`<li>${field !== '' && html`<b>${names(field)}</b>: `}<span data-problem="${field}">${text}</span></li>`)}</ul>`;
}
