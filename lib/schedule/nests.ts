/**
 * Perfect nests: loops each directly inside the one before. Conditions and constants between two of them may move into the
 * innermost when their value is the same there.
 */
import type { Expr, For, Func, Let, Stmt } from "../ir/ir.js";
import { mapExpr, visitStmts } from "../ir/walk.js";
import { isSteady, isTotal } from "./loops.js";
import { around } from "./rewrite.js";

export interface Nest {
  /** As they stand in the function, outermost first. */
  readonly band: readonly For[];
  /** The bounds of each as they are without the constants between the loops. */
  readonly bounds: readonly Bounds[];
  /** Of the innermost loop, with what stood between the loops. */
  readonly body: readonly Stmt[];
}

interface Bounds {
  readonly lo: Expr;
  readonly hi: Expr;
}

/** Where loops are no perfect nest: everything from `band` on is one, up to its last loop; `next` is in that one's body. */
export interface Broken {
  readonly band: readonly For[];
  /** The statement of the last loop's body that the next chosen loop is in; `undefined` when it is in none. */
  readonly next: Stmt | undefined;
  readonly inner: For;
}

/** The nest from the outermost of `chosen` to the innermost. */
export function perfectNest(f: Func, chosen: readonly For[]): Nest | Broken {
  const depths = new Map(chosen.map((l) => [l, around(f, l).length]));
  const [outermost, ...inner] = [...chosen].sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
  if (outermost === undefined) throw new Error("a nest has loops");
  const band = [outermost];
  const between: Between[] = [];
  for (const target of inner) {
    let last = band.at(-1) ?? outermost;
    while (last !== target) {
      const step = descend(last, outermost);
      if (step === undefined) return { band, next: last.body.find((s) => s === target || isInside(target, s)), inner: target };
      between.push(...step.between);
      last = step.loop;
      band.push(last);
    }
  }
  const innermost = band.at(-1) ?? outermost;
  if (between.some((b) => b.kind === "if") && !band.slice(1).every((l) => isTotal(l.lo) && isTotal(l.hi))) {
    return { band: [outermost], next: undefined, inner: innermost };
  }
  const lets = between.filter((b) => b.kind === "let");
  const bounds = band.map(({ lo, hi }) => ({ lo: withoutLets(lo, lets), hi: withoutLets(hi, lets) }));
  return { band, bounds, body: wrapped(innermost.body, between) };
}

/** The loops in `order`, around what the innermost of the nest does; with `label` on the outermost. */
export function rebuilt(order: readonly For[], body: readonly Stmt[], label: string | undefined): readonly Stmt[] {
  const stmts = order.reduceRight<readonly Stmt[]>((inner, { label: _label, ...l }) => [{ ...l, body: inner }], body);
  return label === undefined ? stmts : stmts.map((s) => (s.kind === "for" ? { ...s, label } : s));
}

/** What may stand between two loops of a nest. */
type Between = Let | { readonly kind: "if"; readonly cond: Expr; readonly span: Let["span"] };

interface Descent {
  readonly loop: For;
  readonly between: readonly Between[];
}

/** The one loop in the body of `l`, behind constants and conditions that the loops of `outermost` do not change. */
function descend(l: For, outermost: For): Descent | undefined {
  const between: Between[] = [];
  let stmts = l.body;
  for (;;) {
    const only = stmts.at(-1);
    for (const s of stmts.slice(0, -1)) {
      if (!isConstant(s, outermost)) return undefined;
      between.push(s);
    }
    if (only?.kind === "for") return { loop: only, between };
    if (only?.kind !== "if" || only.else.length > 0 || !staysSame(only.cond, outermost)) return undefined;
    between.push({ kind: "if", cond: only.cond, span: only.span });
    stmts = only.then;
  }
}

/** A constant that is the same wherever in `outermost` it is declared. */
export function isConstant(s: Stmt, outermost: For): s is Let {
  return s.kind === "let" && !s.mutable && staysSame(s.init, outermost);
}

function staysSame(e: Expr, outermost: For): boolean {
  return isTotal(e) && isSteady(e, outermost.body);
}

function withoutLets(e: Expr, lets: readonly Let[]): Expr {
  return lets.reduceRight((made, { sym, init }) =>
    mapExpr(made, (x) => (x.kind === "var" && x.sym.id === sym.id ? init : x)), e);
}

function wrapped(body: readonly Stmt[], between: readonly Between[]): readonly Stmt[] {
  return between.reduceRight<readonly Stmt[]>((inner, b) =>
    (b.kind === "let" ? [b, ...inner] : [{ ...b, then: inner, else: [] }]), body);
}

function isInside(loop: For, s: Stmt): boolean {
  let found = false;
  visitStmts([s], (x) => {
    found ||= x === loop;
  });
  return found;
}
