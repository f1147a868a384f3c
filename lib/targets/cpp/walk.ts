/** Walks the C++ tree: what an expression or statement contains, and what is read and set in it. */
import type { Span } from "../../diagnostics/source.js";
import type { CppExpr, CppStmt } from "./tree.js";

/** The expressions in `e`. */
export function childrenOf(e: CppExpr): readonly CppExpr[] {
  switch (e.kind) {
    case "literal":
    case "name":
      return [];
    case "subscript":
      return e.index;
    case "field":
      return [e.object];
    case "call":
      return e.args;
    case "method":
      return [e.object, ...e.args];
    case "prefix":
    case "parens":
    case "cast":
      return [e.operand];
    case "infix":
      return [e.left, e.right];
    case "ternary":
      return [e.cond, e.yes, e.no];
    case "list":
      return e.items;
  }
}

function mentions(e: CppExpr, variable: string): boolean {
  const isIt = (e.kind === "name" && e.name === variable) || (e.kind === "subscript" && e.base === variable);
  return isIt || childrenOf(e).some((x) => mentions(x, variable));
}

/** Does `s` read the variable or array? Being assigned is not being read. */
export function reads(s: CppStmt, variable: string): boolean {
  return expressionsOf(s).some((e) => mentions(e, variable)) || blocksOf(s).some((r) => reads(r, variable));
}

/** Is the variable, or an element of the array, assigned? */
export function sets(s: CppStmt, variable: string): boolean {
  const assigns = s.kind === "assign" ? [s] : s.kind === "while" ? s.updates : [];
  return assigns.some(({ target }) => variableOf(target) === variable) || blocksOf(s).some((r) => sets(r, variable));
}

/** The variable or array that the target of an assignment is (in). */
function variableOf(target: CppExpr): string | undefined {
  switch (target.kind) {
    case "name":
      return target.name;
    case "subscript":
      return target.base;
    case "field":
      return variableOf(target.object);
    default:
      return undefined;
  }
}

/** What `s` evaluates itself; of the target of an assignment, the subscripts. */
export function expressionsOf(s: CppStmt): readonly CppExpr[] {
  switch (s.kind) {
    case "assign":
      return [...subscriptsIn(s.target), s.value];
    case "declare":
      return [...(s.init === undefined ? [] : [s.init]), ...(s.args ?? [])];
    case "expr":
      return [s.expr];
    case "for":
      return [s.from, s.cond];
    case "while":
      return [s.cond, ...s.updates.flatMap((u) => expressionsOf(u))];
    case "if":
      return [s.cond];
    case "switch":
      return [s.value];
    case "return":
      return s.value === undefined ? [] : [s.value];
    case "process":
      return [s.call];
    case "block": case "break": case "continue": case "goto": case "label": case "comment": case "directive":
    case "streamName":
      return [];
  }
}

function subscriptsIn(target: CppExpr): readonly CppExpr[] {
  if (target.kind === "field") return subscriptsIn(target.object);
  return target.kind === "subscript" ? target.index : [];
}

/** The statements in the blocks of `s`. */
export function blocksOf(s: CppStmt): readonly CppStmt[] {
  switch (s.kind) {
    case "for":
    case "while":
    case "block":
      return s.body;
    case "if":
      return [...s.then, ...s.else];
    case "switch":
      return s.cases.flatMap((c) => c.body);
    default:
      return [];
  }
}

/** `s` with each of its blocks replaced by what `f` makes of it. */
export function withBlocks(s: CppStmt, f: (block: readonly CppStmt[]) => readonly CppStmt[]): CppStmt {
  switch (s.kind) {
    case "for":
    case "while":
    case "block":
      return { ...s, body: f(s.body) };
    case "if":
      return { ...s, then: f(s.then), else: f(s.else) };
    case "switch":
      return { ...s, cases: s.cases.map((c) => ({ ...c, body: f(c.body) })) };
    default:
      return s;
  }
}

/** `e` with its children replaced by what `f` makes of them. */
export function withChildren(e: CppExpr, f: (child: CppExpr) => CppExpr): CppExpr {
  switch (e.kind) {
    case "literal":
    case "name":
      return e;
    case "subscript":
      return { ...e, index: e.index.map(f) };
    case "field":
      return { ...e, object: f(e.object) };
    case "call":
      return { ...e, args: e.args.map(f) };
    case "method":
      return { ...e, object: f(e.object), args: e.args.map(f) };
    case "prefix":
    case "parens":
    case "cast":
      return { ...e, operand: f(e.operand) };
    case "infix":
      return { ...e, left: f(e.left), right: f(e.right) };
    case "ternary":
      return { ...e, cond: f(e.cond), yes: f(e.yes), no: f(e.no) };
    case "list":
      return { ...e, items: e.items.map(f) };
  }
}

/** A method that only reads its object. */
export function isConversion(method: string): boolean {
  return method === "range" || method.startsWith("to_");
}

/** The names of everything called in `stmts`. */
export function calledIn(stmts: readonly CppStmt[]): ReadonlySet<string> {
  const called = new Set<string>();
  const visit = (e: CppExpr): void => {
    if (e.kind === "call") called.add(e.callee);
    childrenOf(e).forEach(visit);
  };
  const visitAll = (all: readonly CppStmt[]): void => all.forEach((s) => {
    expressionsOf(s).forEach(visit);
    visitAll(blocksOf(s));
  });
  visitAll(stmts);
  return called;
}

/** The comments in `stmts` as they are printed, each with the span it tells of. */
export function commentSpans(stmts: readonly CppStmt[]): readonly (readonly [string, Span])[] {
  return stmts.flatMap((s) => (s.kind === "comment" ? [[`// ${s.text}`, s.span] as const] : commentSpans(blocksOf(s))));
}
