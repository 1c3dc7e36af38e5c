// The texts of the comments that the API reference shows, read from the sources without a compiler's types: in a second instead of the
// dozen that typedoc takes. What typedoc shows beyond them (there should be nothing) is reported by `npm run docs`.
import { join, relative } from 'node:path';
import ts from 'typescript';
import { textsOf } from './comments.mjs';
import { Modules } from './modules.mjs';

/** Texts behind `entries` (paths from `root`), by key: where the first of each stands. */
export function publicTexts(root, entries) {
  const found = new Map();
  const reader = new Reader(new Modules(), (source, { pos, text }) => {
    const place = `${relative(root, source.fileName)}:${source.getLineAndCharacterOfPosition(pos).line + 1}`;
    for (const key of textsOf(text)) if (!found.has(key)) found.set(key, place);
  });
  for (const entry of entries) reader.readModule(join(root, entry));
  return found;
}

class Reader {
  #modules;
  #onComment;
  #seen = new Set();

  constructor(modules, onComment) {
    this.#modules = modules;
    this.#onComment = onComment;
  }

  readModule(path) {
    for (const name of this.#modules.exportsOf(path))
      for (const node of this.#modules.exported(path, name)) {
        this.#comment(node);
        this.#inside(node);
      }
  }

  #comment(node) {
    const comment = commentOf(node);
    if (comment) this.#onComment(node.getSourceFile(), comment);
  }

  /** Comments of members and fields; of values, also those that they are made of. */
  #inside(node) {
    if (this.#seen.has(node)) return;
    this.#seen.add(node);
    // What is said of the members of a union stands in front of their bars.
    if (ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type))
      for (const part of node.type.getChildAt(0).getChildren()) this.#comment(part);
    node.forEachChild((child) => this.#visit(child));
  }

  #visit(node) {
    if (ts.isBlock(node) || isPrivate(node)) return;
    if (ts.isHeritageClause(node)) this.#follow(identifiersOf(node), node);
    else if (ts.isIdentifier(node) && isValue(node)) this.#follow([node], node);
    else if (isMember(node) && !isDefinition(node.parent)) this.#comment(node);
    this.#inside(node);
  }

  /** A namespace and `{ name }` take over what is said of each name; a spread and an heir only what is said of the fields. */
  #follow(names, at) {
    const path = at.getSourceFile().fileName;
    for (const { text } of names) {
      const isNamed = ts.isShorthandPropertyAssignment(at.parent) || this.#modules.isNamespace(path, text);
      for (const declaration of this.#modules.named(path, text)) {
        if (isNamed) this.#comment(declaration);
        this.#inside(declaration);
      }
    }
  }
}

function identifiersOf(node) {
  const found = [];
  const visit = (child) => {
    if (ts.isIdentifier(child)) found.push(child);
    child.forEachChild(visit);
  };
  node.forEachChild(visit);
  return found;
}

const isMember = (node) =>
  ts.isTypeElement(node) ||
  ts.isClassElement(node) ||
  ts.isObjectLiteralElement(node) ||
  ts.isParameter(node) ||
  ts.isEnumMember(node);

const isPrivate = (node) =>
  (node.name && ts.isPrivateIdentifier(node.name)) ||
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);

/** What `defineCommand({ … })` and its like are given: only the names of its fields are shown, as the result has them. */
const isDefinition = (node) =>
  ts.isCallExpression(node.parent) && /^define/.test(node.parent.expression.text);

/** Whether an identifier stands for a value in an expression, and not for a name that is given here, or a type. */
function isValue(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return false;
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return ts.isExpression(parent) || ts.isSpreadAssignment(parent);
}

/** The last `/** … *\/` before a node, or before the statement that declares it. */
function commentOf(node) {
  const at = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const source = node.getSourceFile().text;
  const start = at.getFullStart();
  const ranges = [...(ts.getLeadingCommentRanges(source, start) ?? [])];
  const last = ranges.findLast(({ pos }) => source.startsWith('/**', pos));
  return last && { pos: last.pos, text: source.slice(last.pos, last.end) };
}
