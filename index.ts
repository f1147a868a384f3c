/** The package `heddle`: everything that kernels and the programs around them import. */
import type { autoschedule as autoscheduleKernel } from "./tools/autoschedule.js";
import type { build as buildKernel } from "./tools/build.js";
import type { report as reportKernel } from "./tools/report.js";
import type { simulate as simulateKernel } from "./tools/timing.js";
import type { verify as verifyKernels } from "./tools/verify.js";

export type { BlockType, DType, State, Stream, StreamArray, StructDType, Tensor, TokenType, Wider } from "./runtime/types.js";
export type { Layout, Reduce, Replicate, Shard } from "./runtime/layouts.js";
export type { HostInput, HostValue, Nested, TensorData } from "./runtime/host-types.js";
export {
  bfloat16, bool, Fixed, float16, float32, float64, index, Int, int16, int32, int64, int8, struct, UFixed, UInt, uint16,
  uint32, uint64, uint8, type Overflow, type Rounding,
} from "./runtime/dtypes.js";
export { schedule, type Schedule } from "./runtime/schedule.js";
export {
  bind, bufferAt, compose, computeAt, dataflow, distribute, fuse, inline, outline, pack, parallel, partition, pipeline, reorder,
  reshape, reuseAt, skew, split, tile, to, unfold, unpack, unroll, vectorize, type Step,
} from "./runtime/steps.js";
export type { Handle } from "./lib/schedule/parameters.js";
export type { StepJson } from "./lib/schedule/step.js";
export { fromArray, full, ones, tensor, zeros } from "./runtime/tensors.js";
export { kernel, region, type KernelOptions, type RegionOptions } from "./runtime/decorators.js";
export {
  accumulator, broadcast, computeType, dim, dtype, gather, grid, merge, pid, range, reduction, scatter, state, stream, streams,
  tensorOf, unrolled, type StreamOptions,
} from "./runtime/constructs.js";
export { slice } from "./runtime/slices.js";
export { broadcastShape, load, store, type Operand, type Subscripts } from "./runtime/subscripts.js";
export { bit, bitcast, bits, concat, reverseBits, width, withBit, withBits } from "./runtime/bits.js";
export { abs, clamp, floorDiv, max, min, mod } from "./runtime/arithmetic.js";
export { assert } from "./runtime/assertion.js";
export { external, type ExternalOptions } from "./runtime/externals.js";
export { descriptorOf, lastRun, reset, run, type KernelDescriptor, type Signature } from "./runtime/kernel.js";
export { DeadlockError, HeddleError, RaceError, type BlockedInstance, type Remedy } from "./runtime/errors.js";
export type { RunSummary } from "./runtime/regions.js";
export type { LeftOver } from "./runtime/run.js";

/** Builds a kernel or region for a target. Loaded when first called, so that kernels start without the back ends. */
export const build: typeof buildKernel = async (...args) => (await import("./tools/build.js")).build(...args);

/** Estimates what a kernel costs in hardware. */
export const report: typeof reportKernel = async (...args) => (await import("./tools/report.js")).report(...args);

/** Searches a schedule for a kernel under a budget. */
export const autoschedule: typeof autoscheduleKernel = async (...args) => (await import("./tools/autoschedule.js")).autoschedule(...args);

/** Proves that two schedules or kernels compute the same, or gives arguments on which they differ. */
export const verify: typeof verifyKernels = async (...args) => (await import("./tools/verify.js")).verify(...args);

/** Runs a region natively and works out in which cycle its hardware would do what. */
export const simulate: typeof simulateKernel = async (...args) => (await import("./tools/timing.js")).simulate(...args);

export type { Simulator, SimulateOptions, TimedRun } from "./tools/timing.js";
export type { InstanceTiming, StreamTiming, Timing } from "./lib/timing/report.js";
export type { SuggestedDepths } from "./lib/timing/depths.js";
export type { Verdict } from "./lib/equivalence/verify.js";
export type { KernelReport } from "./lib/report/report.js";
export { reportText } from "./lib/report/text.js";
