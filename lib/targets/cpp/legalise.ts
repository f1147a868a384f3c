/** What C++ and the vendor's classes cannot do, in terms of what they can: a pass on the IR before lowering. */
import type { Expr, Func, Module, Stmt } from "../../ir/ir.js";
import { allFunctions, mapExpr, mapList, mapStmtChildren } from "../../ir/walk.js";
import { freshSyms } from "../../passes/fresh-syms.js";
import { helperSource } from "../../passes/lower-fixed.js";
import { nativeFixed } from "./native-fixed.js";
import { throughWiderFloat } from "./small-floats.js";

/** A module with the meaning of `m`, of operators that lowering has; `m` itself when it is so already. */
export function legalised(m: Module): Module {
  const made = helperSource(freshSyms(m));
  const legal = (e: Expr): Expr => nativeFixed(throughWiderFloat(e), made.helper);
  const functions = allFunctions(m).flatMap((f): readonly Func[] => {
    const body = mapStmts(f.body, (e) => mapExpr(e, legal));
    return [...made.takeNew(), body === f.body ? f : { ...f, body }];
  });
  if (functions.every((f, i) => f === m.functions[i])) return m;
  const { top } = m;
  const newTop = top.kind === "region" ? top : functions.find((f) => f.sym.id === top.sym.id);
  if (newTop === undefined) throw new Error("the top function is not one of the module's");
  return { functions, top: newTop };
}

function mapStmts(stmts: readonly Stmt[], expr: (e: Expr) => Expr): readonly Stmt[] {
  return mapList(stmts, (s) => mapStmtChildren(s, { expr, stmts: (body) => mapStmts(body, expr) }));
}
