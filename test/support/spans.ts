/** Places for what has none, so that tests can tell which node stopped a run. */
import type { Span } from "../../lib/diagnostics/source.js";
import type { Expr, Module, Stmt } from "../../lib/ir/ir.js";
import { mapExpr, mapStmtChildren } from "../../lib/ir/walk.js";

/** Gives every statement and expression that can stop a run a span of its own. */
export function withOwnSpans(m: Module): Module {
  let at = 0;
  const span = (): Span => ({ file: "test.ts", start: at++, length: 1 });
  const stops = (e: Expr): boolean => e.kind === "load" || e.kind === "binary";
  const expr = (e: Expr): Expr => mapExpr(e, (x) => (stops(x) ? { ...x, span: span() } : x));
  const stmt = (s: Stmt): Stmt => ({ ...mapStmtChildren(s, { expr, stmts }), span: span() });
  const stmts = (body: readonly Stmt[]): readonly Stmt[] => body.map(stmt);
  const functions = m.functions.map((f) => ({ ...f, body: stmts(f.body) }));
  return { functions, top: functions.find((f) => f.sym.id === m.top.sym.id) ?? m.top };
}
