// Writes docs/commands.md, docs/registers.md, docs/settings.md with their Russian twins, and docs/receipt.svg from the sources.
import { writeFileSync } from 'node:fs';
import { pages } from './docs/pages.js';
import { receiptPicture } from './docs/picture.js';

for (const { file, text } of pages()) writeFileSync(file, text);
writeFileSync('docs/receipt.svg', await receiptPicture());
