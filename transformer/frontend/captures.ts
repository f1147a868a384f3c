/**
 * Names of enclosing functions inside a nested one: each becomes a parameter of its own, scalars and structs by value,
 * tensors and streams by reference.
 */
import type { Expr, Param, Sym } from "../../lib/ir/ir.js";
import type { Type } from "../../lib/ir/types.js";
import { mapExpr } from "../../lib/ir/walk.js";
import { noSpan } from "../../lib/diagnostics/source.js";
import { freshSym, type Binding, type Scope, type ScalarBinding, type StructBinding } from "./context.js";
import type { StructValue, TensorValue, Value } from "./value.js";

/** The name in `scope` for what the function around it calls `outer`. */
export function capture(scope: Scope, outer: Sym, type: Type): Sym {
  const known = scope.captures.find((c) => c.outer.id === outer.id);
  if (known !== undefined) return known.param.sym;
  const param: Param = { sym: freshSym(scope.unit, outer.name), type, span: noSpan };
  scope.captures.push({ outer, param });
  return param.sym;
}

/** The name in `scope` for a name of `owner`, a function around it or itself. */
export function nameIn(scope: Scope, owner: Scope | undefined, sym: Sym, type: Type): Sym {
  if (scope === owner || scope.outer === undefined) return sym;
  return capture(scope, nameIn(scope.outer, owner, sym, type), type);
}

/** A binding of the function around as one of `scope`. */
export function captured(scope: Scope, b: Binding): Binding {
  switch (b.kind) {
    case "scalar":
      return capturedScalar(scope, b);
    case "struct":
      return capturedStruct(scope, b);
    case "state":
      return { kind: "state", of: b.of.kind === "scalar" ? capturedScalar(scope, b.of) : capturedStruct(scope, b.of) };
    case "tensor":
      return { kind: "tensor", tensor: capturedTensor(scope, b.tensor) };
    case "stream":
      return { ...b, sym: capture(scope, b.sym, b.type) };
    case "constant":
      return b;
    case "value":
      return { kind: "value", value: capturedValue(scope, b.value) };
  }
}

function capturedScalar(scope: Scope, b: ScalarBinding): ScalarBinding {
  const sym = capture(scope, b.sym, b.type);
  const range = scope.outer?.ranges.get(b.sym.id);
  if (range !== undefined) scope.ranges.set(sym.id, range);
  return { ...b, sym, mutable: false };
}

function capturedStruct(scope: Scope, b: StructBinding): StructBinding {
  const parts = [...b.parts].map(([path, part]) => [path, capturedScalar(scope, part)] as const);
  return { ...b, parts: new Map(parts) };
}

function capturedTensor(scope: Scope, v: TensorValue): TensorValue {
  const sym = capture(scope, v.sym, v.type);
  if (scope.outer?.readOnly.has(v.sym.id) === true) scope.readOnly.add(sym.id);
  const dims = v.dims.map((d) => {
    if (d.kind === "at") return { ...d, at: capturedExpr(scope, d.at) };
    return d.from === undefined ? d : { ...d, from: capturedExpr(scope, d.from) };
  });
  return { ...v, sym, dims };
}

function capturedValue(scope: Scope, v: Value): Value {
  switch (v.kind) {
    case "scalar":
      return { kind: "scalar", expr: capturedExpr(scope, v.expr) };
    case "tensor":
      return capturedTensor(scope, v);
    case "struct": {
      const inner: StructValue = { kind: "struct", type: v.type, leaf: (path) => capturedExpr(scope, v.leaf(path)) };
      return inner;
    }
    case "object":
      return { ...v, fields: new Map([...v.fields].map(([name, f]) => [name, capturedValue(scope, f)])) };
    case "tuple":
      return { ...v, items: v.items.map((i) => capturedValue(scope, i)) };
    case "stream":
      return { ...v, sym: capture(scope, v.sym, v.type) };
    case "table":
      return { ...v, index: v.index.map((e) => capturedExpr(scope, e)) };
    case "literal":
    case "constant":
      return v;
  }
}

/** Names in values are those of variables that never change: what was computed from others has a name of its own. */
function capturedExpr(scope: Scope, e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind !== "var") return x;
    const struct = x.path === undefined ? undefined : scope.outer?.structs.get(x.sym.id);
    const sym = capture(scope, x.sym, struct ?? x.type);
    if (struct !== undefined) scope.structs.set(sym.id, struct);
    return { ...x, sym };
  });
}
