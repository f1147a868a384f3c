/**
 * The types that kernels are written in, as TypeScript's checker sees them. They carry no code but one name.
 *
 * A scalar is `number` with two optional properties that no value has. `values` is the set of the type's values, so
 * that narrow assigns to wide and wide to narrow is an error; a plain `number` (the result of any arithmetic) assigns
 * to all of them. `exact` names the type itself: the compiler reads its type arguments.
 */
import type { Overflow, Rounding, ValueType } from "../lib/ir/types.js";
import type { Nested, Storage } from "./host-types.js";
import type { FixedValues, FloatValues, SignedValues, UFixedValues, UnsignedValues } from "./value-sets.js";

/** TypeScript's internal name of the property `exact` starts so; the compiler finds the property by it. */
export const exactPropertyPrefix = "__@heddleExact@";

declare const heddleValues: unique symbol;
declare const heddleExact: unique symbol;
declare const heddleElement: unique symbol;
declare const heddleToken: unique symbol;

/** The kinds of scalars. */
export type ExactKind = "int" | "uint" | "index" | "fixed" | "ufixed" | "float" | "bfloat";

/* eslint-disable @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars */
/**
 * Names a scalar type: `Exact<"int", 7>` is in `Int<7>`, `Exact<"fixed", 16, 8, "round", "wrap">` in fixed point. Being
 * empty it never decides what is assignable to what.
 */
export interface Exact<
  Kind extends ExactKind, Width extends number,
  Frac extends number = 0, Round extends Rounding = "trunc", Over extends Overflow = "wrap",
> {}
/* eslint-enable @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars */

/** `undefined` only keeps TypeScript's advice on optional properties out of its messages. */
type Scalar<Values, Name> = number & {
  readonly [heddleValues]?: Values | undefined;
  readonly [heddleExact]?: Name | undefined;
};

/** The `Exact` of a scalar type; `never` of plain numbers. */
export type ExactOf<T> = NonNullable<T[typeof heddleExact & keyof T]>;

// ---- scalars -----------------------------------------------------------------------------------------------------------

/**
 * A signed integer of `Width` bits (1 to 4096). In kernels it behaves as `number`, whatever its width; at run time
 * integers over 53 bits are `bigint` in host code (elements, arguments, results).
 */
export type Int<Width extends number> = Scalar<SignedValues<Width>, Exact<"int", Width>>;
/** An unsigned integer of `Width` bits (1 to 4096); over 53 bits a `bigint` in host code. */
export type UInt<Width extends number> = Scalar<UnsignedValues<Width>, Exact<"uint", Width>>;
/** What counts loops and subscripts: a signed integer of 32 bits. */
export type index = Scalar<SignedValues<32>, Exact<"index", 32>>;
/**
 * Signed fixed point: an integer of `Width` bits (1 to 4096) times 2^-`Frac` (-4096 to 4096). The modes say how values
 * are converted to it: `Fixed<16, 8, "round", "saturate">`. A real number in host code.
 */
export type Fixed<
  Width extends number, Frac extends number, Round extends Rounding = "trunc", Over extends Overflow = "wrap",
> = Scalar<FixedValues<Width, Frac>, Exact<"fixed", Width, Frac, Round, Over>>;
/** Unsigned fixed point; see `Fixed`. */
export type UFixed<
  Width extends number, Frac extends number, Round extends Rounding = "trunc", Over extends Overflow = "wrap",
> = Scalar<UFixedValues<Width, Frac>, Exact<"ufixed", Width, Frac, Round, Over>>;
/** IEEE 754 binary16: 11 significant bits. */
export type float16 = Scalar<FloatValues<12, 16, 24>, Exact<"float", 16>>;
/** The upper half of a binary32: 8 significant bits. */
export type bfloat16 = Scalar<FloatValues<9, 128, 133>, Exact<"bfloat", 16>>;
/** IEEE 754 binary32. */
export type float32 = Scalar<FloatValues<25, 128, 149>, Exact<"float", 32>>;
/** IEEE 754 binary64. */
export type float64 = Scalar<FloatValues<54, 1024, 1074>, Exact<"float", 64>>;

/** A type as a value: called it casts, given to `zeros` and the like it describes the elements. */
export interface DType<T> {
  (value: number | bigint | boolean): T;
  /** The type as the compiler knows it. */
  readonly type: ValueType;
}

/** A struct as a value; called it casts field by field. */
export interface StructDType<T> extends DType<T> {
  (value: { readonly [K in keyof T]: unknown }): T;
}

/** The one of two types that holds all values of the other; `never` when neither does: say then which type it shall be. */
export type Wider<A, B> = [A] extends [B] ? B : [B] extends [A] ? A : never;

// ---- tensors and streams -----------------------------------------------------------------------------------------------

/** Any storage of scalars. */
export type AnyStorage =
  | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array
  | Float32Array | Float64Array | BigInt64Array | BigUint64Array | bigint[];

/** What a subscript gives, by rank: a table, because a condition would stay open on the `[M, N]` of a template. */
interface RowByRank<T, S extends readonly number[]> {
  1: T;
  2: Tensor<T, [S[1]]>;
  3: Tensor<T, [S[1], S[2]]>;
  4: Tensor<T, [S[1], S[2], S[3]]>;
  5: Tensor<T, [S[1], S[2], S[3], S[4]]>;
  6: Tensor<T, [S[1], S[2], S[3], S[4], S[5]]>;
}

/** What `A[i]` is: an element of a tensor with one dimension, a row (a tensor that shares the storage) of any other. */
export type Row<T, S extends readonly number[]> = S["length"] extends keyof RowByRank<T, S>
  ? RowByRank<T, S>[S["length"]]
  : S extends readonly [number, ...infer Rest extends readonly number[]] ? Tensor<T, [...Rest]>
  : T | Tensor<T, number[]>;

/** A dense row-major array of fixed shape: `Tensor<float32, [32, 16]>`. Passed by reference. */
export interface Tensor<T, S extends readonly number[]> {
  [i: number]: Row<T, S>;
  readonly shape: Readonly<S>;
  readonly dtype: DType<T>;
  /** The storage itself, row-major: writing to it changes the tensor. */
  readonly data: Storage<T>;
  /** The number of dimensions. */
  readonly rank: S["length"];
  /** The number of elements. */
  readonly size: number;
  /** A copy as nested arrays of natural values. */
  toArray(): Nested<T, S>;
  /** Rows of the first dimension; elements when there is only one. */
  [Symbol.iterator](): IterableIterator<Row<T, S>>;
  readonly [heddleElement]?: ((value: T) => T) | undefined;
}

/** What a stream carries instead of values: blocks, whole tensors that are copied when they are put. */
export interface BlockType<T> {
  readonly [heddleToken]?: ((value: T) => T) | undefined;
}

/** What describes the tokens of a stream: a type, or `tensorOf(…)`. */
export type TokenType<T> = DType<T> | BlockType<T>;

/** A bounded first-in first-out channel from one kernel to another. */
export interface Stream<T> {
  /** Appends a value, of a block a copy; waits while the stream is full. */
  put(value: T): void;
  /** Takes the oldest value; waits while the stream is empty. */
  get(): T;
  /** Appends a value unless the stream is full; says whether it did. */
  tryPut(value: T): boolean;
  /** Takes the oldest value unless the stream is empty: `[true, value]`, or `[false, …]` with zeros. */
  tryGet(): [ok: boolean, value: T];
  /** The oldest value, which stays; waits while the stream is empty. */
  peek(): T;
  empty(): boolean;
  full(): boolean;
  readonly [heddleElement]?: ((value: T) => T) | undefined;
}

/** What a subscript of an array of streams gives, by rank; a table for the reason that `RowByRank` is one. */
interface StreamRowByRank<T, S extends readonly number[]> {
  1: Stream<T>;
  2: StreamArray<T, [S[1]]>;
  3: StreamArray<T, [S[1], S[2]]>;
  4: StreamArray<T, [S[1], S[2], S[3]]>;
  5: StreamArray<T, [S[1], S[2], S[3], S[4]]>;
  6: StreamArray<T, [S[1], S[2], S[3], S[4], S[5]]>;
}

/** A stream of an array with one dimension, a row of any other. */
export type StreamRow<T, S extends readonly number[]> = S["length"] extends keyof StreamRowByRank<T, S>
  ? StreamRowByRank<T, S>[S["length"]]
  : S extends readonly [number, ...infer Rest extends readonly number[]] ? StreamArray<T, [...Rest]>
  : Stream<T> | StreamArray<T, number[]>;

/** Streams side by side, all of one type and depth: `StreamArray<int32, [4, 5]>`. */
export interface StreamArray<T, S extends readonly number[]> {
  readonly [i: number]: StreamRow<T, S>;
  readonly shape: Readonly<S>;
  /** The extent of the first dimension. */
  readonly length: S[0];
  /** Rows of the first dimension; streams when there is only one. */
  [Symbol.iterator](): IterableIterator<StreamRow<T, S>>;
  readonly [heddleElement]?: ((value: T) => T) | undefined;
}

/** What one token of each of an array of streams is together: a tensor with a row for each. */
export type Gathered<T, S extends readonly number[]> = [T] extends [Tensor<infer E, infer B>]
  ? Tensor<E, [...S, ...B]> : Tensor<T, S>;

/** A variable of a kernel that keeps its value from call to call. */
export interface State<T> {
  value: T;
}

/** As many subscripts as `Bounds` has elements. */
export type Indices<Bounds extends readonly unknown[]> = { -readonly [I in keyof Bounds]: index };

/** A tuple of `Length` subscripts. */
export type IndexTuple<Length extends number, Built extends index[] = []> = number extends Length ? index[]
  : Built["length"] extends Length ? Built : IndexTuple<Length, [...Built, index]>;

/** A shape as inferred from a literal array: `[32, 16]`, without `readonly`. */
export type Shape<S extends readonly number[]> = { -readonly [I in keyof S]: S[I] };

/** Any function or class that a kernel or region can be declared as. */
export type KernelFunction = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);
