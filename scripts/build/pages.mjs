// The driver for a browser's page: the ES modules once more, as files that `<script type="module">` takes as they are, without a bundler.
import { posix } from 'node:path';
import { rolldown } from 'rolldown';
import { edited, importsOf } from './edits.mjs';
import { MINIFY } from './minify.mjs';

/** Only who prints linear barcodes needs it; a bundler or an import map finds it. */
const OPTIONAL = ['jsbarcode'];

/** What a page loads when it connects to a register. */
export const CONNECTING = 'register/open-register.ts';

/** Modules of `src` that are exchanged in pages, and those that stand there in their place. Each gets a file of its own in `chunks`. */
export const EXCHANGED = {
  english: 'util/english/errors.ts',
  'english-later': 'browser/later/english.ts',
  'error-texts': 'protocol/error-texts.ts',
  'error-texts-later': 'browser/later/error-texts.ts',
};

/** What an import of the one leads to in a page, unless `real/…` asks: the facades of the build's entries, with the true names. */
const INSTEAD = new Map([
  ['chunks/english.js', 'chunks/english-later.js'],
  ['chunks/error-texts.js', 'chunks/error-texts-later.js'],
]);
export const FACADES = 'real';

/**
 * Files of `dist/browser` out of all files of the build: what `entry` loads, at once or later. They stay what they are but for the
 * paths of a few imports. So nothing is compiled another way for pages, and the tarball has each file next to its twin, which costs
 * it next to nothing.
 */
export async function forPages(folder, files, entry) {
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const nameInPage = (fileName) => (fileName === entry ? 'index.js' : fileName);
  const packages = new Map();
  const written = new Map();
  const visit = (fileName) => {
    if (written.has(fileName)) return;
    const { code } = byName.get(fileName);
    const edits = [];
    const atOnce = [];
    written.set(fileName, { atOnce });
    for (const { name, node, names, isLate } of importsOf(code)) {
      const meant = placeOf(name, fileName, packages);
      if (meant === undefined) continue;
      const to = fileName.startsWith(`${FACADES}/`) ? meant : (INSTEAD.get(meant) ?? meant);
      edits.push([node, JSON.stringify(path(nameInPage(to), nameInPage(fileName)))]);
      if (to !== meant) edits.push(...renamed(names, exportsOf(byName, meant), exportsOf(byName, to)));
      if (!isLate) atOnce.push(to);
      if (byName.has(to)) visit(to);
    }
    written.get(fileName).code = edited(code, edits);
  };
  visit(entry);
  const vendored = Array.from(packages, ([name, file]) => vendor(folder, name, file));
  const pages = Array.from(written, ([fileName, { code }]) => ({ fileName: nameInPage(fileName), code }));
  pages[0].code = `${askedForAtOnce(written, entry)}${pages[0].code}`;
  return [...pages, ...(await Promise.all(vendored))];
}

/** The file that `fileName` imports; undefined for what is left as it is. */
function placeOf(name, fileName, packages) {
  if (name.startsWith('.')) return posix.join(posix.dirname(fileName), name);
  if (OPTIONAL.includes(name)) return undefined;
  if (name.startsWith('node:')) throw new Error(`${fileName} is for pages and imports ${name}`);
  packages.set(name, `chunks/${name}.js`);
  return packages.get(name);
}

/** True names of what a file in `chunks` exports under short ones. */
function exportsOf(byName, fileName) {
  const facade = byName.get(fileName.replace('chunks', FACADES));
  const [{ names }] = importsOf(facade.code);
  return new Map(names.map(({ imported, exported }) => [exported, imported.name]));
}

function renamed(names, meant, instead) {
  const trueNames = new Map(Array.from(meant, ([name, short]) => [short, name]));
  return names.map(({ imported, isSame }) => {
    const name = instead.get(trueNames.get(imported.name));
    return [imported, isSame ? `${name} as ${imported.name}` : name];
  });
}

function path(file, from) {
  const relative = posix.relative(posix.dirname(from), file);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** The page fetches all files side by side that it would otherwise learn of one after another. */
function askedForAtOnce(written, entry) {
  const found = new Set();
  const visit = (fileName) => {
    for (const to of written.get(fileName)?.atOnce ?? []) {
      if (found.has(to)) continue;
      found.add(to);
      visit(to);
    }
  };
  visit(entry);
  const direct = new Set(written.get(entry).atOnce);
  return [...found]
    .filter((file) => !direct.has(file))
    .map((file) => `import"./${file}";\n`)
    .join('');
}

/** A package as a file, in the form that it has for browsers. */
async function vendor(folder, name, fileName) {
  const build = await rolldown({ cwd: folder, input: name, platform: 'browser', logLevel: 'warn' });
  try {
    const { output } = await build.generate({
      format: 'esm',
      codeSplitting: false,
      comments: { jsdoc: false },
      minify: MINIFY,
    });
    return { fileName, code: output[0].code };
  } finally {
    await build.close();
  }
}
