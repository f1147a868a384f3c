/** What an expression of the source lowers to, and how it becomes a typed IR expression. */
import type * as TS from "typescript";
import type { Span } from "../../lib/diagnostics/source.js";
import type { Const, Expr, Stmt, Sym } from "../../lib/ir/ir.js";
import { convert, type Value as Scalar } from "../../lib/numeric/convert.js";
import {
  contains,
  float32,
  int32,
  interval,
  intervalOf,
  intTypeFor,
  isIntegral,
  sameType,
  tensor,
  typeName,
  union,
  type Interval,
  type ScalarType,
  type StreamType,
  type TensorType,
} from "../../lib/ir/types.js";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import { leavesOf, shapeOf, type Constant } from "./constant.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";

export type Value =
  | { readonly kind: "scalar"; readonly expr: Expr }
  /** Untyped: takes the type of the other operand, or of what it is assigned to. */
  | { readonly kind: "literal"; readonly value: bigint | number | boolean }
  /** A tensor, or with `index` a row (fewer indices than dimensions). */
  | { readonly kind: "tensor"; readonly sym: Sym; readonly type: TensorType; readonly index: readonly Expr[] }
  /** A constant array subscripted by run-time values; an element of it is as untyped as a literal. */
  | { readonly kind: "table"; readonly name: string; readonly array: Constant; readonly index: readonly Expr[] }
  | { readonly kind: "stream"; readonly sym: Sym; readonly type: StreamType }
  | { readonly kind: "constant"; readonly value: Constant };

export function scalar(expr: Expr): Value {
  return { kind: "scalar", expr };
}

/** Is `v` a number or truth value whose type is still open? */
export function isOpen(v: Value): boolean {
  return v.kind === "literal" || (v.kind === "table" && tableElementType(v.array) === undefined);
}

export function constExpr(value: Const["value"], type: ScalarType, span: Span): Const {
  return { kind: "const", value, type, span };
}

/** The type an open value takes when nothing else decides: exact for integers, float32 for the rest. */
export function naturalType(value: Scalar): ScalarType {
  if (typeof value === "bigint") return intTypeFor({ lo: value, hi: value });
  return typeof value === "boolean" ? { kind: "bool" } : float32;
}

/** The type of an unannotated `let`: int32 (wider if the literal needs it) or float32. */
export function letType(value: Scalar): ScalarType {
  if (typeof value !== "bigint") return naturalType(value);
  return contains(intervalOf(int32), { lo: value, hi: value }) ? int32 : intTypeFor({ lo: value, hi: value });
}

/**
 * A scalar expression for `v`, an open value taking `hint` (integers into a float hint become floats; a fractional
 * literal ignores an integer hint). Reports HDL3002 for a tensor, stream or object; returns `undefined` then.
 */
export function toExpr(scope: Scope, node: TS.Node, v: Value, hint?: ScalarType): Expr | undefined {
  switch (v.kind) {
    case "scalar":
      return v.expr;
    case "literal":
      return literalExpr(v.value, hint, nodeSpan(scope, node));
    case "table":
      return tableLoad(scope, node, v, hint);
    case "tensor":
      return refuse(scope, node, kinds.needsScalar, [typeName(rowType(v))]);
    case "stream":
      return refuse(scope, node, kinds.needsScalar, ["a stream"]);
    case "constant":
      return refuse(scope, node, kinds.needsScalar, [v.value.kind === "array" ? "an array" : `a ${v.value.kind}`]);
  }
}

function literalExpr(value: bigint | number | boolean, hint: ScalarType | undefined, span: Span): Expr {
  const fits = hint !== undefined && (hint.kind === "float" ? typeof value !== "boolean" : typeof value === "bigint");
  const type = fits && hint.kind === "float" ? hint : naturalType(value);
  return constExpr(convert(value, type), type, span);
}

/** The type of what remains of a tensor after its leading indices. */
export function rowType(v: Value & { kind: "tensor" }): TensorType {
  return tensor(v.type.element, v.type.shape.slice(v.index.length));
}

// ---- constant arrays ----------------------------------------------------------------------------------------------

/** The declared element type of a typed array; `undefined` for a plain array of numbers. */
function tableElementType(c: Constant): ScalarType | undefined {
  if (c.kind !== "array") return undefined;
  if (c.element !== undefined) return c.element;
  const first = c.elements[0];
  return first === undefined ? undefined : tableElementType(first);
}

/** The type a table's elements take when nothing else decides. */
function tableType(array: Constant, hint: ScalarType | undefined): ScalarType {
  const declared = tableElementType(array);
  if (declared !== undefined) return declared;
  if (hint?.kind === "float") return hint;
  const leaves = leavesOf(array);
  if (leaves.every((l) => l.kind === "bool")) return { kind: "bool" };
  if (leaves.some((l) => l.kind === "float")) return float32;
  const all = leaves.flatMap((l): Interval[] => (l.kind === "int" ? [interval(l.value, l.value)] : []));
  return intTypeFor(all.reduce(union));
}

/** Loads from the ROM that holds `v.array`, which is declared at the top of the function on first use. */
function tableLoad(
  scope: Scope,
  node: TS.Node,
  v: Value & { kind: "table" },
  hint: ScalarType | undefined,
): Expr | undefined {
  const rom = romFor(scope, node, v.name, v.array, hint);
  if (rom === undefined) return undefined;
  if (rom.type.shape.length !== v.index.length) {
    return refuse(scope, node, kinds.needsScalar, [
      typeName(tensor(rom.type.element, rom.type.shape.slice(v.index.length))),
    ]);
  }
  const span = nodeSpan(scope, node);
  return { kind: "load", tensor: rom.sym, index: v.index, type: rom.type.element, span };
}

/** The ROM of a constant array with the element type that `hint` asks for. */
function romFor(
  scope: Scope,
  node: TS.Node,
  name: string,
  array: Constant,
  hint: ScalarType | undefined,
): (Stmt & { readonly kind: "alloc" }) | undefined {
  const shape = shapeOf(array);
  if (shape === undefined || shape.length === 0) return refuse(scope, node, kinds.raggedTable, [name]);
  const element = tableType(array, hint);
  const key = `${name}:${typeName(element)}`;
  const known = scope.roms.get(key);
  if (known !== undefined) return known;
  const values = leavesOf(array).map((l) => convert(leafValue(l), element));
  const rom = {
    kind: "alloc",
    sym: freshSym(scope.unit, name),
    type: tensor(element, shape),
    init: { kind: "values", values },
    span: nodeSpan(scope, node),
  } as const;
  scope.roms.set(key, rom);
  return rom;
}

function leafValue(c: Constant): Scalar {
  return c.kind === "int" || c.kind === "float" || c.kind === "bool" ? c.value : 0n;
}

// ---- conversion ----------------------------------------------------------------------------------------------------

/** `expr` as a value of exactly `type`: constants fold, equal types stay, all else is a cast. */
export function castTo(expr: Expr, type: ScalarType): Expr {
  if (sameType(expr.type, type)) return expr;
  if (expr.kind === "const") return constExpr(convert(expr.value, type), type, expr.span);
  return { kind: "cast", operand: expr, type, span: expr.span };
}

/**
 * `v` converted to where it is stored. A literal that the type cannot hold is refused (HDL3004) rather than wrapped.
 */
export function storeAs(scope: Scope, node: TS.Node, v: Value, type: ScalarType): Expr | undefined {
  if (v.kind === "literal" && !literalFits(v.value, type)) {
    return refuse(scope, node, kinds.literalDoesNotFit, [String(v.value), typeName(type), rangeText(type)]);
  }
  const expr = toExpr(scope, node, v, type);
  if (expr === undefined) return undefined;
  if ((expr.type.kind === "bool") !== (type.kind === "bool")) {
    return refuse(scope, node, kinds.boolMismatch, [typeName(expr.type), typeName(type)]);
  }
  return castTo(expr, type);
}

function literalFits(value: bigint | number | boolean, type: ScalarType): boolean {
  if (typeof value === "boolean" || type.kind === "bool") return typeof value === "boolean" && type.kind === "bool";
  if (type.kind === "float") return true;
  if (typeof value === "bigint") return contains(intervalOf(type), { lo: value, hi: value });
  return Number.isInteger(value) && contains(intervalOf(type), interval(value, value));
}

function rangeText(type: ScalarType): string {
  if (!isIntegral(type)) return "any number";
  const r = intervalOf(type);
  return type.kind === "bool" ? "true or false" : `${shortBig(r.lo)} to ${shortBig(r.hi)}`;
}

function shortBig(v: bigint): string {
  const text = v.toString();
  return text.length <= 20 ? text : `${v < 0n ? "-" : ""}2^${(v < 0n ? -v : v).toString(2).length}`;
}
