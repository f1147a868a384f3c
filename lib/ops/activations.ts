/** Functions of each element, and of each row. */
import { computeType, dtype, grid, load, max, range, store, zeros, type Tensor } from "heddle";
import type { Shape } from "./shapes.js";

/** The larger of each element and 0. */
export function relu<T extends number, S extends Shape>(A: Tensor<T, S>): Tensor<T, S>;
export function relu<T extends number, S extends Shape>(A: Tensor<T, S>): unknown {
  const B = zeros(dtype<T>(), A.shape);
  for (const at of grid(...A.shape)) store(B, at, dtype<T>()(max(load(A, at), 0)));
  return B;
}

/**
 * x · Φ(x) by its usual approximation, x / 2 · (1 + tanh(√(2 / π) · (x + 0.044715 x³))) (Hendrycks and Gimpel 2016, §2). For
 * floats; those of 16 bits are computed in float32.
 */
export function gelu<T extends number, S extends Shape>(A: Tensor<T, S>): Tensor<T, S>;
export function gelu<T extends number, S extends Shape>(A: Tensor<T, S>): unknown {
  const B = zeros(dtype<T>(), A.shape);
  const Wide = computeType(dtype<T>());
  for (const at of grid(...A.shape)) {
    const x = Wide(load(A, at));
    const inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    store(B, at, dtype<T>()(0.5 * x * (1 + Math.tanh(inner))));
  }
  return B;
}

/**
 * e^x over its sum, along the last dimension. The largest element is subtracted first, so nothing overflows. For floats;
 * those of 16 bits are computed in float32.
 */
export function softmax<T extends number, S extends Shape>(A: Tensor<T, S>): Tensor<T, S>;
export function softmax<T extends number, S extends Shape>(A: Tensor<T, S>): unknown {
  const B = zeros(dtype<T>(), A.shape);
  const Wide = computeType(dtype<T>());
  const n = A.shape[A.rank - 1];
  for (const row of grid(...A.shape.slice(0, -1))) {
    let top = Wide(load(A, [...row, 0]));
    for (const j of range(1, n)) top = max(top, Wide(load(A, [...row, j])));
    let sum = Wide(0);
    for (const j of range(n)) sum += Math.exp(Wide(load(A, [...row, j])) - top);
    for (const j of range(n)) store(B, [...row, j], dtype<T>()(Math.exp(Wide(load(A, [...row, j])) - top) / sum));
  }
  return B;
}
