import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root } from '../readme/run.js';
import { type Snippet, snippetsOf } from '../readme/snippets.js';

/** A page in two languages: paths from the root of the repository. */
export interface Twins {
  readonly english: string;
  readonly russian: string;
}

const inFolder = (folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => /^[^.]+\.md$/.test(name))
        .map((name) => `${folder}/${name}`)
    : [];

const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);

/** Every page of the documentation, with the twin that it must have. */
export const twins: readonly Twins[] = [
  'README.md',
  ...inFolder('docs'),
  ...packages.flatMap((folder) => [`${folder}/README.md`, ...inFolder(`${folder}/docs`)]),
  'examples/electron-till/README.md',
].map((english) => ({ english, russian: english.replace(/\.md$/, '.ru.md') }));

const fences = /^```\w*\n[\s\S]*?^```$/gm;
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8').replace(fences, '');
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/** The blocks of both pages without what a translator changes: comments, words for people, the language. */
export function codeOf({ english, russian }: Twins): { english: string[]; russian: string[] } {
  const theirs = snippetsOf(join(root, english));
  const ours = snippetsOf(join(root, russian));
  const literals = ours.map((snippet) => skeletonOf(snippet).match(literal) ?? []);
  const blank = (snippet: Snippet, index: number): string => {
    let count = 0;
    // A text is for people where its twin is Russian; all others are names.
    return skeletonOf(snippet).replace(literal, (text) =>
      /^'ru'$|[А-Яа-яЁё]/.test(literals[index]?.[count++] ?? '') ? "''" : text,
    );
  };
  return { english: theirs.map(blank), russian: ours.map(blank) };
}

const literal = /'[^'\n]*'/g;

function skeletonOf({ language, code }: Snippet): string {
  if (language === 'text') return 'text';
  if (language === 'mermaid') return `mermaid\n${withoutLabels(code)}`;
  const visible = language === 'html' ? withoutTexts(code) : code;
  return `${language}\n${visible
    .replace(/ *(?:\/\/|#) .*$/gm, '')
    .replace(/--lang \w\w/g, '--lang')
    .replace(/\berror\.(?:english|message)\b/g, 'error.text')
    .replace(/`([^`]*)`/g, (_all, text: string) => `\`${(text.match(/\$\{[^}]*\}/g) ?? []).join(' ')}\``)}`;
}

const withoutLabels = (code: string): string => code.replace(/"[^"]*"/g, '""').replace(/: .*$/gm, ':');

const withoutTexts = (code: string): string =>
  code
    .replace(/lang="\w+"/g, 'lang')
    .replace(/(<(?:title|button|h1|p)\b[^>]*>)[^<]*/g, '$1')
    .replace(/<!--[\s\S]*?-->/g, '');

/** What the text of a page and of its twin have in common, whatever the words. */
export function shapeOfPage(page: string) {
  const text = textOf(page);
  return {
    headings: matches(text, /^(#+) /gm),
    /** Columns of each row. */
    rows: text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.replace(/\\\|/g, '').split('|').length - 2),
    items: matches(text, /^ *([-*]|\d+\.) /gm).length,
    links: linksOf(page)
      .filter(({ path }) => path !== otherOf(page))
      .map(({ path }) => path.replace(/\.ru\.md$/, '.md').replace(/-(?:en|ru)\.(png|jpg)$/, '.$1'))
      .sort(),
    names: namesOf(text),
    numbers: sorted(matches(text.replace(/\]\([^)]*\)|`[^`]*`/g, ''), /(\d+)/g)),
  };
}

/** What stands in the text as code, but for words for people. */
const namesOf = (text: string): string[] =>
  sorted(
    matches(text.replace(/([^\n])\n(?=[^\n])/g, '$1 '), /`([^`]+)`/g)
      .filter((name) => !/[А-Яа-яЁё]|<.*>|your-host/.test(name))
      .map((name) => name.replace(/--lang \w\w/, '--lang').replace(/ +/g, ' ')),
  );

const otherOf = (page: string): string =>
  page.endsWith('.ru.md') ? page.replace(/\.ru\.md$/, '.md') : page.replace(/\.md$/, '.ru.md');

/** Where the page leads to inside the repository. */
export function linksOf(page: string): Array<{ path: string; fragment: string }> {
  return matches(textOf(page), /\]\((?!https?:)([^)]+)\)/g).map((target) => {
    const [path = '', fragment = ''] = target.split('#');
    return { path: path === '' ? page : posix.join(dirname(page), path), fragment };
  });
}

/** Names of the headings as GitHub gives them. */
export const anchorsOf = (page: string): string[] =>
  matches(textOf(page), /^#+ (.*)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  );
