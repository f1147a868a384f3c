/**
 * Names of enclosing functions inside a nested one: each becomes a parameter of its own, scalars and structs by value,
 * tensors and streams by reference.
 */
import type { Expr, NameArg, Param, Sym } from "../../lib/ir/ir.js";
import type { Type } from "../../lib/ir/types.js";
import { mapExpr } from "../../lib/ir/walk.js";
import { noSpan } from "../../lib/diagnostics/source.js";
import { freshSym, type Binding, type Capture, type Scope, type ScalarBinding, type StructBinding } from "./context.js";
import { note } from "./placed.js";
import type { PlacedValue, StreamsValue, StreamValue, StructValue, TensorValue, Value } from "./value.js";

/** A name, or one of an array of streams. */
export function nameArg(sym: Sym, index?: readonly number[]): NameArg {
  return index === undefined ? { kind: "name", sym } : { kind: "name", sym, index };
}

/** Do both stand for the same thing? */
export function sameName(a: NameArg, b: NameArg): boolean {
  return a.sym.id === b.sym.id && (a.index ?? []).join() === (b.index ?? []).join();
}

/** The name in `scope` for what the function around it calls `outer`; `title`, unless that is its own name. */
export function capture(scope: Scope, outer: NameArg, type: Type, title = outer.sym.name, at?: Capture["at"]): Sym {
  const known = scope.captures.find((c) => sameName(c.outer, outer));
  if (known !== undefined) {
    noteSame(scope, outer, known.at, at);
    return known.param.sym;
  }
  const param: Param = { sym: freshSym(scope.unit, title), type, span: noSpan };
  scope.captures.push({ outer, param, ...(at === undefined ? {} : { at }) });
  return param.sym;
}

/** Two ways to write one stream of an array may be two streams at other places. */
function noteSame(scope: Scope, { index }: NameArg, a: Capture["at"], b: Capture["at"]): void {
  if (a === b) return;
  const textAt = (at: Capture["at"], place: readonly number[]): string | undefined => (at === undefined ? index : at(place))?.join();
  note(scope.unit, true, (place) => textAt(a, place) === textAt(b, place));
}

/**
 * The name in `scope` for a name of `owner`, a function around it or itself. `at`: the subscripts of the stream for the
 * instance at another place.
 */
export function nameIn(
  scope: Scope, owner: Scope | undefined, name: NameArg, type: Type, title?: string, at?: Capture["at"],
): NameArg {
  if (scope === owner || scope.outer === undefined) return name;
  const outer = nameIn(scope.outer, owner, name, type, title, at);
  return nameArg(capture(scope, outer, type, title, outer.index === undefined ? undefined : at));
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
      return capturedStream(scope, b);
    case "streams":
      return { kind: "streams", streams: capturedStreams(scope, b.streams) };
    case "constant":
      return b;
    case "value":
      return { kind: "value", value: capturedValue(scope, b.value) };
  }
}

function capturedScalar(scope: Scope, b: ScalarBinding): ScalarBinding {
  const sym = capture(scope, nameArg(b.sym), b.type);
  const range = scope.outer?.ranges.get(b.sym.id);
  if (range !== undefined) scope.ranges.set(sym.id, range);
  return { ...b, sym, mutable: false };
}

function capturedStruct(scope: Scope, b: StructBinding): StructBinding {
  const parts = [...b.parts].map(([path, part]) => [path, capturedScalar(scope, part)] as const);
  return { ...b, parts: new Map(parts) };
}

function capturedTensor(scope: Scope, v: TensorValue): TensorValue {
  const sym = capture(scope, nameArg(v.sym), v.type);
  if (scope.outer?.readOnly.has(v.sym.id) === true) scope.readOnly.add(sym.id);
  const dims = v.dims.map((d) => {
    if (d.kind === "at") return { ...d, at: capturedExpr(scope, d.at) };
    return d.from === undefined ? d : { ...d, from: capturedExpr(scope, d.from) };
  });
  return { ...v, sym, dims };
}

function capturedStream(scope: Scope, { sym, index, type }: StreamValue): StreamValue {
  return { kind: "stream", sym: capture(scope, nameArg(sym, index), type, streamTitle(sym, index)), type };
}

/** Its streams are captured one by one, where they are used. */
function capturedStreams(scope: Scope, v: StreamsValue): StreamsValue {
  return { ...v, choices: v.choices.map((c) => ({ ...c, at: capturedExpr(scope, c.at) })) };
}

/** What a stream of an array is called where it has a name of its own: `pipe_1_2`. */
export function streamTitle(sym: Sym, index: readonly number[] = []): string {
  return [sym.name, ...index].join("_");
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
      return capturedStream(scope, v);
    case "streams":
      return capturedStreams(scope, v);
    case "table":
      return capturedForm(scope, v);
    case "placed":
      return { ...v, form: capturedForm(scope, v.form) };
    case "literal":
    case "constant":
      return v;
  }
}

function capturedForm<Form extends PlacedValue["form"]>(scope: Scope, v: Form): Form {
  if (v.kind === "table") return { ...v, index: v.index.map((e) => capturedExpr(scope, e)) };
  return { ...v, expr: capturedExpr(scope, v.expr) };
}

/** Names in values are those of variables that never change: what was computed from others has a name of its own. */
function capturedExpr(scope: Scope, e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind !== "var") return x;
    const struct = x.path === undefined ? undefined : scope.outer?.structs.get(x.sym.id);
    const sym = capture(scope, nameArg(x.sym), struct ?? x.type);
    if (struct !== undefined) scope.structs.set(sym.id, struct);
    return { ...x, sym };
  });
}
