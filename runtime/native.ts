/** What compiled kernels import as "heddle/native". Not for user code: it may change with every version. */
export { call, define, makeKernel, template } from "./kernel.js";
export { runRegion } from "./executor.js";
export { Fifo } from "./fifo.js";
export {
  and53, bigAbs, bigFloorDiv, bigFloorMod, bigMax, bigMin, bigShiftLeft, bigSign, floorMod, or53, shiftLeft32,
  shiftLeft53, shiftRight, truncate, wrapSigned, wrapUnsigned, xor53,
} from "./integers.js";
export { bigNonZero, nonZero, position, shiftAmount, site, subscript } from "./traps.js";
export { bigintToFloat, toBigInt } from "../lib/numeric/convert.js";
export { cos, exp, hypot, log, pow, sin, tan, tanh } from "../lib/numeric/math.js";
