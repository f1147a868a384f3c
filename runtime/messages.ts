/** What compiled kernels print, and the assertions that fail in them. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import type { ScalarType } from "../lib/ir/types.js";
import { fromBits } from "../lib/numeric/bits.js";
import type { Value } from "../lib/numeric/convert.js";
import { formatParts, formatScalar } from "../lib/numeric/format.js";
import { heddleError, type HeddleError } from "./errors.js";
import { activeRun } from "./run.js";
import type { Site } from "./traps.js";

/** Writes a line; not while a region runs again to find out what clears a deadlock. */
export function print(line: string): void {
  if (activeRun()?.quiet === true) return;
  console.log(line); // eslint-disable-line no-console -- what the kernel's own console.log is for
}

/** A value as compiled code carries it, as text. */
export function shown(value: Value, type: ScalarType): string {
  return formatScalar(valueOf(value, type), type);
}

/** The elements of a tensor whose storage is that of `stored`, shown as values of `type`, as text. */
export function shownTensor(
  storage: ArrayLike<number | bigint>, stored: ScalarType, shape: readonly number[], type: ScalarType,
): string {
  return formatParts([{ type, shape, values: Array.from(storage, (v) => elementOf(v, stored)) }]);
}

/** Integers and raw values are bigint in the functional model. */
function valueOf(carried: Value, type: ScalarType): Value {
  return typeof carried === "number" && type.kind !== "float" ? BigInt(carried) : carried;
}

function elementOf(v: number | bigint, stored: ScalarType): Value {
  if (stored.kind === "bool") return v !== 0;
  return stored.kind === "float" && stored.width === 16 ? fromBits(BigInt(v), stored) : valueOf(v, stored);
}

/** What a failed assertion throws. */
export function assertionFailed(message: string, at: Site): HeddleError {
  return heddleError(runtime.assertion, [message], at.span);
}
