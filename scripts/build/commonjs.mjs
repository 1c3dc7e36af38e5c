// An ES module that rolldown wrote, as CommonJS. Only its imports and exports are written anew; what stands between them stays
// byte for byte, so a class is what it is in the ES module, and the tarball hardly grows.
import { posix } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { edited, isText, nodesOf, textOf } from './edits.mjs';

const HEAD = `"use strict";\n`;

/** What \`import()\` makes of a CommonJS module, as Node does. */
const NAMESPACE = 'const $asModule = (exported) => ({ ...exported, default: exported });\n';

/** The names of packages that are no literals are found from where this file lies, out of the sight of bundlers. */
const FIND = 'const $find = require("node:module").createRequire(__filename);\n';

/**
 * `inside` maps a package that is a part of the output to its file there.
 *
 * The files must not import each other in a circle: exports are read once, when a file is loaded, and `let` is not exported.
 *
 * @throws Error for a statement that rolldown does not write.
 */
export function toCommonJs(code, fileName, inside) {
  const { body } = parseAst(code);
  const edits = [];
  const dynamic = nodesOf(body, ({ type }) => type === 'ImportExpression');
  const meta = nodesOf(
    body,
    ({ type, object }) => type === 'MemberExpression' && object.type === 'MetaProperty',
  );
  let exported = '';
  for (const node of body) {
    switch (node.type) {
      case 'ImportDeclaration':
        edits.push([node, importOf(node, (name) => placeOf(name, fileName, inside))]);
        break;
      case 'ExportNamedDeclaration':
        if (node.declaration || exported) throw new Error(`${fileName}: an export in a form unknown here`);
        exported = exportsOf(node);
        edits.push([node, '']);
        break;
      case 'ExportAllDeclaration':
      case 'ExportDefaultDeclaration':
        throw new Error(`${fileName}: ${node.type} is not supported`);
      default:
    }
  }
  for (const node of meta) edits.push([node, metaProperty(node, fileName)]);
  for (const node of dynamic) edits.push([node, dynamicImport(node, code)]);
  const text = edited(code, edits);
  const helpers = [
    dynamic.length > 0 ? NAMESPACE : '',
    dynamic.some(({ source }) => !isText(source)) ? FIND : '',
  ];
  return `${HEAD}${helpers.join('')}${text.trim()}\n${exported}`;
}

/** What to require instead of a package that is inside. */
function placeOf(name, fileName, inside) {
  const file = inside.get(name);
  if (file === undefined) return name;
  const path = posix.relative(posix.dirname(fileName), file);
  return path.startsWith('.') ? path : `./${path}`;
}

function importOf({ specifiers, source }, place) {
  const from = `require(${JSON.stringify(place(source.value))})`;
  if (specifiers.length === 0) return `${from};`;
  const named = specifiers.filter(({ type }) => type === 'ImportSpecifier');
  const whole = specifiers.filter(({ type }) => type !== 'ImportSpecifier');
  const isOwnFile = source.value.startsWith('.');
  if (isOwnFile && whole.length > 0)
    throw new Error(`${source.value}: only names are imported from own files`);
  // The default of a module of Node, or of CommonJS, is all of it.
  const lines = whole.map(({ local }) => `const ${local.name} = ${from};`);
  if (named.length > 0) {
    const names = named.map(({ imported, local }) => pair(imported.name, local.name));
    lines.push(`const{${names.join(',')}}=${from};`);
  }
  return lines.join('\n');
}

function exportsOf({ specifiers, source }) {
  const from = source ? `require(${JSON.stringify(source.value)}).` : '';
  const names = specifiers.map(({ local, exported }) => pair(exported.name, from + local.name));
  return [
    `module.exports={${names.join(',')}};`,
    'Object.defineProperty(module.exports, "__esModule", { value: true });',
    '',
  ].join('\n');
}

const pair = (key, name) => (key === name ? name : `${key}:${name}`);

function dynamicImport({ source }, code) {
  if (!isText(source))
    return `Promise.resolve().then(() => $asModule($find(${code.slice(source.start, source.end)})))`;
  const name = textOf(source);
  const required = `require(${JSON.stringify(name)})`;
  if (name.startsWith('.')) return `Promise.resolve().then(() => ${required})`;
  if (name.startsWith('node:')) return `Promise.resolve().then(() => $asModule(${required}))`;
  // A package that may be missing: bundlers let `require` fail at run time only where a `try` stands around it.
  return `Promise.resolve().then(() => { try { return $asModule(${required}); } catch (error) { throw error; } })`;
}

function metaProperty({ property }, fileName) {
  const known = {
    url: 'require("node:url").pathToFileURL(__filename).href',
    filename: '__filename',
    dirname: '__dirname',
  };
  const form = known[property.name];
  if (!form) throw new Error(`${fileName}: import.meta.${property.name} has no CommonJS form`);
  return form;
}
