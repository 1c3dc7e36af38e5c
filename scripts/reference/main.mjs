// npm run docs: the API reference in both languages.
import { join } from 'node:path';
import { root } from '../lib.mjs';
import { makeReference } from './reference.mjs';

const folder = join(root, 'docs/api');
await makeReference({ en: join(folder, 'en'), ru: join(folder, 'ru') });
process.stdout.write('docs/api/en/index.html and docs/api/ru/index.html are ready\n');
