/** Object literals that hold options: `{ mapping: [4], args: [A] }`. */
import type * as TS from "typescript";
import { ts } from "../ts.js";

/** The expression an options object gives for `name`. */
export function optionNode(options: TS.Expression, name: string): TS.Expression | undefined {
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  const property = options.properties.find((p) => p.name?.getText() === name);
  if (property === undefined) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** The names of the options that are given, and where. */
export function optionNames(options: TS.ObjectLiteralExpression): readonly { readonly node: TS.Node; readonly text: string }[] {
  return options.properties.flatMap((p) => (p.name === undefined ? [] : [{ node: p.name, text: p.name.getText() }]));
}
