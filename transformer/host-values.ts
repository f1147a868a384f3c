/** Values in host code that need what only the compiler knows. */
import type * as TS from "typescript";
import { registeredExternal } from "./external-calls.js";
import { parametrisedValue } from "./parametrised.js";

/** Where such values may stand. */
export const hostValuePattern = /\b(U?Int|U?Fixed|dtype)\s*<|\bexternal\b/;

/** Could the file contain values that need what only the compiler knows? Most don't, and are then left alone. */
export function mayUseHostValues(file: TS.SourceFile): boolean {
  return !file.isDeclarationFile && hostValuePattern.test(file.text);
}

/** What a value that needs the compiler's knowledge becomes: `Int<7>`, `dtype<Pixel>()`, `external({ … })`. */
export function hostValue(
  program: TS.Program, factory: TS.NodeFactory, node: TS.Node, visit: (node: TS.Node) => TS.Node,
): TS.Expression | undefined {
  return parametrisedValue(program, factory, node, visit) ?? registeredExternal(program, factory, node, visit);
}
