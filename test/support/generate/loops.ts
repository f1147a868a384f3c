/** Random loops that end soon. Where a loop would be too much work, the makers give nothing. */
import { noSpan } from "../../../lib/diagnostics/source.js";
import { binary, cast, compare, constant, indexConst, intConst, logic, variable } from "../../../lib/ir/build.js";
import type { Expr, For, Stmt, Sym, While } from "../../../lib/ir/ir.js";
import { index, int, int32, intTypeFor, interval, type ScalarType } from "../../../lib/ir/types.js";
import { boolean, countersWhere, integer, variableOf } from "./expressions.js";
import { freshName, innerSite, workLimit, type Site } from "./site.js";

const span = noSpan;

/** Makes up to `most` statements for a body. */
type Body = (s: Site, most: number) => readonly Stmt[];

/** The most iterations of a generated loop. */
const mostTrips = 6;

/** An expression and the least and greatest value it can have. */
interface Bound {
  readonly expr: Expr;
  readonly lo: number;
  readonly hi: number;
}

/** Something between `min` and `max`: a constant, the counter of an outer loop, or a value known at run time only. */
function bound(s: Site, min: number, max: number): Bound {
  const counters = countersWhere(s, (range) => range.lo >= min && range.hi <= max);
  if (counters.length > 0 && s.draw.oneIn(2)) {
    const counter = s.draw.pick(counters);
    const { range } = counter;
    const plusOne = range.hi < max && s.draw.oneIn(2);
    const expr = variableOf(counter);
    if (!plusOne) return { expr, ...range };
    return { expr: binary("add", expr, intConst(1)), lo: range.lo + 1, hi: range.hi + 1 };
  }
  if (min <= 0 && max >= 1 && s.draw.oneIn(4)) {
    return { expr: binary("mod", integer(s, 1), intConst(max + 1)), lo: 0, hi: max };
  }
  const value = s.draw.between(min, max);
  const expr = s.draw.pick([indexConst(value), intConst(value), constant(BigInt(value), int32)]);
  return { expr, lo: value, hi: value };
}

function label(s: Site): { label?: string } {
  return s.draw.oneIn(4) ? { label: s.draw.pick(["L", "rows", "for"]) } : {};
}

/** A counting loop, up or down. */
export function forLoop(s: Site, statements: Body): readonly Stmt[] | undefined {
  const step = s.draw.pick([1, 1, 1, 2, 3, -1, -1, -2]);
  const lo = step > 0 ? bound(s, 0, 3) : bound(s, 0, 5);
  const hi = step > 0 ? bound(s, lo.lo, lo.lo + mostTrips) : bound(s, lo.hi - mostTrips, lo.hi);
  const [least, most] = step > 0 ? [lo.lo, hi.hi - 1] : [hi.lo + 1, lo.hi];
  // A loop that never runs has no values; one is as good as any.
  const range = step > 0 ? { lo: least, hi: Math.max(least, most) } : { lo: Math.min(least, most), hi: most };
  const trips = Math.max(1, Math.ceil((range.hi - range.lo + 1) / Math.abs(step)));
  if (s.routine.work + s.trips * trips * 4 > workLimit) return undefined;
  const type = counterType(s, range);
  const iter = freshName(s);
  const id = s.routine.program.freshLoop();
  const inside = innerSite(s, { targets: [...s.targets, { id, isSwitch: false }], trips: s.trips * trips });
  inside.scalars.push({ sym: iter, type, assignable: false, range });
  const named = label(s);
  const reduction = s.draw.oneIn(6);
  const body = statements(inside, 4);
  const bounds = { lo: lo.expr, hi: hi.expr, step: BigInt(step) };
  const made: For = { kind: "for", iter, type, ...bounds, body, ...named, reduction, id, span };
  return [made];
}

/** A type that holds the values of the counter, sometimes just so. */
function counterType(s: Site, range: { lo: number; hi: number }): ScalarType {
  return s.draw.pick([index, index, int32, int(64), intTypeFor(interval(range.lo, range.hi))]);
}

/** A loop whose condition comes first. */
export function whileLoop(s: Site, statements: Body): readonly Stmt[] | undefined {
  return counted(s, statements, false);
}

/** A loop whose body comes first. */
export function doWhileLoop(s: Site, statements: Body): readonly Stmt[] | undefined {
  return counted(s, statements, true);
}

/** Counts up in its update, or (as a plain `while` or `do … while`) first thing in its body. */
function counted(s: Site, statements: Body, bodyFirst: boolean): readonly Stmt[] | undefined {
  const trips = s.draw.between(1, mostTrips);
  if (s.routine.work + s.trips * trips * 4 > workLimit) return undefined;
  const type = s.draw.pick([int32, int(4, false), index, int(60)]);
  const counter = freshName(s);
  const ahead: Stmt = { kind: "let", sym: counter, type, mutable: true, init: constant(0n, type), span };
  const id = s.routine.program.freshLoop();
  const inUpdate = s.draw.oneIn(2);
  const inside = innerSite(s, { targets: [...s.targets, { id, isSwitch: false }], trips: s.trips * trips });
  const range = inUpdate ? { lo: 0, hi: trips - 1 } : { lo: 1, hi: trips };
  s.scalars.push({ sym: counter, type, assignable: false });
  inside.scalars.push({ sym: counter, type, assignable: false, range });
  const limit = compare("lt", variable(counter, type), intConst(trips));
  const cond = s.draw.oneIn(3) ? logic("and", limit, boolean(s, 1)) : limit;
  const counting = countUp(counter, type);
  const named = label(s);
  const body = statements(inside, 3);
  const parts = inUpdate ? { update: [counting], body } : { update: [], body: [counting, ...body] };
  const made: While = { kind: "while", bodyFirst, cond, ...parts, ...named, id, span };
  return [ahead, made];
}

function countUp(counter: Sym, type: ScalarType): Stmt {
  const value = cast(binary("add", variable(counter, type), intConst(1)), type);
  return { kind: "assign", sym: counter, value, span };
}
