// The driver for a browser's page: files that load as they are, by `<script type="module">`, without a bundler.
import { rolldown } from 'rolldown';
import { MINIFY } from './minify.mjs';

/** Only who prints linear barcodes needs it; a bundler or an import map finds it. */
const OPTIONAL = ['jsbarcode'];

/**
 * Files of `dist` for the entry `source`: `browser/index.js` with all that is needed at once in one other file, and what is loaded
 * later. `instead` maps modules of `src` to others that load their contents later.
 */
export async function bundleForPages(folder, source, instead) {
  const build = await rolldown({
    cwd: folder,
    input: { index: source },
    external: OPTIONAL,
    platform: 'browser',
    tsconfig: false,
    treeshake: { moduleSideEffects: false },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'es2022' },
    logLevel: 'warn',
    preserveEntrySignatures: 'allow-extension',
    plugins: [later(instead)],
  });
  try {
    const atOnce = await loadedAtOnce(build);
    const { output } = await build.generate({
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      codeSplitting: {
        includeDependenciesRecursively: false,
        // The entry itself only passes on: files beside it may need more of the driver than users see.
        groups: [{ name: (id) => (atOnce.has(id) && id !== source ? 'driver' : null), debugName: 'at once' }],
      },
      comments: { legal: true, annotation: false, jsdoc: false },
      // Names of functions are a tenth of the bytes; classes of errors have their names as texts.
      minify: { ...MINIFY, compress: true, mangle: { toplevel: true } },
    });
    return output.map(({ fileName, code }) => ({ fileName: `browser/${fileName}`, code }));
  } finally {
    await build.close();
  }
}

/** All that importing the entry imports. */
async function loadedAtOnce(build) {
  const { output } = await build.generate({ format: 'esm', preserveModules: true, comments: false });
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set();
  const visit = (fileName) => {
    const { facadeModuleId: id, imports } = byName.get(fileName) ?? {};
    if (id === undefined || found.has(id)) return;
    found.add(id);
    imports.forEach(visit);
  };
  for (const { fileName, isEntry } of output) if (isEntry) visit(fileName);
  return found;
}

function later(instead) {
  const own = new Set(instead.values());
  return {
    name: 'later',
    async resolveId(id, importer, options) {
      if (!id.startsWith('.') || importer === undefined || own.has(importer)) return null;
      const resolved = await this.resolve(id, importer, { ...options, skipSelf: true });
      return instead.get(resolved?.id) ?? resolved;
    },
  };
}
