/** What compiled kernels import as "heddle/native". Not for user code: it may change with every version. */
export { call, define, makeKernel, takesStream, template } from "./kernel.js";
export { runExternal as external } from "./externals.js";
export { network } from "./network.js";
export { read, readAll, write, writeAll } from "./races.js";
export { copyInto } from "./remedy.js";
export { runRegion } from "./regions.js";
export {
  and53, bigAbs, bigFloorDiv, bigFloorMod, bigMax, bigMin, bigShiftLeft, bigSign, clamp, clamp53, finite, floorMod,
  floorMod32, mulDown, mulShift, mulShiftShort, mulShiftUnsigned, mulWords, mulWrapped, or53, remainder, shiftLeft32,
  shiftLeft53, shiftRight, truncate, wrapSigned, wrapUnsigned, xor53,
} from "./integers.js";
export {
  bigReverse, bitsOfFloat32, bitsOfFloat64, float32OfBits, float64OfBits, reverse32, reverse53,
} from "./bit-patterns.js";
export { bfloat, bfloatBits, bfloatValues, half, halfBits, halfValues } from "./small-floats.js";
export {
  bigToFloat, fixedType, inRangeOrZero, rawOf, roundConv, roundInf, roundUp, roundZero, toBigInt,
} from "./conversions.js";
export { assertionFailed, print, shown, shownTensor } from "./messages.js";
export { bigNonZero, nonZero, position, shiftAmount, site, subscript } from "./traps.js";
export { cos, exp, hypot, log, pow, sin, tan, tanh } from "../lib/numeric/math.js";
