import { defineConfig, type Options } from 'tsup';

const library = {
  index: 'src/index.ts',
  'protocol/index': 'src/protocol/index.ts',
  'transport/index': 'src/transport/index.ts',
  'fiscal/index': 'src/fiscal/index.ts',
  'emulator/index': 'src/emulator/index.ts',
};

const common: Options = {
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  // Shared chunks: an error class must be the same one in every sub-path.
  splitting: true,
  // scripts/build.mjs empties dist; two configurations would delete each other's files.
  clean: false,
};

export default defineConfig([
  {
    ...common,
    entry: { ...library, cli: 'src/cli/main.ts' },
    format: 'esm',
    // tsup sets `baseUrl`, which TypeScript 6 reports as deprecated.
    dts: { entry: library, compilerOptions: { ignoreDeprecations: '6.0', paths: {} } },
  },
  {
    ...common,
    entry: library,
    format: 'cjs',
    // The only dependency without CommonJS. Node can require it, Jest cannot.
    noExternal: ['qr'],
    dts: { entry: library, compilerOptions: { ignoreDeprecations: '6.0', paths: {} } },
  },
]);
