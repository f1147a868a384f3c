/** Whether an iteration writes a part whole before it reads any of it. */
import type { For, Stmt, Store, Sym } from "../ir/ir.js";
import { stmtBlocks, stmtExprs, visitExpr, visitExprs, visitStmts } from "../ir/walk.js";
import { tripCount } from "./loops.js";
import type { Part } from "./parts.js";
import { plainForm } from "./subscripts.js";

/**
 * Certain when the first statement of the body that touches the tensor is a nest of loops around one store, which
 * walks the whole box: each subscript is a counter of its own, or stays the same. Otherwise taken not to be.
 */
export function isOverwritten(loop: For, sym: Sym, part: Part): boolean {
  const first = loop.body.find((s) => touches(s, sym));
  if (first === undefined || part.dims.some((d) => d.mayPrecede || d.mayExceed) || jumps(loop.body)) return false;
  const nest: For[] = [];
  let inner = first;
  while (inner.kind === "for") {
    const [only, ...others] = inner.body;
    if (only === undefined || others.length > 0) return false;
    nest.push(inner);
    inner = only;
  }
  if (inner.kind !== "store" || inner.tensor.id !== sym.id || inner.path !== undefined) return false;
  return !stmtExprs(inner).some((e) => readsOf(e, sym)) && walksAll(inner, nest, part);
}

function touches(s: Stmt, sym: Sym): boolean {
  let found = false;
  visitStmts([s], (x) => {
    found ||= x.kind === "store" && x.tensor.id === sym.id;
  });
  visitExprs([s], (e) => {
    found ||= e.kind === "load" && e.tensor.id === sym.id;
  });
  return found;
}

function readsOf(e: Parameters<typeof visitExpr>[0], sym: Sym): boolean {
  let found = false;
  visitExpr(e, (x) => {
    found ||= x.kind === "load" && x.tensor.id === sym.id;
  });
  return found;
}

function jumps(stmts: readonly Stmt[]): boolean {
  return stmts.some(
    (s) => s.kind === "break" || s.kind === "continue" || s.kind === "return" || stmtBlocks(s).some(jumps),
  );
}

/** The box is as long as the loop of its one counter runs, which takes each index once. */
function walksAll(s: Store, nest: readonly For[], part: Part): boolean {
  const used = new Set<For>();
  return part.dims.every((dim, d) => {
    const form = s.index[d] === undefined ? undefined : plainForm(s.index[d], () => true);
    if (form === undefined) return false;
    const counters = nest.filter((l) => form.terms.has(l.iter.id));
    const [own, ...others] = counters;
    if (own === undefined) return dim.size === 1;
    const coefficient = form.terms.get(own.iter.id);
    const takesEach = (coefficient === 1n || coefficient === -1n) && (own.step === 1n || own.step === -1n);
    const isNew = !used.has(own);
    used.add(own);
    return others.length === 0 && takesEach && isNew && tripCount(own) === BigInt(dim.size);
  }) && nest.every((l) => (tripCount(l) ?? 0n) > 0n);
}
