// The documents of the repository as HTML, with their links led to the pages of the site.

import { posix } from 'node:path';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true });

/** The name that GitHub gives to a heading. */
const anchorOf = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/**
 * `path` is where the document stands in the repository; `linkTo(path, fragment)` says where the site has another file of it.
 */
export function htmlOf(source, path, linkTo) {
  const tokens = markdown.parse(source, {});
  const used = new Map();
  let title = '';
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const text = (tokens[index + 1].children ?? [])
        .filter(({ type }) => type === 'text' || type === 'code_inline')
        .map(({ content }) => content)
        .join('');
      if (title === '') title = text;
      const anchor = anchorOf(text);
      const count = used.get(anchor) ?? 0;
      used.set(anchor, count + 1);
      token.attrSet('id', count === 0 ? anchor : `${anchor}-${count}`);
    }
    if (token.type === 'fence') token.attrSet('tabindex', '0');
    for (const child of token.children ?? []) relink(child, path, linkTo);
  }
  const html = markdown.renderer
    .render(tokens, markdown.options, {})
    .replaceAll('<pre>', '<pre tabindex="0">')
    // Wide ones are scrolled, with the keyboard as well; the corner above the names of the rows heads nothing.
    .replaceAll('<table>', '<table tabindex="0">')
    .replace(/<th([^>]*)><\/th>/g, '<td$1></td>')
    .replace(
      /(<(?:img|source)[^>]*?\ssrc=")([^"]+)/g,
      (_, before, to) => before + resolved(to, path, linkTo),
    );
  return { title, html };
}

function relink(token, path, linkTo) {
  for (const name of ['href', 'src']) {
    const value = token.attrGet?.(name);
    if (token.type === 'image' ? name === 'href' : value === null || value === undefined) continue;
    if (token.type === 'image') continue;
    token.attrSet(name, resolved(value, path, linkTo));
  }
}

function resolved(to, path, linkTo) {
  if (/^[a-z]+:/i.test(to) || to.startsWith('#')) return to;
  const [file, fragment] = to.split('#');
  return linkTo(posix.normalize(posix.join(posix.dirname(path), file)), fragment);
}
