/** What primitives ask of loops. */
import { addForms, valueForm } from "../analysis/affine.js";
import { linearForm } from "../analysis/linear-values.js";
import { cast, constant, binary, intConst } from "../ir/build.js";
import type { Expr, For, Func, Jump, Stmt } from "../ir/ir.js";
import { mapStmtChildren, refArgs, stmtBlocks, streamOf, visitExpr, visitExprs, visitStmts } from "../ir/walk.js";

/** How often the body runs; `undefined` when that depends on run-time values, or the body changes where it starts. */
export function tripCount({ lo, hi, step, body }: For): bigint | undefined {
  const context = { formOf: valueForm, facts: new Map(), freshId: undefined, assume: () => undefined };
  const [from, to] = [linearForm(lo, context), linearForm(hi, context)];
  if (from === undefined || to === undefined || !isSteady(lo, body)) return undefined;
  const distance = addForms(to, from, -1n);
  if (distance.terms.size > 0) return undefined;
  const forward = step > 0n ? distance.constant : -distance.constant;
  const size = step > 0n ? step : -step;
  return forward <= 0n ? 0n : (forward + size - 1n) / size;
}

/** The counter in iteration number `count`, from 0, in the counter's type. */
export function counterAt({ lo, step, type, span }: For, count: Expr): Expr {
  if (lo.kind === "const" && typeof lo.value === "bigint" && count.kind === "const" && typeof count.value === "bigint") {
    return constant(lo.value + step * count.value, type, span);
  }
  const distance = step === 1n ? count : binary("mul", count, intConst(step, span), span);
  return cast(lo.kind === "const" && lo.value === 0n ? distance : binary("add", lo, distance, span), type, span);
}

/** Whether `e` has the same value wherever `stmts` have got to. */
export function isSteady(e: Expr, stmts: readonly Stmt[]): boolean {
  if (e.kind === "const") return true;
  const changed = changedIn(stmts);
  let steady = true;
  visitExpr(e, (x) => {
    if (x.kind === "var") steady &&= !changed.has(x.sym.id);
    else if (x.kind === "load") steady &&= !changed.has(x.tensor.id);
    else if (x.kind === "call") steady = false;
  });
  return steady;
}

/** The ids of variables and tensors that `stmts` may change. */
function changedIn(stmts: readonly Stmt[]): ReadonlySet<number> {
  const changed = new Set<number>();
  visitStmts(stmts, (s) => {
    if (s.kind === "assign") changed.add(s.sym.id);
    if (s.kind === "store") changed.add(s.tensor.id);
    if (s.kind === "callstmt") for (const r of refArgs(s)) changed.add(r.sym.id);
  });
  return changed;
}

/** Whether `e` has a value whatever its variables hold, so that it does not matter where it is evaluated. */
export function isTotal(e: Expr): boolean {
  let total = true;
  visitExpr(e, (x) => {
    if (x.kind === "load" || x.kind === "call") total = false;
    if (x.kind !== "binary" || x.type.kind === "float") return;
    const divides = x.op === "div" || x.op === "rem" || x.op === "floordiv" || x.op === "mod";
    const shifts = x.op === "shl" || x.op === "shr" || x.op === "ushr";
    if (divides || shifts) total &&= x.right.kind === "const" && typeof x.right.value === "bigint" && x.right.value > 0n;
  });
  return total;
}

/** Whether `e` names the variable or tensor `id`. */
export function mentions(e: Expr, id: number): boolean {
  let found = false;
  visitExpr(e, (x) => {
    found ||= (x.kind === "var" && x.sym.id === id) || (x.kind === "load" && x.tensor.id === id);
  });
  return found;
}

/** The ids of everything that `stmts` name, other than by declaring it. */
export function namesIn(stmts: readonly Stmt[]): ReadonlySet<number> {
  const found = new Set<number>();
  const ofExpr = (e: Expr): void => {
    if (e.kind === "var") found.add(e.sym.id);
    if (e.kind === "load") found.add(e.tensor.id);
    if (e.kind === "call") for (const r of refArgs(e)) found.add(r.sym.id);
  };
  visitExprs(stmts, ofExpr);
  visitStmts(stmts, (s) => {
    if (s.kind === "assign") found.add(s.sym.id);
    if (s.kind === "store") found.add(s.tensor.id);
    const stream = streamOf(s);
    if (stream !== undefined) found.add(stream.id);
    for (const r of refArgs(s)) found.add(r.sym.id);
  });
  return found;
}

/** The first `break`, `continue` or `return` in `stmts` that leads out of them. */
export function jumpOutOf(stmts: readonly Stmt[]): Stmt | undefined {
  const inside = new Set<number>();
  let found: Stmt | undefined;
  visitStmts(stmts, (s) => {
    if (s.kind === "for" || s.kind === "while" || s.kind === "switch") inside.add(s.id);
    const leaves = s.kind === "return" || ((s.kind === "break" || s.kind === "continue") && !inside.has(s.loop));
    if (leaves) found ??= s;
  });
  return found;
}

/** The `break` and `continue` statements in the loop's body that name it. */
export function jumpsTo({ id, body }: For): readonly Jump[] {
  const found: Jump[] = [];
  visitStmts(body, (s) => {
    if ((s.kind === "break" || s.kind === "continue") && s.loop === id) found.push(s);
  });
  return found;
}

/** `stmts` with the jumps to `loop` aimed at others. */
export function redirected(stmts: readonly Stmt[], loop: number, to: { readonly break: number; readonly continue: number }): readonly Stmt[] {
  const stmt = (s: Stmt): Stmt => {
    if (s.kind === "break" || s.kind === "continue") return s.loop === loop ? { ...s, loop: to[s.kind] } : s;
    return mapStmtChildren(s, { stmts: (body) => body.map(stmt) });
  };
  return stmts.map(stmt);
}

/** An id that no loop or switch of `stmts` has. */
export function freshLoopId(stmts: readonly Stmt[]): number {
  let last = 0;
  visitStmts(stmts, (s) => {
    if ("id" in s && s.id > last) last = s.id;
  });
  return last + 1;
}

/** The loop of `f` with this id. */
export function loopById(f: Func, id: number): For {
  let found: For | undefined;
  visitStmts(f.body, (s) => {
    if (s.kind === "for" && s.id === id) found = s;
  });
  if (found === undefined) throw new Error(`no loop has the id ${id}`);
  return found;
}

/** How many statements there are, at any depth. */
export function countOf(stmts: readonly Stmt[]): number {
  let count = 0;
  visitStmts(stmts, () => count++);
  return count;
}

/** All `for` and `while` loops of `stmts`, at any depth. */
export function loopsIn(stmts: readonly Stmt[]): readonly Extract<Stmt, { kind: "for" | "while" }>[] {
  return stmts.flatMap((s) => [...(s.kind === "for" || s.kind === "while" ? [s] : []), ...stmtBlocks(s).flatMap(loopsIn)]);
}

/** The first loop of a nest whose bounds the nest may change. */
export function unsteadyBound(band: readonly For[]): For | undefined {
  const body = band[0]?.body ?? [];
  return band.find((l) => !isSteady(l.lo, body) || !isSteady(l.hi, body));
}

/** A label is on the outermost loop of its band only. */
export function withoutLabel(s: Stmt): Stmt {
  if (s.kind !== "for") return s;
  const { label: _, ...rest } = s;
  return rest;
}
