/** TypeScript's own "not assignable", where a cast or a comparison mends it: both types are Heddle's scalars. */
import type * as TS from "typescript";
import { isScalar, typeName } from "../../../lib/ir/types.js";
import { assignedValue } from "../../assigned-value.js";
import { readType } from "../../frontend/types.js";
import { newUnit } from "../../frontend/unit.js";
import { convertFix } from "./expressions.js";
import type { Fix } from "./fix.js";

/** Type, or argument, is not assignable. */
export const assignabilityCodes: ReadonlySet<number> = new Set([2322, 2345]);

/** The fixes at `node`, on which the compiler reports that something is not assignable. */
export function assignabilityFixes(program: TS.Program, file: TS.SourceFile, node: TS.Node): readonly Fix[] {
  const checker = program.getTypeChecker();
  const value = assignedValue(node);
  const wanted = value === undefined ? undefined : checker.getContextualType(value);
  if (value === undefined || wanted === undefined) return [];
  const unit = newUnit(program);
  const nameOf = (type: TS.Type): string | undefined => {
    const reading = readType({ unit, typeArgs: new Map() }, type);
    if (reading.kind === "number") return "number";
    return reading.kind === "type" && isScalar(reading.type) ? typeName(reading.type) : undefined;
  };
  const [from, to] = [nameOf(checker.getTypeAtLocation(value)), nameOf(wanted)];
  return from === undefined || to === undefined || to === "number" || from === to ? [] : convertFix(file, value, to);
}
