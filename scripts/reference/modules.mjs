// Who exports what under which name, over the files of the sources: what an import leads to, without a compiler's types.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

// Comments are read where they stand: the parser need not take them apart.
const how = { languageVersion: ts.ScriptTarget.ES2023, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };

/** Sources by path, each read once. */
export class Modules {
  #files = new Map();

  /** `{ source, declared, imported, exported, stars }` of a file. */
  at(path) {
    const known = this.#files.get(path);
    if (known) return known;
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), how, true);
    const module = { source, declared: new Map(), imported: new Map(), exported: new Map(), stars: [] };
    this.#files.set(path, module);
    for (const statement of source.statements) readStatement(statement, module, path);
    return module;
  }

  /** Every name that a program can import from the file. */
  exportsOf(path) {
    const { exported, stars } = this.at(path);
    return [...new Set([...exported.keys(), ...stars.flatMap((star) => this.exportsOf(star))])];
  }

  /** The declarations of an exported name: several, when a type and a value share it. */
  exported(path, name) {
    const { exported, stars } = this.at(path);
    const one = exported.get(name);
    if (one) return one.from === undefined ? this.named(path, one.name) : this.exported(one.from, one.name);
    return stars.flatMap((star) => this.exported(star, name));
  }

  isNamespace(path, name) {
    return this.at(path).imported.get(name)?.name === '*';
  }

  /** What a name means inside the file. `[]`: a parameter, something of the language, or of another package. */
  named(path, name) {
    const { declared, imported } = this.at(path);
    const own = declared.get(name);
    if (own) return own;
    const from = imported.get(name);
    if (from === undefined) return [];
    if (from.name !== '*') return this.exported(from.from, from.name);
    return this.exportsOf(from.from).flatMap((each) => this.exported(from.from, each));
  }
}

function readStatement(statement, module, path) {
  const pathOf = ({ text }) =>
    text.startsWith('.') ? resolve(dirname(path), text.replace(/\.js$/, '.ts')) : undefined;
  if (ts.isImportDeclaration(statement)) readImport(statement, module, pathOf(statement.moduleSpecifier));
  else if (ts.isExportDeclaration(statement))
    readExport(statement, module, statement.moduleSpecifier && pathOf(statement.moduleSpecifier));
  else if (ts.isExportAssignment(statement)) {
    module.declared.set('default', [statement]);
    module.exported.set('default', { name: 'default' });
  } else {
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const nodes = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    for (const node of nodes) {
      const name = node.name?.text;
      if (name === undefined) continue;
      module.declared.set(name, [...(module.declared.get(name) ?? []), node]);
      if (isExported) module.exported.set(name, { name });
    }
  }
}

function readImport({ importClause }, { imported }, from) {
  const bindings = importClause?.namedBindings;
  if (from === undefined || !bindings) return;
  if (ts.isNamespaceImport(bindings)) imported.set(bindings.name.text, { from, name: '*' });
  else
    for (const { name, propertyName } of bindings.elements)
      imported.set(name.text, { from, name: (propertyName ?? name).text });
}

function readExport({ exportClause }, { exported, stars }, from) {
  if (!exportClause) stars.push(from);
  else if (ts.isNamedExports(exportClause))
    for (const { name, propertyName } of exportClause.elements)
      exported.set(name.text, { from, name: (propertyName ?? name).text });
}
