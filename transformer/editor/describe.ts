/** Types and constants in the words that a hover shows. */
import {
  bitWidth, contains, elementCount, intervalOf, isIntegral, isScalar, leavesOf, typeName, valueIn, type Interval,
  type Type, type ValueType,
} from "../../lib/ir/types.js";
import { leavesOf as elementsOf, shapeOf, type Constant } from "../frontend/constant.js";
import type { Binding } from "../frontend/context.js";
import { describeValue, isWhole, viewType, type Value } from "../frontend/value.js";

/** `int32 in hardware`; the storage of a tensor; the depth of a stream. */
export function describeType(type: Type): string {
  if (isScalar(type)) return `${typeName(type)} in hardware`;
  if (type.kind === "struct") return `${typeName(type)} in hardware: ${count(bitsOf(type), "bit")}`;
  const width = bitsOf(valueIn(type));
  const each = count(width, "bit");
  if (type.kind === "stream") {
    return `Stream<${typeName(type.element)}> in hardware: holds up to ${count(type.depth, "value")} of ${each}`;
  }
  const elements = elementCount(type.shape);
  const storage = `${count(elements, "element")} × ${each} = ${count(elements * width, "bit")}`;
  return `${typeName(type)} in hardware: ${storage}`;
}

/** What a name stands for. */
export function describeBinding(b: Binding): string {
  switch (b.kind) {
    case "scalar":
    case "struct":
    case "stream":
      return describeType(b.type);
    case "state":
      return `${describeType(b.of.type)}, kept from call to call`;
    case "streams":
      return `${describeValue(b.streams)}: ${count(elementCount(b.streams.shape), "stream")} in hardware, each a ${describeType(b.streams.array.type)}`;
    case "tensor":
      return isWhole(b.tensor) ? describeType(b.tensor.type) : `${typeName(viewType(b.tensor))}, a part of ${b.tensor.sym.name}: no storage of its own`;
    case "constant":
      return describeConstant(b.value);
    case "value":
      return describeGroup(b.value);
  }
}

function describeGroup(v: Value): string {
  if (v.kind === "struct") return describeType(v.type);
  return `${describeValue(v)}: names for its parts, no hardware of its own`;
}

/** `text` with the values that `range` allows, if that says more than the type. */
export function withRange(text: string, type: Type, range: Interval | undefined): string {
  if (range === undefined || !isIntegral(type) || contains(range, intervalOf(type))) return text;
  return range.lo === range.hi ? `${text}, always ${range.lo}` : `${text}, ${range.lo} to ${range.hi}`;
}

export function describeConstant(c: Constant): string {
  switch (c.kind) {
    case "int":
    case "float":
    case "bool":
      return `the constant ${String(c.value)}: known when the kernel is compiled, no hardware of its own`;
    case "string":
      return "a text known when the kernel is compiled";
    case "dtype":
      return `the type ${typeName(c.type)}`;
    case "object":
      return "an object known when the kernel is compiled";
    case "array":
      return `a table of ${tableSize(c)} constants: read-only memory where a run-time value subscripts it`;
  }
}

function tableSize(c: Constant): string {
  return (shapeOf(c) ?? [elementsOf(c).length]).join(" × ");
}

function bitsOf(type: ValueType): number {
  return leavesOf(type).reduce((n, l) => n + bitWidth(l.type), 0);
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
