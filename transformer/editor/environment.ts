/**
 * What a kernel depends on in its own file: the statements at the top of the file that it mentions, and those that they
 * mention. Names are compared as text, so that more may count as mentioned than is, but nothing less.
 */
import type * as TS from "typescript";
import { ts } from "../ts.js";

/** A top-level statement. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

export interface Environment {
  /** The statements that the node depends on, in the order of the file. */
  readonly pieces: readonly Piece[];
  /** Which of them it stands in, and where it begins there. */
  readonly own: number;
  readonly offset: number;
}

interface Statement extends Piece {
  readonly node: TS.Statement;
  readonly mentions: ReadonlySet<string>;
}

/** The environments of nodes of `file`; the statements are read once. */
export function environments(file: TS.SourceFile): (node: TS.Node) => Environment {
  let statements: readonly Statement[] | undefined;
  let declaring: ReadonlyMap<string, readonly Statement[]> | undefined;
  return (node) => {
    statements ??= file.statements.map((s) => statementOf(file, s));
    declaring ??= byDeclaredName(statements);
    const own = statements.find((s) => s.node.pos <= node.pos && node.end <= s.node.end);
    const found = new Set(own === undefined ? [] : [own]);
    // A set visits what is added to it while it is walked.
    for (const s of found) for (const name of s.mentions) declaring.get(name)?.forEach((d) => found.add(d));
    const pieces = [...found].sort((a, b) => a.start - b.start);
    return { pieces, own: pieces.findIndex((p) => p === own), offset: node.getStart(file) - (own?.start ?? 0) };
  };
}

function statementOf(file: TS.SourceFile, node: TS.Statement): Statement {
  const mentions = new Set<string>();
  const visit = (n: TS.Node): void => {
    if (ts.isIdentifier(n)) mentions.add(n.text);
    ts.forEachChild(n, visit);
  };
  visit(node);
  return { node, start: node.getStart(file), text: node.getText(file), mentions };
}

function byDeclaredName(statements: readonly Statement[]): ReadonlyMap<string, readonly Statement[]> {
  const found = new Map<string, Statement[]>();
  for (const s of statements) {
    for (const name of declaredNames(s.node)) found.set(name, [...(found.get(name) ?? []), s]);
  }
  return found;
}

function declaredNames(node: TS.Node): readonly string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap((d) => namesIn(d.name));
  if (ts.isImportDeclaration(node)) return node.importClause === undefined ? [] : namesIn(node.importClause);
  const name = (node as { readonly name?: TS.Node }).name;
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

function namesIn(node: TS.Node): readonly string[] {
  if (ts.isIdentifier(node)) return [node.text];
  const found: string[] = [];
  ts.forEachChild(node, (child) => void found.push(...namesIn(child)));
  return found;
}
