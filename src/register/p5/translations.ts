import { documentTranslations } from './documents.js';
import { fnTranslations } from './fn.js';
import { infoTranslations } from './info.js';
import { printTranslations } from './print.js';
import { receiptTranslations } from './receipt.js';
import { settingTranslations } from './settings.js';
import type { Translations } from './steps.js';

/** What this protocol can do, by the names of the classic commands. */
export const translations: Translations = {
  ...infoTranslations,
  ...receiptTranslations,
  ...documentTranslations,
  ...fnTranslations,
  ...printTranslations,
  ...settingTranslations,
};
