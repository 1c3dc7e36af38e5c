// JavaScript of one package: ES modules by rolldown, and the same files once more as CommonJS and for pages.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { planChunks } from './chunks.mjs';
import { toCommonJs } from './commonjs.mjs';
import { edited } from './edits.mjs';
import { MINIFY } from './minify.mjs';
import { CONNECTING, EXCHANGED, FACADES, forPages } from './pages.mjs';

/** Nodes whose body is a list of statements or of members. */
const STATEMENTS = new Set(['Program', 'BlockStatement', 'StaticBlock', 'ClassBody']);

/** Bytes of minified modules in one file: with what joins them, it stays below 32 KiB in both forms. */
const LARGEST = 30_500;

/** The entry for pages, of which there is a form of its own. */
const PAGE = 'browser/index';

/** Packages without CommonJS: Node can require them, Jest cannot. They become a part of the CommonJS form. */
const MODULES_ONLY = ['obug', 'qr'];

/**
 * Writes into the folder `dist` and, if the package offers `require`, into its `cjs`. `entries` and `programs` map names in dist
 * to sources; programs exist as ES modules only.
 */
export async function buildJavaScript({ folder, entries: all, programs, commonJs }, dist) {
  const { [PAGE]: page, ...entries } = all;
  const exchanged = page ? exchangedIn(folder) : {};
  const files = await bundle(folder, { ...all, ...programs, ...exchanged });
  if (page) write(join(dist, 'browser'), await forPages(folder, files, `${PAGE}.js`));
  write(dist, reachable(files, [...Object.keys(entries), ...Object.keys(programs)]));
  if (commonJs) write(join(dist, 'cjs'), await commonJsOf(folder, files, entries));
}

const exchangedIn = (folder) =>
  Object.fromEntries(
    Object.entries(EXCHANGED).map(([name, module]) => [`${FACADES}/${name}`, join(folder, 'src', module)]),
  );

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
    // All that is Node's is left as it is, and nothing of Node's is added to what pages load.
    platform: 'neutral',
    tsconfig: false,
    treeshake: { moduleSideEffects: false },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'node20' },
    logLevel: 'warn',
    preserveEntrySignatures: 'allow-extension',
  };
  const plan = await withBundle(options, planOf(folder, input));
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
  const isEmpty = ({ code }) => /^(export ?\{\};?)?$/.test(code.trim());
  const empty = new Set(files.filter(isEmpty).map(({ fileName }) => fileName));
  return files
    .filter((file) => !isEmpty(file))
    .map(({ fileName, code, imports, dynamicImports }) => ({
      fileName,
      imports: imports.filter((name) => !empty.has(name)),
      dynamicImports,
      code: imports.some((name) => empty.has(name)) ? withoutImports(code, fileName, empty) : code,
    }));
}

function withoutImports(code, fileName, files) {
  const isOf = ({ type, source }) =>
    type === 'ImportDeclaration' && files.has(posix.join(posix.dirname(fileName), source.value));
  const { body } = parseAst(code);
  return edited(
    code,
    body.filter(isOf).map((node) => [node, '']),
  );
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
function planOf(folder, input) {
  const exchanged = Object.keys(EXCHANGED).filter((name) => `${FACADES}/${name}` in input);
  const alone = new Map(exchanged.map((name) => [input[`${FACADES}/${name}`], name]));
  return async (build) => {
    const { output } = await build.generate({
      format: 'esm',
      preserveModules: true,
      comments: false,
      minify: MINIFY,
    });
    const moduleOf = new Map(output.map((chunk) => [chunk.fileName, chunk.facadeModuleId]));
    const idsOf = (names) => names.flatMap((name) => moduleOf.get(name) ?? []);
    const modules = new Map(
      output.map((chunk) => [
        chunk.facadeModuleId,
        {
          // Those are in files of their own: what they need is not needed by whoever imports them.
          imports: idsOf(chunk.imports).filter((id) => !alone.has(id)),
          all: idsOf(chunk.imports),
          later: idsOf(chunk.dynamicImports),
          // What only re-exports has no size.
          size: chunk.modules[chunk.facadeModuleId]?.renderedLength ? Buffer.byteLength(chunk.code) : 0,
        },
      ]),
    );
    const named = output.filter(({ isEntry }) => isEntry).map((chunk) => chunk.facadeModuleId);
    // Those of the facades are parts of what others load.
    const entries = new Set(named.filter((id) => !alone.has(id)));
    // What somebody imports is no program.
    const imported = new Set([...modules.values()].flatMap(({ imports }) => imports));
    const programs = new Set([...entries].filter((id) => !imported.has(id)));
    for (const { later } of modules.values()) for (const id of later) entries.add(id);
    const source = join(folder, 'src');
    const stages = input[PAGE] ? [input[PAGE], join(source, CONNECTING)] : [];
    return planChunks({
      modules,
      entries,
      alone,
      programs,
      roots: new Set(named),
      stages,
      main: input.index,
      source,
      largest: LARGEST,
    });
  };
}

function write(dist, files) {
  for (const { fileName, code } of files) {
    const path = join(dist, fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fileName.endsWith('.js') ? inLines(code) : code);
  }
}

/** Parts of a table longer than this stand in lines of their own. */
const LONG = 1000;

/** A statement a line, and a row of a table: Node prints the whole line of an uncaught error. */
function inLines(code) {
  const starts = new Set();
  const visit = (node) => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    const parts = STATEMENTS.has(node.type) ? node.body : node.end - node.start > LONG ? partsOf(node) : [];
    for (const part of parts) if (part) starts.add(part.start);
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

/** Of a table, or of a list of arguments or names. */
const partsOf = ({ type, elements, properties, arguments: given, declarations }) =>
  ({
    ArrayExpression: elements,
    ObjectExpression: properties,
    CallExpression: given,
    NewExpression: given,
    VariableDeclaration: declarations?.slice(1),
  })[type] ?? [];
