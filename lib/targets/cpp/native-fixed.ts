/**
 * Fixed point as far as the vendor's classes have it with our meaning (include/ap_fixed.h models them). What they lack
 * or do otherwise is computed on integers, from the bits of the operands.
 */
import { bitcast, cast } from "../../ir/build.js";
import type { BinaryOp, Binary, Cast, Expr, Unary, UnaryOp } from "../../ir/ir.js";
import { fixed, isExact, sameType, type FixedType } from "../../ir/types.js";
import { asInt, type Integral } from "../../ir/typing.js";
import { quotient, raw, rawType, withoutFixed, type RawContext } from "../../passes/raw-values.js";
import { isSymmetric } from "./types.js";

/** Quotients are rounded and typed otherwise; the rest is missing. */
const onIntegers: ReadonlySet<BinaryOp | UnaryOp> = new Set<BinaryOp | UnaryOp>([
  "div", "rem", "floordiv", "mod", "reverse", "floor", "ceil", "round", "trunc",
]);

/** `e` on integers when it is an operator on fixed point that the classes lack; its operands stay as they are. */
export function nativeFixed(e: Expr, helper: RawContext["helper"]): Expr {
  if (e.kind === "binary" && e.op === "ushr" && e.type.kind === "fixed") return unsignedShift(e, e.type);
  if (!needsIntegers(e)) return e;
  const c: RawContext = { leaf: bitsOf, other: (x) => x, helper };
  const separate = withOpaqueOperands(e);
  if (separate.kind === "binary" && separate.op === "div" && separate.type.kind === "fixed") {
    return nativeFixed(dividedBits(separate, separate.type, c), helper);
  }
  if (e.type.kind !== "fixed") return withoutFixed(separate, c);
  return bitcast(cast(raw(separate, c), rawType(e.type)), e.type, e.span);
}

/** The bits read as an unsigned number of the same format shift as they should. */
function unsignedShift(e: Binary, type: FixedType): Expr {
  return { ...e, op: "shr", left: sameType(e.left.type, type) ? e.left : bitcast(e.left, type) };
}

/** The quotient with enough digits, which the classes then round and limit. */
function dividedBits(e: Binary, type: FixedType, c: RawContext): Expr {
  const { value, frac } = quotient(e, type, c);
  const { width, signed } = asInt(value.type as Integral);
  return cast(bitcast(value, fixed(width, frac, signed), e.span), type, e.span);
}

function needsIntegers(e: Expr): e is Binary | Unary | Cast {
  switch (e.kind) {
    case "binary":
      return onIntegers.has(e.op) && (e.left.type.kind === "fixed" || e.right.type.kind === "fixed");
    case "unary":
      return e.operand.type.kind === "fixed" && (onIntegers.has(e.op) || (e.op === "bitnot" && isSymmetric(e.operand.type)));
    case "cast":
      return isOddCast(e);
    default:
      return false;
  }
}

/**
 * A number without integer bits as an integer: to_int gives −1 for some between −1 and 0. And the one bit of a signed
 * symmetric range, in which the class saturates to −1.
 */
function isOddCast({ operand, type }: Cast): boolean {
  const from = operand.type;
  if (from.kind === "fixed" && (type.kind === "int" || type.kind === "index")) return from.width - from.frac <= 0;
  const isBit = type.kind === "fixed" && type.overflow === "saturateSym" && type.signed && type.width === 1;
  return isBit && isExact(from);
}

function withOpaqueOperands<E extends Binary | Unary | Cast>(e: E): E {
  return e.kind === "binary" ? { ...e, left: opaque(e.left), right: opaque(e.right) } : { ...e, operand: opaque(e.operand) };
}

/** The same value, that `raw` does not look into: the number with its own bits. */
function opaque(e: Expr): Expr {
  return e.type.kind === "fixed" && e.kind !== "const" ? bitcast(bitcast(e, rawType(e.type)), e.type) : e;
}

/** The raw value of a constant. */
function bitsOf(e: Expr): Expr {
  if (e.kind !== "const" || e.type.kind !== "fixed") throw new Error("operands of fixed point are opaque");
  return { ...e, type: rawType(e.type) };
}
