// Bundles programs of pages: those of the site and of the tests. The core of the emulator runs in them, too; nothing is put in the place of anything.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from '../lib.mjs';

/**
 * Writes `inputs` (names of files without `.js`, to sources) into `dir`. `driver` is the address under which the pages find the
 * driver that users have, `dist/browser/index.js`.
 */
export async function bundlePrograms({ inputs, dir, driver, minify = true }) {
  const build = await rolldown({
    cwd: root,
    input: inputs,
    platform: 'browser',
    tsconfig: false,
    external: [driver],
    treeshake: { moduleSideEffects: (id) => !id.startsWith(join(root, 'src')) },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'es2022' },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'atol-kkt/browser' ? { id: driver, external: true } : null),
      },
    ],
  });
  try {
    await build.write({
      dir,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'parts/[name].js',
      minify,
    });
  } finally {
    await build.close();
  }
}
