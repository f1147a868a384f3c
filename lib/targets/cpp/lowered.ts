/**
 * Lowered expressions. C++ computes integers modulo a power of two, the IR exactly, so a lowered integer says how much of
 * its value is right: `bits` low bits, or all of it. Whoever needs only some bits (a store to int32_t needs 32) asks for
 * no more, and gets the plain C++ that a programmer would write.
 */
import type { CppExpr, CppType } from "./tree.js";

/** The number of right bits of an expression that has exactly the IR's value. */
export const exact = Infinity;

export interface Lowered {
  readonly expr: CppExpr;
  /** Its C++ type. */
  readonly type: CppType;
  readonly bits: number;
  /** Of an integer literal. */
  readonly value?: bigint;
}
