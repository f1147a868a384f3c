/** Making tensors, in host code and (all but `fromArray`) in kernels. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import type { ValueType } from "../lib/ir/types.js";
import { describe } from "./describe.js";
import { typeOf } from "./dtypes.js";
import { heddleError } from "./errors.js";
import { checkedShape, HostTensor } from "./tensor.js";
import type { HostInput, TensorData } from "./host-types.js";
import type { DType, Shape, Tensor } from "./types.js";

/** The extents of nested arrays, as far as their type tells them. */
export type ShapeOf<Data> = Data extends readonly [infer First, ...unknown[]] ? [Data["length"], ...ShapeOf<First>]
  : Data extends ArrayLike<infer Element> ? [number, ...ShapeOf<Element>]
  : [];

/** A tensor of zeros (of `false` for bool, of structs of zeros). */
export function zeros<T, const S extends readonly number[]>(dtype: DType<T>, shape: S): Tensor<T, Shape<S>> {
  return asTensor(HostTensor.allocate(typeOf(dtype), checkedShape(shape)));
}

/** A tensor of ones (of `true` for bool, of structs whose fields are all ones). */
export function ones<T, const S extends readonly number[]>(dtype: DType<T>, shape: S): Tensor<T, Shape<S>> {
  return asTensor(filled(dtype, shape, oneOf(typeOf(dtype))));
}

/** A tensor of which every element is `value`. */
export function full<T, const S extends readonly number[]>(
  dtype: DType<T>, shape: S, value: HostInput<NoInfer<T>> | NoInfer<T>,
): Tensor<T, Shape<S>> {
  return asTensor(filled(dtype, shape, value));
}

/**
 * A tensor with a copy of `data`, flat (row-major; arrays or typed arrays) or nested like the shape; zeros without.
 * Values are checked: an integer element takes no fraction, no NaN, nothing out of its range; fixed point is rounded.
 */
export function tensor<T, const S extends readonly number[]>(
  dtype: DType<T>, shape: S, data?: TensorData<NoInfer<T>>,
): Tensor<T, Shape<S>> {
  const made = HostTensor.allocate(typeOf(dtype), checkedShape(shape));
  if (data !== undefined) made.storeAll(flattened(made, data));
  return asTensor(made);
}

/** A tensor of the shape that `data` has: nested arrays, or one flat array for a single dimension. */
export function fromArray<T, const Data extends TensorData<NoInfer<T>>>(
  dtype: DType<T>, data: Data,
): Tensor<T, ShapeOf<Data>> {
  const made = HostTensor.allocate(typeOf(dtype), checkedShape(extentsOf(data)));
  made.storeAll(flattened(made, data));
  return asTensor(made);
}

function filled(dtype: unknown, shape: readonly number[], value: unknown): HostTensor {
  const made = HostTensor.allocate(typeOf(dtype), checkedShape(shape));
  made.fill(value);
  return made;
}

function oneOf(type: ValueType): unknown {
  return type.kind === "struct" ? Object.fromEntries(type.fields.map((f) => [f.name, oneOf(f.type)])) : 1;
}

/** The one place where the run-time class gets its public type: subscripts exist through its prototype only. */
function asTensor<T, S extends readonly number[]>(made: HostTensor): Tensor<T, S> {
  return made as unknown as Tensor<T, S>;
}

function extentsOf(data: unknown): readonly number[] {
  const extents: number[] = [];
  for (let level = data; isArrayLike(level); level = level[0]) extents.push(level.length);
  return extents;
}

function flattened(made: HostTensor, data: unknown): ArrayLike<unknown> {
  if (!isArrayLike(data)) {
    const place = `data for ${made.typeName}`;
    throw heddleError(runtime.notAScalar, [place, "an array or typed array", describe(data)]);
  }
  const isNested = Array.isArray(data) && data.some(isArrayLike);
  if (isNested) return flattenedNested(made, data);
  if (data.length === made.size) return data;
  throw heddleError(runtime.dataCount, [made.typeName, made.size, data.length]);
}

function flattenedNested(made: HostTensor, data: readonly unknown[]): readonly unknown[] {
  const flat: unknown[] = [];
  const refuse = (path: string, expected: string, got: string): Error =>
    heddleError(runtime.dataShape, [made.typeName, path === "" ? "the top" : path, expected, got]);
  const visit = (level: unknown, [extent, ...inner]: readonly number[], path: string): void => {
    if (extent === undefined) {
      if (isArrayLike(level)) throw refuse(path, "a single value", describe(level));
      flat.push(level);
      return;
    }
    if (!isArrayLike(level)) throw refuse(path, `an array of ${extent}`, describe(level));
    if (level.length !== extent) throw refuse(path, `an array of ${extent}`, `${level.length}`);
    for (let i = 0; i < extent; i++) visit(level[i], inner, `${path}[${i}]`);
  };
  visit(data, made.shape, "");
  return flat;
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
