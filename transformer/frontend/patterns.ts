/** Destructuring: what the names of a pattern stand for. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { indexConst } from "../../lib/ir/build.js";
import { intTypeFor } from "../../lib/ir/types.js";
import { tableLength, tensorProperties, tensorProperty } from "./access.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { constantValue } from "./names.js";
import { element, fieldOf } from "./structs.js";
import { constExpr, describeValue, viewType, type TableValue, type TensorValue, type Value } from "./value.js";
import { subscripted } from "./views.js";

/** A name of a pattern and the value it gets. */
export interface Bound {
  readonly node: TS.BindingElement;
  readonly name: TS.Identifier;
  readonly value: Value;
}

/** The names of `pattern`, nested ones included, with their parts of `v`; `undefined` when something was refused. */
export function matchPattern(scope: Scope, pattern: TS.BindingPattern, v: Value): readonly Bound[] | undefined {
  const found = pattern.elements.map((e, i): readonly Bound[] | undefined => {
    if (ts.isOmittedExpression(e)) return [];
    if (e.dotDotDotToken !== undefined || e.initializer !== undefined) {
      return refuse(scope, e, constructKinds.unsupportedPattern, [e.getText()]);
    }
    const part = ts.isArrayBindingPattern(pattern) ? itemOf(scope, e, v, i) : propertyOf(scope, e, v);
    if (part === undefined) return undefined;
    return ts.isIdentifier(e.name) ? [{ node: e, name: e.name, value: part }] : matchPattern(scope, e.name, part);
  });
  const known = found.filter((f) => f !== undefined);
  return known.length === found.length ? known.flat() : undefined;
}

/** What stands at position `i` of a tuple, a constant array or a tensor. */
export function itemOf(scope: Scope, node: TS.Node, v: Value, i: number): Value | undefined {
  const length = v.kind === "table" && v.index.length > 0 ? tableLength(v) : undefined;
  if (v.kind === "table" && length !== undefined && i < length) return tableItem(scope, node, v, i);
  if (v.kind === "tensor" && i < (viewType(v).shape[0] ?? 0)) return tensorItem(scope, node, v, i);
  const items = itemsOf(v);
  const item = items?.[i];
  if (item !== undefined) return item;
  return refuse(scope, node, shapeKinds.notATuple, [describeValue(v), i + 1, items?.length ?? 0]);
}

function tensorItem(scope: Scope, node: TS.Node, v: TensorValue, i: number): Value {
  const part = subscripted(v, indexConst(i, nodeSpan(scope, node)), scope);
  return viewType(v).shape.length === 1 ? element(scope, node, part) : part;
}

/** Of a row of a table that is known only at run time. */
function tableItem(scope: Scope, node: TS.Node, v: TableValue, i: number): Value {
  const at = BigInt(i);
  return { ...v, index: [...v.index, constExpr(at, intTypeFor({ lo: at, hi: at }), nodeSpan(scope, node))] };
}

/** The parts of a tuple, or of a constant array as one. */
export function itemsOf(v: Value): readonly Value[] | undefined {
  if (v.kind === "tuple") return v.items;
  const isWhole = v.kind === "table" && v.index.length === 0 && v.array.kind === "array";
  return isWhole ? v.array.elements.map((e, i) => constantValue(e, `${v.name}_${i}`)) : undefined;
}

function propertyOf(scope: Scope, e: TS.BindingElement, v: Value): Value | undefined {
  const name = (e.propertyName ?? e.name).getText();
  if (v.kind === "struct") return fieldOf(scope, e.propertyName ?? e, v, name);
  const known = v.kind === "object" ? [...v.fields.keys()] : v.kind === "tensor" ? tensorProperties : [];
  return namedPart(v, name) ?? refuse(scope, e, kinds.unknownProperty, [name, describeValue(v), known]);
}

function namedPart(v: Value, name: string): Value | undefined {
  if (v.kind === "tensor") return tensorProperty(v, name);
  if (v.kind === "object") return v.fields.get(name);
  return v.kind === "constant" && v.value.kind === "object" ? optional(v.value.fields.get(name), name) : undefined;
}

function optional(c: Parameters<typeof constantValue>[0] | undefined, name: string): Value | undefined {
  return c === undefined ? undefined : constantValue(c, name);
}
