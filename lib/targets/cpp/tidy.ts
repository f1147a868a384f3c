/**
 * Takes out of a lowered body what nothing reads, so that compilers have nothing to warn about: constants that earlier
 * folding left without a use, results that are not wanted. What may stop the run, or waits, stays.
 */
import { cast, name, type CppDeclare, type CppExpr, type CppStmt } from "./tree.js";

/** The statements of a block without declarations that nothing after them reads. */
export function tidy(stmts: readonly CppStmt[]): readonly CppStmt[] {
  let rest: readonly CppStmt[] = [];
  for (const s of [...stmts].reverse()) rest = [...tidyOne(inside(s), rest), ...rest];
  return withoutLonelyComments(rest);
}

function inside(s: CppStmt): CppStmt {
  switch (s.kind) {
    case "for":
    case "while":
    case "block":
      return { ...s, body: tidy(s.body) };
    case "if":
      return { ...s, then: tidy(s.then), else: tidy(s.else) };
    default:
      return s;
  }
}

/** `s`, what is left of it, or it with a note that it is meant to be unread. */
function tidyOne(s: CppStmt, rest: readonly CppStmt[]): readonly CppStmt[] {
  if (s.kind !== "declare" || s.args !== undefined || rest.some((r) => reads(r, s.name))) return [s];
  const isSet = rest.some((r) => sets(r, s.name));
  if (!isSet && (s.init === undefined || isHarmless(s.init))) return [];
  if (!isSet && isCall(s)) return [{ kind: "expr", expr: s.init }];
  return [s, { kind: "expr", expr: cast({ kind: "void" }, name(s.name)) }];
}

function isCall(s: CppDeclare): s is CppDeclare & { readonly init: CppExpr } {
  return (s.init?.kind === "call" && !isLibrary(s.init)) || s.init?.kind === "method";
}

/** The mathematical functions of the vendor's library are in a namespace, and have no effects. */
function isLibrary(e: Extract<CppExpr, { kind: "call" }>): boolean {
  return e.callee.includes("::");
}

/** A comment whose statement is gone stands before another comment, or at the end. */
function withoutLonelyComments(stmts: readonly CppStmt[]): readonly CppStmt[] {
  return stmts.filter((s, i) => {
    const next = stmts[i + 1];
    return s.kind !== "comment" || (next !== undefined && next.kind !== "comment");
  });
}

/** Does it contain nothing that may stop the run or has an effect? */
function isHarmless(e: CppExpr): boolean {
  switch (e.kind) {
    case "method":
    case "subscript":
      return false;
    case "call":
      return isLibrary(e) && e.args.every(isHarmless);
    case "infix":
      return e.op !== "/" && e.op !== "%" && children(e).every(isHarmless);
    default:
      return children(e).every(isHarmless);
  }
}

function children(e: CppExpr): readonly CppExpr[] {
  switch (e.kind) {
    case "literal":
    case "name":
      return [];
    case "subscript":
      return e.index;
    case "call":
      return e.args;
    case "method":
      return [e.object, ...e.args];
    case "prefix":
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
  return isIt || children(e).some((x) => mentions(x, variable));
}

/** Does `s` read the variable or array? Being assigned is not being read. */
function reads(s: CppStmt, variable: string): boolean {
  return expressionsOf(s).some((e) => mentions(e, variable)) || blocksOf(s).some((r) => reads(r, variable));
}

/** Is the variable, or an element of the array, assigned? */
function sets(s: CppStmt, variable: string): boolean {
  const assigns = s.kind === "assign" ? [s] : s.kind === "while" ? s.updates : [];
  return assigns.some(({ target: t }) =>
    (t.kind === "name" && t.name === variable) || (t.kind === "subscript" && t.base === variable),
  ) || blocksOf(s).some((r) => sets(r, variable));
}

/** What `s` evaluates itself; of the target of an assignment, the subscripts. */
function expressionsOf(s: CppStmt): readonly CppExpr[] {
  switch (s.kind) {
    case "assign":
      return [...children(s.target), s.value];
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
    case "return":
      return s.value === undefined ? [] : [s.value];
    case "process":
      return [s.call];
    case "block": case "break": case "continue": case "goto": case "label": case "comment": case "directive":
      return [];
  }
}

function blocksOf(s: CppStmt): readonly CppStmt[] {
  switch (s.kind) {
    case "for":
    case "while":
    case "block":
      return s.body;
    case "if":
      return [...s.then, ...s.else];
    default:
      return [];
  }
}
