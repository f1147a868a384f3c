/**
 * The border between host code and compiled code. A kernel takes flat values: for each parameter the scalars of its
 * value, or one storage for each scalar of its elements. It gives back the same, in an array unless it is exactly one.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import {
  leavesOf, sameShape, typeName, valueIn, type TensorType, type Type, type ValueType,
} from "../lib/ir/types.js";
import { codecOf, type HostScalar } from "./codec.js";
import { describe } from "./describe.js";
import { encodeValue, gathered } from "./elements.js";
import type { Place } from "./encode.js";
import { heddleError } from "./errors.js";
import { matchLeaves, typeKey } from "./structure.js";
import { HostTensor } from "./tensor.js";

export interface Signature {
  readonly params: readonly { readonly name: string; readonly type: Type }[];
  /** None, one or several; the function then gives undefined, a value, or an array of them. */
  readonly results: readonly Type[];
}

/** A function with what its arguments and results are. */
export interface Callee {
  readonly name: string;
  readonly signature: Signature;
}

/** Arguments in the form of compiled code. */
export interface FlatArguments {
  readonly flat: readonly unknown[];
  readonly tensors: readonly PassedTensor[];
}

/** A tensor while a kernel works on its storage. */
export interface PassedTensor {
  readonly tensor: HostTensor;
  readonly parameter: string;
  readonly storages: readonly unknown[];
  readonly release: () => void;
}

/** Checks the arguments (the caller may be untyped code). The tensors must be released after the run. */
export function flattenArguments(callee: Callee, args: ArrayLike<unknown>): FlatArguments {
  const { params } = callee.signature;
  if (args.length !== params.length) {
    const expected = params.map((p) => `${p.name}: ${typeName(p.type)}`);
    throw heddleError(runtime.argumentCount, [callee.name, expected, args.length]);
  }
  const tensors: PassedTensor[] = [];
  const flat = params.flatMap(({ name, type }, i): readonly unknown[] => {
    const place = (): string => `argument ${i + 1} of ${callee.name} ('${name}')`;
    switch (type.kind) {
      case "stream":
        throw heddleError(runtime.streamArgument, [callee.name, name]);
      case "tensor": {
        const passed = passTensor(args[i], type, name, place);
        tensors.push(passed);
        return passed.storages;
      }
      default:
        return flattenValue(args[i], type, place);
    }
  });
  refuseAliases(callee, tensors);
  return { flat, tensors };
}

function passTensor(value: unknown, type: TensorType, parameter: string, place: Place): PassedTensor {
  const tensor = checkTensor(value, type, place);
  const columns = matchLeaves(type.element, tensor.element);
  if (columns === undefined) throw elementError(type.element, tensor.element, place);
  if (!sameShape(tensor.shape, type.shape)) throw heddleError(runtime.shape, [place(), type.shape, tensor.shape]);
  const { storages, release } = tensor.borrow();
  return { tensor, parameter, storages: columns.map((c) => storages[c]), release };
}

function checkTensor(value: unknown, type: TensorType, place: Place): HostTensor {
  if (value instanceof HostTensor) return value;
  const maker = `tensor(${spelledAsValue(type.element)}, [${type.shape.join(", ")}], …)`;
  throw heddleError(runtime.notATensor, [place(), `a ${typeName(type)}`, describe(value), maker]);
}

function elementError(wanted: ValueType, given: ValueType, place: Place): Error {
  return heddleError(runtime.elementType, [place(), typeKey(wanted), typeKey(given), spelledAsValue(wanted)]);
}

/** `Int<7>` is a value in compiled files only; `Int.of(7)` everywhere. */
function spelledAsValue(type: ValueType): string {
  return type.kind === "struct" ? `dtype<${type.name}>()` : typeName(type).replace(/<(.+)>/, ".of($1)");
}

function flattenValue(value: unknown, type: ValueType, place: Place): readonly HostScalar[] {
  if (type.kind === "bool" && typeof value !== "boolean") {
    throw heddleError(runtime.notAScalar, [place(), "true or false", describe(value)]);
  }
  const stored = encodeValue(type, value, place);
  return leavesOf(type).map((leaf, i) => codecOf(leaf.type).toCompiled(stored[i] ?? 0));
}

/** Parameters are separate memories in hardware, and compiled code relies on it. */
function refuseAliases(callee: Callee, tensors: readonly PassedTensor[]): void {
  tensors.forEach((a, i) => {
    const b = tensors.slice(i + 1).find((other) => a.tensor.overlaps(other.tensor));
    if (b !== undefined) throw heddleError(runtime.aliasing, [callee.name, a.parameter, b.parameter]);
  });
}

/** What the caller gets for what compiled code returned. */
export function wrapResults(
  { signature: { results } }: Callee, returned: unknown, passed: readonly PassedTensor[],
): unknown {
  const counts = results.map(flatCount);
  const total = counts.reduce((n, c) => n + c, 0);
  const flat = total === 1 ? [returned] : total === 0 ? [] : (returned as readonly unknown[]);
  const starts = counts.map((_, i) => counts.slice(0, i).reduce((n, c) => n + c, 0));
  const values = results.map((type, i) => {
    const start = starts[i] ?? 0;
    return wrapResult(type, flat.slice(start, start + (counts[i] ?? 0)), passed);
  });
  return values.length > 1 ? values : values[0];
}

/** How many flat values stand for one of `type`. */
function flatCount(type: Type): number {
  return leavesOf(valueIn(type)).length;
}

/** A tensor result is a new tensor, or the argument itself when the kernel returned one of its parameters. */
function wrapResult(type: Type, flat: readonly unknown[], passed: readonly PassedTensor[]): unknown {
  switch (type.kind) {
    case "stream":
      throw new Error("a stream is no result");
    case "tensor": {
      const same = passed.find((p) => p.storages.every((s, i) => s === flat[i]));
      return same === undefined ? HostTensor.adopt(type, flat) : same.tensor;
    }
    default:
      return unflattenValue(type, flat);
  }
}

/** The host value of scalars that compiled code carried. */
export function unflattenValue(type: ValueType, flat: readonly unknown[]): unknown {
  return gathered(type, leavesOf(type).map((leaf, i) => codecOf(leaf.type).fromCompiled(flat[i] as HostScalar)));
}
