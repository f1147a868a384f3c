/**
 * The types that kernels are written in, as TypeScript's checker sees them. They carry no code but one name.
 *
 * A scalar is `number` with two optional properties that no value has. `values` is the set of the type's values, so
 * that narrow assigns to wide and wide to narrow is an error; a plain `number` (the result of any arithmetic) assigns
 * to all of them. `exact` names the type itself: the compiler reads its type arguments.
 */
import type { ScalarType } from "../lib/ir/types.js";

/** TypeScript's internal name of the property `exact` starts so; the compiler finds the property by it. */
export const exactPropertyPrefix = "__@heddleExact@";

declare const heddleValues: unique symbol;
declare const heddleExact: unique symbol;
declare const heddleElement: unique symbol;

/** Names a scalar type: `Exact<"int", 7>` is in `Int<7>`. Being empty it never decides what is assignable to what. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
export interface Exact<Kind extends "int" | "uint" | "index" | "float", Width extends number> {}

// ---- value sets: `<= W` on numbers of four digits, as a union over the first digit that differs ---------------------

interface Below {
  "0": never;
  "1": "0";
  "2": "0" | "1";
  "3": "0" | "1" | "2";
  "4": "0" | "1" | "2" | "3";
  "5": "0" | "1" | "2" | "3" | "4";
  "6": "0" | "1" | "2" | "3" | "4" | "5";
  "7": "0" | "1" | "2" | "3" | "4" | "5" | "6";
  "8": "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7";
  "9": "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8";
}
type Digit = keyof Below;

type Padded<Text extends string> = Text extends `${Digit}${Digit}${Digit}${Digit}` ? Text
  : Text extends `${Digit}${Digit}${Digit}` ? `0${Text}`
  : Text extends `${Digit}${Digit}` ? `00${Text}`
  : `000${Text}`;

type Digits<Text extends string> = Text extends `${infer First}${infer Rest}` ? [First, ...Digits<Rest>] : [];

/** All widths below `Width`, and `Width` itself unless `Last` is `never`. */
type Widths<Sign, Width extends number, Last> = Digits<Padded<`${Width}`>> extends [
  infer A extends Digit, infer B extends Digit, infer C extends Digit, infer D extends Digit,
]
  ? | [Sign, Below[A], Digit, Digit, Digit]
    | [Sign, A, Below[B], Digit, Digit]
    | [Sign, A, B, Below[C], Digit]
    | [Sign, A, B, C, Below[D] | (Last & D)]
  : never;
type UpTo<Sign, Width extends number> = Widths<Sign, Width, Digit>;
type NarrowerThan<Sign, Width extends number> = Widths<Sign, Width, never>;

type SignedValues<Width extends number> = UpTo<"signed", Width> | NarrowerThan<"unsigned", Width>;
/** The integers that a float with `Width - 1` significant bits holds exactly, whatever their value. */
type FloatValues<Width extends number> = "single" | SignedValues<Width>;

type Scalar<Values, Name> = number & { readonly [heddleValues]?: Values; readonly [heddleExact]?: Name };

// ---- scalars -----------------------------------------------------------------------------------------------------------

/**
 * A signed integer of `Width` bits (1 to 4096). In kernels it behaves as `number`, whatever its width; at run time
 * integers over 53 bits are `bigint` in host code (elements, arguments, results).
 */
export type Int<Width extends number> = Scalar<SignedValues<Width>, Exact<"int", Width>>;
/** An unsigned integer of `Width` bits (1 to 4096); over 53 bits a `bigint` in host code. */
export type UInt<Width extends number> = Scalar<UpTo<"unsigned", Width>, Exact<"uint", Width>>;
/** What counts loops and subscripts: a signed integer of 32 bits. */
export type index = Scalar<SignedValues<32>, Exact<"index", 32>>;
/** IEEE 754 binary32. */
export type float32 = Scalar<FloatValues<25>, Exact<"float", 32>>;
/** IEEE 754 binary64. */
export type float64 = Scalar<"double" | FloatValues<54>, Exact<"float", 64>>;

/** Is `T` one of the scalar types above (and neither boolean nor a plain number)? */
type IsNamed<T> = typeof heddleExact extends keyof T ? true : false;

/** How the value of a `T` reads in host code. */
export type HostValue<T> = [T] extends [boolean] ? boolean
  : IsNamed<T> extends false ? number | bigint
  : [T] extends [Int<53> | UInt<53>] ? number
  : [T] extends [Int<4096> | UInt<4096>] ? bigint
  : number;

/** What host code may give where a `T` is wanted: safe integers also for integers over 53 bits. */
export type HostInput<T> = [T] extends [boolean] ? boolean | 0 | 1
  : HostValue<T> extends bigint ? number | bigint : HostValue<T>;

/** Any storage of a tensor's elements. */
export type AnyStorage =
  | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array
  | Float32Array | Float64Array | BigInt64Array | BigUint64Array | bigint[];

/** The flat, row-major storage of a tensor with elements `T`. */
export type Storage<T> = [T] extends [boolean] ? Uint8Array
  : IsNamed<T> extends false ? AnyStorage
  : [T] extends [UInt<4096>] ? UnsignedStorage<T>
  : [T] extends [Int<4096>] ? SignedStorage<T>
  : [T] extends [float32] ? Float32Array : Float64Array;

type UnsignedStorage<T> = [T] extends [UInt<8>] ? Uint8Array : [T] extends [UInt<16>] ? Uint16Array
  : [T] extends [UInt<32>] ? Uint32Array : [T] extends [UInt<53>] ? Float64Array
  : [T] extends [UInt<64>] ? BigUint64Array : bigint[];

type SignedStorage<T> = [T] extends [Int<8>] ? Int8Array : [T] extends [Int<16>] ? Int16Array
  : [T] extends [Int<32>] ? Int32Array : [T] extends [Int<53>] ? Float64Array
  : [T] extends [Int<64>] ? BigInt64Array : bigint[];

/** A scalar type as a value: called it casts, given to `zeros` and the like it describes the elements. */
export interface DType<T> {
  (value: number | bigint | boolean): T;
  /** The type as the compiler knows it. */
  readonly scalar: ScalarType;
}

// ---- tensors and streams -----------------------------------------------------------------------------------------------

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

/** Nested arrays of host values, as deep as the tensor has dimensions. */
export type Nested<T, S extends readonly number[]> = S extends readonly [number] ? HostValue<T>[]
  : S extends readonly [number, ...infer Rest extends readonly number[]] ? Nested<T, Rest>[]
  : NestedArray<HostValue<T>>;

/** Arrays of `V`, nested to any depth. */
export type NestedArray<V> = (V | NestedArray<V>)[];

/** Elements for a tensor: one flat array (or typed array) in row-major order, or arrays nested like its shape. */
export type TensorData<T> = ArrayLike<HostInput<T>> | ReadonlyNestedArray<HostInput<T>>;
type ReadonlyNestedArray<V> = readonly (V | ArrayLike<V> | ReadonlyNestedArray<V>)[];

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
  readonly [heddleElement]?: (value: T) => T;
}

/** A bounded first-in first-out channel from one kernel to another. */
export interface Stream<T> {
  /** Appends a value; waits while the stream is full. */
  put(value: T): void;
  /** Takes the oldest value; waits while the stream is empty. */
  get(): T;
  /** Appends a value unless the stream is full; says whether it did. */
  tryPut(value: T): boolean;
  /** Takes the oldest value unless the stream is empty: `[true, value]`, or `[false, …]`. */
  tryGet(): [boolean, T];
  /** The oldest value, which stays; waits while the stream is empty. */
  peek(): T;
  empty(): boolean;
  full(): boolean;
  readonly [heddleElement]?: (value: T) => T;
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
