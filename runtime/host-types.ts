/** How values of the language's types look in host code: natural values, what may be given for them, and storage. */
import type { AnyStorage, Exact, ExactOf, Int, UInt } from "./types.js";

/** How the value of a `T` reads in host code: fixed point as real numbers, structs as plain objects. */
export type HostValue<T> = [T] extends [boolean] ? boolean
  : [T] extends [number] ? NumberValue<ExactOf<T>>
  : unknown extends T ? number | bigint
  : { -readonly [Name in keyof T]: HostValue<T[Name]> };

type NumberValue<E> = [E] extends [never] ? number | bigint
  : E extends Exact<"int" | "uint", infer Width> ? [UInt<Width>] extends [UInt<53>] ? number : bigint
  : number;

/** What host code may give where a `T` is wanted: safe integers also for integers over 53 bits. */
export type HostInput<T> = [T] extends [boolean] ? boolean | 0 | 1
  : [T] extends [number] ? HostValue<T> extends bigint ? number | bigint : HostValue<T>
  : unknown extends T ? number | bigint
  : { readonly [Name in keyof T]: HostInput<T[Name]> };

/**
 * The flat, row-major storage of a tensor with elements `T`. Of fixed point it holds the raw integers, of 16-bit floats
 * the bits; a struct has one for each field.
 */
export type Storage<T> = [T] extends [boolean] ? Uint8Array
  : [T] extends [number] ? NumberStorage<ExactOf<T>>
  : unknown extends T ? AnyStorage
  : { readonly [Name in keyof T]: Storage<T[Name]> };

type NumberStorage<E> = [E] extends [never] ? AnyStorage
  : E extends Exact<infer Kind, infer Width, infer _Frac, infer _Round, infer _Over>
    ? Kind extends "float" | "bfloat" ? FloatStorage[Width & keyof FloatStorage]
    : Kind extends "uint" | "ufixed" ? UnsignedStorage<UInt<Width>> : SignedStorage<Int<Width>>
  : never;

interface FloatStorage {
  16: Uint16Array;
  32: Float32Array;
  64: Float64Array;
}

type UnsignedStorage<T> = [T] extends [UInt<8>] ? Uint8Array : [T] extends [UInt<16>] ? Uint16Array
  : [T] extends [UInt<32>] ? Uint32Array : [T] extends [UInt<53>] ? Float64Array
  : [T] extends [UInt<64>] ? BigUint64Array : bigint[];

type SignedStorage<T> = [T] extends [Int<8>] ? Int8Array : [T] extends [Int<16>] ? Int16Array
  : [T] extends [Int<32>] ? Int32Array : [T] extends [Int<53>] ? Float64Array
  : [T] extends [Int<64>] ? BigInt64Array : bigint[];

/** Nested arrays of host values, as deep as the tensor has dimensions. */
export type Nested<T, S extends readonly number[]> = S extends readonly [number] ? HostValue<T>[]
  : S extends readonly [number, ...infer Rest extends readonly number[]] ? Nested<T, Rest>[]
  : NestedArray<HostValue<T>>;

/** Arrays of `V`, nested to any depth. */
export type NestedArray<V> = (V | NestedArray<V>)[];

/** Elements for a tensor: one flat array (or typed array) in row-major order, or arrays nested like its shape. */
export type TensorData<T> = ArrayLike<HostInput<T>> | ReadonlyNestedArray<HostInput<T>>;
type ReadonlyNestedArray<V> = readonly (V | ArrayLike<V> | ReadonlyNestedArray<V>)[];
