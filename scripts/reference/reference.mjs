// The API reference in both languages: typedoc reads the sources once and writes them twice, the second time with the catalogue's texts.
import { posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, PageEvent, ReflectionKind } from 'typedoc';
import { inRussian } from './interface.mjs';
import { translate } from './translate.mjs';

/** The icon of all pages, those of the site as well. */
export const icon = fileURLToPath(new URL('./icon.svg', import.meta.url));

const words = {
  en: {
    other: 'ru',
    otherName: 'Русский',
    description: 'API reference of',
    breadcrumb: 'Breadcrumb',
    sections: 'Sections',
  },
  ru: {
    other: 'en',
    otherName: 'English',
    description: 'Справочник API пакета',
    breadcrumb: 'Где это',
    sections: 'Разделы',
  },
};

/**
 * Writes the reference into `folders.en` and `folders.ru`. `links` go into the head of each page, `{ text, to }` by language, from the
 * folder of that language; `options` are typedoc's.
 */
export async function makeReference(folders, { links = { en: [], ru: [] }, options = {} } = {}) {
  const app = await Application.bootstrapWithPlugins({
    hideGenerator: true,
    logLevel: 'Error',
    locales: { ru: inRussian },
    favicon: icon,
    customCss: fileURLToPath(new URL('./style.css', import.meta.url)),
    ...options,
  });
  const project = await app.convert();
  if (!project) throw new Error('typedoc could not read the sources');
  // As programs import them.
  for (const module of project.getChildrenByKind(ReflectionKind.Module))
    module.name = module.name.replace(
      /^src(?:\/|$)/,
      (folder) => `${project.name}${folder.slice('src'.length)}`,
    );
  const english = titles();
  let language = 'en';
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = dressed(page.contents, page.url, { language, folders, links: links[language] });
  });
  for (language of ['en', 'ru']) {
    app.options.setValue('lang', language);
    app.internationalization.setLocale(language);
    if (language === 'ru') {
      translate(project);
      rename(project, english, titles());
    }
    await app.generateDocs(project, folders[language]);
    if (app.logger.hasErrors()) throw new Error('typedoc could not write the reference');
  }
}

const kinds = Object.values(ReflectionKind).filter((kind) => typeof kind === 'number');
const nameable = kinds.filter((kind) => (kind & (kind - 1)) === 0);

/** What typedoc calls the things of each kind, in the language of now. */
const titles = () => nameable.map((kind) => ReflectionKind.pluralString(kind));

/** Groups were named when the sources were read. */
function rename(project, before, after) {
  for (const { groups = [] } of [project, ...Object.values(project.reflections)])
    for (const group of groups) group.title = after[before.indexOf(group.title)] ?? group.title;
}

/** A page with the way to its other language, the links of the head, and a description in its language. */
function dressed(html, url, { language, folders, links }) {
  const { other, otherName, description, breadcrumb, sections } = words[language];
  const up = posix.dirname(url) === '.' ? '' : '../'.repeat(url.split('/').length - 1);
  const twin = `${up}${relative(folders[language], folders[other]).replaceAll('\\', '/')}/${url}`;
  const items = [
    ...links.map(({ text, to }) => `<a href="${up}${to}">${text}</a>`),
    `<a href="${twin}" hreflang="${other}" lang="${other}">${otherName}</a>`,
  ];
  return html
    .replace('content="Documentation for ', `content="${description} `)
    .replace('aria-label="Breadcrumb"', `aria-label="${breadcrumb}"`)
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<div class="col-sidebar">', `<div class="col-sidebar" role="region" aria-label="${sections}">`)
    .replace('<div id="tsd-toolbar-links">', (start) => start + items.join(''));
}
