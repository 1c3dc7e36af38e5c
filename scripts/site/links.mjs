// Whether every link of a site leads somewhere.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What is wrong, a line each; `[]` for a good site. `skip` are folders made by other programs. */
export function brokenLinks(folder, skip = []) {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => join(folder, name));
  const ids = new Map();
  const idsOf = (page) => {
    if (!ids.has(page)) ids.set(page, new Set(readFileSync(page, 'utf8').match(/(?<=\sid=")[^"]+/g) ?? []));
    return ids.get(page);
  };
  const wrong = [];
  for (const page of pages) {
    const name = relative(folder, page);
    if (skip.some((one) => name.startsWith(one))) continue;
    const html = readFileSync(page, 'utf8').replace(/<pre[\s\S]*?<\/pre>/g, '');
    for (const [, to] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      if (/^(?:https?|mailto|data):/.test(to)) continue;
      const [path, fragment] = decodeURI(to.replaceAll('&amp;', '&')).split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target) || statSync(target).isDirectory()) wrong.push(`${name}: ${to}`);
      else if (fragment && target.endsWith('.html') && !idsOf(target).has(fragment))
        wrong.push(`${name}: ${to}: no such place`);
    }
  }
  return wrong;
}
