/** Lowers values to where they are kept: variables, elements, fields, tokens, arguments, constants. C++ converts there. */
import { convert } from "../../numeric/convert.js";
import type { Aggregate, Const, Expr } from "../../ir/ir.js";
import { isIntegral, leavesOf, type StructType, type ValueType } from "../../ir/types.js";
import { isConstantExpr } from "./constants.js";
import { rangeOf, type FuncContext } from "./context.js";
import { constant, lower, truthValue } from "./expressions.js";
import { initializer, storedFixed } from "./fixed.js";
import { nestedItems } from "./structs.js";
import { cast, sameExpr, type CppExpr, type CppInt, type CppType } from "./tree.js";
import { sameCppType, scalarType } from "./types.js";
import { castTo, exact, integerLiteral } from "./value.js";

/** A value for a variable, parameter, element or token of C++ type `t`. */
export function storedValue(v: Expr | Aggregate, t: CppType, c: FuncContext): CppExpr {
  return v.kind === "aggregate" ? aggregate(v, v.type, t, c) : stored(v, t, c);
}

/** `Pixel{r, g, b}` */
function aggregate(v: Aggregate, struct: StructType, type: CppType, c: FuncContext): CppExpr {
  const list = nestedItems(struct, v.leaves.map((leaf) => braced(leaf, scalarType(leaf.type), c)));
  return list.kind === "list" ? { ...list, type } : list;
}

/** The value of a field in braces, where C++ narrows nothing by itself. */
function braced(e: Expr, t: CppType, c: FuncContext): CppExpr {
  const value = stored(e, t, c);
  switch (t.kind) {
    case "bool":
      return truthValue(lower(e, c));
    case "int": {
      const v = lower(e, c, t.width);
      return v.value !== undefined ? value : castTo(t, v, rangeOf(e, c), c).expr;
    }
    case "float": {
      const isExact = t.width > 16 || value.kind === "literal" || sameExpr(value, lower(e, c).expr);
      return isExact ? value : cast(t, value);
    }
    default:
      return value;
  }
}

/** `e` as the value of a variable of C++ type `t`: C++ wraps it there, as the IR's types demand anyway. */
export function stored(e: Expr, t: CppType, c: FuncContext): CppExpr {
  if (t.kind === "fixed") return storedFixed(e, t, c);
  if (t.kind === "float") return implicit(lower(e, c).expr, t);
  if (!isIntegral(e.type) || t.kind === "bool") return lower(e, c).expr;
  const own = e.type.kind === "int" ? e.type.width : 32;
  const holdsMore = t.kind === "int" && t.width > own;
  const v = lower(e, c, holdsMore ? exact : own);
  if (v.value !== undefined) return integerLiteral(BigInt(convert(v.value, e.type)), c).expr;
  if (t.kind !== "int" || !hasMoreBits(v.type, t)) return v.expr;
  // Integer classes beyond 64 bits do not convert by themselves, and compilers warn when what they can compute wraps.
  const isExplicit = v.type.kind === "wide" ? v.type.width > 64 : isConstantExpr(v.expr, c);
  return isExplicit ? castTo(t, v, rangeOf(e, c), c).expr : v.expr;
}

/** Without the rounding to a 16-bit float that assigning does as well. */
function implicit(value: CppExpr, t: CppType): CppExpr {
  return t.kind === "float" && t.width === 16 && value.kind === "cast" && sameCppType(value.type, t) ? value.operand : value;
}

function hasMoreBits(from: CppType, to: CppInt): boolean {
  return (from.kind === "int" || from.kind === "wide") && from.width > to.width;
}

/** Constants of a tensor's or a variable's type where that is known: `{0.5, 1}` for those of a struct. */
export function initialValue(values: readonly Const["value"][], t: ValueType, c: FuncContext): CppExpr {
  const leaves = leavesOf(t);
  return nestedItems(t, values.map((value, i) => {
    const type = leaves[i]?.type ?? t;
    if (type.kind === "struct") throw new Error("a struct has too few scalars");
    return type.kind === "fixed" ? initializer({ value, type }, c) : implicit(constant(value, type, c).expr, scalarType(type));
  }));
}
