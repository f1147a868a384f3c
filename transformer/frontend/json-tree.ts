/** JSON with the places of its parts: `JSON.parse` says what it means, TypeScript's parser where it stands. */
import type * as TS from "typescript";
import { ts } from "../ts.js";

/** A field's name, or the number of an item. */
export type JsonPath = readonly (string | number)[];

/** JSON that is nested deeper may be too deep for parsers. */
export const mostLevels = 16;

/** Are lists and objects nested deeper than `mostLevels`? The text may be anything. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth += 1;
    if (token === "]" || token === "}") depth -= 1;
    if (depth > mostLevels) return true;
  }
  return false;
}

/** The node at `path`, or the last there is on the way. */
export function nodeAt(source: TS.JsonSourceFile, path: JsonPath): TS.Node {
  const root: TS.Node = source.statements[0]?.expression ?? source;
  return path.reduce<TS.Node>((node, part) => childAt(node, part) ?? node, root);
}

function childAt(node: TS.Node, part: string | number): TS.Node | undefined {
  if (ts.isArrayLiteralExpression(node)) return node.elements[Number(part)];
  return ts.isObjectLiteralExpression(node) ? propertyOf(node, String(part))?.initializer : undefined;
}

function propertyOf(node: TS.ObjectLiteralExpression, name: string): TS.PropertyAssignment | undefined {
  return node.properties.find((p): p is TS.PropertyAssignment => ts.isPropertyAssignment(p) && nameOf(p) === name);
}

/** The name of the field `field` of the object at `path`. */
export function fieldNode(source: TS.JsonSourceFile, path: JsonPath, field: string): TS.Node {
  const object = nodeAt(source, path);
  return (ts.isObjectLiteralExpression(object) ? propertyOf(object, field)?.name : undefined) ?? object;
}

function nameOf(p: TS.ObjectLiteralElementLike): string | undefined {
  return p.name !== undefined && ts.isStringLiteral(p.name) ? p.name.text : undefined;
}

/** The first field that its object has twice, of which `JSON.parse` would drop one. */
export function repeatedField(node: TS.Node): TS.Node | undefined {
  if (ts.isObjectLiteralExpression(node)) {
    const names = new Set<string>();
    for (const p of node.properties) {
      const name = nameOf(p) ?? "";
      if (names.has(name)) return p.name;
      names.add(name);
    }
  }
  return ts.forEachChild(node, repeatedField);
}

/** `kernels.gemm[0].factor`. */
export function pathText(path: JsonPath): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : i === 0 ? part : `.${part}`)).join("");
}

/** The path that ajv writes as `/kernels/gemm/0`. */
export function pathOfPointer(pointer: string, source: TS.JsonSourceFile): JsonPath {
  const parts = pointer.split("/").slice(1).map((p) => p.replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.map((part, i) => (ts.isArrayLiteralExpression(nodeAt(source, parts.slice(0, i))) ? Number(part) : part));
}
