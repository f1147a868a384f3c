/** The type that typing.ts alone gives an expression; the text form writes down only types that differ from it. */
import type { Const, Expr } from "./ir.js";
import { binaryType, unaryType, unifyTypes, type TypingError } from "./typing.js";
import {
  bool, float64, intTypeFor, isScalar, isValueType, typeAt, type Path, type ScalarType, type Type, type ValueType,
} from "./types.js";

/** The type of the variable, or the result type of the function, with this id. */
export type TypeLookup = (id: number) => Type | undefined;

/** The derived type of `e`; undefined where the rules give none: unknown names, operators that do not apply. */
export function derivedType(e: Expr, typeOf: TypeLookup): ScalarType | undefined {
  switch (e.kind) {
    case "const":
      return constantType(e.value);
    case "var":
      return scalarAt(typeOf(e.sym.id), e.path);
    case "load":
      return scalarAt(elementType(typeOf(e.tensor.id)), e.path);
    case "binary":
      return unlessError(binaryType(e.op, e.left.type, e.right.type));
    case "unary":
      return unlessError(unaryType(e.op, e.operand.type));
    case "compare":
    case "logic":
      return bool;
    case "select":
      return unifyTypes(e.whenTrue.type, e.whenFalse.type);
    case "cast":
    case "bitcast":
      return e.type;
    case "call":
      return scalarAt(typeOf(e.callee.id));
  }
}

/** The type of a bare literal: bool, float64, or the narrowest int type that holds it. */
export function constantType(value: Const["value"]): ScalarType {
  if (typeof value === "bigint") return intTypeFor({ lo: value, hi: value });
  return typeof value === "number" ? float64 : bool;
}

function scalarAt(t: Type | undefined, path: Path = []): ScalarType | undefined {
  const found = t !== undefined && isValueType(t) ? typeAt(t, path) : undefined;
  return found !== undefined && isScalar(found) ? found : undefined;
}

function elementType(t: Type | undefined): ValueType | undefined {
  return t?.kind === "tensor" ? t.element : undefined;
}

function unlessError(t: ScalarType | TypingError): ScalarType | undefined {
  return t.kind === "error" ? undefined : t;
}
