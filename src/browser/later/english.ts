/**
 * Stands for the English of errors in a page, which loads it when somebody wants it: until then a text stays as it is. The build puts
 * this module in the place of `util/english/errors.ts`.
 */
import type { Catalogue } from '../../util/english/catalogue.js';

let loaded: Catalogue | undefined;

export const englishErrors = {
  find: (text: string): string | undefined => loaded?.find(text),
  english: (text: string): string => loaded?.english(text) ?? text,
};

/** From here on errors have their English, also those that were thrown before. */
export async function loadEnglish(): Promise<void> {
  ({ englishErrors: loaded } = await import('../../util/english/errors.js'));
}
