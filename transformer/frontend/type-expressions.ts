/** Expressions that make a type: `Int<7>`, `Fixed.of(16, 8)`, `dtype<Pixel>()`, `struct("Pixel", { r: uint8 })`. */
import type * as TS from "typescript";
import {
  fixed, fixedTypeFor, float32, int, intTypeFor, isScalar, isValueType, maxFrac, maxIntWidth, rawInterval, struct, type Field,
  type Interval, type Overflow, type Rounding, type ScalarType, type ValueType,
} from "../../lib/ir/types.js";
import { binaryType } from "../../lib/ir/typing.js";
import { overflows, roundings } from "../../lib/ir/text/syntax.js";
import { ts } from "../ts.js";
import type { Constant } from "./constant.js";
import { heddleName } from "./heddle-symbols.js";
import { parametrisedNames } from "./scalar-names.js";
import { readSize, readTypeArg, type TypeScope } from "./types.js";

/** Finds the constants that such an expression is made of. */
export type ConstantOf = (node: TS.Expression) => Constant | undefined;

/** The type that `node` makes; a string says what is wrong with it; `undefined` when it has no such form. */
export function readTypeExpression(scope: TypeScope, node: TS.Expression, constantOf: ConstantOf): ValueType | string | undefined {
  const { checker } = scope.unit;
  if (ts.isExpressionWithTypeArguments(node)) {
    const name = heddleName(checker, node.expression) ?? "";
    return parametrisedNames.has(name) ? parametrisedType(scope, name, node.typeArguments ?? []) : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  switch (heddleName(checker, node.expression)) {
    case "of":
      return typeOfCall(node, constantOf);
    case "dtype":
      return describedType(scope, node);
    case "struct":
      return structCall(node, constantOf);
    case "accumulator":
      return accumulatorCall(node, constantOf);
    case "computeType":
      return computeCall(node, constantOf);
    default:
      return undefined;
  }
}

/** `Int<7>`, `Fixed<16, 8, "round">`; a string says what is wrong. */
export function parametrisedType(scope: TypeScope, name: string, args: readonly TS.TypeNode[]): ScalarType | string {
  const { checker } = scope.unit;
  const [widthNode, fracNode, ...modes] = args;
  const width = widthNode === undefined ? "a width is missing" : readSize(scope, checker.getTypeFromTypeNode(widthNode));
  if (typeof width === "string") return width;
  if (name === "Int" || name === "UInt") return made(name, [width]);
  const frac = fracNode === undefined ? "the number of fraction bits is missing" : readNumber(scope, fracNode);
  if (typeof frac === "string") return frac;
  const words = modes.map((m) => {
    const type = checker.getTypeFromTypeNode(m);
    return type.isStringLiteral() ? type.value : m.getText();
  });
  return made(name, [width, frac, ...words]);
}

function readNumber(scope: TypeScope, node: TS.TypeNode): number | string {
  const type = scope.unit.checker.getTypeFromTypeNode(node);
  return type.isNumberLiteral() ? type.value : readSize(scope, type);
}

/** The type of `name` with these arguments, checked. */
function made(name: string, args: readonly (number | string)[]): ScalarType | string {
  const [width, frac = 0, rounding = "trunc", overflow = "wrap"] = args;
  if (typeof width !== "number" || !Number.isInteger(width) || width < 1 || width > maxIntWidth) {
    return `a width of ${width} is not from 1 to ${maxIntWidth}`;
  }
  if (name === "Int" || name === "UInt") return int(width, name === "Int");
  if (typeof frac !== "number" || !Number.isInteger(frac) || Math.abs(frac) > maxFrac) {
    return `${frac} fraction bits are not from -${maxFrac} to ${maxFrac}`;
  }
  if (!roundings.has(String(rounding))) return `there is no rounding mode '${rounding}'; there are ${[...roundings].join(", ")}`;
  if (!overflows.has(String(overflow))) return `there is no overflow mode '${overflow}'; there are ${[...overflows].join(", ")}`;
  return fixed(width, frac, name === "Fixed", String(rounding) as Rounding, String(overflow) as Overflow);
}

/** `Int.of(7)`, `Fixed.of(16, 8, "round", "saturate")`. */
function typeOfCall(node: TS.CallExpression, constantOf: ConstantOf): ScalarType | string {
  const owner = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression.getText() : "";
  const args = node.arguments.map(constantOf).flatMap((c): readonly (number | string)[] => {
    if (c?.kind === "int") return [Number(c.value)];
    return c?.kind === "string" ? [c.value] : [];
  });
  if (args.length !== node.arguments.length || args.length === 0) return `${owner}.of needs constants`;
  const type = made(owner, args);
  return typeof type === "string" ? `${owner}.of: ${type}` : type;
}

/** `dtype<T>()`. */
function describedType(scope: TypeScope, node: TS.CallExpression): ValueType | string {
  const argument = node.typeArguments?.[0];
  if (argument === undefined) return "dtype needs a type argument: dtype<T>()";
  const arg = readTypeArg(scope, scope.unit.checker.getTypeFromTypeNode(argument));
  if (typeof arg === "string") return arg;
  return arg.kind === "type" ? arg.type : `'${argument.getText()}' is a ${arg.kind}, not a type`;
}

/** `struct("Pixel", { r: uint8, g: uint8 })`. */
function structCall(node: TS.CallExpression, constantOf: ConstantOf): ValueType | string {
  const [nameNode, fieldsNode] = node.arguments;
  const name = nameNode === undefined ? undefined : constantOf(nameNode);
  if (name?.kind !== "string" || fieldsNode === undefined || !ts.isObjectLiteralExpression(fieldsNode)) {
    return "struct needs a name and its fields: struct(\"Pixel\", { r: uint8 })";
  }
  const fields = fieldsNode.properties.flatMap((p): readonly Field[] => {
    const value = ts.isPropertyAssignment(p) ? p.initializer : ts.isShorthandPropertyAssignment(p) ? p.name : undefined;
    const type = value === undefined ? undefined : constantOf(value);
    return type?.kind === "dtype" && isValueType(type.type) && p.name !== undefined ? [{ name: p.name.getText(), type: type.type }] : [];
  });
  if (fields.length !== fieldsNode.properties.length || fields.length === 0) return "each field of a struct is a type, such as int32";
  return struct(name.value, fields);
}

/** `computeType(A)`. */
function computeCall(node: TS.CallExpression, constantOf: ConstantOf): ScalarType | string {
  const [type] = node.arguments.map((a) => scalarIn(constantOf(a)));
  if (type === undefined) return "computeType needs a scalar type: computeType(float16)";
  return type.kind === "float" && type.width < 32 ? float32 : type;
}

function scalarIn(c: Constant | undefined): ScalarType | undefined {
  return c?.kind === "dtype" && isScalar(c.type) ? c.type : undefined;
}

/** `accumulator(A, B, n)`: what holds any sum of n products of an A and a B; of floats, at least float32. */
function accumulatorCall(node: TS.CallExpression, constantOf: ConstantOf): ScalarType | string {
  const [a, b, count] = node.arguments.map(constantOf);
  const [left, right] = [scalarIn(a), scalarIn(b)];
  if (left === undefined || right === undefined || count?.kind !== "int" || count.value < 1n) {
    return "accumulator needs two scalar types and a number of terms: accumulator(int8, int8, 64)";
  }
  const product = binaryType("mul", left, right);
  if (product.kind === "error") return `accumulator: ${product.message}`;
  if (product.kind === "float") return product.width < 32 ? float32 : product;
  if (product.kind === "bool" || product.kind === "index") return product;
  const all = scaledBy(rawInterval(product), count.value);
  const sum = product.kind === "fixed" ? fixedTypeFor(all, product.frac) : intTypeFor(all);
  return sum.width <= maxIntWidth ? sum : `accumulator: a sum of ${sum.width} bits is wider than ${maxIntWidth}`;
}

function scaledBy({ lo, hi }: Interval, n: bigint): Interval {
  return { lo: lo * n, hi: hi * n };
}
