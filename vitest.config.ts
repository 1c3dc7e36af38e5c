import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // The same names that users import, read from the sources.
    alias: [
      { find: /^atol-kkt$/, replacement: source('index.ts') },
      { find: /^atol-kkt\/(protocol|transport|fiscal|emulator)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: {
    environment: 'node',
    // Processes, not threads: native serial bindings are not made for several threads.
    pool: 'forks',
    include: ['test/**/*.test.ts', 'examples/testing/vitest.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/protocol/**/*.ts', 'src/link/**/*.ts'],
      reporter: ['text', 'html'],
    },
  },
});
