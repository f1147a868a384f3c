/**
 * Compiled kernels at run time. The transformer registers each with `define` and replaces its body by `call`, which
 * checks the arguments (the caller may be untyped code), hands the storage to the compiled code and wraps its result.
 */
import "reflect-metadata";
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import type { SourceText } from "../lib/diagnostics/source.js";
import { sameShape, sameType, typeName, type ScalarType, type TensorType, type Type } from "../lib/ir/types.js";
import { codecOf, describe } from "./codec.js";
import { addLocation, heddleError } from "./errors.js";
import { HostTensor } from "./tensor.js";
import type { KernelFunction } from "./types.js";

export interface Signature {
  readonly params: readonly { readonly name: string; readonly type: Type }[];
  readonly result?: Type;
}

/** A compiled kernel or region. */
export interface KernelDescriptor {
  readonly name: string;
  readonly signature: Signature;
  /** The compiled code: takes flat storage for tensors and plain scalars, and returns the same. */
  readonly entry: (...flat: unknown[]) => unknown;
  /** The IR as text, with spans: what `build` and other tools start from. */
  readonly ir: string;
  readonly sources: readonly SourceText[];
  readonly kind: "kernel" | "region";
}

/** The reflect-metadata key that holds the descriptor of a kernel. */
export const metadataKey = "heddle:kernel";

const descriptors = new WeakMap<object, KernelDescriptor>();

/** Makes `d` the descriptor of `fn`. Compiled files do it for every kernel they declare. */
export function define(fn: KernelFunction, d: KernelDescriptor): void {
  descriptors.set(fn, d);
  Reflect.defineMetadata(metadataKey, d, fn);
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

/** Runs a class region with its tensors and scalars, in the order of the fields that have no initialiser. */
export function run(region: KernelFunction, ...args: readonly unknown[]): unknown {
  return call(region, args);
}

/** Runs the kernel `fn`. */
export function call(fn: KernelFunction, args: ArrayLike<unknown>): unknown {
  const d = descriptors.get(fn);
  if (d === undefined) throw heddleError(runtime.notTransformed, [fn.name === "" ? "a kernel" : fn.name]);
  const checked = checkArguments(d, args);
  try {
    return wrapResult(d, d.entry(...checked.flat), checked.tensors);
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
  const checked = checkArguments(d, args);
  try {
    return wrapResult(d, await entry(checked.flat), checked.tensors);
  } catch (error) {
    addLocation(error, d.sources);
    throw error;
  } finally {
    for (const tensor of checked.tensors) tensor.release();
  }
}

interface CheckedArguments {
  readonly flat: readonly unknown[];
  readonly tensors: readonly PassedTensor[];
}

/** A tensor while a kernel works on its storage. */
interface PassedTensor {
  readonly tensor: HostTensor;
  readonly parameter: string;
  readonly storage: unknown;
  release(): void;
}

function checkArguments(d: KernelDescriptor, args: ArrayLike<unknown>): CheckedArguments {
  const { params } = d.signature;
  if (args.length !== params.length) {
    const expected = params.map((p) => `${p.name}: ${typeName(p.type)}`);
    throw heddleError(runtime.argumentCount, [d.name, expected, args.length]);
  }
  const tensors: PassedTensor[] = [];
  const flat = params.map(({ name, type }, i) => {
    const place = (): string => `argument ${i + 1} of ${d.name} ('${name}')`;
    switch (type.kind) {
      case "stream":
        throw heddleError(runtime.streamArgument, [d.name, name]);
      case "tensor": {
        const tensor = checkTensor(args[i], type, place);
        const borrowed = tensor.borrow();
        tensors.push({ tensor, parameter: name, ...borrowed });
        return borrowed.storage;
      }
      default:
        return checkScalar(args[i], type, place);
    }
  });
  refuseAliases(d, tensors);
  return { flat, tensors };
}

function checkTensor(value: unknown, type: TensorType, place: () => string): HostTensor {
  const element = typeName(type.element);
  if (!(value instanceof HostTensor)) {
    const maker = `tensor(${spelledAsValue(element)}, [${type.shape.join(", ")}], …)`;
    throw heddleError(runtime.notATensor, [place(), `a ${typeName(type)}`, describe(value), maker]);
  }
  if (!sameType(value.element, type.element)) {
    throw heddleError(runtime.elementType, [place(), element, typeName(value.element), spelledAsValue(element)]);
  }
  if (!sameShape(value.shape, type.shape)) throw heddleError(runtime.shape, [place(), type.shape, value.shape]);
  return value;
}

/** `Int<7>` is a value in compiled files only; `Int.of(7)` everywhere. */
function spelledAsValue(type: string): string {
  return type.replace(/<(\d+)>/, ".of($1)");
}

function checkScalar(value: unknown, type: ScalarType, place: () => string): unknown {
  if (type.kind === "bool" && typeof value !== "boolean") {
    throw heddleError(runtime.notAScalar, [place(), "true or false", describe(value)]);
  }
  const codec = codecOf(type);
  return codec.decode(codec.encode(value, place));
}

/** Parameters are separate memories in hardware, and compiled code relies on it. */
function refuseAliases(d: KernelDescriptor, tensors: readonly PassedTensor[]): void {
  tensors.forEach((a, i) => {
    const b = tensors.slice(i + 1).find((other) => a.tensor.overlaps(other.tensor));
    if (b !== undefined) throw heddleError(runtime.aliasing, [d.name, a.parameter, b.parameter]);
  });
}

/** A tensor result is a new tensor, or the argument itself when the kernel returned one of its parameters. */
function wrapResult(d: KernelDescriptor, result: unknown, passed: readonly PassedTensor[]): unknown {
  const type = d.signature.result;
  if (type?.kind !== "tensor") return result;
  const same = passed.find((p) => p.storage === result);
  return same === undefined ? HostTensor.adopt(type, result) : same.tensor;
}
