// Writes docs/commands.md, docs/registers.md and docs/settings.md from the declarations in src.
import { writeFileSync } from 'node:fs';
import { pages } from './docs/pages.js';

for (const { file, text } of pages()) writeFileSync(file, text);
