// Part of `npm run types`: every option that can be given is read somewhere.
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from './lib.mjs';

const OPTIONS = /(Options|Policy|Timers|Times)$/;
/** Far fewer would mean that they are not found any more. */
const FEWEST = 300;
/** What the browser itself offers, and reads. */
const ELSEWHERE = ['src/browser/apis.ts'];

/** What happens to the properties of interfaces in a program. */
class Uses {
  readonly #checker: ts.TypeChecker;
  /** Options by their declaration. */
  readonly options = new Map<ts.Node, string>();
  readonly #read = new Set<ts.Node>();
  /** Given to something that takes a type with a property of the same name. */
  readonly #handedOn = new Map<ts.Node, Set<ts.Node>>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  visit(node: ts.Node): void {
    if (ts.isInterfaceDeclaration(node) && OPTIONS.test(node.name.text)) this.#declare(node);
    if (ts.isPropertyAccessExpression(node) && !isAssigned(node))
      this.#note(this.#checker.getSymbolAtLocation(node.name));
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) this.#unpack(node);
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      for (const argument of node.arguments ?? []) this.#flow(argument, argument);
    if (ts.isSpreadAssignment(node)) this.#flow(node.expression, node.parent);
    ts.forEachChild(node, (inner) => this.visit(inner));
  }

  /** Whether anything reads it, here or where it is handed on. */
  isRead(option: ts.Node, seen = new Set<ts.Node>()): boolean {
    if (this.#read.has(option)) return true;
    if (seen.has(option)) return false;
    seen.add(option);
    return [...(this.#handedOn.get(option) ?? [])].some((next) => this.isRead(next, seen));
  }

  #declare(node: ts.InterfaceDeclaration): void {
    const file = relative(root, node.getSourceFile().fileName);
    if (ELSEWHERE.includes(file)) return;
    for (const member of node.members)
      if (ts.isPropertySignature(member))
        this.options.set(member, `${file}: ${node.name.text}.${member.name.getText()}`);
  }

  #note(symbol: ts.Symbol | undefined): void {
    for (const declaration of symbol?.declarations ?? []) this.#read.add(declaration);
  }

  #unpack({ propertyName, name, parent }: ts.BindingElement): void {
    const key = propertyName ?? name;
    if (!ts.isIdentifier(key)) return;
    for (const type of partsOf(this.#checker.getTypeAtLocation(parent)))
      this.#note(type.getProperty(key.text));
  }

  /** `given` becomes part of what `place` is expected to be. */
  #flow(given: ts.Expression, place: ts.Expression): void {
    const properties = partsOf(this.#checker.getTypeAtLocation(given)).flatMap((type) =>
      type.getProperties().filter(isOption),
    );
    if (properties.length === 0) return;
    const wanted = this.#checker.getContextualType(place);
    for (const target of wanted ? partsOf(wanted) : [])
      for (const property of properties) this.#hand(property, target.getProperty(property.name));
  }

  #hand(from: ts.Symbol, to: ts.Symbol | undefined): void {
    for (const source of from.declarations ?? []) {
      if (!ts.isPropertySignature(source)) continue;
      const targets = this.#handedOn.get(source) ?? new Set();
      this.#handedOn.set(source, targets);
      for (const target of to?.declarations ?? []) targets.add(target);
    }
  }
}

function isAssigned(node: ts.PropertyAccessExpression): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

function isOption({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    ({ parent }) => ts.isInterfaceDeclaration(parent) && OPTIONS.test(parent.name.text),
  );
}

function partsOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnionOrIntersection() ? [type, ...type.types] : [type];
}

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const own = fileNames.filter((name) => relative(root, name).startsWith('src/'));
const program = ts.createProgram(own, { ...options, noEmit: true });
const uses = new Uses(program.getTypeChecker());
for (const name of own) {
  const file = program.getSourceFile(name);
  if (file) uses.visit(file);
}
const unread = [...uses.options].flatMap(([option, name]) => (uses.isRead(option) ? [] : [name]));
if (uses.options.size < FEWEST) unread.push(`${uses.options.size} options were found, fewer than ${FEWEST}`);
for (const name of unread) console.error(`nothing reads ${name}`);
process.exitCode = unread.length > 0 ? 1 : 0;
