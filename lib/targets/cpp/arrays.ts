/** Lowers tensors that functions declare: arrays, tables of constants, and the loops that fill and copy arrays. */
import type { Alloc, Const } from "../../ir/ir.js";
import { isScalar, leavesOf, type TensorType, type ValueType } from "../../ir/types.js";
import type { FuncContext } from "./context.js";
import { memoryDirectives } from "./directives.js";
import { declare, type Body } from "./statements.js";
import { initialValue, storedValue } from "./stored.js";
import { declaredType } from "./structs.js";
import { infix, literal, name, type CppDeclare, type CppExpr, type CppStmt, type CppType, type Directive } from "./tree.js";
import { constType, plainInt, scalarType } from "./types.js";
import { isSimple } from "./value.js";

export function lowerAlloc(s: Alloc, b: Body): readonly CppStmt[] {
  const said = b.memories.get(s.sym.id);
  if (s.init.kind === "values") {
    const made = table(s, s.init.values, b);
    return [made, ...memoryDirectives(made.name, said, "rom")];
  }
  const { element, shape } = s.type;
  const type = declaredType(element, b.c);
  const value = storedValue(s.init.value, type, b.c);
  const out = b.outs.find((o) => o.sym?.id === s.sym.id);
  if (out !== undefined) return fill(b.c.names.of(s.sym), shape, type, value, b);
  const array: CppDeclare = { kind: "declare", qualifiers: [], type, name: declare(s.sym, type, b.c), dims: shape };
  // A FIFO gets each element before it is read, and would have a second writer in its first values.
  if (said?.streamDepth !== undefined) return [array, ...memoryDirectives(array.name, said, "ram")];
  return filledArray(array, element, value, memoryDirectives(array.name, said, "ram"), b);
}

/** An array all of whose elements are `value`; `memory` is said of it. */
export function filledArray(
  array: CppDeclare, element: ValueType, value: CppExpr, memory: readonly CppStmt[], b: Body,
): readonly CppStmt[] {
  if (isZero(value) && isPlain(element)) return [{ ...array, init: { kind: "list", items: [] } }, ...memory];
  return [array, ...memory, ...fill(array.name, array.dims, array.type, value, b)];
}

/** A table nobody else sees may hold its elements in the smallest standard type. What external code gets is not `const`. */
function table(s: Alloc, values: readonly Const["value"][], b: Body): CppDeclare {
  const { element, shape } = s.type;
  const isPrivate = isScalar(element) && !b.passed.has(s.sym.id);
  const type = isPrivate ? constType(element) : declaredType(element, b.c);
  const qualifiers = b.c.mutableTables.has(s.sym.id) ? (["static"] as const) : (["static", "const"] as const);
  const variable = declare(s.sym, type, b.c);
  return { kind: "declare", qualifiers, type, name: variable, dims: shape, init: initialArray(values, s.type, b.c) };
}

/** Row-major constants, structs scalar by scalar, as lists in lists. */
export function initialArray(values: readonly Const["value"][], { element, shape }: TensorType, c: FuncContext): CppExpr {
  const size = leavesOf(element).length;
  const elements = Array.from({ length: values.length / size }, (_, i) =>
    initialValue(values.slice(i * size, (i + 1) * size), element, c));
  return nested(elements, shape);
}

function nested(values: readonly CppExpr[], dims: readonly number[]): CppExpr {
  if (dims.length <= 1) return { kind: "list", items: values };
  const [count = 1, ...inner] = dims;
  const size = values.length / count;
  const rows = Array.from({ length: count }, (_, i) => nested(values.slice(i * size, (i + 1) * size), inner));
  return { kind: "list", items: rows };
}

function isZero(value: CppExpr): boolean {
  if (value.kind === "list") return value.items.every(isZero);
  return value.kind === "literal" && ["0", "0.0", "0.0f", "false"].includes(value.text);
}

/** Is it made of C++'s own types, which `{}` sets to 0? The vendor's classes need not be. */
function isPlain(t: ValueType): boolean {
  return leavesOf(t).every(({ type }) => {
    const own = scalarType(type);
    return own.kind === "int" || own.kind === "bool" || (own.kind === "float" && own.width > 16);
  });
}

/** Loops that set every element to `value`. */
function fill(array: string, dims: readonly number[], type: CppType, value: CppExpr, b: Body): readonly CppStmt[] {
  return b.c.names.block(() => {
    const isShort = isSimple(value);
    const item = isShort ? value : name(b.c.names.fresh("fill"));
    const loops = eachElement(dims, b.c, (index) =>
      ({ kind: "assign", target: { kind: "subscript", base: array, index }, value: item }));
    if (isShort || item.kind !== "name") return [loops];
    const once: CppStmt = { kind: "declare", qualifiers: ["const"], type, name: item.name, dims: [], init: value };
    return [{ kind: "block", body: [once, loops] }];
  });
}

/** Loops that copy an array. */
export function copy(to: string, from: string, dims: readonly number[], b: Body): CppStmt {
  return b.c.names.block(() => eachElement(dims, b.c, (index) => ({
    kind: "assign", target: { kind: "subscript", base: to, index }, value: { kind: "subscript", base: from, index },
  })));
}

/** Loops that copy between an array and a vector of all its elements, in one step of hardware. */
export function copyVector(
  direction: "into" | "out of", vector: string, array: string, dims: readonly number[], b: Body,
): CppStmt {
  return b.c.names.block(() => eachElement(dims, b.c, (index) => {
    const element: CppExpr = { kind: "subscript", base: array, index };
    const flat = index.reduce((at, i, d) => infix("+", infix("*", at, literal(String(dims[d]))), i));
    const part: CppExpr = { kind: "subscript", base: vector, index: [flat] };
    const [target, value] = direction === "into" ? [part, element] : [element, part];
    return { kind: "assign", target, value };
  }, [{ kind: "unroll" }]));
}

function eachElement(
  dims: readonly number[], c: FuncContext, body: (index: readonly CppExpr[]) => CppStmt, directives: readonly Directive[] = [],
): CppStmt {
  const counters = dims.map((_, d) => c.names.fresh(`i${d}`));
  return counters.reduceRight<CppStmt>((inner, counter, d) => ({
    kind: "for", type: plainInt, name: counter, from: literal("0"), step: 1n,
    cond: infix("<", name(counter), literal(String(dims[d]))), directives, body: [inner],
  }), body(counters.map(name)));
}
