// Puts the catalogue's Russian in the place of the comments that typedoc has read.
import { Models } from 'typedoc';
import { catalogueEntries, missingTexts } from './catalogue.mjs';
import { keyOf } from './comments.mjs';

/** Throws an error that names every text that the catalogue lacks. */
export function translate(project) {
  const russian = new Map(catalogueEntries().map((entry) => [entry.english, entry.russian]));
  const missing = new Map();
  const done = new Set();
  const translated = (parts, place) => {
    const key = keyOf(parts.map(({ text }) => text).join(''));
    if (key === '') return parts;
    const text = russian.get(key);
    const stranger = parts.find(({ kind }) => kind !== 'text' && kind !== 'code');
    if (stranger)
      throw new Error(
        `${place}: the Russian reference cannot carry over ${stranger.text}: write a name in backticks`,
      );
    if (text === undefined) missing.set(key, place);
    return [{ kind: 'text', text: text ?? key }];
  };
  const translateUnions = (type, place) =>
    type.visit(
      Models.makeRecursiveVisitor({
        union(union) {
          union.elementSummaries = union.elementSummaries?.map((parts) => translated(parts, place));
        },
      }),
    );
  for (const reflection of [project, ...Object.values(project.reflections)]) {
    const { comment, type } = reflection;
    const place = placeOf(reflection);
    if (type && reflection.isDeclaration()) translateUnions(type, place);
    if (!comment || done.has(comment)) continue;
    done.add(comment);
    comment.summary = translated(comment.summary, place);
    for (const tag of comment.blockTags) tag.content = translated(tag.content, place);
  }
  if (missing.size > 0)
    throw new Error(missingTexts([...missing].map(([english, place]) => ({ english, place }))));
}

/** Where the nearest thing stands that has a place. */
function placeOf(reflection) {
  const source = (reflection.sources ?? reflection.signatures?.[0]?.sources)?.[0];
  if (source) return `${source.fileName}:${source.line}`;
  return reflection.parent ? placeOf(reflection.parent) : 'src/index.ts:1';
}
