// Bundles programs of pages: those of the site and of the tests. The emulator runs in them, too; what it uses of Node is put in its place.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from '../lib.mjs';

const PUT_IN_PLACE = {
  'node:crypto': join(root, 'playground/node/crypto.ts'),
  'node:zlib': join(root, 'playground/node/zlib.ts'),
};

const STATE_STORE = join(root, 'playground/node/state-store.ts');

/** Modules that pages have not: directories and sockets. Loading them is fine, their names are there and hold nothing. */
const ABSENT = 'export const constants = {}; export const promisify = () => undefined;';

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
    // Names that the stand-ins have not are of directories: nobody calls them in a page.
    shimMissingExports: true,
    treeshake: { moduleSideEffects: (id) => !id.startsWith(join(root, 'src')) },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, alias: PUT_IN_PLACE },
    transform: { target: 'es2022' },
    logLevel: 'silent',
    plugins: [
      {
        name: 'page',
        resolveId(id) {
          if (id === 'atol-kkt/browser') return { id: driver, external: true };
          if (id.startsWith('node:') && !(id in PUT_IN_PLACE)) return `\0absent:${id}`;
          if (id.endsWith('/store/state-store.js')) return STATE_STORE;
          return null;
        },
        load: (id) => (id.startsWith('\0absent:') ? { code: ABSENT, moduleType: 'js' } : null),
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
