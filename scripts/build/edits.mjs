// Small changes to an ES module that is finished otherwise.
import { parseAst } from 'rolldown/parseAst';

/**
 * Every import whose source is written out: `{ name, node, names, isLate }`, the node being that of the source. `names` has a node
 * `imported` for each name taken from there; `exported`, where it is passed on, under which; `isSame` where it is written only once.
 */
export function importsOf(code) {
  const { body } = parseAst(code);
  const found = body.filter(({ source }) => source).map(importOf);
  for (const { source } of nodesOf(body, ({ type }) => type === 'ImportExpression'))
    if (isText(source)) found.push({ name: textOf(source), node: source, names: [], isLate: true });
  return found;
}

function importOf({ source, specifiers }) {
  const names = specifiers.map(({ imported, local, exported }) => ({
    imported: imported ?? local,
    exported: exported?.name,
    isSame: (imported ?? exported)?.start === local.start,
  }));
  return { name: source.value, node: source, names, isLate: false };
}

/** A text that is written out; a minifier writes it with backquotes. */
export const isText = ({ type, value, expressions }) =>
  (type === 'Literal' && typeof value === 'string') ||
  (type === 'TemplateLiteral' && expressions.length === 0);

export const textOf = ({ value, quasis }) => value ?? quasis[0].value.cooked;

/** All nodes below one that a test finds. */
export function nodesOf(node, test, found = []) {
  if (node === null || typeof node !== 'object') return found;
  if (Array.isArray(node)) {
    for (const one of node) nodesOf(one, test, found);
    return found;
  }
  if (test(node)) found.push(node);
  for (const one of Object.values(node)) nodesOf(one, test, found);
  return found;
}

/** `edits` are pairs of a node and what stands in its place. */
export function edited(code, edits) {
  let text = code;
  for (const [{ start, end }, replacement] of [...edits].sort(([a], [b]) => b.start - a.start))
    text = text.slice(0, start) + replacement + text.slice(end);
  return text;
}
