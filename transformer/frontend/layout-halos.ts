/**
 * Halos are read only: writes outside of the instance's own part are refused where they certainly happen. Where they may,
 * an assertion before the write stops the run; there is none in helpers, which may not write what has a halo then.
 */
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { diagnose } from "../../lib/diagnostics/diagnostic.js";
import { addForms, constantForm, substitute, valueForm, type Form } from "../../lib/analysis/affine.js";
import { atMost, less, solve } from "../../lib/analysis/integer-systems.js";
import { linearForm } from "../../lib/analysis/linear-values.js";
import { replaced, type Touch, type Touches } from "../../lib/analysis/touches.js";
import { binary, compare, intConst, logic } from "../../lib/ir/build.js";
import type { Expr, Func, Instance, Stmt, Store } from "../../lib/ir/ir.js";
import { mapStmtChildren, visitStmts } from "../../lib/ir/walk.js";
import type { Scope } from "./context.js";
import type { LaidOut } from "./layout-network.js";
import type { DimLayout, ParameterLayout } from "./layouts.js";

type Sharded = DimLayout & { readonly kind: "shard" };

/** Does a write stay inside? */
type Finding = "inside" | "outside" | "unknown";

/** Checks the writes to all parameters with halos. */
export function checkHalos(scope: Scope, used: readonly LaidOut[], touches: Touches): void {
  const { functions } = scope.unit;
  for (const func of new Set(used.map((u) => u.func))) {
    const own = used.filter((u) => u.func === func);
    const guarded = new Map<number, ParameterLayout>();
    for (const at of new Set(own.map((u) => u.at))) {
      const all = own.filter((u) => u.at === at);
      const [first] = all;
      if (first === undefined || checkParameter(scope, func, all, touches)) continue;
      guarded.set(first.layout.sym.id, first.layout);
    }
    if (guarded.size > 0) functions[functions.indexOf(func)] = { ...func, body: guard(func.body, guarded) };
  }
}

/** Checks one parameter of a kernel's function, in all its instances; false when the run must look at its writes. */
function checkParameter(scope: Scope, func: Func, all: readonly LaidOut[], touches: Touches): boolean {
  const { layout } = all[0] ?? {};
  if (layout === undefined) return true;
  const reported = new Set<number>();
  let isSafe = true;
  for (const write of touches.of(func) ?? []) {
    if (write.kind === "read" || write.tensor !== layout.sym.id || reported.has(write.span.start)) continue;
    const wrong = layout.dims.flatMap((dim, d): { d: number; dim: Sharded; found: Finding }[] => {
      if (dim.kind !== "shard" || dim.halo === 0) return [];
      const found = finding(all, write, d, dim, touches);
      return found === "inside" ? [] : [{ d, dim, found }];
    });
    const [first] = wrong;
    if (first === undefined) continue;
    const { d, dim } = wrong.find((w) => w.found === "outside") ?? first;
    if (wrong.every((w) => w.found === "unknown") && storesAt(func, layout, write)) isSafe = false;
    else scope.unit.diagnostics.push(diagnose(dataflow.haloWritten, write.span, [layout.name, d, dim.halo, dim.own]));
    reported.add(write.span.start);
  }
  return isSafe;
}

/** All instances at once; where that does not prove it, one after the other. */
function finding(all: readonly LaidOut[], touch: Touch, d: number, dim: Sharded, touches: Touches): Finding {
  const start = all[0]?.layout.starts[d];
  if (start === undefined) return "unknown";
  const from = start.from === undefined ? constantForm(0n) : formOf(start.from, touches);
  if (from === undefined) return "unknown";
  const own = { first: plus(from, dim.halo), last: plus(from, dim.halo + dim.own - 1) };
  const outside = (t: Touch, by: Own): boolean => leaves(t, t.at[start.dim] ?? constantForm(0n), by, touches.bounds);
  if (!outside(touch, own)) return "inside";
  const isWrong = all.some(({ func, instance }) => {
    const forms = constantsOf(func, instance);
    const put = (f: Form): Form => forms.reduce((g, [id, by]) => substitute(g, id, by), f);
    return outside(replaced(touch, forms), { first: put(own.first), last: put(own.last) });
  });
  if (!isWrong) return "inside";
  return touch.isExact ? "outside" : "unknown";
}

function plus(from: Form, n: number): Form {
  return addForms(from, constantForm(BigInt(n)));
}

/** The subscripts of the own part. */
interface Own {
  readonly first: Form;
  readonly last: Form;
}

/** May `at` be outside of the own part? */
function leaves(t: Touch, at: Form, { first, last }: Own, bounds: Touches["bounds"]): boolean {
  const ids = new Set([...t.at, first, last, ...t.domain.map((c) => c.form)].flatMap((f) => [...f.terms.keys()]));
  const limits = [...ids].flatMap((id) => {
    const range = bounds.get(id);
    return range === undefined ? [] : [
      atMost(constantForm(range.lo), valueForm(id)), atMost(valueForm(id), constantForm(range.hi)),
    ];
  });
  return [less(at, first), less(last, at)].some((c) => solve([...t.domain, ...limits, c]).kind !== "none");
}

function formOf(e: Expr, { facts }: Touches): Form | undefined {
  return linearForm(e, { formOf: valueForm, facts, freshId: undefined, assume: () => undefined });
}

function constantsOf(func: Func, { args }: Instance): readonly (readonly [number, Form])[] {
  return func.params.flatMap((p, i) => {
    const arg = args[i];
    return arg?.kind === "const" && typeof arg.value === "bigint" ? [[p.sym.id, constantForm(arg.value)] as const] : [];
  });
}

/** Is it the kernel itself that writes there? */
function storesAt(func: Func, { sym }: ParameterLayout, { span }: Touch): boolean {
  let found = false;
  visitStmts(func.body, (s) => {
    found ||= s.kind === "store" && s.tensor.id === sym.id && s.span === span;
  });
  return found;
}

function guard(body: readonly Stmt[], guarded: ReadonlyMap<number, ParameterLayout>): readonly Stmt[] {
  return body.flatMap((s): readonly Stmt[] => {
    const layout = s.kind === "store" ? guarded.get(s.tensor.id) : undefined;
    if (s.kind === "store" && layout !== undefined) return [...assertions(s, layout), s];
    return [mapStmtChildren(s, { stmts: (inner) => guard(inner, guarded) })];
  });
}

/** A subscript outside of the tensor stops the run by itself. */
function assertions({ index, span }: Store, { name, dims, starts }: ParameterLayout): readonly Stmt[] {
  return dims.flatMap((dim, d): readonly Stmt[] => {
    const start = starts[d];
    const at = start === undefined ? undefined : index[start.dim];
    if (dim.kind !== "shard" || dim.halo === 0 || start === undefined || at === undefined) return [];
    const [first, end] = [dim.halo, dim.halo + dim.own].map((n): Expr => (
      start.from === undefined ? intConst(n, span) : binary("add", start.from, intConst(n, span), span)
    ));
    if (first === undefined || end === undefined) return [];
    const inside = logic("and", compare("ge", at, first, span), compare("lt", at, end, span), span);
    const cond = logic("or", compare("lt", at, intConst(0, span), span), inside, span);
    const text = dataflow.haloWritten.message(name, d, dim.halo, dim.own);
    return [{ kind: "assert", cond, message: [{ kind: "text", text }], span }];
  });
}
