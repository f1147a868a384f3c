/** TypeScript types as hardware types. */
import type * as TS from "typescript";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import {
  bool,
  index,
  int,
  isScalar,
  maxIntWidth,
  tensor,
  type FloatType,
  type ScalarType,
  type Type,
} from "../../lib/ir/types.js";
import { exactPropertyPrefix } from "../../runtime/types.js";
import { ts } from "../ts.js";
import { refuse, type Scope, type TypeArg, type TypeArgs, type UnitContext } from "./context.js";
import { isDeclaredByHeddle } from "./heddle-symbols.js";

/** A hardware type, or why there is none. */
export type TypeReading =
  | { readonly kind: "type"; readonly type: Type }
  /** A plain TypeScript `number`: the width is for the context to decide. */
  | { readonly kind: "number" }
  | { readonly kind: "void" }
  | { readonly kind: "problem"; readonly message: string };

/** Where types are read: the checker, and the bindings of the template's parameters. */
export interface TypeScope {
  readonly unit: UnitContext;
  readonly typeArgs: TypeArgs;
}

/** Reads the annotation `node`. */
function readTypeNode(scope: TypeScope, node: TS.TypeNode): TypeReading {
  return readType(scope, scope.unit.checker.getTypeFromTypeNode(node));
}

export function readType(scope: TypeScope, type: TS.Type): TypeReading {
  const { checker } = scope.unit;
  const flags = type.flags;
  if (flags & ts.TypeFlags.BooleanLike || isBooleanUnion(type)) return found(bool);
  if (flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) return { kind: "void" };
  if (flags & ts.TypeFlags.TypeParameter) return readTypeParameter(scope, type);
  const scalar = scalarType(checker, type);
  if (scalar !== undefined) return typeof scalar === "string" ? problem(scalar) : found(scalar);
  if (flags & ts.TypeFlags.NumberLike) return { kind: "number" };
  const reference = heddleReference(checker, type);
  if (reference?.name === "Tensor") return readTensor(scope, reference.args);
  if (reference?.name === "Stream") return readStream(scope, reference.args);
  return problem(`'${checker.typeToString(type)}' is not a hardware type`);
}

function readTypeParameter(scope: TypeScope, type: TS.Type): TypeReading {
  const arg = typeArgOf(scope, type);
  if (arg === undefined) return problem(`the type parameter '${type.symbol.name}' is not bound here`);
  return arg.kind === "type" ? found(arg.type) : problem(`'${type.symbol.name}' is a size, not a type`);
}

function typeArgOf(scope: TypeScope, type: TS.Type): TypeArg | undefined {
  return type.flags & ts.TypeFlags.TypeParameter ? scope.typeArgs.get(type.symbol) : undefined;
}

function isBooleanUnion(type: TS.Type): boolean {
  return type.isUnion() && type.types.every((t) => t.flags & ts.TypeFlags.BooleanLiteral);
}

/** The scalar that a branded number stands for: its brand carries `Exact<Kind, Width>`. A string says what is wrong. */
function scalarType(checker: TS.TypeChecker, type: TS.Type): ScalarType | string | undefined {
  if (!type.isIntersection()) return undefined;
  const brand = checker.getPropertiesOfType(type).find((p) => p.name.startsWith(exactPropertyPrefix));
  if (brand === undefined) return undefined;
  const exact = checker.getNonNullableType(checker.getTypeOfSymbol(brand));
  const [kind, width] = checker.getTypeArguments(exact as TS.TypeReference);
  if (kind === undefined || !kind.isStringLiteral()) return "its width is not known here";
  if (kind.value === "index") return index;
  if (width === undefined || !width.isNumberLiteral()) return "its width is not known here";
  return scalarOf(kind.value, width.value);
}

function scalarOf(kind: string, width: number): ScalarType | string {
  if (kind === "float")
    return width === 32 || width === 64 ? ({ kind, width } satisfies FloatType) : `float${width} comes later`;
  if (!Number.isInteger(width) || width < 1 || width > maxIntWidth)
    return `a width of ${width} is not from 1 to ${maxIntWidth}`;
  return int(width, kind === "int");
}

/** An interface of Heddle's with its type arguments. */
function heddleReference(
  checker: TS.TypeChecker,
  type: TS.Type,
): { readonly name: string; readonly args: readonly TS.Type[] } | undefined {
  const symbol = type.getSymbol();
  if (symbol === undefined || !isDeclaredByHeddle(symbol) || !(type.flags & ts.TypeFlags.Object)) return undefined;
  return { name: symbol.name, args: checker.getTypeArguments(type as TS.TypeReference) };
}

function readTensor(scope: TypeScope, args: readonly TS.Type[]): TypeReading {
  const [element, shape] = args;
  if (element === undefined || shape === undefined) return problem("a Tensor needs an element type and a shape");
  const elementReading = readType(scope, element);
  if (elementReading.kind === "number") return problem("a Tensor's elements need a width, such as int32 or float32");
  if (elementReading.kind !== "type")
    return elementReading.kind === "problem" ? elementReading : problem("void elements");
  if (!isScalar(elementReading.type)) return problem("a Tensor's elements are scalars");
  const dims = scope.unit.checker.getTypeArguments(shape as TS.TypeReference).map((d) => readSize(scope, d));
  const bad = dims.find((d) => typeof d === "string");
  if (bad !== undefined) return problem(bad);
  if (dims.length === 0) return problem("a Tensor needs at least one dimension");
  return found(tensor(elementReading.type, dims.map(Number)));
}

/** A dimension; a string says what is wrong with it. */
export function readSize(scope: TypeScope, type: TS.Type): number | string {
  const arg = typeArgOf(scope, type);
  if (arg !== undefined) return arg.kind === "size" ? arg.value : `'${type.symbol.name}' is a type, not a size`;
  if (!type.isNumberLiteral()) {
    return `the dimension '${scope.unit.checker.typeToString(type)}' is not a constant: write a number, or 'type N = typeof N'`;
  }
  if (!Number.isInteger(type.value) || type.value < 1)
    return `a dimension must be a positive integer, not ${type.value}`;
  return type.value;
}

/** The depth belongs to the stream, not to the type: a parameter's is bound when the region passes a stream. */
function readStream(scope: TypeScope, args: readonly TS.Type[]): TypeReading {
  const element = args[0] === undefined ? problem("a Stream needs an element type") : readType(scope, args[0]);
  if (element.kind === "problem") return element;
  if (element.kind !== "type" || !isScalar(element.type))
    return problem("only streams of scalars are supported so far");
  return found({ kind: "stream", element: element.type, depth: 1 });
}

/** Reads a template argument: a size (number literal) or a scalar type. */
export function readTypeArg(scope: TypeScope, type: TS.Type): TypeArg | string {
  const bound = typeArgOf(scope, type);
  if (bound !== undefined) return bound;
  if (type.isNumberLiteral()) {
    return Number.isSafeInteger(type.value) ? { kind: "size", value: type.value } : `${type.value} is not an integer`;
  }
  const reading = readType(scope, type);
  if (reading.kind === "type" && isScalar(reading.type)) return { kind: "type", type: reading.type };
  return `'${scope.unit.checker.typeToString(type)}' is neither a size nor a scalar type`;
}

/** The scalar a variable's annotation names; `undefined` without one, or after reporting HDL3001. */
export function annotatedType(scope: Scope, node: TS.TypeNode): Type | "number" | undefined {
  const reading = readTypeNode(scope, node);
  switch (reading.kind) {
    case "type":
      return reading.type;
    case "number":
      return "number";
    case "void":
      return refuse(scope, node, kinds.notHardwareType, ["'void' is not a hardware type"]);
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
