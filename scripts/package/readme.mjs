// Every snippet of README.md as printed, in an empty project with the tarball; README.ru.md shows the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../lib.mjs';

export async function readme({ project, step }) {
  const printed = readFileSync(join(root, 'README.md'), 'utf8').match(/^```(?:ts|sh)$/gm).length;
  await step('every snippet of README.md', async () => {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const env = { ...process.env, README_PROJECT: project, NO_COLOR: '1' };
    const args = [vitest, 'run', 'test/readme.test.ts', '--reporter=verbose'];
    const result = await run(process.execPath, args, { env });
    const ran = (result.output.match(/✓ .*README\.md, line \d+/g) ?? []).length;
    if (result.code === 0 && ran !== printed)
      return { code: 1, output: `${ran} of ${printed} snippets ran\n${result.output}` };
    return { ...result, note: `${ran} snippets` };
  });
}
