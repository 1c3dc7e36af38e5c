// Makes the site: the playground, the documentation and the API reference, in both languages, as files that any server serves.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { build } from '../build.mjs';
import { root } from '../lib.mjs';
import { icon, makeReference } from '../reference/reference.mjs';
import { bundlePrograms } from './bundle.mjs';
import { brokenLinks } from './links.mjs';
import { htmlOf } from './markdown.mjs';
import { apiPage, docsPage, folderOf, languages, playgroundPage, textPage, wordsOf } from './pages.mjs';

const MODULES = {
  index: { ru: 'Драйвер', en: 'The driver' },
  browser: { ru: 'Драйвер в странице', en: 'The driver in a page' },
  emulator: { ru: 'Эмулятор', en: 'The emulator' },
  fiscal: { ru: 'Чеки, реквизиты, QR-код', en: 'Receipts, requisites, QR code' },
  protocol: { ru: 'Команды и регистры', en: 'Commands and registers' },
  transport: { ru: 'Линии', en: 'Lines' },
  json: { ru: 'JSON-задания АТОЛ', en: "ATOL's JSON tasks" },
  wrapper: { ru: 'Fptr10 вместо node-atol-wrapper', en: 'Fptr10 in place of node-atol-wrapper' },
};

/** @param api false leaves the reference out, which takes most of the time. */
export async function makeSite(folder, { api = true } = {}) {
  await build({ ifStale: true, declarations: false, folder: root });
  rmSync(folder, { recursive: true, force: true });
  const assets = join(folder, 'assets');
  mkdirSync(assets, { recursive: true });
  await bundlePrograms({
    inputs: { playground: join(root, 'playground/page/main.ts') },
    dir: assets,
    driver: './driver/index.js',
  });
  cpSync(join(root, 'dist/browser'), join(assets, 'driver'), {
    recursive: true,
    filter: (path) => !path.endsWith('.d.ts'),
  });
  cpSync(join(root, 'playground/page/style.css'), join(assets, 'style.css'));
  cpSync(icon, join(assets, 'icon.svg'));
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const home = repository.url.replace(/^git\+|\.git$/g, '');
  for (const language of languages) writeLanguage(folder, language, home, api);
  if (api) await makeReference(referenceFolders(folder), { links: referenceLinks });
  const wrong = brokenLinks(folder);
  if (wrong.length > 0) throw new Error(`Links that lead nowhere:\n${wrong.join('\n')}`);
}

/** Where the reference of each language lies. */
export const referenceFolders = (folder) => ({ en: join(folder, 'en/api'), ru: join(folder, 'api') });

/** From the reference of a language to its other pages. */
export const referenceLinks = {
  en: [{ text: wordsOf('en').docs, to: '../docs/index.html' }],
  ru: [{ text: wordsOf('ru').docs, to: '../docs/index.html' }],
};

/** Documents by the name of their page: `{ path, isEnglish }`, the language's own version where there is one. */
function documentsFor(language) {
  const names = readdirSync(join(root, 'docs')).filter((name) => /^[^.]+\.md$/.test(name));
  const own = language === 'ru' ? '.ru.md' : '.md';
  const entries = [['readme', 'README.md'], ...names.map((name) => [name.slice(0, -3), `docs/${name}`])];
  return new Map(
    entries.map(([name, path]) => {
      const translated = path.replace(/\.md$/, own);
      const exists = existsSync(join(root, translated));
      return [name, { path: exists ? translated : path, isEnglish: language === 'ru' && !exists }];
    }),
  );
}

function writeLanguage(folder, language, repository, api) {
  const place = folderOf(language);
  const up = language === 'ru' ? '../' : '../../';
  const write = (name, html) => {
    const path = join(folder, place, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, html);
  };
  write('index.html', playgroundPage(language, repository));
  const documents = documentsFor(language);
  const pageOf = new Map([...documents].flatMap(([name]) => pathsOf(name).map((path) => [path, name])));
  const linkTo = (path, fragment) => {
    const name = pageOf.get(path);
    const hash = fragment === undefined ? '' : `#${fragment}`;
    // A heading of the other language has another name.
    if (name !== undefined) return `${name}.html${documents.get(name).path === path ? hash : ''}`;
    // Pictures that the tests make are not there at first.
    if (/\.(?:png|svg|jpg)$/.test(path) && existsSync(join(root, path))) {
      const copy = posix.join('assets', 'files', path);
      cpSync(join(root, path), join(folder, copy));
      return `${up}${copy}`;
    }
    return `${repository}/blob/main/${path}${hash}`;
  };
  const entries = [];
  for (const [name, { path, isEnglish }] of documents) {
    const { title, html } = htmlOf(readFileSync(join(root, path), 'utf8'), path, linkTo);
    const other = `${language === 'ru' ? '../en/docs/' : '../../docs/'}${name}.html`;
    write(`docs/${name}.html`, textPage({ language, title, html, isEnglish, up, other, repository }));
    entries.push({ href: `${name}.html`, title });
  }
  write('docs/index.html', docsPage(language, entries, repository));
  const modules = Object.entries(MODULES).map(([entry, what]) => ({
    name: entry === 'index' ? 'atol-kkt' : `atol-kkt/${entry}`,
    href: api
      ? `api/modules/${entry === 'index' ? 'atol-kkt' : `atol-kkt_${entry}`}.html`
      : `${language === 'ru' ? '' : '../'}assets/icon.svg`,
    what,
  }));
  write('api.html', apiPage(language, modules, repository));
}

const pathsOf = (name) =>
  name === 'readme' ? ['README.md', 'README.ru.md'] : [`docs/${name}.md`, `docs/${name}.ru.md`];
