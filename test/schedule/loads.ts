/** How often a run loads from the first parameter of the top function, whose loops all have constant bounds and no guards. */
import type { For, Module, Stmt } from "../../lib/ir/ir.js";
import { tripCount } from "../../lib/ir/trip-count.js";
import { stmtBlocks, stmtExprs, visitExpr } from "../../lib/ir/walk.js";

export function loadsIn({ top }: Module): number {
  if (top.kind === "region") throw new Error("no function");
  const tensor = top.params[0]?.sym.id;
  const count = (s: Stmt): number => {
    let own = 0;
    for (const e of stmtExprs(s)) visitExpr(e, (x) => { own += x.kind === "load" && x.tensor.id === tensor ? 1 : 0; });
    const inside = stmtBlocks(s).flat().reduce((n, b) => n + count(b), 0);
    return own + (s.kind === "for" ? trips(s) : 1) * inside;
  };
  return top.body.reduce((n, s) => n + count(s), 0);
}

function trips(l: For): number {
  const found = tripCount(l);
  if (found === undefined) throw new Error(`the bounds of ${l.iter.name} are not constant`);
  return Number(found);
}
