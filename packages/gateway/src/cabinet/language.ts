/** Languages of the pages, the first one for whoever has not chosen. */
export const languages = ['ru', 'en'] as const;
export type Language = (typeof languages)[number];

export function isLanguage(text: unknown): text is Language {
  return text === 'ru' || text === 'en';
}

/** Picks the text of the reader's language; both stand beside each other wherever they are needed. */
export type Tell = (ru: string, en: string) => string;

export function tellerOf(language: Language): Tell {
  return language === 'ru' ? (ru) => ru : (_, en) => en;
}
