import { byteTexts } from './bytes.js';
import { Catalogue } from './catalogue.js';
import { documentTexts } from './documents.js';
import { evidenceTexts } from './evidence.js';
import { inputTexts } from './input.js';
import { lineTexts } from './line.js';
import { storeTexts } from './stores.js';
import { taskTexts } from './tasks.js';

/** English of the messages of errors, and of the reasons inside them. */
export const englishErrors: Catalogue = new Catalogue([
  ...lineTexts,
  ...documentTexts,
  ...evidenceTexts,
  ...storeTexts,
  ...inputTexts,
  ...taskTexts,
  ...byteTexts,
]);
