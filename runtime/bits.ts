/**
 * The bits of values. They depend on the operand's hardware type, which host code doesn't know: all but `width` are for
 * kernels.
 */
import { bitWidth, leavesOf } from "../lib/ir/types.js";
import { kernelOnly } from "./constructs.js";
import { typeOf } from "./dtypes.js";
import type { DType, UInt } from "./types.js";
import type { Count } from "./value-sets.js";

/** A value that has bits: of a float those of its format, of fixed point those of its raw value. */
export type BitsOperand = number | boolean;

/** An unsigned integer of `Hi - Lo + 1` bits; a plain number when they aren't known. */
export type BitField<Hi extends number, Lo extends number> =
  number extends Hi | Lo ? number : [Count<Hi, Lo>] extends [never] ? number : UInt<Count<Hi, Lo>>;

/** Bit `i` of `x`; 0 is the lowest. */
export function bit(_x: BitsOperand, _i: number): UInt<1> {
  return kernelOnly("bit(…)");
}

/** Bits `hi` down to `lo` of `x`, both included. */
export function bits<const Hi extends number, const Lo extends number>(
  _x: BitsOperand, _hi: Hi, _lo: Lo,
): BitField<Hi, Lo> {
  return kernelOnly("bits(…)");
}

/** `x` with bit `i` set to that of `value`. */
export function withBit<T extends BitsOperand>(_x: T, _i: number, _value: BitsOperand): T {
  return kernelOnly("withBit(…)");
}

/** `x` with bits `hi` down to `lo`, both included, set to the lowest ones of `value`. */
export function withBits<T extends BitsOperand>(_x: T, _hi: number, _lo: number, _value: BitsOperand): T {
  return kernelOnly("withBits(…)");
}

/** The bits of all operands side by side, the first highest: an unsigned integer as wide as all of them. */
export function concat(..._parts: readonly [BitsOperand, ...BitsOperand[]]): number {
  return kernelOnly("concat(…)");
}

/** The same bits, the lowest highest. */
export function reverseBits<T extends BitsOperand>(_x: T): T {
  return kernelOnly("reverseBits(…)");
}

/** The same bits read as a type of the same width. */
export function bitcast<T>(_dtype: DType<T>, _x: BitsOperand): T {
  return kernelOnly("bitcast(…)");
}

/** The number of bits of a type; of a struct those of all its fields. */
export function width(dtype: DType<unknown>): number {
  return leavesOf(typeOf(dtype)).reduce((sum, leaf) => sum + bitWidth(leaf.type), 0);
}
