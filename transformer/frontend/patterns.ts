/** Destructuring: what the names of a pattern stand for. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { refuse, type Scope } from "./context.js";
import { constantValue } from "./names.js";
import { fieldOf } from "./structs.js";
import { describeValue, type Value } from "./value.js";

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

/** What stands at position `i` of a tuple or constant array. */
export function itemOf(scope: Scope, node: TS.Node, v: Value, i: number): Value | undefined {
  const items = itemsOf(v);
  const item = items?.[i];
  if (item !== undefined) return item;
  return refuse(scope, node, shapeKinds.notATuple, [describeValue(v), i + 1, items?.length ?? 0]);
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
  const value = v.kind === "object"
    ? v.fields.get(name)
    : v.kind === "constant" && v.value.kind === "object"
      ? optional(v.value.fields.get(name), name)
      : undefined;
  return value ?? refuse(scope, e, kinds.unknownProperty, [name, describeValue(v), v.kind === "object" ? [...v.fields.keys()] : []]);
}

function optional(c: Parameters<typeof constantValue>[0] | undefined, name: string): Value | undefined {
  return c === undefined ? undefined : constantValue(c, name);
}
