/** Makes correct programs stop: random modules do not, and errors must be the same in every executor too. */
import { binary, cast, constant } from "../../lib/ir/build.js";
import type { Expr, Module, Stmt } from "../../lib/ir/ir.js";
import { bool, bitWidth, int } from "../../lib/ir/types.js";
import { mapExpr, mapStmtChildren } from "../../lib/ir/walk.js";

/** `m` with one of the places that could stop a run made to stop it, should it ever get there; `which` picks it. */
export function withFault(m: Module, which: number): Module {
  let places = 0;
  rewritten(m, () => {
    places++;
    return false;
  });
  if (places === 0) return m;
  let at = which % places;
  return rewritten(m, () => at-- === 0);
}

/** `m` with those places faulty that are chosen; asks for each, in some order. */
function rewritten(m: Module, chosen: () => boolean): Module {
  const expr = (root: Expr): Expr => mapExpr(root, (e) => {
    const broken = brokenExpr(e);
    return broken !== undefined && chosen() ? broken : e;
  });
  const stmt = (s: Stmt): Stmt => {
    const inside = mapStmtChildren(s, { expr, stmts });
    const broken = brokenStmt(inside);
    return broken !== undefined && chosen() ? broken : inside;
  };
  const stmts = (body: readonly Stmt[]): readonly Stmt[] => body.map(stmt);
  const functions = m.functions.map((f) => ({ ...f, body: stmts(f.body) }));
  return { functions, top: functions.find((f) => f.sym.id === m.top.sym.id) ?? m.top };
}

/** Divides by zero, shifts by a negative amount, or reads outside. */
function brokenExpr(e: Expr): Expr | undefined {
  switch (e.kind) {
    case "load":
      return { ...e, index: outside(e.index) };
    case "binary":
      if (e.type.kind === "float") return undefined;
      if (["div", "rem", "floordiv", "mod"].includes(e.op)) {
        return { ...e, right: cast(binary("sub", e.right, e.right), e.right.type) };
      }
      return ["shl", "shr", "ushr"].includes(e.op) ? { ...e, right: negative(e.right) } : undefined;
    default:
      return undefined;
  }
}

/** A signed integer that is negative whatever `e` is, though not a constant. */
function negative(e: Expr): Expr {
  return binary("or", cast(e, int(bitWidth(e.type) + 1)), constant(-1n, int(2)));
}

function brokenStmt(s: Stmt): Stmt | undefined {
  if (s.kind === "store") return { ...s, index: outside(s.index) };
  return s.kind === "assert" ? { ...s, cond: constant(false, bool) } : undefined;
}

/** The last subscript moved out of any generated tensor. */
function outside(index: readonly Expr[]): readonly Expr[] {
  const last = index.at(-1);
  return last === undefined ? index : [...index.slice(0, -1), binary("add", last, constant(1000n, int(12)))];
}
