/**
 * Compiled kernels at run time. The transformer registers each with `define` and replaces its body by `call`, which
 * checks the arguments (the caller may be untyped code), hands the storage to the compiled code and wraps its result.
 */
import "reflect-metadata";
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import type { SourceText } from "../lib/diagnostics/source.js";
import type { StepJson } from "../lib/schedule/step.js";
import { flattenArguments, wrapResults, type Callee } from "./arguments.js";
import { addLocation, heddleError } from "./errors.js";
import { withoutSpans } from "./ir-text.js";
import { takeSummary, type RunSummary } from "./regions.js";
import type { KernelFunction } from "./types.js";

export type { Signature } from "./arguments.js";

/** A compiled kernel or region. */
export interface KernelDescriptor extends Callee {
  /** The compiled code: takes and gives flat values, as arguments.ts says. */
  readonly entry: (...flat: unknown[]) => unknown;
  /** The IR as text, with spans: what `build` and other tools start from. */
  readonly ir: string;
  readonly sources: readonly SourceText[];
  readonly kind: "kernel" | "region";
  /** Gives all states their first contents again; absent when there are none. */
  readonly reset?: () => void;
  /** The steps of its `@schedule` and its schedule file, if all are legal; `ir` is the kernel as written. */
  readonly steps?: readonly StepJson[];
  /** The C++ files of its external functions, by the paths that the IR names. */
  readonly externals?: readonly { readonly path: string; readonly text: string }[];
}

declare global {
  interface Function {
    /** Of a kernel or region: its IR as text, for people. */
    readonly ir?: string;
  }
}

/** The reflect-metadata key that holds the descriptor of a kernel. */
export const metadataKey = "heddle:kernel";
/** The key that holds the steps that a kernel was compiled with. */
export const scheduleKey = "heddle:schedule";

const descriptors = new WeakMap<object, KernelDescriptor>();

/** Makes `d` the descriptor of `fn`. Compiled files do it for every kernel they declare. */
export function define(fn: KernelFunction, d: KernelDescriptor): void {
  descriptors.set(fn, d);
  Object.defineProperty(fn, "ir", { configurable: true, get: () => withoutSpans(d.ir) });
  Reflect.defineMetadata(metadataKey, d, fn);
  Reflect.defineMetadata(scheduleKey, d.steps ?? [], fn);
}

/** The descriptor of a kernel or region; `undefined` for any other value. */
export function descriptorOf(fn: unknown): KernelDescriptor | undefined {
  return typeof fn === "function" ? descriptors.get(fn) : undefined;
}

/** The function of a template's instance. */
export function makeKernel(d: KernelDescriptor): (...args: unknown[]) => unknown {
  const fn = (...args: unknown[]): unknown => call(fn, args);
  Object.defineProperty(fn, "name", { value: d.name });
  define(fn, d);
  return fn;
}

/** The body of a template, which can't run by itself. */
export function template(name: string): never {
  throw heddleError(runtime.templateCall, [name]);
}

const streamTakers = new WeakMap<object, string>();

/** Marks a kernel or region, `fn`, as a part of regions: its `parameter` is a stream, so host code cannot run it. */
export function takesStream<F extends KernelFunction>(fn: F, parameter: string): F {
  streamTakers.set(fn, parameter);
  return fn;
}

/** Runs a class region with its tensors and scalars, in the order of the fields that have no initialiser. */
export function run(region: KernelFunction, ...args: readonly unknown[]): unknown {
  return call(region, args);
}

/** Gives the states of a kernel or region their first contents again. */
export function reset(kernel: KernelFunction): void {
  descriptorFor(kernel).reset?.();
}

const summaries = new WeakMap<object, RunSummary>();

/**
 * What the last run of region `fn` (or of a kernel that calls regions) told: the values left in its streams, among others.
 * `undefined` before the first run, after one that an error stopped, and for kernels without regions.
 */
export function lastRun(fn: KernelFunction): RunSummary | undefined {
  return summaries.get(fn);
}

/** Runs the kernel `fn`. */
export function call(fn: KernelFunction, args: ArrayLike<unknown>): unknown {
  const d = descriptorFor(fn);
  const checked = flattenArguments(d, args);
  summaries.delete(fn);
  takeSummary(); // of a run that nobody asked about
  try {
    const result = wrapResults(d, d.entry(...checked.flat), checked.tensors);
    const summary = takeSummary();
    if (summary !== undefined) summaries.set(fn, summary);
    return result;
  } catch (error) {
    addLocation(error, d.sources);
    throw error;
  } finally {
    for (const tensor of checked.tensors) tensor.release();
  }
}

/** The same for other ways to run a kernel than its compiled JavaScript: `entry` takes and gives what that does. */
export async function callAsync(
  d: KernelDescriptor, args: ArrayLike<unknown>, entry: (flat: readonly unknown[]) => Promise<unknown>,
): Promise<unknown> {
  const checked = flattenArguments(d, args);
  try {
    return wrapResults(d, await entry(checked.flat), checked.tensors);
  } catch (error) {
    addLocation(error, d.sources);
    throw error;
  } finally {
    for (const tensor of checked.tensors) tensor.release();
  }
}

function descriptorFor(fn: KernelFunction): KernelDescriptor {
  const d = descriptors.get(fn);
  const stream = streamTakers.get(fn);
  if (stream !== undefined) throw heddleError(runtime.streamArgument, [fn.name, stream]);
  if (d === undefined) throw heddleError(runtime.notTransformed, [fn.name === "" ? "a kernel" : fn.name]);
  return d;
}
