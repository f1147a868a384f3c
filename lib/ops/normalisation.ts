/** Normalisation. For floats; those of 16 bits are computed in float32. */
import { computeType, dim, dtype, grid, load, range, store, zeros, type Tensor } from "heddle";
import type { Shape } from "./shapes.js";

/**
 * Each row (along the last dimension) with mean 0 and variance 1, then times `gamma` plus `beta`; `eps` is added to the
 * variance (Ba, Kiros and Hinton 2016). The variance is that of the differences from the mean, which loses no digits to
 * cancellation.
 */
export function layernorm<T extends number, S extends Shape, N extends number>(
  A: Tensor<T, S>, gamma: Tensor<T, [N]>, beta: Tensor<T, [N]>, eps: T | number,
): Tensor<T, S>;
export function layernorm<T extends number, S extends Shape, N extends number>(
  A: Tensor<T, S>, gamma: Tensor<T, [N]>, beta: Tensor<T, [N]>, eps: T,
): unknown {
  const B = zeros(dtype<T>(), A.shape);
  const Wide = computeType(dtype<T>());
  const n = dim<N>();
  for (const row of grid(...A.shape.slice(0, -1))) {
    let sum = Wide(0);
    for (const j of range(n)) sum += Wide(load(A, [...row, j]));
    const mean = sum / n;
    let squares = Wide(0);
    for (const j of range(n)) {
      const difference = Wide(load(A, [...row, j])) - mean;
      squares += difference * difference;
    }
    const scale = 1 / Math.sqrt(squares / n + Wide(eps));
    for (const j of range(n)) {
      const x = (Wide(load(A, [...row, j])) - mean) * scale;
      store(B, [...row, j], dtype<T>()(x * gamma[j] + beta[j]));
    }
  }
  return B;
}

/**
 * Each channel of images [batch, channel, height, width] normalised by a mean and variance that are known, as in
 * inference, then times `gamma` plus `beta`; `eps` is added to the variance (Ioffe and Szegedy 2015, algorithm 2).
 */
export function batchnorm<
  T extends number, P extends number, C extends number, H extends number, W extends number,
>(
  X: Tensor<T, [P, C, H, W]>, gamma: Tensor<T, [C]>, beta: Tensor<T, [C]>, mean: Tensor<T, [C]>, variance: Tensor<T, [C]>,
  eps: T,
): Tensor<T, [P, C, H, W]> {
  const Y = zeros(dtype<T>(), [dim<P>(), dim<C>(), dim<H>(), dim<W>()]);
  const Wide = computeType(dtype<T>());
  for (const c of range(dim<C>())) {
    const scale = Wide(gamma[c]) / Math.sqrt(Wide(variance[c]) + Wide(eps));
    for (const [b, i, j] of grid(dim<P>(), dim<H>(), dim<W>())) {
      Y[b][c][i][j] = dtype<T>()((Wide(X[b][c][i][j]) - mean[c]) * scale + beta[c]);
    }
  }
  return Y;
}
