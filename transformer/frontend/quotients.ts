/**
 * Quotients of fixed point keep the digits that are asked for: stored as they are, they are rounded once, to the type of
 * where they go; inside a larger expression they get at least the fraction bits of where that goes.
 */
import type { Expr } from "../../lib/ir/ir.js";
import { isExact, type FixedType, type ScalarType } from "../../lib/ir/types.js";
import { binaryType, quotientType, unaryType, unifyTypes, type TypingError } from "../../lib/ir/typing.js";

/** `e` with its quotients computed for a value of type `type`; `e` itself when it has none. */
export function withDigits(e: Expr, type: FixedType): Expr {
  if (isQuotient(e)) return { ...e, type };
  return refined(e, type.frac);
}

function isQuotient(e: Expr): boolean {
  return e.kind === "binary" && e.op === "div" && e.type.kind === "fixed";
}

/** `e` with quotients of at least `frac` fraction bits, and the types that follow from it. */
function refined(e: Expr, frac: number): Expr {
  if (e.type.kind !== "fixed") return e;
  switch (e.kind) {
    case "binary": {
      const [left, right] = [refined(e.left, frac), refined(e.right, frac)];
      if (isQuotient(e) && isExact(left.type) && isExact(right.type)) {
        return { ...e, left, right, type: quotientType(left.type, right.type, Math.max(frac, e.type.frac)) };
      }
      if (left === e.left && right === e.right) return e;
      return retyped({ ...e, left, right }, binaryType(e.op, left.type, right.type), e);
    }
    case "unary": {
      const operand = refined(e.operand, frac);
      return operand === e.operand ? e : retyped({ ...e, operand }, unaryType(e.op, operand.type), e);
    }
    case "select": {
      const [whenTrue, whenFalse] = [refined(e.whenTrue, frac), refined(e.whenFalse, frac)];
      if (whenTrue === e.whenTrue && whenFalse === e.whenFalse) return e;
      return { ...e, whenTrue, whenFalse, type: unifyTypes(whenTrue.type, whenFalse.type) };
    }
    default:
      return e;
  }
}

/** `e` with the type it follows to have; as it was where that would be too wide. */
function retyped(e: Expr, type: ScalarType | TypingError, before: Expr): Expr {
  return type.kind === "error" ? before : { ...e, type };
}
