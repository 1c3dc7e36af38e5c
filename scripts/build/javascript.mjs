// JavaScript of one package: ES modules by rolldown, and the same files once more as CommonJS.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { bundleForPages } from './browser.mjs';
import { planChunks } from './chunks.mjs';
import { toCommonJs } from './commonjs.mjs';
import { loadedLater } from './later.mjs';
import { MINIFY } from './minify.mjs';

/** Nodes whose body is a list of statements or of members. */
const STATEMENTS = new Set(['Program', 'BlockStatement', 'StaticBlock', 'ClassBody']);

/** Bytes of minified modules in one file: with what joins them, it stays below 32 KiB in both forms. */
const LARGEST = 30_500;

/** Packages without CommonJS: Node can require them, Jest cannot. They become a part of the CommonJS form. */
const MODULES_ONLY = ['obug', 'qr'];

/**
 * Writes into the folder `dist` and, if the package offers `require`, into its `cjs`. `entries` and `programs` map names in dist
 * to sources; programs exist as ES modules only.
 */
export async function buildJavaScript({ folder, entries: all, programs, commonJs }, dist) {
  const { 'browser/index': page, ...entries } = all;
  const files = await bundle(folder, { ...entries, ...programs });
  if (page) write(dist, await bundleForPages(folder, page, loadedLater(folder)));
  write(dist, files);
  if (commonJs) write(join(dist, 'cjs'), await commonJsOf(folder, files, entries));
}

async function commonJsOf(folder, files, entries) {
  const wanted = reachable(files, Object.keys(entries));
  const used = MODULES_ONLY.filter((name) => wanted.some(({ imports }) => imports.includes(name)));
  const inside = new Map(used.map((name) => [name, `vendor/${name}.js`]));
  return [
    ...wanted.map(({ fileName, code }) => ({ fileName, code: toCommonJs(code, fileName, inside) })),
    ...(await Promise.all(used.map((name) => vendor(folder, name, inside.get(name))))),
    { fileName: 'package.json', code: '{ "type": "commonjs" }\n' },
  ];
}

/** The files that these entries load, at once or later. */
function reachable(files, names) {
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const found = new Set();
  const visit = (fileName) => {
    const file = byName.get(fileName);
    if (!file || found.has(file)) return;
    found.add(file);
    [...file.imports, ...file.dynamicImports].forEach(visit);
  };
  for (const name of names) visit(`${name}.js`);
  return [...found];
}

/** A package of ES modules as one file of CommonJS. */
async function vendor(folder, name, fileName) {
  const options = { cwd: folder, input: name, platform: 'node', logLevel: 'warn' };
  const { output } = await withBundle(options, (build) =>
    build.generate({
      format: 'cjs',
      exports: 'named',
      codeSplitting: false,
      comments: { jsdoc: false },
      minify: MINIFY,
    }),
  );
  return { fileName, code: output[0].code };
}

/** Everything but own files, and what the compiler itself adds. */
const isExternal = (id) => !/^[./\0]|^[A-Z]:|^@oxc-project\//i.test(id);

async function bundle(folder, input) {
  const options = {
    cwd: folder,
    input,
    external: isExternal,
    platform: 'node',
    tsconfig: false,
    treeshake: { moduleSideEffects: false },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'node20' },
    logLevel: 'warn',
    preserveEntrySignatures: 'allow-extension',
  };
  const plan = await withBundle(options, planOf(folder));
  const { output } = await withBundle(options, (build) =>
    build.generate({
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].js',
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ name: (id) => plan.get(id) ?? null, debugName: 'plan' }],
      },
      comments: { legal: true, annotation: true, jsdoc: false },
      minify: MINIFY,
    }),
  );
  return withoutEmpty(output);
}

/** A shared module that only re-exports leaves a file with nothing in it. */
function withoutEmpty(files) {
  const isEmpty = ({ code }) => code.trim() === 'export {};';
  const empty = new Set(files.filter(isEmpty).map(({ fileName }) => fileName));
  return files
    .filter((file) => !isEmpty(file))
    .map(({ fileName, code, imports, dynamicImports }) => ({
      fileName,
      imports: imports.filter((name) => !empty.has(name)),
      dynamicImports,
      code: code.replace(/^import "(\..+)";\n/gm, (line, name) =>
        empty.has(posix.join(posix.dirname(fileName), name)) ? '' : line,
      ),
    }));
}

async function withBundle(options, work) {
  const build = await rolldown(options);
  try {
    return await work(build);
  } finally {
    await build.close();
  }
}

/** One pass with a file for every module tells sizes and imports. */
function planOf(folder) {
  return async (build) => {
    const { output } = await build.generate({
      format: 'esm',
      preserveModules: true,
      comments: false,
      minify: MINIFY,
    });
    const fileOf = new Map(output.map((chunk) => [chunk.fileName, chunk.facadeModuleId]));
    const modules = new Map(
      output.map((chunk) => [
        chunk.facadeModuleId,
        {
          imports: chunk.imports.map((name) => fileOf.get(name)),
          // What only re-exports has no size.
          size: chunk.modules[chunk.facadeModuleId]?.renderedLength ? Buffer.byteLength(chunk.code) : 0,
        },
      ]),
    );
    const dynamic = output.flatMap((chunk) => chunk.dynamicImports.map((name) => fileOf.get(name)));
    const entries = output.filter((chunk) => chunk.isEntry).map((chunk) => chunk.facadeModuleId);
    const all = new Set([...entries, ...dynamic.filter((id) => modules.has(id))]);
    // What somebody imports is no program.
    const imported = new Set([...modules.values()].flatMap(({ imports }) => imports));
    const alone = new Set(entries.filter((id) => !imported.has(id)));
    return planChunks({ modules, entries: all, alone, source: join(folder, 'src'), largest: LARGEST });
  };
}

function write(dist, files) {
  for (const { fileName, code } of files) {
    const path = join(dist, fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fileName.endsWith('.js') ? inLines(code) : code);
  }
}

/** A statement a line: Node prints the whole line of an uncaught error. */
function inLines(code) {
  const starts = new Set();
  const visit = (node) => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (STATEMENTS.has(node.type)) for (const { start } of node.body) starts.add(start);
    Object.values(node).forEach(visit);
  };
  visit(parseAst(code));
  let last = 0;
  const parts = [];
  for (const start of [...starts].sort((a, b) => a - b)) {
    if (start === 0 || code[start - 1] === '\n') continue;
    parts.push(code.slice(last, start));
    last = start;
  }
  return [...parts, code.slice(last)].join('\n');
}
