/** Constructors that fill in what follows from their arguments: types, constants in their type, fresh names. */
import { noSpan, type Span } from "../diagnostics/source.js";
import { convert, type Value } from "../numeric/convert.js";
import type {
  Arg, Binary, BinaryOp, Bitcast, CallExpr, Cast, Compare, CompareOp, Const, Expr, Func, Load, Logic, RefArg, Select, Sym,
  Unary, UnaryOp, VarRef,
} from "./ir.js";
import { binaryType, unaryType, unifyTypes, type TypingError } from "./typing.js";
import {
  bool, index, intTypeFor, isScalar, sameType, typeAt, type Path, type ScalarType, type TensorType, type ValueType,
} from "./types.js";

/** Hands out names that are new in their module. */
export interface SymSource {
  fresh(name: string): Sym;
}

export function symSource(firstId = 0): SymSource {
  let next = firstId;
  return { fresh: (name) => ({ name, id: next++ }) };
}

/** A constant of `type`; `value` is converted to it. */
export function constant(value: Value, type: ScalarType, span: Span = noSpan): Const {
  return { kind: "const", value: convert(value, type), type, span };
}

/** An integer constant of the narrowest type that holds it. */
export function intConst(value: bigint | number, span: Span = noSpan): Const {
  const v = BigInt(value);
  return { kind: "const", value: v, type: intTypeFor({ lo: v, hi: v }), span };
}

/** A constant of type `index`. */
export function indexConst(value: bigint | number, span: Span = noSpan): Const {
  return constant(BigInt(value), index, span);
}

export function variable(sym: Sym, type: ScalarType, span: Span = noSpan): VarRef {
  return { kind: "var", sym, type, span };
}

/** The scalar at `path` in the struct variable `sym` of type `type`. */
export function field(sym: Sym, type: ValueType, path: Path, span: Span = noSpan): VarRef {
  return { kind: "var", sym, path, type: scalarAt(type, path), span };
}

/** An element, or with `path` the scalar there in an element that is a struct. */
export function load(tensor: Sym, type: TensorType, at: readonly Expr[], span: Span = noSpan, path: Path = []): Load {
  const bare = { kind: "load", tensor, index: at, type: scalarAt(type.element, path), span } as const;
  return path.length === 0 ? bare : { ...bare, path };
}

function scalarAt(type: ValueType, path: Path): ScalarType {
  const found = typeAt(type, path);
  if (found === undefined || !isScalar(found)) throw new Error(`no scalar at '${path.join(".")}'`);
  return found;
}

/** `left op right` with the type of typing.ts; mixed operands of a float operator are cast to its type first. */
export function binary(op: BinaryOp, left: Expr, right: Expr, span: Span = noSpan): Binary {
  const type = legal(binaryType(op, left.type, right.type));
  const operand = (e: Expr): Expr => (type.kind === "float" ? cast(e, type) : e);
  return { kind: "binary", op, left: operand(left), right: operand(right), type, span };
}

/** Compares exactly; when one side is a float, the other is cast to it (two floats: to the wider). */
export function compare(op: CompareOp, left: Expr, right: Expr, span: Span = noSpan): Compare {
  const type = unifyTypes(left.type, right.type);
  const operand = (e: Expr): Expr => (type.kind === "float" ? cast(e, type) : e);
  return { kind: "compare", op, left: operand(left), right: operand(right), type: bool, span };
}

/** Both sides must be bool. */
export function logic(op: Logic["op"], left: Expr, right: Expr, span: Span = noSpan): Logic {
  return { kind: "logic", op, left, right, type: bool, span };
}

export function unary(op: UnaryOp, operand: Expr, span: Span = noSpan): Unary {
  return { kind: "unary", op, operand, type: legal(unaryType(op, operand.type)), span };
}

/** A ternary; when one side is a float, both are cast to the type that holds them. */
export function select(cond: Expr, whenTrue: Expr, whenFalse: Expr, span: Span = noSpan): Select {
  const type = unifyTypes(whenTrue.type, whenFalse.type);
  const side = (e: Expr): Expr => (type.kind === "float" ? cast(e, type) : e);
  return { kind: "select", cond, whenTrue: side(whenTrue), whenFalse: side(whenFalse), type, span };
}

/** `operand` converted to `type`: itself when it has that type already. */
export function cast(operand: Expr, type: ScalarType, span: Span = operand.span): Expr {
  if (sameType(operand.type, type)) return operand;
  const made: Cast = { kind: "cast", operand, type, span };
  return made;
}

/** The bits of `operand` as a value of `type`, which has as many. */
export function bitcast(operand: Expr, type: ScalarType, span: Span = operand.span): Bitcast {
  return { kind: "bitcast", operand, type, span };
}

export function ref(sym: Sym, span: Span = noSpan): RefArg {
  return { kind: "ref", sym, span };
}

/** A call of a pure function that returns a scalar. */
export function call(callee: Func, args: readonly Arg[], span: Span = noSpan): CallExpr {
  const [type] = callee.results;
  if (type === undefined || callee.results.length > 1 || !isScalar(type)) throw new Error(`${callee.sym.name} does not return a scalar`);
  return { kind: "call", callee: callee.sym, args, type, span };
}

function legal(t: ScalarType | TypingError): ScalarType {
  if (t.kind === "error") throw new Error(t.message);
  return t;
}
