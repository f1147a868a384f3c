/** Lowers `bitcast`, and the operator that reverses bits. */
import type { Bitcast, Expr, Unary } from "../../ir/ir.js";
import {
  bitWidth, int, intervalOf, isIntegral, type FixedType, type FloatType, type IntType, type ScalarType,
} from "../../ir/types.js";
import { asInt, type Integral } from "../../ir/typing.js";
import { noteType, rangeOf, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { withOwnBits } from "./fixed.js";
import type { HelperName } from "./helpers.js";
import { convertedInteger } from "./integers.js";
import { cast, infix, literal, method, type CppExpr } from "./tree.js";
import { boolean, classOfBits, integerType, wide } from "./types.js";
import { callHelper, castTo, exact, type Lowered } from "./value.js";

/** The bits of the operand as a value of another type of as many bits. */
export function lowerBitcast(e: Bitcast, c: FuncContext, need: number): Lowered {
  const { operand, type } = e;
  const from = operand.type;
  if (isIntegral(from) && isIntegral(type)) {
    return type.kind === "bool" ? lowestBit(operand, c) : convertedInteger(operand, type, need, c);
  }
  switch (type.kind) {
    case "float":
      return floatFromBits(operand, type, c);
    case "fixed": {
      const own = classOfBits(type);
      return { expr: callHelper("from_bits", [own], [bits(operand, c).expr], c), type: own, bits: exact };
    }
    case "bool":
      return { expr: infix("!=", bits(operand, c).expr, literal("0")), type: boolean, bits: exact };
    case "int":
    case "index":
      return asInteger(operand, type, c);
  }
}

function lowestBit(operand: Expr, c: FuncContext): Lowered {
  const v = lower(operand, c);
  return v.type.kind === "bool" ? v : { expr: infix("!=", v.expr, literal("0")), type: boolean, bits: exact };
}

/** Of a float or fixed-point number. */
function asInteger(operand: Expr, t: Integral, c: FuncContext): Lowered {
  const from = operand.type;
  const { width, signed } = asInt(t);
  if (from.kind === "fixed") return rangeOfBits(operand, from, int(width, signed), c);
  return castTo(integerType(t), bits(operand, c), intervalOf(t), c);
}

/** The bits of anything as an integer of exactly that many. */
function bits(operand: Expr, c: FuncContext): Lowered {
  const t = operand.type;
  if (t.kind === "float") return bitsOfFloat(operand, t, c);
  if (t.kind === "fixed") return rangeOfBits(operand, t, int(t.width, false), c);
  const v = lower(operand, c);
  const isWhole = (v.type.kind === "int" || v.type.kind === "wide") && v.type.width === bitWidth(t);
  return isWhole ? v : castTo(integerType(int(bitWidth(t), false)), v, rangeOf(operand, c), c);
}

const floatHelpers: Readonly<Record<FloatType["precision"], { readonly to: HelperName; readonly from: HelperName }>> = {
  8: { to: "bits_of_bfloat16", from: "bfloat16_of_bits" },
  11: { to: "bits_of_half", from: "half_of_bits" },
  24: { to: "bits_of_float", from: "float_of_bits" },
  53: { to: "bits_of_double", from: "double_of_bits" },
};

function bitsOfFloat(operand: Expr, t: FloatType, c: FuncContext): Lowered {
  const type = integerType(int(t.width, false));
  return { expr: callHelper(floatHelpers[t.precision].to, [], [lower(operand, c).expr], c), type, bits: exact };
}

/** `ap_int<16>(x.range())` */
function rangeOfBits(operand: Expr, t: FixedType, { width, signed }: IntType, c: FuncContext): Lowered {
  const type = wide(width, signed);
  noteType(type, c);
  return { expr: cast(type, method(withOwnBits(operand, t, c).expr, "range")), type, bits: exact };
}

function floatFromBits(operand: Expr, type: FloatType, c: FuncContext): Lowered {
  const expr = callHelper(floatHelpers[type.precision].from, [], [bits(operand, c).expr], c);
  return { expr, type: noteType(type, c), bits: exact };
}

/** The bits in reverse, as a value of the same type. */
export function reversed(e: Unary, t: ScalarType, c: FuncContext): Lowered {
  if (!isIntegral(t)) throw new Error("only integers are reversed");
  const { width, signed } = asInt(t);
  const v = lower(e.operand, c);
  if (width === 1 && !signed) return v;
  const bitsType = wide(width, false);
  const operand: CppExpr = castTo(bitsType, v, rangeOf(e.operand, c), c).expr;
  const turned: Lowered = { expr: callHelper("reverse_bits", [bitsType], [operand], c), type: bitsType, bits: exact };
  return castTo(integerType(t), turned, intervalOf(t), c);
}
