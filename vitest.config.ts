import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { sourceAliases } from './scripts/workspaces.mjs';
import { LongestFirst } from './test/support/longest-first.js';

/** They measure memory, lock ports that the system numbers, or are the example of a test that somebody else writes. */
const alone = [
  'packages/gateway/test/fleet/heap.test.ts',
  'examples/testing/vitest.test.ts',
  'test/cli/pty.test.ts',
];
const together = ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'];

export default defineConfig({
  resolve: {
    // The same names that users import, read from the sources.
    alias: sourceAliases(),
  },
  test: {
    environment: 'node',
    // Processes, not threads: native serial bindings are not made for several threads.
    pool: 'forks',
    // Tests wait for sockets, files and other processes for half of their time.
    maxWorkers: availableParallelism() * 2,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/support/build.ts', 'packages/gateway/test/support/postgres-of-the-run.ts'],
    projects: [
      // Loading the modules takes longer than most files of tests; they leave nothing behind, and share them.
      { extends: true, test: { name: 'together', include: together, exclude: alone, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
    // Only against tests that hang: how long one takes says how busy the machine is, and fails nothing.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 240_000 } },
    coverage: {
      provider: 'v8',
      include: ['src/protocol/**/*.ts', 'src/link/**/*.ts', 'src/register/**/*.ts', 'src/journal/**/*.ts'],
      // Locks of Windows and BSD: elsewhere not a line of it runs. What else is not reached, and why: test/uncovered.md, which
      // scripts/coverage.ts compares with the report.
      exclude: ['src/journal/kernel-keeper.ts'],
      thresholds: { 'src/register/**': { lines: 95 }, 'src/journal/**': { lines: 95 } },
      reporter: ['text', 'html', 'json'],
    },
  },
});
