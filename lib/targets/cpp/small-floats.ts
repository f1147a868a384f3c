/** Functions of 16-bit floats: computed in a wider float and rounded once, as the interpreter does on doubles. */
import { binary, cast, unary } from "../../ir/build.js";
import type { BinaryOp, Expr, UnaryOp } from "../../ir/ir.js";
import { float32, float64, type FloatType } from "../../ir/types.js";
import { isSmallFloat } from "./types.js";

/**
 * Results of the first kind are exact in float, or (sqrt) rounded so that rounding them again is rounding once: it has
 * more than twice the bits. + − * / and negation need no entry: C++ converts their operands to float itself.
 */
const wider: Readonly<Partial<Record<BinaryOp | UnaryOp, FloatType>>> = {
  rem: float32, min: float32, max: float32, abs: float32, sign: float32, sqrt: float32,
  floor: float32, ceil: float32, round: float32, trunc: float32,
  pow: float64, hypot: float64, exp: float64, log: float64, sin: float64, cos: float64, tan: float64, tanh: float64,
};

/** `e` on wider floats when it is a function of 16-bit ones. */
export function throughWiderFloat(e: Expr): Expr {
  if ((e.kind !== "binary" && e.kind !== "unary") || e.type.kind !== "float" || !isSmallFloat(e.type)) return e;
  const type = wider[e.op];
  if (type === undefined) return e;
  const value = e.kind === "unary"
    ? unary(e.op, cast(e.operand, type), e.span)
    : binary(e.op, cast(e.left, type), cast(e.right, type), e.span);
  return cast(value, e.type, e.span);
}
