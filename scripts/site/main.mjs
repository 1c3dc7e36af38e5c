// npm run site: the site in `site/`.
import { join } from 'node:path';
import { root } from '../lib.mjs';
import { makeSite } from './site.mjs';

await makeSite(join(root, 'site'));
process.stdout.write('site/ is ready: any server of files serves it\n');
