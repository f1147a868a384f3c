/** Structs: reading fields, putting values together, storing them. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { field, load } from "../../lib/ir/build.js";
import type { Aggregate, Expr, Sym } from "../../lib/ir/ir.js";
import { leavesOf, sameType, typeAt, typeName, type Path, type ScalarType, type StructType, type ValueType } from "../../lib/ir/types.js";
import { convert } from "../../lib/numeric/convert.js";
import { freshSym, nodeSpan, refuse, type Scope, type StructBinding } from "./context.js";
import {
  constExpr, describeValue, scalar, storeAs, type StructValue, type TensorValue, type Value,
} from "./value.js";

/** The struct that the variable `sym` (a parameter, token or result) holds. */
export function structVariable(sym: Sym, type: StructType, scope: Scope, node: TS.Node): StructValue {
  const span = nodeSpan(scope, node);
  scope.structs.set(sym.id, type);
  return { kind: "struct", type, leaf: (path) => field(sym, type, path, span) };
}

/** An element of a tensor, all dimensions subscripted: a scalar or a struct. */
export function element(scope: Scope, node: TS.Node, v: TensorValue): Value {
  const span = nodeSpan(scope, node);
  const at = elementIndex(v);
  if (v.type.element.kind !== "struct") return scalar(load(v.sym, v.type, at, span));
  const place = { tensor: v.sym, index: at, path: [] };
  return { kind: "struct", type: v.type.element, place, leaf: (path) => load(v.sym, v.type, at, span, path) };
}

/** The subscripts of the element that a fully subscripted tensor is. */
function elementIndex(v: TensorValue): readonly Expr[] {
  return v.dims.map((d) => {
    if (d.kind === "range") throw new Error("a dimension is left");
    return d.at;
  });
}

/** The value of the struct variable a binding is. */
export function structOfBinding(b: StructBinding, scope: Scope, node: TS.Node): StructValue {
  const span = nodeSpan(scope, node);
  return structOf(b.type, [...b.parts.values()].map((part) => ({ kind: "var", sym: part.sym, type: part.type, span })));
}

/** `value.name`. */
export function fieldOf(scope: Scope, node: TS.Node, v: StructValue, name: string): Value | undefined {
  const names = v.type.fields.map((f) => f.name);
  return knownField(v, name) ?? refuse(scope, node, constructKinds.unknownField, [name, typeName(v.type), names]);
}

/** A field, if there is one of that name. */
export function knownField(v: StructValue, name: string): Value | undefined {
  const type = typeAt(v.type, [name]);
  if (type === undefined) return undefined;
  const leaf = (path: Path): Expr => v.leaf([name, ...path]);
  if (type.kind !== "struct") return scalar(leaf([]));
  const place = v.place === undefined ? {} : { place: { ...v.place, path: [...v.place.path, name] } };
  return { kind: "struct", type, leaf, ...place };
}

/** How a scalar becomes one of another type: `storeAs`, or a cast. */
export type Convert = (scope: Scope, node: TS.Node, v: Value, type: ScalarType) => Expr | undefined;

/** The scalars of `v` converted to those of `type`, in order; refuses what is no such struct. */
export function leavesAs(
  scope: Scope, node: TS.Node, v: Value, type: StructType, convertLeaf: Convert = storeAs,
): readonly Expr[] | undefined {
  if (v.kind === "struct" && sameType(v.type, type)) return leavesOf(type).map((l) => v.leaf(l.path));
  if (v.kind !== "struct" && v.kind !== "object") return refuse(scope, node, typeKinds.argumentType, [typeName(type), describeValue(v)]);
  const parts = type.fields.map((f) => {
    const given = v.kind === "object" ? v.fields.get(f.name) : knownField(v, f.name);
    if (given === undefined) return refuse(scope, node, shapeKinds.missingField, [f.name, typeName(type)]);
    if (f.type.kind === "struct") return leavesAs(scope, node, given, f.type, convertLeaf);
    const leaf = convertLeaf(scope, node, given, f.type);
    return leaf === undefined ? undefined : [leaf];
  });
  const known = parts.filter((p) => p !== undefined);
  return known.length === parts.length ? known.flat() : undefined;
}

/** The struct that these scalars are, in order. */
export function structOf(type: StructType, leaves: readonly Expr[]): StructValue {
  const byPath = new Map(leavesOf(type).map(({ path }, i) => [path.join("."), leaves[i]]));
  const leaf = (path: Path): Expr => {
    const found = byPath.get(path.join("."));
    if (found === undefined) throw new Error(`no scalar at '${path.join(".")}'`);
    return found;
  };
  return { kind: "struct", type, leaf };
}

/** `v` as a value of exactly `type`, to be stored or passed on. */
export function valueAs(scope: Scope, node: TS.Node, v: Value, type: ValueType): Expr | Aggregate | undefined {
  if (type.kind !== "struct") return storeAs(scope, node, v, type);
  const leaves = leavesAs(scope, node, v, type);
  return leaves === undefined ? undefined : { kind: "aggregate", type, leaves, span: nodeSpan(scope, node) };
}

/** Declares a variable of struct type with these scalars: one variable for each. */
export function declareStruct(
  scope: Scope, node: TS.Node, name: string, type: StructType, values: readonly Expr[], mutable: boolean,
): StructBinding {
  const span = nodeSpan(scope, node);
  const parts = leavesOf(type).map((l, i) => {
    const sym = freshSym(scope.unit, [name, ...l.path].join("_"));
    const init = values[i] ?? constExpr(convert(0n, l.type), l.type, span);
    scope.block.push({ kind: "let", sym, type: l.type, mutable, init, span });
    return [l.path.join("."), { kind: "scalar", sym, type: l.type, mutable, exact: false }] as const;
  });
  return { kind: "struct", type, parts: new Map(parts) };
}
