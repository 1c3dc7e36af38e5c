import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as emulator from '../../src/emulator/index.js';
import * as root from '../../src/index.js';
import { execute, root as folder } from '../readme/run.js';

const path = (file: string) => join(folder, file);
const read = (file: string) => readFileSync(path(file), 'utf8');
const FOLDER = 'examples/testing';

describe('the guide to testing', () => {
  const guide = read('docs/testing.md');
  const shown = [...guide.matchAll(/<!-- file: (\S+) -->\n```(\w+)\n(.*?)```\n/gs)];

  test('shows every example as it is', () => {
    expect(shown.map(([, file]) => file)).toEqual([
      `${FOLDER}/till.ts`,
      `${FOLDER}/vitest.test.ts`,
      `${FOLDER}/node.test.ts`,
      `${FOLDER}/jest.test.cjs`,
    ]);
    for (const [, file = '', , code] of shown) expect([file, code]).toEqual([file, read(file)]);
  });

  test('names options that there are', () => {
    const options = read('src/emulator/options.ts');
    const named = [...guide.matchAll(/`(\w+): (?:'|\d|false|new|\{|server)/g)].map(
      ([, name]) => name as string,
    );
    expect(named.length).toBeGreaterThan(8);
    for (const name of new Set(named)) expect(options).toMatch(new RegExp(`^  ${name}\\?:`, 'm'));
  });
});

// vitest runs its own example: see `include` in vitest.config.ts.

describe('the example for node:test', () => {
  test('runs and passes', async () => {
    const env = { NODE_ENV: undefined, VITEST: undefined, NODE_TEST_CONTEXT: undefined };
    const args = ['--import', import.meta.resolve('tsx'), '--test', path(`${FOLDER}/node.test.ts`)];
    const { code, stdout, stderr } = await execute(process.execPath, args, { env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[#ℹ] pass 3$/m);
    expect(stdout).toMatch(/^[#ℹ] fail 0$/m);
  });
});

// Jest itself is 180 packages. Its interface is the one that vitest has, so its example runs here on that.
describe('the example for Jest', () => {
  const jest = {
    useFakeTimers: () => vi.useFakeTimers(),
    useRealTimers: () => vi.useRealTimers(),
    advanceTimersByTimeAsync: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
  const modules: Readonly<Record<string, unknown>> = { 'atol-kkt': root, 'atol-kkt/emulator': emulator };
  const require = (name: string): unknown => modules[name] ?? createRequire(import.meta.url)(name);
  const code = read(`${FOLDER}/jest.test.cjs`);
  const names = ['require', 'jest', 'describe', 'test', 'expect', 'beforeEach', 'afterEach'];
  new Function(...names, code)(require, jest, describe, test, expect, beforeEach, afterEach);
});
