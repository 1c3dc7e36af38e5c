// Faults at every position: npm run test:exhaustive [-- --every 7] takes every 7th one, always the same.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, run } from './lib.mjs';

const { values } = parseArgs({ options: { every: { type: 'string', default: '1' } } });
if (!/^[1-9]\d*$/.test(values.every)) throw new Error('--every is a whole number from 1 on');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const files = [
  'test/once/sweep-',
  'test/once/kill.test.ts',
  'test/once/chaos.test.ts',
  'test/once/lies.test.ts',
  'test/register/',
  'test/link/v2-noise.test.ts',
  'test/browser/register.test.ts',
  'test/browser/tabs.test.ts',
  'test/journal/crash.test.ts',
  'test/journal/kill.test.ts',
  'test/emulator/days/',
  'test/emulator/store/kill.test.ts',
  'packages/gateway/test/fleet/crash.test.ts',
  'packages/gateway/test/online/api.test.ts',
];
const { code } = await run(process.execPath, [vitest, 'run', ...files], {
  env: { ...process.env, ONCE_EVERY: values.every },
  inherit: true,
});
process.exitCode = code;
