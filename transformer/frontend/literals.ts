/** `[a, b]` and `{ r: 1, g: x }`: arrays of constants, tuples, and what becomes a struct where one is wanted. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { openConstant, type Constant } from "./constant.js";
import { refuse, type Scope } from "./context.js";
import { itemsOf } from "./patterns.js";
import { lowerExpression } from "./recursion.js";
import { knownField } from "./structs.js";
import { describeValue, type Value } from "./value.js";

/** A constant array if all its elements are constants, else a tuple. */
export function lowerArray(scope: Scope, node: TS.ArrayLiteralExpression): Value | undefined {
  const values = node.elements.map((e) => (ts.isSpreadElement(e) ? spreadItems(scope, e) : list(lowerExpression(scope, e))));
  const known = values.filter((v) => v !== undefined);
  if (known.length !== values.length) return undefined;
  const items = known.flat();
  const elements = items.map(asConstant).filter((c) => c !== undefined);
  if (elements.length < items.length) return { kind: "tuple", items };
  return { kind: "table", name: "table", array: { kind: "array", elements }, index: [] };
}

function list(v: Value | undefined): readonly Value[] | undefined {
  return v === undefined ? undefined : [v];
}

/** What `...x` stands for in an array. */
function spreadItems(scope: Scope, node: TS.SpreadElement): readonly Value[] | undefined {
  const value = lowerExpression(scope, node.expression);
  return value === undefined ? undefined : itemsOf(value) ?? refuseSpread(scope, node, value);
}

function asConstant(v: Value): Constant | undefined {
  if (v.kind === "literal") return openConstant(v.value);
  return v.kind === "table" && v.index.length === 0 ? v.array : undefined;
}

/** The fields with their values, later ones in the place of earlier ones of the same name. */
export function lowerObject(scope: Scope, node: TS.ObjectLiteralExpression): Value | undefined {
  const fields = new Map<string, Value>();
  for (const p of node.properties) {
    const found = propertyFields(scope, p);
    if (found === undefined) return undefined;
    for (const [name, value] of found) fields.set(name, value);
  }
  return { kind: "object", fields };
}

function propertyFields(scope: Scope, p: TS.ObjectLiteralElementLike): Iterable<readonly [string, Value]> | undefined {
  if (ts.isSpreadAssignment(p)) {
    const value = lowerExpression(scope, p.expression);
    return value === undefined ? undefined : fieldsOf(value) ?? refuseSpread(scope, p, value);
  }
  const given = ts.isPropertyAssignment(p) ? p.initializer : ts.isShorthandPropertyAssignment(p) ? p.name : undefined;
  const name = ts.isIdentifier(p.name) || ts.isStringLiteral(p.name) ? p.name.text : undefined;
  if (given === undefined || name === undefined) {
    return refuse(scope, p, kinds.unsupportedExpression, [`'${p.getText()}' in an object`, "give each field by its name: { r: 1, g: 2 }"]);
  }
  const value = lowerExpression(scope, given);
  return value === undefined ? undefined : [[name, value]];
}

function fieldsOf(v: Value): Iterable<readonly [string, Value]> | undefined {
  if (v.kind === "object") return v.fields;
  if (v.kind !== "struct") return undefined;
  return v.type.fields.flatMap((f) => {
    const value = knownField(v, f.name);
    return value === undefined ? [] : [[f.name, value] as const];
  });
}

function refuseSpread(scope: Scope, node: TS.Node, v: Value): undefined {
  return refuse(scope, node, kinds.unsupportedExpression, [`'...' of ${describeValue(v)}`, "spread tuples in arrays and structs in objects"]);
}
