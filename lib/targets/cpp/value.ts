/** Makes and converts lowered integer expressions (see lowered.ts). */
import { intTypeFor, type Interval } from "../../ir/types.js";
import { noteType, type ModuleContext } from "./context.js";
import { typeText } from "./dialect.js";
import type { HelperName } from "./helpers.js";
import { call, cast, literal, method, type CppExpr, type CppInt, type CppType, type CppWide } from "./tree.js";
import { exact, type Lowered } from "./lowered.js";
import { holds, int64, machineTypeFor, plainInt, promotedInt, uint32, uint64, wide } from "./types.js";

export { exact, type Lowered };

export function isLiteral(v: Lowered): boolean {
  return v.expr.kind === "literal";
}

/** An integer constant, of the first machine type that holds it. */
export function integerLiteral(value: bigint, c: ModuleContext): Lowered {
  const t = machineTypeFor({ lo: value, hi: value });
  if (t === undefined) return wideLiteral(value, c);
  return { expr: literal(machineLiteral(value, t, c)), type: t, bits: exact, value };
}

const suffixes: ReadonlyMap<CppInt, string> = new Map([[plainInt, ""], [uint32, "u"], [int64, "LL"], [uint64, "ULL"]]);

/** The least values have no literals: C++ reads `-2147483648` as minus a number that does not fit. */
function machineLiteral(value: bigint, t: CppInt, c: ModuleContext): string {
  if (value !== -(1n << 31n) && value !== -(1n << 63n)) return `${value}${suffixes.get(t) ?? ""}`;
  c.features.add("integers");
  return `INT${t.width}_MIN`;
}

function wideLiteral(value: bigint, c: ModuleContext): Lowered {
  const { width, signed } = intTypeFor({ lo: value, hi: value });
  const type = wide(width, signed);
  noteType(type, c);
  const hex = BigInt.asUintN(width, value).toString(16);
  return { expr: literal(c.dialect.wideConstant(typeText(type, c.dialect), hex)), type, bits: exact, value };
}

/** `v` converted to `t`, modulo 2^width; `range` holds the exact value, and tells when nothing is lost. */
export function castTo(t: CppInt | CppWide, v: Lowered, range: Interval, c: ModuleContext): Lowered {
  if (v.type.kind === t.kind && v.type.width === t.width && v.type.signed === t.signed) return v;
  noteType(t, c);
  const bits = v.bits >= t.width && holds(t, range) ? exact : Math.min(v.bits, t.width);
  return { expr: converted(t, v, c), type: t, bits };
}

function converted(t: CppInt | CppWide, v: Lowered, c: ModuleContext): CppExpr {
  if (v.type.kind !== "wide" || t.kind === "wide") return cast(t, v.expr);
  const name = t.width === 64 ? (t.signed ? "int64" : "uint64") : t.width === 32 && !t.signed ? "uint32" : "int32";
  const low = method(v.expr, c.dialect.wideTo[name]);
  return t.width < 32 ? cast(t, low) : low;
}

/** An operand of an integer class: documented rules give `long` 32 bits there, so 64-bit operands are converted too. */
export function toWide(v: Lowered, range: Interval, c: ModuleContext): Lowered {
  if (v.type.kind === "wide") return v;
  const t = promotedInt(v.type);
  return castTo(wide(t.width, t.signed), v, range, c);
}

/** The result of an operation that C++ does in `type`, with `bits` right; cast if that is less than `need`. */
export function settle(v: Lowered, range: Interval, need: number, c: ModuleContext): Lowered {
  const width = v.type.kind === "wide" || v.type.kind === "int" ? v.type.width : 1;
  const isExact = v.bits >= width && holds(v.type, range);
  const settled = isExact ? { ...v, bits: exact } : v;
  if (settled.bits >= need) return settled;
  const t = machineTypeFor(range);
  if (t === undefined || t.width > v.bits) throw new Error(`no machine type holds ${range.lo} … ${range.hi}`);
  return castTo(t, v, range, c);
}

/** Calls a helper, which the file will carry. */
export function callHelper(
  name: HelperName, types: readonly CppType[], args: readonly CppExpr[], c: ModuleContext,
): CppExpr {
  for (const t of types) noteType(t, c);
  return call(name, args, types);
}

/** Cheap and short enough to be written twice. */
export function isSimple(e: CppExpr): boolean {
  switch (e.kind) {
    case "name":
    case "literal":
      return true;
    case "subscript":
      return e.index.every((i) => i.kind === "name" || i.kind === "literal");
    default:
      return false;
  }
}
