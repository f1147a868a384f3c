/** TypeScript types as hardware types. */
import type * as TS from "typescript";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import {
  bool, isScalar, isValueType, tensor, typeName, type StreamType, type TokenType, type Type, type ValueType,
} from "../../lib/ir/types.js";
import { holdsAll } from "../../lib/numeric/inclusion.js";
import { ts } from "../ts.js";
import { refuse, type Scope, type TypeArg, type TypeArgs, type UnitContext } from "./context.js";
import { isDeclaredByHeddle } from "./heddle-symbols.js";
import { hasLayout } from "./layouts.js";
import { scalarType } from "./scalar-brand.js";
import { readStruct } from "./struct-types.js";

/** A hardware type, or why there is none. */
export type TypeReading =
  | { readonly kind: "type"; readonly type: Type }
  /** Several of them: what a function of several results returns. */
  | { readonly kind: "tuple"; readonly types: readonly Type[] }
  /** An array of streams: as many parameters of one function. */
  | { readonly kind: "streams"; readonly type: StreamType; readonly shape: readonly number[] }
  /** A plain TypeScript `number`: the width is for the context to decide. */
  | { readonly kind: "number" }
  | { readonly kind: "void" }
  | { readonly kind: "problem"; readonly message: string };

export type TypeUnit = Pick<UnitContext, "checker" | "structs">;

/** Where types are read: the checker, the structs known so far, and the bindings of the template's parameters. */
export interface TypeScope {
  readonly unit: TypeUnit;
  readonly typeArgs: TypeArgs;
}

export function readTypeNode(scope: TypeScope, node: TS.TypeNode): TypeReading {
  return readType(scope, scope.unit.checker.getTypeFromTypeNode(node));
}

export function readType(scope: TypeScope, type: TS.Type): TypeReading {
  const { checker } = scope.unit;
  const flags = type.flags;
  if (flags & ts.TypeFlags.BooleanLike || isBooleanUnion(type)) return found(bool);
  if (flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) return { kind: "void" };
  if (flags & ts.TypeFlags.TypeParameter) return readTypeParameter(scope, type);
  const scalar = scalarType(checker, type, (p) => {
    const arg = typeArgOf(scope, p);
    return arg?.kind === "size" ? arg.value : undefined;
  });
  if (scalar !== undefined) return typeof scalar === "string" ? problem(scalar) : found(scalar);
  if (flags & ts.TypeFlags.NumberLike) return { kind: "number" };
  const wider = readWider(scope, type);
  if (wider !== undefined) return wider;
  const reference = heddleReference(checker, type);
  const read = reference === undefined ? undefined : references.get(reference.name);
  if (reference !== undefined && read !== undefined) return read(scope, reference.args);
  if (checker.isTupleType(type)) return readTuple(scope, type as TS.TypeReference);
  return readStruct(scope, type) ?? problem(`'${checker.typeToString(type)}' is not a hardware type`);
}

/** Heddle's interfaces that are hardware types. */
const references: ReadonlyMap<string, (scope: TypeScope, args: readonly TS.Type[]) => TypeReading> = new Map([
  ["Tensor", readTensor],
  ["Stream", readStream],
  ["StreamArray", readStreams],
]);

/** `Wider<A, B>` of a template, which the checker leaves open. */
function readWider(scope: TypeScope, type: TS.Type): TypeReading | undefined {
  const alias = type.aliasSymbol;
  if (alias?.name !== "Wider" || !isDeclaredByHeddle(alias)) return undefined;
  const [a, b] = (type.aliasTypeArguments ?? []).map((t) => readType(scope, t));
  if (a?.kind !== "type" || b?.kind !== "type" || !isScalar(a.type) || !isScalar(b.type)) return undefined;
  if (holdsAll(b.type, a.type)) return b;
  return holdsAll(a.type, b.type) ? a : problem(`neither ${typeName(a.type)} nor ${typeName(b.type)} holds the values of both`);
}

function readTypeParameter(scope: TypeScope, type: TS.Type): TypeReading {
  const arg = typeArgOf(scope, type);
  if (arg === undefined) return problem(`the type parameter '${type.symbol.name}' is not bound here`);
  return arg.kind === "type" ? found(arg.type) : problem(`'${type.symbol.name}' is a ${arg.kind}, not a type`);
}

function typeArgOf(scope: TypeScope, type: TS.Type): TypeArg | undefined {
  return type.flags & ts.TypeFlags.TypeParameter ? scope.typeArgs.get(type.symbol) : undefined;
}

function isBooleanUnion(type: TS.Type): boolean {
  return type.isUnion() && type.types.every((t) => t.flags & ts.TypeFlags.BooleanLiteral);
}

/**
 * An interface of Heddle's with its type arguments. What else an intersection adds to it is not looked at, nor the number
 * that an operand may be instead of a tensor.
 */
export function heddleReference(
  checker: TS.TypeChecker, type: TS.Type,
): { readonly name: string; readonly args: readonly TS.Type[] } | undefined {
  if (type.isUnionOrIntersection()) return firstDefined(type.types, (part) => heddleReference(checker, part));
  const symbol = type.getSymbol();
  if (symbol === undefined || !isDeclaredByHeddle(symbol) || !(type.flags & ts.TypeFlags.Object)) return undefined;
  if (symbol.name === "Layout") return undefined;
  return { name: symbol.name, args: checker.getTypeArguments(type as TS.TypeReference) };
}

function firstDefined<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readTensor(scope: TypeScope, args: readonly TS.Type[]): TypeReading {
  const [element, shape] = args;
  if (element === undefined || shape === undefined) return problem("a Tensor needs an element type and a shape");
  const elementReading = readElement(scope, element, "a Tensor's elements");
  if (typeof elementReading === "string") return problem(elementReading);
  const dims = readShape(scope, shape);
  return typeof dims === "string" ? problem(dims) : found(tensor(elementReading, dims));
}

/** What tensors and streams are made of: a scalar or a struct. `what` names it in messages. */
function readElement(scope: TypeScope, type: TS.Type, what: string): ValueType | string {
  const reading = readType(scope, type);
  switch (reading.kind) {
    case "type":
      return isValueType(reading.type) ? reading.type : `${what} are scalars and structs`;
    case "number":
      return `${what} need a width, such as int32 or float32`;
    case "problem":
      return reading.message;
    case "void":
    case "tuple":
    case "streams":
      return `${what} are scalars and structs`;
  }
}

/** The extents of a tuple of dimensions, or of a template's parameter that stands for a shape. */
export function readShape(scope: TypeScope, type: TS.Type): readonly number[] | string {
  const arg = typeArgOf(scope, type);
  if (arg?.kind === "shape") return arg.shape;
  if (!scope.unit.checker.isTupleType(type)) {
    return `the shape '${scope.unit.checker.typeToString(type)}' is not a list of sizes`;
  }
  const dims = scope.unit.checker.getTypeArguments(type as TS.TypeReference).map((d) => readSize(scope, d));
  const bad = dims.find((d) => typeof d === "string");
  if (bad !== undefined) return bad;
  return dims.length === 0 ? "a Tensor needs at least one dimension" : dims.map(Number);
}

/** A dimension; a string says what is wrong with it. */
export function readSize(scope: TypeScope, type: TS.Type): number | string {
  const arg = typeArgOf(scope, type);
  if (arg !== undefined) return arg.kind === "size" ? arg.value : `'${type.symbol.name}' is a ${arg.kind}, not a size`;
  if (!type.isNumberLiteral()) {
    return `the dimension '${scope.unit.checker.typeToString(type)}' is not a constant: write a number, or 'type N = typeof N'`;
  }
  if (!Number.isInteger(type.value) || type.value < 1)
    return `a dimension must be a positive integer, not ${type.value}`;
  return type.value;
}

/** The depth belongs to the stream, not to the type: a parameter's is bound when the region passes a stream. */
function readStream(scope: TypeScope, args: readonly TS.Type[]): TypeReading {
  const element = args[0] === undefined ? "a Stream needs an element type" : readToken(scope, args[0]);
  return typeof element === "string" ? problem(element) : found({ kind: "stream", element, depth: 1 });
}

/** A value, or a whole tensor. */
function readToken(scope: TypeScope, type: TS.Type): TokenType | string {
  const reading = readType(scope, type);
  return reading.kind === "type" && reading.type.kind === "tensor" ? reading.type : readElement(scope, type, "a Stream's tokens");
}

function readStreams(scope: TypeScope, args: readonly TS.Type[]): TypeReading {
  const reading = readStream(scope, args);
  const shape = args[1] === undefined ? "a StreamArray needs a shape" : readShape(scope, args[1]);
  if (reading.kind !== "type" || reading.type.kind !== "stream") return reading;
  return typeof shape === "string" ? problem(shape) : { kind: "streams", type: reading.type, shape };
}

function readTuple(scope: TypeScope, type: TS.TypeReference): TypeReading {
  const readings = scope.unit.checker.getTypeArguments(type).map((t) => readType(scope, t));
  const types = readings.flatMap((r) => (r.kind === "type" ? [r.type] : []));
  if (types.length === readings.length) return { kind: "tuple", types };
  const wrong = readings.find((r) => r.kind === "problem");
  return problem(wrong?.message ?? "each part of a tuple needs a hardware type, such as int32");
}

/** Reads a template argument: a size (number literal), a shape (tuple of them), a scalar or a struct. */
export function readTypeArg(scope: TypeScope, type: TS.Type): TypeArg | string {
  const bound = typeArgOf(scope, type);
  if (bound !== undefined) return bound;
  if (type.isNumberLiteral()) {
    return Number.isSafeInteger(type.value) ? { kind: "size", value: type.value } : `${type.value} is not an integer`;
  }
  if (scope.unit.checker.isTupleType(type)) {
    const shape = readShape(scope, type);
    return typeof shape === "string" ? shape : { kind: "shape", shape };
  }
  const reading = readType(scope, type);
  if (reading.kind === "type" && isValueType(reading.type)) return { kind: "type", type: reading.type };
  return `'${scope.unit.checker.typeToString(type)}' is neither a size nor a scalar type`;
}

/** The type a variable's annotation names, "number" for a plain one; `undefined` after reporting HDL3001. */
export function annotatedType(scope: Scope, node: TS.TypeNode): Type | "number" | undefined {
  if (hasLayout(scope.unit.checker.getTypeFromTypeNode(node))) return refuse(scope, node, dataflow.layoutPlace, []);
  const reading = readTypeNode(scope, node);
  switch (reading.kind) {
    case "type":
      return reading.type;
    case "number":
    case "streams": // which TypeScript itself compares
      return "number";
    case "void":
      return refuse(scope, node, kinds.notHardwareType, ["'void' is not a hardware type"]);
    case "tuple":
      return refuse(scope, node, kinds.notHardwareType, ["a tuple is no hardware type: name its parts, const [a, b] = …"]);
    case "problem":
      return refuse(scope, node, kinds.notHardwareType, [reading.message]);
  }
}

function found(type: Type): TypeReading {
  return { kind: "type", type };
}

function problem(message: string): TypeReading & { readonly kind: "problem" } {
  return { kind: "problem", message };
}

/** How types are spelt in the names of instances: `float32_4_4`. */
export function typeArgText(a: TypeArg): string {
  switch (a.kind) {
    case "size":
      return String(a.value);
    case "type":
      return typeName(a.type);
    case "shape":
      return a.shape.join("x");
  }
}
