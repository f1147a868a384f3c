/**
 * Tensors in host code: flat storage, and `A[i][j]` over it. Subscripts are no properties of the object; they fall
 * through to a proxy that all tensors share as a prototype, so that every other access costs nothing extra.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { elementCount, tensor as tensorType, typeName, type TensorType, type ValueType } from "../lib/ir/types.js";
import { describe } from "./describe.js";
import { dtypeOf } from "./dtypes.js";
import { elementsOf, gathered, type Columns, type Elements, type HostValue } from "./elements.js";
import { heddleError } from "./errors.js";
import { formatTensor } from "./format.js";
import type { NestedArray } from "./host-types.js";
import type { AnyStorage, DType } from "./types.js";
import {
  cutWindow, flatColumns, isShared, overlap, positionIn, positionsIn, put, rowOf, wholeWindow, type Cut, type Window,
} from "./window.js";

/** The storage of a tensor's columns while compiled code works on it. */
export interface Borrowed {
  readonly storages: readonly AnyStorage[];
  /** Must follow: brings what was written to copies back into the tensor. */
  readonly release: () => void;
}

/** The class of all tensors in host code; users know it as the interface `Tensor`. */
export class HostTensor {
  readonly dtype: DType<unknown>;
  readonly shape: readonly number[];
  /**
   * Flat and row-major; for structs nested like the struct. The storage itself, also of rows and other views, except
   * where it is not in one piece (slices) or has no parts (integers over 64 bits): there it is a copy.
   */
  declare readonly data: unknown;
  readonly #elements: Elements;
  readonly #window: Window;
  readonly #columns: Columns;
  readonly #rows: HostTensor[] = [];

  constructor(elements: Elements, window: Window) {
    this.dtype = dtypeOf(elements.type);
    this.shape = Object.freeze([...window.shape]);
    this.#elements = elements;
    this.#window = window;
    this.#columns = { columns: window.columns, first: 0 };
    Object.defineProperty(this, "data", { enumerable: true, ...dataProperty(elements.type, window) });
  }

  /** A tensor of zeros. */
  static allocate(element: ValueType, shape: readonly number[]): HostTensor {
    const elements = elementsOf(element);
    return new HostTensor(elements, wholeWindow(elements.codecs.map((c) => c.allocate(elementCount(shape))), shape));
  }

  /** The tensor over storage that compiled code has: one for each scalar of an element. */
  static adopt(type: TensorType, storages: readonly unknown[]): HostTensor {
    return new HostTensor(elementsOf(type.element), wholeWindow(storages as readonly AnyStorage[], type.shape));
  }

  get element(): ValueType {
    return this.#elements.type;
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

  /** Stores `value` as the `flat`th element in row-major order. */
  store(flat: number, value: unknown): void {
    this.#elements.write(this.#columns, positionIn(this.#window, flat), value, () => this.placeOf(flat));
  }

  /** Stores all elements from flat data. */
  storeAll(values: ArrayLike<unknown>): void {
    const [codec] = this.#elements.codecs;
    const { columns: [column], offset } = this.#window;
    const isScalar = this.element.kind !== "struct";
    if (isScalar && ArrayBuffer.isView(values) && codec?.holdsAll(values as unknown as AnyStorage)) {
      (column as Float64Array).set(values as unknown as Float64Array, offset);
    } else {
      for (let i = 0; i < values.length; i++) this.store(i, values[i]);
    }
  }

  /** Stores `value` in every element of a new tensor. */
  fill(value: unknown): void {
    this.store(0, value);
    for (const column of this.#window.columns) (column as Float64Array).fill(column[0] as number);
  }

  /** What `A[i]` reads. */
  at(i: number): HostValue | HostTensor {
    this.#check(i);
    if (this.rank > 1) return this.#row(i);
    const { offset, strides } = this.#window;
    return this.#elements.read(this.#columns, offset + i * (strides[0] ?? 0), () => this.placeOf(i));
  }

  /** What `A[i] = value` does. */
  assign(i: number, value: unknown): void {
    this.#check(i);
    if (this.rank > 1) throw heddleError(runtime.rowAssignment, [this.typeName, String(i)]);
    this.store(i, value);
  }

  /** A view of a part, which shares the storage; the element itself when no dimension is left. */
  cut(cuts: readonly Cut[]): HostValue | HostTensor {
    const window = cutWindow(this.#window, cuts);
    if (window.shape.length > 0) return new HostTensor(this.#elements, window);
    const place = (): string => `element ${cuts.map((c) => `[${c.from}]`).join("")} of ${this.typeName}`;
    return this.#elements.read(this.#columns, window.offset, place);
  }

  toArray(): NestedArray<HostValue> {
    const nest = (w: Window): NestedArray<HostValue> => Array.from({ length: w.shape[0] ?? 0 }, (_, i) => {
      const row = rowOf(w, i);
      return row.shape.length > 0 ? nest(row) : this.#elements.value(this.#columns, row.offset);
    });
    return nest(this.#window);
  }

  *[Symbol.iterator](): IterableIterator<HostValue | HostTensor> {
    for (let i = 0; i < (this.shape[0] ?? 0); i++) yield this.at(i);
  }

  toString(): string {
    const element = (flat: number): HostValue => this.#elements.value(this.#columns, positionIn(this.#window, flat));
    return formatTensor(this.typeName, this.shape, element);
  }

  /** How `console.log` shows it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** Do the two share an element? */
  overlaps(other: HostTensor): boolean {
    return overlap(this.#window, other.#window);
  }

  /** The storage for compiled code to work on. */
  borrow(): Borrowed {
    const w = this.#window;
    const storages = flatColumns(w);
    const release = (): void => storages.forEach((storage, c) => {
      const column = w.columns[c];
      if (column === undefined || isShared(w, column)) return;
      positionsIn(w).forEach((at, i) => put(column, at, storage[i] ?? 0));
    });
    return { storages, release };
  }

  #check(i: number): void {
    const extent = this.shape[0] ?? 0;
    if (Number.isInteger(i) && i >= 0 && i < extent) return;
    throw heddleError(runtime.badSubscript, [this.typeName, String(i), extent]);
  }

  #row(i: number): HostTensor {
    const row = this.#rows[i] ?? new HostTensor(this.#elements, rowOf(this.#window, i));
    this.#rows[i] = row;
    return row;
  }

  /** `element [1][2] of Tensor<int8, [2, 3]>`, of a position in row-major order. */
  placeOf(flat: number): string {
    let rest = flat;
    const subscripts = [...this.shape].reverse().map((extent) => {
      const i = rest % extent;
      rest = (rest - i) / extent;
      return `[${i}]`;
    });
    return `element ${subscripts.reverse().join("")} of ${this.typeName}`;
  }
}

/** The property `data`: the storage itself where it is the tensor's own or can be shared, else a copy at each read. */
function dataProperty(element: ValueType, w: Window): PropertyDescriptor {
  const data = (): unknown => gathered(element, flatColumns(w));
  return w.columns.every((column) => isShared(w, column)) ? { value: data() } : { get: data };
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
