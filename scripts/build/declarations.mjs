// Type declarations of one package, rolled up like its JavaScript.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root } from '../lib.mjs';
import { planChunks } from './chunks.mjs';

/**
 * Writes the declarations into the folder `dist`; where there is CommonJS, into its `cjs`, whose package.json makes them CommonJS. What an ES
 * module imports then only passes them on, so that both forms name the same types, and the tarball has them once.
 */
export async function buildDeclarations({ folder, entries, commonJs }, dist) {
  const build = await rollup({
    input: entries,
    external: (id) => !/^[./]|^[A-Z]:/i.test(id),
    // Empty files are left out below; names that stay private are named by the types that use them.
    onwarn: () => {},
    plugins: [
      dts({ tsconfig: join(root, 'tsconfig.json'), compilerOptions: { paths: {}, stripInternal: true } }),
    ],
  });
  const { output } = await build.generate({
    format: 'esm',
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'chunks/[name].d.ts',
    manualChunks: planner(Object.values(entries), folder),
  });
  await build.close();
  const written = output.filter((file) => file.isEntry || file.exports.length + file.imports.length > 0);
  for (const { fileName, code, isEntry, exports } of written) {
    write(join(dist, commonJs ? 'cjs' : '', fileName), code);
    if (commonJs && isEntry) write(join(dist, fileName), passedOn(fileName, exports));
  }
}

/** A star takes everything along but a default export. */
function passedOn(fileName, exports) {
  const path = posix.relative(posix.dirname(fileName), `cjs/${fileName}`).replace(/\.d\.ts$/, '.js');
  const byDefault = exports.includes('default') ? `export { default } from './${path}';\n` : '';
  return `export * from './${path}';\n${byDefault}`;
}

function write(path, code) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

/** rollup asks for one module after another; all of them are known from the first question on. */
function planner(entries, folder) {
  let plan;
  return (id, { getModuleIds, getModuleInfo }) => {
    plan ??= planChunks({
      modules: new Map(
        Array.from(getModuleIds(), (module) => {
          const { importedIds, code } = getModuleInfo(module);
          return [module, { imports: importedIds, later: [], size: Buffer.byteLength(code ?? '') }];
        }),
      ),
      entries,
      source: join(folder, 'src'),
      largest: 26_000,
    });
    return plan.get(id);
  };
}
