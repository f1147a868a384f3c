/**
 * Takes out of a lowered body what nothing reads, so that compilers have nothing to warn about: constants that earlier
 * folding left without a use, results that are not wanted. What may stop the run, or waits, stays.
 */
import { cast, name, type CppDeclare, type CppExpr, type CppStmt } from "./tree.js";
import { childrenOf, isConversion, reads, sets, withBlocks } from "./walk.js";

/** The statements of a block without declarations that nothing after them reads. */
export function tidy(stmts: readonly CppStmt[]): readonly CppStmt[] {
  let rest: readonly CppStmt[] = [];
  for (const s of [...stmts].reverse()) {
    const left = tidyOne(withBlocks(s, tidy), rest);
    rest = [...left, ...(left.some((x) => x.kind === s.kind) ? rest : rest.filter((r) => !isAbout(r, s)))];
  }
  return withoutLonelyComments(rest);
}

/** `s`, what is left of it, or it with a note that it is meant to be unread. */
function tidyOne(s: CppStmt, rest: readonly CppStmt[]): readonly CppStmt[] {
  if (s.kind !== "declare" || s.args !== undefined || rest.some((r) => reads(r, s.name))) return [s];
  const isSet = rest.some((r) => sets(r, s.name));
  if (!isSet && (s.init === undefined || isHarmless(s.init))) return [];
  if (!isSet && isCall(s)) return [{ kind: "expr", expr: s.init }];
  return [s, { kind: "expr", expr: cast({ kind: "void" }, name(s.name)) }];
}

/** Is `s` a directive about what `declared` declares? */
function isAbout(s: CppStmt, declared: CppStmt): boolean {
  if (s.kind !== "directive" || declared.kind !== "declare") return false;
  return "variable" in s.directive && s.directive.variable === declared.name;
}

function isCall(s: CppDeclare): s is CppDeclare & { readonly init: CppExpr } {
  return (s.init?.kind === "call" && !isLibrary(s.init)) || (s.init?.kind === "method" && !isConversion(s.init.method));
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
    case "subscript":
      return false;
    case "method":
      return isConversion(e.method) && childrenOf(e).every(isHarmless);
    case "call":
      return isLibrary(e) && e.args.every(isHarmless);
    case "infix":
      return e.op !== "/" && e.op !== "%" && childrenOf(e).every(isHarmless);
    default:
      return childrenOf(e).every(isHarmless);
  }
}
