/** Random expressions of fixed point. They grow exactly, as integers do, and are cut to size when they get too wide. */
import { binary, bitcast, cast, select, unary } from "../../../lib/ir/build.js";
import { noSpan } from "../../../lib/diagnostics/source.js";
import type { BinaryOp, Expr, UnaryOp } from "../../../lib/ir/ir.js";
import { bitWidth, fixed } from "../../../lib/ir/types.js";
import {
  anything, boolean, edgeConstant, grow, integer, loadWhere, pureCall, shiftAmount, variableOf, widthLimit, type Maker,
} from "./expressions.js";
import type { Site } from "./site.js";
import { fixedType } from "./types.js";

/** Intermediate results may have this many fraction bits, more or fewer than none. */
const fracLimit = 120;

/** An expression of some fixed-point type. */
export function fixedPoint(s: Site, depth: number): Expr {
  const made = grow(s, depth, fixedLeaf, fixedMakers);
  const { type } = made;
  const isLarge = type.kind === "fixed" && (type.width > widthLimit || Math.abs(type.frac) > fracLimit);
  return isLarge ? cast(made, fixedType(s.draw)) : made;
}

const fixedMakers: readonly Maker[] = [
  (s, d) => fixedPair(s, d, ["add", "sub", "mul"]),
  (s, d) => fixedPair(s, d, ["min", "max", "and", "or", "xor"]),
  (s, d) => cast(anything(s, d), fixedType(s.draw)),
  (s, d) => unary(s.draw.pick<UnaryOp>(["neg", "abs", "bitnot", "reverse"]), fixedPoint(s, d)),
  (s, d) => binary(s.draw.pick<BinaryOp>(["shl", "shr", "ushr"]), fixedPoint(s, d), shiftAmount(s, d)),
  (s, d) => binary(s.draw.pick<BinaryOp>(["rem", "mod"]), fixedPoint(s, d), notZero(s, d)),
  (s, d) => quotient(s, d),
  (s, d) => select(boolean(s, d), fixedPoint(s, d), s.draw.oneIn(2) ? integer(s, d) : fixedPoint(s, d)),
  (s, d) => ofBits(s, d),
  (s, d) => pureCall(s, d, (t) => t.kind === "fixed") ?? fixedPoint(s, d),
  (s, d) => loadWhere(s, d, (t) => t.kind === "fixed") ?? fixedPoint(s, d),
];

/** One side may be an integer. */
function fixedPair(s: Site, d: number, ops: readonly BinaryOp[]): Expr {
  const sides = [fixedPoint(s, d), s.draw.oneIn(3) ? integer(s, d) : fixedPoint(s, d)] as const;
  const [left, right] = s.draw.oneIn(3) ? [sides[1], sides[0]] : sides;
  return binary(s.draw.pick(ops), left, right);
}

/** Rounded to the type that is derived, or to any other. */
function quotient(s: Site, d: number): Expr {
  const made = binary("div", s.draw.oneIn(3) ? integer(s, d) : fixedPoint(s, d), notZero(s, d));
  return s.draw.oneIn(2) ? { ...made, type: fixedType(s.draw) } : made;
}

/** Some bit of it is always set. */
function notZero(s: Site, d: number): Expr {
  const type = fixedType(s.draw);
  const unit: Expr = { kind: "const", value: type.signed && type.width === 1 ? -1n : 1n, type, span: noSpan };
  return s.draw.oneIn(2) ? binary("or", fixedPoint(s, d), unit) : unit;
}

function ofBits(s: Site, d: number): Expr {
  const from = anything(s, d);
  const { frac, signed, rounding, overflow } = fixedType(s.draw);
  return bitcast(from, fixed(bitWidth(from.type), frac, signed, rounding, overflow));
}

function fixedLeaf(s: Site): Expr {
  const known = s.scalars.filter((v) => v.type.kind === "fixed");
  if (known.length > 0 && !s.draw.oneIn(3)) return variableOf(s.draw.pick(known));
  return edgeConstant(s, fixedType(s.draw));
}
