import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What the sources say of a declaration beside its values: comments, and codecs as they are written. */

/** One field of a layout. */
export interface FieldText {
  readonly name: string;
  /** The codec as written, such as `money(5)`. */
  readonly codec: string;
  readonly comment: string;
}

export interface LayoutText {
  /** When this layout is meant, where there are several. */
  readonly when: string;
  readonly fields: readonly FieldText[];
}

export interface DeclarationText {
  readonly comment: string;
  /** Layouts by the property that holds them, such as `request`. */
  readonly layouts: Readonly<Record<string, readonly LayoutText[]>>;
}

/** A table of named numbers, such as `reportType`. */
export interface ConstantsText {
  readonly name: string;
  readonly comment: string;
  readonly values: ReadonlyArray<{ readonly name: string; readonly value: number; readonly comment: string }>;
}

type Scope = ReadonlyMap<string, ts.Expression>;

/** Declarations made by calls of `factory`, by name. */
export function readDeclarations(file: URL, factory: string): Map<string, DeclarationText> {
  const source = parse(file);
  const scope = constants(source);
  const found = new Map<string, DeclarationText>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === factory) {
      const [name, declaration] = declarationOf(node, scope);
      found.set(name, declaration);
    } else node.forEachChild(visit);
  };
  source.forEachChild(visit);
  return found;
}

/** Exported tables of numbers. */
export function readConstants(file: URL): ConstantsText[] {
  const source = parse(file);
  return source.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return exported ? statement.declarationList.declarations.flatMap(numbersOf) : [];
  });
}

function numbersOf({ name, initializer }: ts.VariableDeclaration): ConstantsText[] {
  const object = initializer && ts.isAsExpression(initializer) ? initializer.expression : undefined;
  if (!object || !ts.isObjectLiteralExpression(object)) return [];
  const values = object.properties.filter(ts.isPropertyAssignment).map((property) => ({
    name: property.name.getText(),
    value: Number(property.initializer.getText()),
    comment: commentOf(property),
  }));
  return values.some(({ value }) => Number.isNaN(value))
    ? []
    : [{ name: name.getText(), comment: commentOf(object), values }];
}

function parse(file: URL): ts.SourceFile {
  const text = readFileSync(file, 'utf8');
  return ts.createSourceFile(file.pathname, text, ts.ScriptTarget.ES2023, true);
}

function constants(source: ts.SourceFile): Scope {
  const scope = new Map<string, ts.Expression>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (initializer) scope.set(name.getText(), initializer);
  }
  return scope;
}

/** `defineCommand({ name, request, answer, … })`, or `register(number, name, title, value, …)`. */
function declarationOf(call: ts.CallExpression, scope: Scope): [name: string, DeclarationText] {
  const [first] = call.arguments;
  if (first && ts.isObjectLiteralExpression(first)) {
    const property = (name: string) => first.properties.find((one) => one.name?.getText() === name);
    const layouts: Record<string, readonly LayoutText[]> = {};
    for (const side of ['request', 'answer']) {
      const node = property(side);
      if (node && ts.isPropertyAssignment(node)) layouts[side] = layoutsOf(node.initializer, scope);
    }
    return [literal(property('name')), { comment: commentOf(call), layouts }];
  }
  const [, name, , value] = call.arguments;
  const layouts: Record<string, readonly LayoutText[]> = value ? { value: layoutsOf(value, scope) } : {};
  return [name && ts.isStringLiteral(name) ? name.text : '', { comment: commentOf(call), layouts }];
}

function literal(property: ts.Node | undefined): string {
  const value = property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
  if (!value || !ts.isStringLiteral(value)) throw new Error('A declaration without a name');
  return value.text;
}

function layoutsOf(expression: ts.Expression, scope: Scope): LayoutText[] {
  if (ts.isIdentifier(expression)) {
    const constant = scope.get(expression.text);
    return constant ? layoutsOf(constant, scope) : [];
  }
  if (!ts.isCallExpression(expression)) return [];
  const [first, , third] = expression.arguments;
  switch (expression.expression.getText()) {
    case 'struct':
      return first && ts.isObjectLiteralExpression(first)
        ? [{ when: '', fields: fieldsOf(first, scope) }]
        : [];
    case 'choice':
      return third && ts.isObjectLiteralExpression(third) && first ? choices(first, third, scope) : [];
    default:
      return helper(expression, scope);
  }
}

/** A function of the file that makes a layout, such as `sum(6)`: its parameter stands for the argument. */
function helper(call: ts.CallExpression, scope: Scope): LayoutText[] {
  const made = scope.get(call.expression.getText());
  if (!made || !ts.isArrowFunction(made) || ts.isBlock(made.body)) return [];
  const [parameter] = made.parameters;
  const [argument] = call.arguments;
  const inside = new Map(scope);
  if (parameter && argument) inside.set(parameter.name.getText(), argument);
  return layoutsOf(made.body, inside);
}

function choices(by: ts.Expression, cases: ts.ObjectLiteralExpression, scope: Scope): LayoutText[] {
  const field = ts.isStringLiteral(by) ? by.text : by.getText();
  return cases.properties.filter(ts.isPropertyAssignment).flatMap(({ name, initializer }) =>
    layoutsOf(initializer, scope).map(({ fields }) => ({
      when: `${field} = ${name.getText().replace(/[[\]]/g, '')}`,
      fields,
    })),
  );
}

function fieldsOf(object: ts.ObjectLiteralExpression, scope: Scope): FieldText[] {
  return object.properties.flatMap((property): FieldText[] => {
    const comment = commentOf(property);
    if (ts.isSpreadAssignment(property)) {
      const spread = scope.get(property.expression.getText());
      return spread && ts.isObjectLiteralExpression(spread) ? fieldsOf(spread, scope) : [];
    }
    if (ts.isShorthandPropertyAssignment(property)) {
      const name = property.name.text;
      return [{ name, codec: scope.get(name)?.getText() ?? name, comment }];
    }
    if (!ts.isPropertyAssignment(property)) return [];
    const codec = property.initializer.getText().replace(/\s+/g, ' ');
    return [{ name: property.name.getText(), codec: substituted(codec, scope), comment }];
  });
}

/** `money(size)` with the argument that a helper was called with. */
function substituted(codec: string, scope: Scope): string {
  return codec.replace(/\b\w+\b/g, (word) => {
    const value = scope.get(word);
    return value && ts.isNumericLiteral(value) ? value.text : word;
  });
}

/** The `/** … *\/` in front of a node, or in front of the statement that it is the value of. */
function commentOf(node: ts.Node): string {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    const { text: source } = at.getSourceFile();
    const start = at.getFullStart();
    // On the line of the token before, it counts as that token's.
    const sameLine = ts.getTrailingCommentRanges(source, start) ?? [];
    const last = [...sameLine, ...(ts.getLeadingCommentRanges(source, start) ?? [])].at(-1);
    const text = last && source.slice(last.pos, last.end);
    if (text?.startsWith('/**')) return plain(text);
    if (ts.isVariableStatement(at) || ts.isPropertyAssignment(at)) return '';
  }
  return '';
}

function plain(comment: string): string {
  return comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}
