// A wide slice of the test suite against the packed files, as ES modules and as CommonJS.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../lib.mjs';

/** Fewer test files than this would be no slice. */
const FEWEST_FILES = 30;

export async function suite({ project, step }) {
  // The optional packages of this repository: native code, not worth another download.
  for (const name of ['serialport', 'usb', 'jsbarcode'])
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'junction');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(root, 'scripts', 'package', 'vitest.config.mjs');
  for (const format of ['esm', 'cjs'])
    await step(`tests against the packed files, ${format}`, async () => {
      const env = { ...process.env, PACKED: project, FORMAT: format, NO_COLOR: '1' };
      const result = await run(process.execPath, [vitest, 'run', '--config', config, '--reporter=dot'], {
        env,
      });
      const [, files] = /Test Files +(?:.*\| )?(\d+) passed/.exec(result.output) ?? [];
      const [, tests] = /Tests +(?:.*\| )?(\d+) passed/.exec(result.output) ?? [];
      if (result.code === 0 && Number(files ?? 0) < FEWEST_FILES)
        return { code: 1, output: `only ${files} files\n${result.output}` };
      return { ...result, note: `${files} files, ${tests} tests` };
    });
}
