/**
 * Tensors in host code: flat storage, and `A[i][j]` over it. Subscripts are no properties of the object; they fall
 * through to a proxy that all tensors share as a prototype, so that every other access costs nothing extra.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { elementCount, tensor as tensorType, typeName, type ScalarType, type TensorType } from "../lib/ir/types.js";
import { codecOf, describe, type Codec, type HostScalar } from "./codec.js";
import { dtypeOf } from "./dtypes.js";
import { heddleError } from "./errors.js";
import { formatTensor } from "./format.js";
import type { AnyStorage, DType, NestedArray } from "./types.js";

/** A tensor's elements: `size` of them in `base` from `offset` on. Rows share the `base` of their tensor. */
interface Window {
  readonly base: AnyStorage;
  readonly offset: number;
}

/** The class of all tensors in host code; users know it as the interface `Tensor`. */
export class HostTensor {
  readonly dtype: DType<unknown>;
  readonly shape: readonly number[];
  /** Flat and row-major. A view of the tensor's own for rows, except of integers over 64 bits: there it is a copy. */
  declare readonly data: AnyStorage;
  readonly #codec: Codec;
  readonly #window: Window;
  readonly #rows: HostTensor[] = [];

  constructor(codec: Codec, shape: readonly number[], window: Window) {
    this.dtype = dtypeOf(codec.type);
    this.shape = Object.freeze([...shape]);
    this.#codec = codec;
    this.#window = window;
    Object.defineProperty(this, "data", { enumerable: true, ...dataProperty(window, elementCount(shape)) });
  }

  /** A tensor of zeros. */
  static allocate(element: ScalarType, shape: readonly number[]): HostTensor {
    const codec = codecOf(element);
    return new HostTensor(codec, shape, { base: codec.allocate(elementCount(shape)), offset: 0 });
  }

  /** The tensor over storage that compiled code has filled. */
  static adopt(type: TensorType, storage: unknown): HostTensor {
    return new HostTensor(codecOf(type.element), type.shape, { base: storage as AnyStorage, offset: 0 });
  }

  get element(): ScalarType {
    return this.#codec.type;
  }

  get rank(): number {
    return this.shape.length;
  }

  get size(): number {
    return elementCount(this.shape);
  }

  /** `Tensor<float32, [4, 4]>`. */
  get typeName(): string {
    return typeName(tensorType(this.element, this.shape));
  }

  /** The element with the flat position `at`. */
  elementAt(at: number): HostScalar {
    return this.#codec.decode(this.#window.base[this.#window.offset + at] ?? 0);
  }

  /** Stores `value` at the flat position `at`. */
  store(at: number, value: unknown): void {
    const stored = this.#codec.encode(value, () => `element ${this.#subscripts(at)} of ${this.typeName}`);
    put(this.#window.base, this.#window.offset + at, stored);
  }

  /** Stores all elements from flat data. */
  storeAll(values: ArrayLike<unknown>): void {
    const { base, offset } = this.#window;
    if (ArrayBuffer.isView(values) && this.#codec.holdsAll(values as unknown as AnyStorage)) {
      (base as Float64Array).set(values as unknown as Float64Array, offset);
    } else {
      for (let i = 0; i < values.length; i++) this.store(i, values[i]);
    }
  }

  /** What `A[i]` reads. */
  at(i: number): HostScalar | HostTensor {
    this.#check(i);
    return this.rank === 1 ? this.elementAt(i) : this.#row(i);
  }

  /** What `A[i] = value` does. */
  assign(i: number, value: unknown): void {
    this.#check(i);
    if (this.rank > 1) throw heddleError(runtime.rowAssignment, [this.typeName, String(i)]);
    this.store(i, value);
  }

  toArray(): NestedArray<HostScalar> {
    return Array.from(this, (x) => (x instanceof HostTensor ? x.toArray() : x));
  }

  *[Symbol.iterator](): IterableIterator<HostScalar | HostTensor> {
    for (let i = 0; i < (this.shape[0] ?? 0); i++) yield this.at(i);
  }

  /** How `console.log` shows it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return formatTensor(this.typeName, this.shape, (at) => this.elementAt(at));
  }

  /** Do the two share an element? */
  overlaps(other: HostTensor): boolean {
    const [a, b] = [this.#extent(), other.#extent()];
    return a.memory === b.memory && a.from < b.to && b.from < a.to;
  }

  /** The storage for compiled code to work on; `release` must follow. */
  borrow(): { readonly storage: AnyStorage; release(): void } {
    const { base, offset } = this.#window;
    const storage = this.data;
    const isCopy = Array.isArray(storage) && storage !== base;
    return { storage, release: isCopy ? () => storage.forEach((v, i) => put(base, offset + i, v)) : () => undefined };
  }

  #extent(): { memory: object; from: number; to: number } {
    const { base, offset } = this.#window;
    const [memory, start, unit] = Array.isArray(base)
      ? [base, 0, 1]
      : [base.buffer, base.byteOffset, base.BYTES_PER_ELEMENT];
    return { memory, from: start + offset * unit, to: start + (offset + this.size) * unit };
  }

  #check(i: number): void {
    const extent = this.shape[0] ?? 0;
    if (Number.isInteger(i) && i >= 0 && i < extent) return;
    throw heddleError(runtime.badSubscript, [this.typeName, String(i), extent]);
  }

  #row(i: number): HostTensor {
    const known = this.#rows[i];
    if (known !== undefined) return known;
    const shape = this.shape.slice(1);
    const { base, offset } = this.#window;
    const row = new HostTensor(this.#codec, shape, { base, offset: offset + i * elementCount(shape) });
    this.#rows[i] = row;
    return row;
  }

  /** `[1][2]` of a flat position. */
  #subscripts(at: number): string {
    let rest = at;
    const subscripts = [...this.shape].reverse().map((extent) => {
      const i = rest % extent;
      rest = (rest - i) / extent;
      return `[${i}]`;
    });
    return subscripts.reverse().join("");
  }
}

/** The property `data`: the storage itself where it is the tensor's own or can be shared, else a copy at each read. */
function dataProperty({ base, offset }: Window, size: number): PropertyDescriptor {
  if (offset === 0 && size === base.length) return { value: base };
  if (Array.isArray(base)) return { get: () => base.slice(offset, offset + size) };
  return { value: base.subarray(offset, offset + size) };
}

/** Storage takes the one of number and bigint that its elements are; codecs give exactly that. */
function put(storage: AnyStorage, at: number, value: number | bigint): void {
  (storage as (number | bigint)[])[at] = value;
}

/** `12` for the property key "12"; `undefined` for keys that aren't written as numbers. Runs at every subscript. */
function subscriptOf(key: string | symbol): number | undefined {
  if (typeof key === "symbol") return undefined;
  const first = key.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 45 || key === "NaN" || key === "Infinity";
  return isNumeric ? Number(key) : undefined;
}

const subscripts: ProxyHandler<object> = {
  get(target, key, receiver) {
    const i = subscriptOf(key);
    if (i !== undefined && receiver instanceof HostTensor) return receiver.at(i);
    const found: unknown = Reflect.get(target, key, receiver);
    return found;
  },
  set(target, key, value, receiver) {
    const i = subscriptOf(key);
    if (i === undefined || !(receiver instanceof HostTensor)) return Reflect.set(target, key, value, receiver);
    receiver.assign(i, value);
    return true;
  },
};

Object.setPrototypeOf(HostTensor.prototype, new Proxy({}, subscripts));

/** The shape an argument gives; throws when it isn't one. */
export function checkedShape(shape: unknown): readonly number[] {
  const isShape = Array.isArray(shape) && shape.length > 0 && shape.every((d) => Number.isSafeInteger(d) && d > 0);
  if (isShape) return shape as readonly number[];
  throw heddleError(runtime.badShape, [Array.isArray(shape) ? `[${shape.map(String).join(", ")}]` : describe(shape)]);
}
