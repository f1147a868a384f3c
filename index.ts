/** The package `heddle`: everything that kernels and the programs around them import. */
import type { build as buildKernel } from "./tools/build.js";

export type { DType, HostInput, HostValue, Nested, Stream, Tensor, TensorData } from "./runtime/types.js";
export {
  bool, float32, float64, index, Int, int16, int32, int64, int8, UInt, uint16, uint32, uint64, uint8,
} from "./runtime/dtypes.js";
export { fromArray, full, ones, tensor, zeros } from "./runtime/tensors.js";
export { kernel, region, type KernelOptions, type RegionOptions } from "./runtime/decorators.js";
export { dim, dtype, grid, pid, range, reduction, stream, type StreamOptions } from "./runtime/constructs.js";
export { abs, clamp, floorDiv, max, min, mod } from "./runtime/arithmetic.js";
export { descriptorOf, run, type KernelDescriptor, type Signature } from "./runtime/kernel.js";
export { DeadlockError, HeddleError, RaceError, type BlockedInstance } from "./runtime/errors.js";

/** Builds a kernel or region for a target. Loaded when first called, so that kernels start without the back ends. */
export const build: typeof buildKernel = async (...args) => (await import("./tools/build.js")).build(...args);
