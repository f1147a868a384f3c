/** What the operators should compute, in double precision or exact integers, the obvious way. */

/** A tensor: its extents, and its elements row-major. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const size = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** The element at `at`. */
function get(a: NdArray, ...at: readonly number[]): number {
  const position = at.reduce((p, i, d) => p * (a.shape[d] ?? 1) + i, 0);
  return a.data[position] ?? NaN;
}

/** The tensor whose elements `f` computes from their subscripts. */
function make(shape: readonly number[], f: (...at: readonly number[]) => number): NdArray {
  const at = (p: number): number[] => {
    let rest = p;
    return shape.toReversed().map((d) => {
      const i = rest % d;
      rest = Math.floor(rest / d);
      return i;
    }).toReversed();
  };
  return { shape, data: Array.from({ length: size(shape) }, (_, p) => f(...at(p))) };
}

function range(n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => i);
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

export function broadcast(a: NdArray, b: NdArray, f: (x: number, y: number) => number): NdArray {
  const rank = Math.max(a.shape.length, b.shape.length);
  const pad = (x: NdArray): NdArray => ({ ...x, shape: [...Array.from({ length: rank - x.shape.length }, () => 1), ...x.shape] });
  const [pa, pb] = [pad(a), pad(b)];
  const shape = pa.shape.map((n, d) => Math.max(n, pb.shape[d] ?? 1));
  const pick = (x: NdArray, at: readonly number[]): number => get(x, ...at.map((i, d) => (x.shape[d] === 1 ? 0 : i)));
  return make(shape, (...at) => f(pick(pa, at), pick(pb, at)));
}

export function matmul(a: NdArray, b: NdArray): NdArray {
  const [m = 0, k = 0] = a.shape;
  return make([m, b.shape[1] ?? 0], (i = 0, j = 0) => sum(range(k).map((x) => get(a, i, x) * get(b, x, j))));
}

export function bmm(a: NdArray, b: NdArray): NdArray {
  const [p = 0, m = 0, k = 0] = a.shape;
  return make([p, m, b.shape[2] ?? 0], (q = 0, i = 0, j = 0) => sum(range(k).map((x) => get(a, q, i, x) * get(b, q, x, j))));
}

export function linear(x: NdArray, w: NdArray, b: NdArray): NdArray {
  const [m = 0, k = 0] = x.shape;
  return make([m, w.shape[0] ?? 0], (i = 0, j = 0) => sum(range(k).map((n) => get(x, i, n) * get(w, j, n))) + get(b, j));
}

export function transpose(a: NdArray): NdArray {
  return make(a.shape.toReversed(), (i = 0, j = 0) => get(a, j, i));
}

export function map(a: NdArray, f: (x: number) => number): NdArray {
  return { ...a, data: a.data.map(f) };
}

export function gelu(x: number): number {
  return (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function rows(a: NdArray, f: (row: readonly number[]) => readonly number[]): NdArray {
  const n = a.shape.at(-1) ?? 1;
  return { ...a, data: range(a.data.length / n).flatMap((r) => f(a.data.slice(r * n, (r + 1) * n))) };
}

export function softmax(a: NdArray): NdArray {
  return rows(a, (row) => {
    const e = row.map((x) => Math.exp(x - Math.max(...row)));
    return e.map((x) => x / sum(e));
  });
}

export function layernorm(a: NdArray, gamma: NdArray, beta: NdArray, eps: number): NdArray {
  return rows(a, (row) => {
    const mean = sum(row) / row.length;
    const variance = sum(row.map((x) => (x - mean) ** 2)) / row.length;
    return row.map((x, i) => ((x - mean) / Math.sqrt(variance + eps)) * get(gamma, i) + get(beta, i));
  });
}

export function batchnorm(x: NdArray, gamma: NdArray, beta: NdArray, mean: NdArray, variance: NdArray, eps: number): NdArray {
  return make(x.shape, (b = 0, c = 0, i = 0, j = 0) =>
    ((get(x, b, c, i, j) - get(mean, c)) / Math.sqrt(get(variance, c) + eps)) * get(gamma, c) + get(beta, c));
}

/** The values under each window, those outside the image as `undefined`. */
function windows(
  x: NdArray, height: number, width: number, stride: number, padding: number,
  f: (at: readonly [number, number], value: (c: number, r: number, s: number) => number | undefined, b: number, c: number) => number,
  channels: number,
): NdArray {
  const [p = 0, , h = 0, w = 0] = x.shape;
  const places = (extent: number, window: number): number => Math.floor((extent + 2 * padding - window) / stride) + 1;
  return make([p, channels, places(h, height), places(w, width)], (b = 0, k = 0, i = 0, j = 0) => {
    const value = (c: number, r: number, s: number): number | undefined => {
      const [y, z] = [i * stride + r - padding, j * stride + s - padding];
      return y < 0 || y >= h || z < 0 || z >= w ? undefined : get(x, b, c, y, z);
    };
    return f([i, j], value, b, k);
  });
}

export function conv2d(x: NdArray, f: NdArray, stride: number, padding: number): NdArray {
  const [k = 0, c = 0, kh = 0, kw = 0] = f.shape;
  return windows(x, kh, kw, stride, padding, (_at, value, _b, filter) =>
    sum(range(c).flatMap((ch) => range(kh).flatMap((r) => range(kw).map((s) => (value(ch, r, s) ?? 0) * get(f, filter, ch, r, s))))), k);
}

function pool(x: NdArray, n: number, stride: number, padding: number, f: (inside: readonly number[]) => number): NdArray {
  return windows(x, n, n, stride, padding, (_at, value, _b, c) =>
    f(range(n).flatMap((r) => range(n).flatMap((s) => value(c, r, s) ?? []))), x.shape[1] ?? 0);
}

export function maxpool(x: NdArray, n: number, stride: number, padding: number): NdArray {
  return pool(x, n, stride, padding, (inside) => Math.max(...inside));
}

export function avgpool(x: NdArray, n: number, stride: number, padding: number): NdArray {
  return pool(x, n, stride, padding, (inside) => sum(inside) / (n * n));
}

export function concat(a: NdArray, b: NdArray, axis: number): NdArray {
  const first = a.shape[axis] ?? 0;
  const shape = a.shape.map((n, d) => (d === axis ? n + (b.shape[d] ?? 0) : n));
  return make(shape, (...at) => {
    const i = at[axis] ?? 0;
    return i < first ? get(a, ...at) : get(b, ...at.with(axis, i - first));
  });
}

export function tril(a: NdArray, diagonal: number): NdArray {
  return make(a.shape, (i = 0, j = 0) => (j <= i + diagonal ? get(a, i, j) : 0));
}

/** Of [heads, length, depth]. */
export function attention(q: NdArray, k: NdArray, v: NdArray, causal: boolean): NdArray {
  const [heads = 0, length = 0, depth = 0] = q.shape;
  const keys = k.shape[1] ?? 0;
  return make([heads, length, v.shape[2] ?? 0], (h = 0, i = 0, e = 0) => {
    const scores = range(keys).filter((j) => !causal || j <= i)
      .map((j) => sum(range(depth).map((d) => get(q, h, i, d) * get(k, h, j, d))) / Math.sqrt(depth));
    const weights = softmax({ shape: [scores.length], data: scores }).data;
    return sum(weights.map((w, j) => w * get(v, h, j, e)));
  });
}
