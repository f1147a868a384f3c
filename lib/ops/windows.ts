/** Convolution and pooling of images [batch, channel, height, width]. `stride` and `padding` are constants. */
import {
  accumulator, assert, computeType, dim, dtype, grid, max, reduction, UInt, zeros, type Tensor, type Wider,
} from "heddle";

/**
 * The cross-correlation of `X` with the filters `F` [filter, channel, height, width], `padding` zeros added on all sides.
 * Sums are exact for integers and fixed point; 16-bit floats are summed in float32.
 */
export function conv2d<
  T extends number, U extends number, P extends number, C extends number, H extends number, W extends number,
  K extends number, KH extends number, KW extends number, const Stride extends number, const Padding extends number,
  OH extends number = number, OW extends number = number, R extends number = Wider<T, U>,
>(
  X: Tensor<T, [P, C, H, W]>, F: Tensor<U, [K, C, KH, KW]>, stride: Stride, padding: Padding,
): Tensor<R, [P, K, OH, OW]>;
export function conv2d<
  T extends number, U extends number, P extends number, C extends number, H extends number, W extends number,
  K extends number, KH extends number, KW extends number, const Stride extends number, const Padding extends number,
  R extends number,
>(X: Tensor<T, [P, C, H, W]>, F: Tensor<U, [K, C, KH, KW]>, stride: Stride, padding: Padding): unknown {
  const Y = zeros(dtype<R>(), [
    dim<P>(), dim<K>(), places(dim<H>(), dim<KH>(), stride, padding), places(dim<W>(), dim<KW>(), stride, padding),
  ]);
  const Sum = accumulator(dtype<T>(), dtype<U>(), dim<C>() * dim<KH>() * dim<KW>());
  const Left = computeType(dtype<T>());
  for (const [b, k, i, j] of grid(dim<P>(), dim<K>(), Y.shape[2], Y.shape[3])) {
    let sum = Sum(0);
    for (const [c, r, s] of reduction(dim<C>(), dim<KH>(), dim<KW>())) {
      const y = i * stride + r - padding;
      const x = j * stride + s - padding;
      if (y >= 0 && y < dim<H>() && x >= 0 && x < dim<W>()) sum += Left(X[b][c][y][x]) * F[k][c][r][s];
    }
    Y[b][k][i][j] = dtype<R>()(sum);
  }
  return Y;
}

/** The largest element of each window of `size` × `size`; what lies outside the image does not count. */
export function maxpool<
  T extends number, P extends number, C extends number, H extends number, W extends number, const Size extends number,
  const Stride extends number, const Padding extends number, OH extends number = number, OW extends number = number,
>(X: Tensor<T, [P, C, H, W]>, size: Size, stride: Stride, padding: Padding): Tensor<T, [P, C, OH, OW]>;
export function maxpool<
  T extends number, P extends number, C extends number, H extends number, W extends number, const Size extends number,
  const Stride extends number, const Padding extends number,
>(X: Tensor<T, [P, C, H, W]>, size: Size, stride: Stride, padding: Padding): unknown {
  assert(padding * 2 <= size, "the padding may be at most half the window, or windows would lie outside the image");
  const Y = zeros(dtype<T>(), [
    dim<P>(), dim<C>(), places(dim<H>(), size, stride, padding), places(dim<W>(), size, stride, padding),
  ]);
  for (const [b, c, i, j] of grid(dim<P>(), dim<C>(), Y.shape[2], Y.shape[3])) {
    // An element of the image, wherever the window lies: no least value of the type is needed.
    let top = dtype<T>()(X[b][c][max(i * stride - padding, 0)][max(j * stride - padding, 0)]);
    for (const [r, s] of reduction(size, size)) {
      const y = i * stride + r - padding;
      const x = j * stride + s - padding;
      if (y >= 0 && y < dim<H>() && x >= 0 && x < dim<W>()) top = dtype<T>()(max(top, X[b][c][y][x]));
    }
    Y[b][c][i][j] = top;
  }
  return Y;
}

/**
 * The mean of each window of `size` × `size`; what lies outside the image counts as 0. Sums are exact for integers and
 * fixed point, and quotients of integers truncate toward zero; 16-bit floats are summed in float32.
 */
export function avgpool<
  T extends number, P extends number, C extends number, H extends number, W extends number, const Size extends number,
  const Stride extends number, const Padding extends number, OH extends number = number, OW extends number = number,
>(X: Tensor<T, [P, C, H, W]>, size: Size, stride: Stride, padding: Padding): Tensor<T, [P, C, OH, OW]>;
export function avgpool<
  T extends number, P extends number, C extends number, H extends number, W extends number, const Size extends number,
  const Stride extends number, const Padding extends number,
>(X: Tensor<T, [P, C, H, W]>, size: Size, stride: Stride, padding: Padding): unknown {
  const Y = zeros(dtype<T>(), [
    dim<P>(), dim<C>(), places(dim<H>(), size, stride, padding), places(dim<W>(), size, stride, padding),
  ]);
  const Sum = accumulator(dtype<T>(), UInt.of(1), size * size);
  for (const [b, c, i, j] of grid(dim<P>(), dim<C>(), Y.shape[2], Y.shape[3])) {
    let sum = Sum(0);
    for (const [r, s] of reduction(size, size)) {
      const y = i * stride + r - padding;
      const x = j * stride + s - padding;
      if (y >= 0 && y < dim<H>() && x >= 0 && x < dim<W>()) sum += X[b][c][y][x];
    }
    Y[b][c][i][j] = dtype<T>()(sum / (size * size));
  }
  return Y;
}

/** How many places a window of `size` has along `extent`. */
function places(extent: number, size: number, stride: number, padding: number): number {
  return Math.floor((extent + 2 * padding - size) / stride) + 1;
}
