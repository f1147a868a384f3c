/** Changing one place of a module. */
import type { Expr, For, Func, Module, Stmt, Sym } from "../ir/ir.js";
import { mapExpr, mapStmtChildren, stmtBlocks } from "../ir/walk.js";
import { fitting } from "./fitting.js";

/** `m` with `f` in the place of the function of that name. */
export function withFunc(m: Module, f: Func): Module {
  const functions = m.functions.map((g) => (g.sym.id === f.sym.id ? f : g));
  const isTop = m.top.kind === "func" && m.top.sym.id === f.sym.id;
  return { functions, top: isTop ? f : m.top };
}

/** `m` with `loop` of `f` replaced by statements. */
export function withLoop(m: Module, f: Func, loop: For, by: (loop: For) => readonly Stmt[]): Module {
  return withFunc(m, { ...f, body: replaced(f.body, loop, by) });
}

/** `stmts` with `loop`, wherever it stands, replaced. */
export function replaced(stmts: readonly Stmt[], loop: For, by: (loop: For) => readonly Stmt[]): readonly Stmt[] {
  return stmts.flatMap((s) => (s === loop ? by(loop) : [mapStmtChildren(s, { stmts: (body) => replaced(body, loop, by) })]));
}

/** `stmts` with every use of the variable `sym` replaced by an expression of its type. */
export function substituted(stmts: readonly Stmt[], sym: Sym, by: Expr): readonly Stmt[] {
  const expr = (e: Expr): Expr => mapExpr(e, (x) => (x.kind === "var" && x.sym.id === sym.id ? by : x));
  const stmt = (s: Stmt): Stmt => fitting(mapStmtChildren(s, { expr, stmts: (body) => body.map(stmt) }));
  return stmts.map(stmt);
}

/** The statements around `loop` in `f`, outermost first. */
export function around(f: Func, loop: For): readonly Stmt[] {
  const search = (stmts: readonly Stmt[]): readonly Stmt[] | undefined => {
    for (const s of stmts) {
      if (s === loop) return [];
      for (const block of stmtBlocks(s)) {
        const inner = search(block);
        if (inner !== undefined) return [s, ...inner];
      }
    }
    return undefined;
  };
  return search(f.body) ?? [];
}
