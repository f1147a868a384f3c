/** Random statements: every loop ends soon, every path through a function with a result returns. */
import { noSpan } from "../../../lib/diagnostics/source.js";
import { binary, cast, compare, constant, indexConst, intConst, logic, ref, variable } from "../../../lib/ir/build.js";
import type { Expr, For, Return, Stmt, Sym, While } from "../../../lib/ir/ir.js";
import {
  elementCount, index, int, int32, intTypeFor, interval, isScalar, sameType, type ScalarType, type TensorType,
} from "../../../lib/ir/types.js";
import { convert } from "../../../lib/numeric/convert.js";
import { argumentsFor, boolean, countersWhere, integer, subscripts, typed } from "./expressions.js";
import { freshName, innerSite, scalarType, workLimit, type Site } from "./site.js";

const span = noSpan;

/** How deep expressions nest. */
const exprDepth = 3;

type StmtMaker = (s: Site) => readonly Stmt[];

/** Up to `most` statements; the names they declare are added to `s`. */
export function statements(s: Site, most: number): readonly Stmt[] {
  const made: Stmt[] = [];
  for (let left = s.draw.between(0, most); left > 0 && !s.draw.exhausted(); left--) {
    s.routine.work += s.trips;
    made.push(...s.draw.pick(s.nest > 0 ? [...plain, ...nested] : plain)(s));
  }
  return made;
}

const plain: readonly StmtMaker[] = [
  store, declaration, assignment, store, declaration, assignment, allocation, callStatement, jump,
];
const nested: readonly StmtMaker[] = [forLoop, forLoop, forLoop, branch, whileLoop, earlyReturn];

function declaration(s: Site): readonly Stmt[] {
  const type = scalarType(s.draw);
  const init = typed(s, type, exprDepth);
  const mutable = !s.draw.oneIn(3);
  const sym = freshName(s);
  s.scalars.push({ sym, type, assignable: mutable });
  return [{ kind: "let", sym, type, mutable, init, span }];
}

function assignment(s: Site): readonly Stmt[] {
  const known = s.scalars.filter((v) => v.assignable);
  if (known.length === 0) return declaration(s);
  const { sym, type } = s.draw.pick(known);
  return [{ kind: "assign", sym, value: typed(s, type, exprDepth), span }];
}

function store(s: Site): readonly Stmt[] {
  const known = s.tensors.filter((t) => t.writable);
  if (known.length === 0) return assignment(s);
  const { sym, type } = s.draw.pick(known);
  const at = subscripts(s, type, 1);
  return [{ kind: "store", tensor: sym, index: at, value: typed(s, type.element, exprDepth), span }];
}

function allocation(s: Site): readonly Stmt[] {
  const type = s.draw.pick(s.routine.program.tensorTypes);
  return [s.draw.oneIn(2) ? constantArray(s, type) : newTensor(s, type)];
}

/** Declares a tensor that is filled with one value. */
export function newTensor(s: Site, type: TensorType): Stmt {
  const value = typed(s, type.element, 1);
  const sym = freshName(s);
  s.tensors.push({ sym, type, writable: true, own: true });
  return { kind: "alloc", sym, type, init: { kind: "fill", value }, span };
}

function constantArray(s: Site, type: TensorType): Stmt {
  const samples = [0n, 1n, -1n, 2n, 100n, -77n, 123456789n, -(1n << 70n), 0.5, -0, 1e300, NaN, -Infinity];
  const values = Array.from({ length: elementCount(type.shape) }, () => convert(s.draw.pick(samples), type.element));
  const sym = freshName(s);
  s.tensors.push({ sym, type, writable: false, own: false });
  return { kind: "alloc", sym, type, init: { kind: "values", values }, span };
}

/** A call of any helper; tensors it needs and that are not there are made first. */
function callStatement(s: Site): readonly Stmt[] {
  const known = s.routine.program.helpers.filter((h) => s.routine.work + s.trips * h.work < workLimit);
  if (known.length === 0) return store(s);
  const { func, writes, work } = s.draw.pick(known);
  s.routine.work += s.trips * work;
  const made: Stmt[] = [];
  let args = argumentsFor(s, func, writes, 2);
  if (args === undefined) {
    for (const { type } of func.params) if (type.kind === "tensor") made.push(newTensor(s, type));
    args = argumentsFor(s, func, writes, 2);
  }
  if (args === undefined) throw new Error("a helper takes something other than scalars and tensors");
  const { result } = func;
  const base = { kind: "callstmt", callee: func.sym, args, span } as const;
  if (result === undefined || s.draw.oneIn(4)) return [...made, base];
  const sym = freshName(s);
  if (isScalar(result)) s.scalars.push({ sym, type: result, assignable: false });
  else s.tensors.push({ sym, type: result, writable: true, own: true });
  return [...made, { ...base, result: { sym, type: result } }];
}

function branch(s: Site): readonly Stmt[] {
  const cond = boolean(s, 2);
  const then = statements(innerSite(s), 3);
  return [{ kind: "if", cond, then, else: s.draw.oneIn(2) ? statements(innerSite(s), 3) : [], span }];
}

function jump(s: Site): readonly Stmt[] {
  if (s.loops.length === 0) return assignment(s);
  const loop = s.draw.pick([...s.loops].reverse());
  const then: Stmt = { kind: s.draw.pick(["break", "continue"]), loop, span };
  return [{ kind: "if", cond: boolean(s, 2), then: [then], else: [], span }];
}

function earlyReturn(s: Site): readonly Stmt[] {
  if (!s.routine.mayReturn) return assignment(s);
  return [{ kind: "if", cond: boolean(s, 2), then: [returnStatement(s)], else: [], span }];
}

/** Returns some value of the result type; a function that returns a tensor must have one in scope. */
export function returnStatement(s: Site): Return {
  const { result } = s.routine;
  if (result === undefined) return { kind: "return", span };
  if (isScalar(result)) return { kind: "return", value: typed(s, result, 2), span };
  const own = s.tensors.filter((t) => t.own && sameType(t.type, result));
  return { kind: "return", value: ref(s.draw.pick(own).sym), span };
}

// ---- loops ----------------------------------------------------------------------------------------------------------

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
    const { sym, type, range } = s.draw.pick(counters);
    const plusOne = range.hi < max && s.draw.oneIn(2);
    const expr = variable(sym, type);
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

/** The most iterations of a generated loop. */
const mostTrips = 6;

function forLoop(s: Site): readonly Stmt[] {
  const step = s.draw.pick([1, 1, 1, 2, 3, -1, -1, -2]);
  const lo = step > 0 ? bound(s, 0, 3) : bound(s, 0, 5);
  const hi = step > 0 ? bound(s, lo.lo, lo.lo + mostTrips) : bound(s, lo.hi - mostTrips, lo.hi);
  const [least, most] = step > 0 ? [lo.lo, hi.hi - 1] : [hi.lo + 1, lo.hi];
  // A loop that never runs has no values; one is as good as any.
  const range = step > 0 ? { lo: least, hi: Math.max(least, most) } : { lo: Math.min(least, most), hi: most };
  const trips = Math.max(1, Math.ceil((range.hi - range.lo + 1) / Math.abs(step)));
  if (s.routine.work + s.trips * trips * 4 > workLimit) return assignment(s);
  const type = counterType(s, range);
  const iter = freshName(s);
  const id = s.routine.program.freshLoop();
  const inside = innerSite(s, { loops: [...s.loops, id], trips: s.trips * trips });
  inside.scalars.push({ sym: iter, type, assignable: false, range });
  const label = s.draw.oneIn(4) ? { label: s.draw.pick(["L", "rows", "for"]) } : {};
  const reduction = s.draw.oneIn(6);
  const body = statements(inside, 4);
  const bounds = { lo: lo.expr, hi: hi.expr, step: BigInt(step) };
  const made: For = { kind: "for", iter, type, ...bounds, body, ...label, reduction, id, span };
  return [made];
}

/** A type that holds the values of the counter, sometimes just so. */
function counterType(s: Site, range: { lo: number; hi: number }): ScalarType {
  return s.draw.pick([index, index, int32, int(64), intTypeFor(interval(range.lo, range.hi))]);
}

/** Counts up in its update, or (as a plain `while`) first thing in its body. */
function whileLoop(s: Site): readonly Stmt[] {
  const trips = s.draw.between(1, mostTrips);
  if (s.routine.work + s.trips * trips * 4 > workLimit) return assignment(s);
  const type = s.draw.pick([int32, int(4, false), index, int(60)]);
  const counter = freshName(s);
  const ahead: Stmt = { kind: "let", sym: counter, type, mutable: true, init: constant(0n, type), span };
  const id = s.routine.program.freshLoop();
  const inUpdate = s.draw.oneIn(2);
  const inside = innerSite(s, { loops: [...s.loops, id], trips: s.trips * trips });
  const range = inUpdate ? { lo: 0, hi: trips - 1 } : { lo: 1, hi: trips };
  s.scalars.push({ sym: counter, type, assignable: false });
  inside.scalars.push({ sym: counter, type, assignable: false, range });
  const limit = compare("lt", variable(counter, type), intConst(trips));
  const cond = s.draw.oneIn(3) ? logic("and", limit, boolean(s, 1)) : limit;
  const counting = countUp(counter, type);
  const body = statements(inside, 3);
  const parts = inUpdate ? { update: [counting], body } : { update: [], body: [counting, ...body] };
  const made: While = { kind: "while", cond, ...parts, id, span };
  return [ahead, made];
}

function countUp(counter: Sym, type: ScalarType): Stmt {
  const value = cast(binary("add", variable(counter, type), intConst(1)), type);
  return { kind: "assign", sym: counter, value, span };
}
