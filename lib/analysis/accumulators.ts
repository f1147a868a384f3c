/**
 * The values of variables that loops add to. Range analysis knows nothing of what a loop assigns while it runs; but a
 * variable that is only ever set, kept, or changed by a bounded amount in loops of bounded length stays within bounds.
 */
import type { Binary, Expr, For, Func, Stmt, Sym } from "../ir/ir.js";
import { contains, intervalOf, isIntegral, union, type Interval } from "../ir/types.js";
import { stmtBlocks, visitExpr } from "../ir/walk.js";
import type { Ranges } from "./ranges.js";

/** One way in which an assignment can come out: a value of its own, or the variable's plus an amount. */
interface Outcome {
  readonly kind: "set" | "added";
  readonly range: Interval;
}

/** An assignment, and how often it can run in the life of its variable (`undefined`: without bound). */
interface Site {
  readonly value: Expr;
  readonly times: bigint | undefined;
}

/** An interval that holds every value of the variable `sym` of `f`; `undefined` when none is found, and for states. */
export function accumulatedRange(f: Func, sym: Sym, ranges: Ranges): Interval | undefined {
  if (f.states.some((s) => s.sym.id === sym.id)) return undefined;
  const changes = sitesOf(f.body, sym, ranges, undefined).map((site) => changeOf(site, sym, ranges));
  const known = changes.filter((c) => c !== undefined);
  const sets = known.flatMap((c) => c.outcomes.filter((o) => o.kind === "set").map((o) => o.range));
  if (sets.length === 0 || known.length < changes.length) return undefined;
  const total = known.reduce((range, c) => addTimes(range, c), sets.reduce(union));
  return known.every((c) => c.storedAs === undefined || contains(c.storedAs, total)) ? total : undefined;
}

/** `loops` is the number of iterations since the variable's declaration; `undefined` before it, and without a bound. */
function sitesOf(stmts: readonly Stmt[], sym: Sym, ranges: Ranges, loops: bigint | undefined): readonly Site[] {
  let times = loops;
  return stmts.flatMap((s): readonly Site[] => {
    if (s.kind === "let" && s.sym.id === sym.id) {
      times = 1n;
      return [{ value: s.init, times }];
    }
    if (s.kind === "assign") return s.sym.id === sym.id ? [{ value: s.value, times }] : [];
    const inside = s.kind === "for" ? product(times, tripsOf(s, ranges)) : s.kind === "while" ? undefined : times;
    return stmtBlocks(s).flatMap((block) => sitesOf(block, sym, ranges, inside));
  });
}

function product(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? undefined : a * b;
}

function tripsOf(s: For, ranges: Ranges): bigint | undefined {
  const [lo, hi] = [ranges.of(s.lo), ranges.of(s.hi)];
  if (lo === undefined || hi === undefined) return undefined;
  const distance = s.step > 0n ? hi.hi - lo.lo : lo.hi - hi.lo;
  const step = s.step > 0n ? s.step : -s.step;
  return distance <= 0n ? 0n : (distance + step - 1n) / step;
}

/** What an assignment does to the variable; `storedAs` is what its conversion leaves unchanged. */
interface Change {
  readonly outcomes: readonly Outcome[];
  readonly times: bigint;
  readonly storedAs: Interval | undefined;
}

/** `undefined` when it can do anything. */
function changeOf({ value, times }: Site, sym: Sym, ranges: Ranges): Change | undefined {
  const converted = value.kind === "cast" && mentions(value, sym);
  const outcomes = outcomesOf(converted ? value.operand : value, sym, ranges);
  const unbounded = times === undefined && outcomes?.some((o) => o.kind === "added" && !isZero(o.range)) === true;
  if (outcomes === undefined || unbounded || !isIntegral(value.type)) return undefined;
  return { outcomes, times: times ?? 0n, storedAs: converted ? intervalOf(value.type) : undefined };
}

/** How `value`, stored in `sym`, can come out; `undefined` when it depends on the variable in another way. */
function outcomesOf(value: Expr, sym: Sym, ranges: Ranges): readonly Outcome[] | undefined {
  const range = ranges.of(value);
  if (range === undefined) return undefined;
  if (!mentions(value, sym)) return [{ kind: "set", range }];
  if (value.kind === "var") return [{ kind: "added", range: { lo: 0n, hi: 0n } }];
  if (value.kind === "select") return either(value.whenTrue, value.whenFalse, sym, ranges);
  if (value.kind !== "binary") return undefined;
  if (value.op === "min" || value.op === "max") return either(value.left, value.right, sym, ranges);
  return value.op === "add" || value.op === "sub" ? changed(value, sym, ranges) : undefined;
}

/** `sym + amount`, either way round, or `sym - amount`. */
function changed(value: Binary, sym: Sym, ranges: Ranges): readonly Outcome[] | undefined {
  const { left, right } = value;
  const [base, amount] = mentions(right, sym) && value.op === "add" ? [right, left] : [left, right];
  const change = mentions(amount, sym) ? undefined : ranges.of(amount);
  const before = outcomesOf(base, sym, ranges);
  if (change === undefined || before === undefined) return undefined;
  const signed = value.op === "add" ? change : { lo: -change.hi, hi: -change.lo };
  return before.map((o) => ({ ...o, range: { lo: o.range.lo + signed.lo, hi: o.range.hi + signed.hi } }));
}

function either(a: Expr, b: Expr, sym: Sym, ranges: Ranges): readonly Outcome[] | undefined {
  const [left, right] = [outcomesOf(a, sym, ranges), outcomesOf(b, sym, ranges)];
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

/** `range` after as many changes, each of any of its amounts or none. */
function addTimes(range: Interval, { outcomes, times }: Change): Interval {
  const added = outcomes.filter((o) => o.kind === "added").map((o) => o.range);
  const least = added.reduce((n, r) => (r.lo < n ? r.lo : n), 0n);
  const most = added.reduce((n, r) => (r.hi > n ? r.hi : n), 0n);
  return { lo: range.lo + least * times, hi: range.hi + most * times };
}

function mentions(e: Expr, sym: Sym): boolean {
  let found = false;
  visitExpr(e, (x) => {
    found ||= x.kind === "var" && x.sym.id === sym.id;
  });
  return found;
}

function isZero(r: Interval): boolean {
  return r.lo === 0n && r.hi === 0n;
}
