/** Names of Heddle in a file that may not import them yet. */
import type * as TS from "typescript";
import { ts } from "../../ts.js";
import { insert, lineBreak, remove, type Edit } from "./fix.js";

/** How a file spells something, and what has to change for it to be known there. */
export interface Spelled {
  readonly text: string;
  readonly edits: readonly Edit[];
}

export type Use = "value" | "type";

/** A type as diagnostics name it (`int8`, `Int<9>`) in the spelling of `file`. */
export function spellType(file: TS.SourceFile, type: string, use: Use): Spelled {
  const name = /^\w+/.exec(type)?.[0] ?? type;
  const { text, edits } = spellName(file, name, use);
  return { text: text + type.slice(name.length), edits };
}

/** What `file` calls Heddle's `name`; an import is added, or widened from types to values, where needed. */
export function spellName(file: TS.SourceFile, name: string, use: Use): Spelled {
  const imports = file.statements.filter(isHeddleImport);
  const known = imports.map((i) => spelledIn(file, i, name, use)).find((s) => s !== undefined);
  if (known !== undefined) return known;
  const lists = imports.flatMap(({ importClause }) => importClause ?? []).filter((c) => namesOf(c) !== undefined);
  const list = lists.find((c) => !isTypeOnly(c)) ?? (use === "type" ? lists[0] : undefined);
  return { text: name, edits: [list === undefined ? newImport(file, name, use) : addToList(file, list, name, use)] };
}

/** What one import calls `name`. */
function spelledIn(file: TS.SourceFile, node: TS.ImportDeclaration, name: string, use: Use): Spelled | undefined {
  const { importClause } = node;
  const bindings = importClause?.namedBindings;
  if (importClause === undefined || bindings === undefined) return undefined;
  if (ts.isNamespaceImport(bindings)) return { text: `${bindings.name.text}.${name}`, edits: [] };
  const known = bindings.elements.find((e) => (e.propertyName ?? e.name).text === name);
  if (known === undefined) return undefined;
  return { text: known.name.text, edits: use === "type" ? [] : asValue(file, importClause, known) };
}

/** `{ a, b }` of an import that has it. */
function namesOf(clause: TS.ImportClause): TS.NamedImports | undefined {
  const bindings = clause.namedBindings;
  return bindings !== undefined && ts.isNamedImports(bindings) ? bindings : undefined;
}

function isHeddleImport(s: TS.Statement): s is TS.ImportDeclaration {
  return ts.isImportDeclaration(s) && ts.isStringLiteral(s.moduleSpecifier) && s.moduleSpecifier.text === "heddle";
}

function isTypeOnly(clause: TS.ImportClause): boolean {
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** Makes `known` a value: `type int8` loses its keyword, `import type { … }` hands its own to the other names. */
function asValue(file: TS.SourceFile, clause: TS.ImportClause, known: TS.ImportSpecifier): readonly Edit[] {
  if (known.isTypeOnly) return [remove(known.getStart(file), (known.propertyName ?? known.name).getStart(file))];
  const names = namesOf(clause);
  if (!isTypeOnly(clause) || names === undefined) return [];
  const others = names.elements.filter((e) => e !== known);
  const marks = others.map((e) => insert(e.getStart(file), "type "));
  return [remove(clause.getStart(file), names.getStart(file)), ...marks];
}

/** Values come before types, each in alphabetical order as far as the list is. */
function addToList(file: TS.SourceFile, clause: TS.ImportClause, name: string, use: Use): Edit {
  const names = namesOf(clause);
  const elements = [...(names?.elements ?? [])];
  const isMarked = use === "type" && !isTypeOnly(clause);
  const rank = (marked: boolean, text: string): string => `${Number(marked)}${text.toLowerCase()}`;
  const next = elements.find((e) => rank(e.isTypeOnly, e.name.text) > rank(isMarked, name));
  const text = isMarked ? `type ${name}` : name;
  if (next !== undefined) return insert(next.getStart(file), `${text}, `);
  const last = elements.at(-1);
  if (last !== undefined) return insert(last.getEnd(), `, ${text}`);
  return insert((names?.getStart(file) ?? 0) + 1, ` ${text} `);
}

function newImport(file: TS.SourceFile, name: string, use: Use): Edit {
  const text = `import { ${use === "type" ? "type " : ""}${name} } from "heddle";${lineBreak(file)}`;
  return insert(file.statements[0]?.getStart(file) ?? 0, text);
}
