/**
 * Arithmetic on whole tensors. Shapes are broadcast as NumPy does. Each element is computed exactly (floats: in the wider
 * of both types) and then stored as `R`: the type that holds the values of both operands, unless the place that the result
 * goes to says another. A number stands for a tensor of one element, and is of the other operand's type.
 */
import { broadcastShape, dtype, grid, load, store, zeros, type Operand, type Tensor, type Wider } from "heddle";
import type { Broadcast, Shape } from "./shapes.js";

/** A + B, element by element. */
export function add<
  T extends number, U extends number, S extends Shape, V extends Shape, R extends number = Wider<T, U>,
>(A: Tensor<T, S>, B: Tensor<U, V>): Tensor<R, Broadcast<S, V>>;
/** A + b. */
export function add<T extends number, S extends Shape, R extends number = T>(
  A: Tensor<T, S>, b: number,
): Tensor<R, S>;
/** a + B. */
export function add<T extends number, S extends Shape, R extends number = T>(
  a: number, B: Tensor<T, S>,
): Tensor<R, S>;
export function add<T extends number, U extends number, S extends Shape, V extends Shape, R extends number>(
  A: Operand<T, S>, B: Operand<U, V>,
): unknown {
  const C = zeros(dtype<R>(), broadcastShape(A, B));
  for (const at of grid(...C.shape)) store(C, at, dtype<R>()(load(A, at) + load(B, at)));
  return C;
}

/** A - B, element by element. */
export function sub<
  T extends number, U extends number, S extends Shape, V extends Shape, R extends number = Wider<T, U>,
>(A: Tensor<T, S>, B: Tensor<U, V>): Tensor<R, Broadcast<S, V>>;
/** A - b. */
export function sub<T extends number, S extends Shape, R extends number = T>(
  A: Tensor<T, S>, b: number,
): Tensor<R, S>;
/** a - B. */
export function sub<T extends number, S extends Shape, R extends number = T>(
  a: number, B: Tensor<T, S>,
): Tensor<R, S>;
export function sub<T extends number, U extends number, S extends Shape, V extends Shape, R extends number>(
  A: Operand<T, S>, B: Operand<U, V>,
): unknown {
  const C = zeros(dtype<R>(), broadcastShape(A, B));
  for (const at of grid(...C.shape)) store(C, at, dtype<R>()(load(A, at) - load(B, at)));
  return C;
}

/** A * B, element by element. */
export function mul<
  T extends number, U extends number, S extends Shape, V extends Shape, R extends number = Wider<T, U>,
>(A: Tensor<T, S>, B: Tensor<U, V>): Tensor<R, Broadcast<S, V>>;
/** A * b. */
export function mul<T extends number, S extends Shape, R extends number = T>(
  A: Tensor<T, S>, b: number,
): Tensor<R, S>;
/** a * B. */
export function mul<T extends number, S extends Shape, R extends number = T>(
  a: number, B: Tensor<T, S>,
): Tensor<R, S>;
export function mul<T extends number, U extends number, S extends Shape, V extends Shape, R extends number>(
  A: Operand<T, S>, B: Operand<U, V>,
): unknown {
  const C = zeros(dtype<R>(), broadcastShape(A, B));
  for (const at of grid(...C.shape)) store(C, at, dtype<R>()(load(A, at) * load(B, at)));
  return C;
}

/** A / B, which truncates toward zero for integers, element by element. */
export function div<
  T extends number, U extends number, S extends Shape, V extends Shape, R extends number = Wider<T, U>,
>(A: Tensor<T, S>, B: Tensor<U, V>): Tensor<R, Broadcast<S, V>>;
/** A / b. */
export function div<T extends number, S extends Shape, R extends number = T>(
  A: Tensor<T, S>, b: number,
): Tensor<R, S>;
/** a / B. */
export function div<T extends number, S extends Shape, R extends number = T>(
  a: number, B: Tensor<T, S>,
): Tensor<R, S>;
export function div<T extends number, U extends number, S extends Shape, V extends Shape, R extends number>(
  A: Operand<T, S>, B: Operand<U, V>,
): unknown {
  const C = zeros(dtype<R>(), broadcastShape(A, B));
  for (const at of grid(...C.shape)) store(C, at, dtype<R>()(load(A, at) / load(B, at)));
  return C;
}
