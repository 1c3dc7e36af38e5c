// import, require, types and the command line.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, run } from '../lib.mjs';

const { name, version, exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const subPaths = Object.keys(entries).filter((path) => path !== './package.json');
const specifiers = subPaths.map((path) => name + path.slice(1));
const namespaces = specifiers.map((specifier, index) => [`n${index}`, specifier]);
/** Those that can be required, too: the entry for pages is an ES module only. */
const required = new Set(
  subPaths.filter((path) => 'require' in entries[path]).map((path) => name + path.slice(1)),
);
const requiredNamespaces = namespaces.filter(([, specifier]) => required.has(specifier));

export async function use({ project, step }) {
  await step('the CommonJS form changes nothing but imports and exports', () => checkCommonJs(project));
  await step('import of every sub-path', () => runFile(project, 'use.mjs', importProgram()));
  await step('require of every sub-path', () => runFile(project, 'use.cjs', requireProgram()));
  await step('require without ES modules, as in Jest', () =>
    run(process.execPath, ['--no-experimental-require-module', 'use.cjs'], { cwd: project }),
  );
  await step('the hint at an optional package', () => runFile(project, 'hint.mjs', hintProgram()));
  await step('types for import and require', () => checkTypes(project));
  await step('atol --version', async () => {
    const result = await atol(project, '--version');
    assert.match(result.output, new RegExp(`^${version.replaceAll('.', '\\.')}$`, 'm'));
    return result;
  });
  await step('atol demo', () => atol(project, 'demo'));
  await step('npx atol-kkt demo', () =>
    npm(['exec', '--offline', '--', 'atol-kkt', 'demo'], { cwd: project }),
  );
}

/** Exports are written once, at the end; nothing else names them. */
function checkCommonJs(project) {
  const folder = join(project, 'node_modules', name, 'dist', 'cjs');
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js'));
  assert.ok(files.length > 5);
  for (const file of files.filter((path) => !path.startsWith('vendor'))) {
    const [before, ...after] = readFileSync(join(folder, file), 'utf8').split(/^module\.exports=\{/m);
    assert.equal(after.length, 1, `${file}: exports are written once`);
    assert.doesNotMatch(before, /\bexports\s*[.[]|=\s*exports\b/, file);
    // Bundlers must see what is loaded late.
    assert.doesNotMatch(before, /\$find\(\s*[`"']/, file);
  }
  return { code: 0, output: '' };
}

function runFile(project, file, text) {
  writeFileSync(join(project, file), text);
  return run(process.execPath, [file], { cwd: project });
}

/** Both formats must offer the same names. */
function importProgram() {
  return [
    `import assert from 'node:assert/strict';`,
    `import { createRequire } from 'node:module';`,
    `const require = createRequire(import.meta.url);`,
    `for (const path of ${JSON.stringify(specifiers)}) {`,
    `  const names = Object.keys(await import(path)).filter((key) => key !== 'default' && key !== 'module.exports');`,
    `  assert.ok(names.length > 0, path + ' exports nothing');`,
    `  if (!${JSON.stringify([...required])}.includes(path)) continue;`,
    `  assert.deepEqual(names.sort(), Object.keys(require(path)).filter((key) => key !== 'default').sort(), path);`,
    `}`,
    `assert.equal(require('${name}/package.json').version, '${version}');`,
  ].join('\n');
}

/** The optional packages are not installed here. */
function hintProgram() {
  return [
    `import assert from 'node:assert/strict';`,
    `import { connect } from '${name}';`,
    `const hints = { 'serial:///dev/ttyACM0': 'serialport@13', 'usb://2912:0005': 'usb@3' };`,
    `for (const [url, hint] of Object.entries(hints)) {`,
    `  await assert.rejects(connect(url), { code: 'CONNECT_FAILED', message: new RegExp('npm install ' + hint) });`,
    `}`,
  ].join('\n');
}

function requireProgram() {
  return requiredNamespaces
    .map(([id, specifier]) => `const ${id} = require('${specifier}'); void ${id};`)
    .join('\n');
}

/** One program, once as an ES module and once as CommonJS, with the compiler of this project. */
function checkTypes(project) {
  const bodyOf = (names) =>
    names
      .map(
        ([id, path]) =>
          `import * as ${id} from '${path}';\nexport const keys_${id}: (keyof typeof ${id})[] = [];`,
      )
      .join('\n');
  // A wrong path or an untyped module would turn into `any`, which this catches.
  const guard = [
    `import { AtolError } from '${name}';`,
    `// @ts-expect-error the code of an error is a string`,
    `export const wrong: number = new AtolError('X', 'x').code;`,
    // As programs of ES modules take it out of node-atol-wrapper.
    `import atol, { type Fptr10 } from '${name}/wrapper';`,
    `export const fptr: Fptr10 = new atol.Fptr10();`,
  ].join('\n');
  writeFileSync(join(project, 'types.mts'), `${bodyOf(namespaces)}\n${guard}\n`);
  writeFileSync(join(project, 'types.cts'), `${bodyOf(requiredNamespaces)}\n${guard}\n`);
  // No @types/node and no skipLibCheck: the declarations must stand on their own.
  const compilerOptions = {
    module: 'node16',
    target: 'es2022',
    lib: ['es2022', 'esnext.disposable', 'dom'],
    types: [],
    strict: true,
    noEmit: true,
  };
  const config = { compilerOptions, files: ['types.mts', 'types.cts'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return run(process.execPath, [tsc], { cwd: project });
}

function atol(project, ...args) {
  return npm(['exec', '--offline', '--', 'atol', ...args], { cwd: project });
}
