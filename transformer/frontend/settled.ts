/** Values as they are at this moment, whatever is assigned later. */
import type { Expr } from "../../lib/ir/ir.js";
import { float64, leavesOf, type ScalarType } from "../../lib/ir/types.js";
import { freshSym, type Scope } from "./context.js";
import { structOf } from "./structs.js";
import { castTo, type StructValue, type TensorValue, type Value, type ViewDim } from "./value.js";

/** A name for the value of `e` at this moment. */
export function kept(scope: Scope, e: Expr, name = "at"): Expr {
  if (e.kind === "const" || (e.kind === "var" && !isAssigned(scope, e.sym.id))) return e;
  const sym = freshSym(scope.unit, name);
  scope.block.push({ kind: "let", sym, type: e.type, mutable: false, init: e, span: e.span });
  return { kind: "var", sym, type: e.type, span: e.span };
}

/** May the variable be given another value? */
export function isAssigned(scope: Scope, id: number): boolean {
  for (const b of scope.bindings.values()) {
    const of = b.kind === "state" ? b.of : b;
    if (of.kind === "scalar" && of.sym.id === id) return of.mutable;
    if (of.kind === "struct") for (const part of of.parts.values()) if (part.sym.id === id) return part.mutable;
  }
  return false;
}

/** `v` with its subscripts computed now, for a name that outlives what they are computed from. */
export function frozen(scope: Scope, v: TensorValue): TensorValue {
  const dims = v.dims.map((d): ViewDim => {
    if (d.kind === "at") return { kind: "at", at: kept(scope, d.at) };
    return d.from === undefined ? d : { ...d, from: kept(scope, d.from) };
  });
  return { ...v, dims };
}

/** `v` with everything in it computed now; what is given a place is called `name`. */
export function settled(scope: Scope, v: Value, name: string): Value {
  switch (v.kind) {
    case "scalar":
      return settledOpen(scope, v, name) ?? { kind: "scalar", expr: kept(scope, v.expr, name) };
    case "struct":
      return settledStruct(scope, v, name);
    case "tensor":
      return frozen(scope, v);
    case "table":
      return { ...v, index: v.index.map((e) => kept(scope, e)) };
    case "tuple":
      return { kind: "tuple", items: v.items.map((item, i) => settled(scope, item, `${name}_${i}`)) };
    case "object":
      return { kind: "object", fields: new Map([...v.fields].map(([field, f]) => [field, settled(scope, f, `${name}_${field}`)])) };
    case "literal":
    case "placed":
    case "constant":
    case "stream":
    case "streams":
      return v;
  }
}

/** A fraction that is as untyped as a literal: float64 holds it as it is written, until it is known what it goes into. */
function settledOpen(scope: Scope, v: Value & { kind: "scalar" }, name: string): Value | undefined {
  const exact = v.expr.type.kind === "float" ? v.retyped?.(float64) : undefined;
  if (exact === undefined) return undefined;
  const wide = kept(scope, exact, name);
  const retyped = (type: ScalarType): Expr => (type.kind === "float" ? castTo(wide, type) : wide);
  return { kind: "scalar", expr: castTo(wide, v.expr.type), retyped };
}

function settledStruct(scope: Scope, v: StructValue, name: string): StructValue {
  return structOf(v.type, leavesOf(v.type).map(({ path }) => kept(scope, v.leaf(path), [name, ...path].join("_"))));
}
