/** Random expressions that never stop a run: divisors are not 0, shift amounts not negative, subscripts in bounds. */
import {
  binary, bitcast, call, cast, compare, constant, intConst, load, logic, ref, select, unary,
} from "../../../lib/ir/build.js";
import { noSpan } from "../../../lib/diagnostics/source.js";
import type { Aggregate, Arg, BinaryOp, CompareOp, Expr, Func, UnaryOp } from "../../../lib/ir/ir.js";
import {
  bitWidth, bool, fixed, int, isIntegral, isScalar, isValueType, leavesOf, rawInterval, sameType, type FloatType,
  type ScalarType, type TensorType, type ValueType,
} from "../../../lib/ir/types.js";
import type { Draw } from "./draw.js";
import { fixedPoint } from "./fixed.js";
import { workLimit, type ScalarVar, type Site, type TensorVar } from "./site.js";
import { fixedType, floatTypes, scalarType } from "./types.js";

export type Maker = (s: Site, depth: number) => Expr;

/** Intermediate results may grow to this many bits. */
export const widthLimit = 200;

/** An expression of exactly `type`. */
export function typed(s: Site, type: ScalarType, depth: number): Expr {
  const known = s.scalars.filter((v) => sameType(v.type, type));
  if (known.length > 0 && s.draw.oneIn(3)) return variableOf(s.draw.pick(known));
  if (depth === 0 || !s.draw.oneIn(4)) {
    switch (type.kind) {
      case "bool":
        return boolean(s, depth);
      case "float":
        return float(s, type, depth);
      case "int":
      case "index":
        return cast(integer(s, depth), type);
      case "fixed":
        return cast(fixedPoint(s, depth), type);
    }
  }
  return cast(anything(s, depth - 1), type);
}

/** A value of exactly `type`: for structs, put together. */
export function value(s: Site, type: ValueType, depth: number): Expr | Aggregate {
  if (isScalar(type)) return typed(s, type, depth);
  return { kind: "aggregate", type, leaves: leavesOf(type).map((l) => typed(s, l.type, depth)), span: noSpan };
}

/** An expression of any type. */
export function anything(s: Site, depth: number): Expr {
  switch (s.draw.below(6)) {
    case 0:
    case 1:
      return integer(s, depth);
    case 2:
      return float(s, s.draw.pick(floatTypes), depth);
    case 3:
    case 4:
      return fixedPoint(s, depth);
    default:
      return boolean(s, depth);
  }
}

/** A leaf, or something made of smaller expressions. */
export function grow(s: Site, depth: number, leaf: Maker, makers: readonly Maker[]): Expr {
  if (depth <= 0 || s.draw.oneIn(4)) return leaf(s, 0);
  return s.draw.pick([leaf, ...makers])(s, depth - 1);
}

// ---- integers -------------------------------------------------------------------------------------------------------

/** An expression of some integral type. */
export function integer(s: Site, depth: number): Expr {
  const made = grow(s, depth, integerLeaf, integerMakers);
  const tooWide = made.type.kind === "int" && made.type.width > widthLimit;
  return tooWide ? cast(made, int(s.draw.between(1, 80), s.draw.oneIn(2))) : made;
}

const integerMakers: readonly Maker[] = [
  (s, d) => integerPair(s, d, ["add", "sub", "mul"]),
  (s, d) => integerPair(s, d, ["and", "or", "xor", "min", "max"]),
  (s, d) => binary(s.draw.pick<BinaryOp>(["div", "rem", "floordiv", "mod"]), integer(s, d), divisor(s, d)),
  (s, d) => binary(s.draw.pick<BinaryOp>(["shl", "shr", "ushr"]), integer(s, d), shiftAmount(s, d)),
  (s, d) => unary(s.draw.pick<UnaryOp>(["neg", "abs", "bitnot", "sign", "reverse", "floor", "round"]), integer(s, d)),
  (s, d) => select(boolean(s, d), integer(s, d), integer(s, d)),
  (s, d) => cast(anything(s, d), integralType(s.draw)),
  (s, d) => unary(s.draw.pick<UnaryOp>(["floor", "ceil", "round", "trunc", "sign"]), fixedPoint(s, d)),
  (s, d) => binary("floordiv", fixedPoint(s, d), divisor(s, d)),
  (s, d) => {
    const from = anything(s, d);
    return bitcast(from, int(bitWidth(from.type), s.draw.oneIn(2)));
  },
  (s, d) => pureCall(s, d, isIntegral) ?? integer(s, d),
  (s, d) => loadWhere(s, d, isIntegral) ?? integer(s, d),
];

function integerPair(s: Site, d: number, ops: readonly BinaryOp[]): Expr {
  return binary(s.draw.pick(ops), integer(s, d), integer(s, d));
}

function integralType(draw: Draw): ScalarType {
  const type = scalarType(draw);
  return isIntegral(type) ? type : int(draw.between(1, 80), draw.oneIn(2));
}

function integerLeaf(s: Site): Expr {
  const known = s.scalars.filter((v) => isIntegral(v.type));
  if (known.length > 0 && !s.draw.oneIn(3)) return variableOf(s.draw.pick(known));
  if (s.draw.oneIn(3)) return edgeConstant(s, integralType(s.draw));
  return intConst(s.draw.pick([0, 1, 2, 3, 5, 7, 10, -1, -2, -7, 100, 255, -128]));
}

/** A value of `type`, often at one of its ends; of fixed point given by its raw value. */
export function edgeConstant(s: Site, type: ScalarType): Expr {
  if (type.kind === "float") throw new Error("not exact");
  const { lo, hi } = rawInterval(type);
  const raw = s.draw.pick([0n, 1n, hi, lo, hi - 1n, lo + 1n, hi / 3n, lo / 7n]);
  if (type.kind !== "fixed") return constant(raw, type);
  return { kind: "const", value: raw < lo ? lo : raw > hi ? hi : raw, type, span: noSpan };
}

/** `x | 1` is never 0, whatever x is. */
function divisor(s: Site, depth: number): Expr {
  if (!s.draw.oneIn(3)) return intConst(s.draw.pick([1, 2, 3, 4, 7, 16, -1, -2, -3, -10, 1000003]));
  const x = integer(s, depth);
  const masked = s.draw.oneIn(2) ? binary("and", x, intConst(s.draw.pick([3, 15, 255, -2]))) : x;
  return binary("or", masked, intConst(1));
}

/** Never negative. */
export function shiftAmount(s: Site, depth: number): Expr {
  switch (s.draw.below(4)) {
    case 0:
      return intConst(s.draw.pick([0, 1, 2, 3, 7, 8, 31, 32, 33, 53, 64, 90]));
    case 1:
      return cast(integer(s, depth), int(s.draw.between(1, 7), false));
    case 2:
      return binary("and", integer(s, depth), intConst(s.draw.pick([1, 3, 7, 31, 63])));
    default:
      return cast(integer(s, depth), int(s.draw.pick([32, 33, 64, 80]), false));
  }
}

// ---- floats ---------------------------------------------------------------------------------------------------------

/** An expression of exactly the float type. */
export function float(s: Site, type: FloatType, depth: number): Expr {
  return cast(grow(s, depth, (at) => floatLeaf(at, type), floatMakers(type)), type);
}

function floatMakers(type: FloatType): readonly Maker[] {
  const sub: Maker = (s, d) => float(s, type, d);
  const smooth: readonly UnaryOp[] = ["sqrt", "exp", "log", "sin", "cos", "tan", "tanh"];
  const exact: readonly UnaryOp[] = ["neg", "abs", "floor", "ceil", "round", "trunc", "sign"];
  return [
    (s, d) => binary(s.draw.pick<BinaryOp>(["add", "sub", "mul", "div"]), sub(s, d), sub(s, d)),
    (s, d) => binary(s.draw.pick<BinaryOp>(["min", "max", "rem", "pow", "hypot"]), sub(s, d), sub(s, d)),
    (s, d) => unary(s.draw.pick(exact), sub(s, d)),
    (s, d) => unary(s.draw.pick(smooth), sub(s, d)),
    (s, d) => select(boolean(s, d), sub(s, d), sub(s, d)),
    (s, d) => cast(anything(s, d), type),
    (s, d) => bitcast(typed(s, s.draw.oneIn(2) ? int(type.width) : fixedOfWidth(s, type.width), d), type),
    (s, d) => pureCall(s, d, (t) => sameType(t, type)) ?? sub(s, d),
    (s, d) => loadWhere(s, d, (t) => sameType(t, type)) ?? sub(s, d),
  ];
}

function fixedOfWidth(s: Site, width: number): ScalarType {
  const { frac, signed, rounding, overflow } = fixedType(s.draw);
  return fixed(width, frac, signed, rounding, overflow);
}

const floatValues = [
  0, 1, -1, 0.5, 0.1, -2.75, 3, 1e10, 1e-40, 5e-324, 3.4028234663852886e38, -0, NaN, Infinity, -Infinity, 65504, 6e-8,
  2049, 1e-5,
];

function floatLeaf(s: Site, type: FloatType): Expr {
  const known = s.scalars.filter((v) => sameType(v.type, type));
  if (known.length > 0 && !s.draw.oneIn(3)) return variableOf(s.draw.pick(known));
  return constant(s.draw.pick(floatValues), type);
}

// ---- bool -----------------------------------------------------------------------------------------------------------

/** An expression of type bool. */
export function boolean(s: Site, depth: number): Expr {
  return cast(grow(s, depth, booleanLeaf, booleanMakers), bool);
}

const comparisons: readonly CompareOp[] = ["lt", "le", "gt", "ge", "eq", "ne"];

const booleanMakers: readonly Maker[] = [
  (s, d) => compare(s.draw.pick(comparisons), integer(s, d), integer(s, d)),
  (s, d) => {
    const type = s.draw.pick(floatTypes);
    return compare(s.draw.pick(comparisons), float(s, type, d), float(s, type, d));
  },
  (s, d) => compare(s.draw.pick(comparisons), fixedPoint(s, d), s.draw.oneIn(2) ? integer(s, d) : fixedPoint(s, d)),
  (s, d) => logic(s.draw.pick(["and", "or"]), boolean(s, d), boolean(s, d)),
  (s, d) => unary("not", boolean(s, d)),
  (s, d) => binary(s.draw.pick<BinaryOp>(["and", "or", "xor"]), boolean(s, d), boolean(s, d)),
  (s, d) => select(boolean(s, d), boolean(s, d), boolean(s, d)),
  (s, d) => cast(anything(s, d), bool),
  (s, d) => bitcast(typed(s, s.draw.oneIn(2) ? int(1) : fixed(1, 0), d), bool),
  (s, d) => loadWhere(s, d, (t) => t.kind === "bool") ?? boolean(s, d),
];

function booleanLeaf(s: Site): Expr {
  const known = s.scalars.filter((v) => v.type.kind === "bool");
  return known.length > 0 && !s.draw.oneIn(3) ? variableOf(s.draw.pick(known)) : constant(s.draw.oneIn(2), bool);
}

// ---- tensors and calls ----------------------------------------------------------------------------------------------

export function variableOf({ sym, type, path }: ScalarVar): Expr {
  return { kind: "var", sym, ...(path && { path }), type, span: noSpan };
}

/** An element, or a scalar in one, of a type that fits; undefined when no tensor has such. */
export function loadWhere(s: Site, depth: number, fits: (t: ScalarType) => boolean): Expr | undefined {
  const known = s.tensors.flatMap(({ sym, type }) => (
    leavesOf(type.element).filter((l) => fits(l.type)).map(({ path }) => ({ sym, type, path }))
  ));
  if (known.length === 0) return undefined;
  const { sym, type, path } = s.draw.pick(known);
  return load(sym, type, subscripts(s, type, depth), noSpan, path);
}

/** Subscripts inside the tensor. */
export function subscripts(s: Site, type: TensorType, depth: number): readonly Expr[] {
  return type.shape.map((extent) => subscript(s, extent, depth));
}

type Range = NonNullable<ScalarVar["range"]>;

/** The counters in scope whose values are suitable. */
export function countersWhere(s: Site, suits: (range: Range) => boolean): readonly (ScalarVar & { range: Range })[] {
  return s.scalars.flatMap((v) => (v.range !== undefined && suits(v.range) ? [{ ...v, range: v.range }] : []));
}

function subscript(s: Site, extent: number, depth: number): Expr {
  const counters = countersWhere(s, (range) => range.hi - range.lo < extent);
  if (counters.length > 0 && !s.draw.oneIn(4)) {
    const counter = s.draw.pick(counters);
    const shift = s.draw.between(-counter.range.lo, extent - 1 - counter.range.hi);
    return shift === 0 ? variableOf(counter) : binary("add", variableOf(counter), intConst(shift));
  }
  if (!s.draw.oneIn(2)) return intConst(s.draw.below(extent));
  const x = integer(s, depth);
  if (extent === 4 && s.draw.oneIn(2)) return cast(x, int(2, false));
  if (!s.draw.oneIn(2)) return binary("mod", x, intConst(extent));
  return binary("min", binary("max", x, intConst(0)), intConst(extent - 1));
}

/** A call of a pure helper whose result fits, if there is one and its tensors are at hand. */
export function pureCall(s: Site, depth: number, fits: (t: ScalarType) => boolean): Expr | undefined {
  const known = s.routine.program.helpers.filter(({ func, writes, lasting, work }) => {
    if (lasting || writes.includes(true) || s.routine.work + s.trips * work >= workLimit) return false;
    const [result, ...others] = func.results;
    return result !== undefined && others.length === 0 && isScalar(result) && fits(result);
  });
  if (known.length === 0) return undefined;
  const helper = s.draw.pick(known);
  const args = argumentsFor(s, helper.func, helper.writes, depth);
  if (args === undefined) return undefined;
  s.routine.work += s.trips * helper.work;
  return call(helper.func, args);
}

/** Arguments for a call: every tensor is another one; undefined when there are not enough. */
export function argumentsFor(s: Site, f: Func, writes: readonly boolean[], depth: number): readonly Arg[] | undefined {
  const used = new Set<TensorVar>();
  const args: Arg[] = [];
  for (const [i, { type }] of f.params.entries()) {
    if (isValueType(type)) {
      args.push(value(s, type, depth));
      continue;
    }
    const allowed = (t: TensorVar): boolean => !used.has(t) && (t.writable || writes[i] !== true);
    const known = s.tensors.filter((t) => sameType(t.type, type) && allowed(t));
    if (known.length === 0) return undefined;
    const tensor = s.draw.pick(known);
    used.add(tensor);
    args.push(ref(tensor.sym));
  }
  return args;
}
