/** What the 30 PolyBench files have in common: how a benchmark is described, and the arrays it starts from. */

export const sizes = ["mini", "small", "medium"] as const;
export type Size = (typeof sizes)[number];

export const dtypes = ["float32", "float64"] as const;
/** The element type under test; two kernels work on integers whatever is asked for. */
export type Dtype = (typeof dtypes)[number];

/** Which elements of an output are compared, row by row: all, or those up to (from) the diagonal. */
export type Part = "full" | "lower" | "upper";

/** A tensor's initial elements in row-major order, already rounded to the element type. */
export interface InitialArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** The instances of one kernel for one problem size: one for each float type, or one on int32. */
type Instances = { readonly [D in Dtype]: Instance } | { readonly int32: Instance };
type Instance = (...args: never[]) => void;

/** Rounds to the element type, once. */
export type Round = (x: number) => number;

/** A kernel, its instances, its input, and which of its arguments are results. */
interface Definition<Dims> {
  readonly name: string;
  readonly sizes: { readonly [S in Size]: Instances & { readonly dims: Dims } };
  /** One array for each parameter of the kernel, in the order of the parameters. */
  readonly data: (dims: Dims, T: Round) => Readonly<Record<string, InitialArray>>;
  readonly outputs: Readonly<Record<string, Part>>;
}

/** One size and element type of a benchmark, ready to be run. */
export interface Run {
  readonly kernel: Instance;
  readonly dtype: Dtype | "int32";
  readonly dims: object;
  /** Fresh input, by parameter name in the order of the parameters. */
  data(): Readonly<Record<string, InitialArray>>;
}

export interface Benchmark {
  readonly name: string;
  readonly outputs: Readonly<Record<string, Part>>;
  run(size: Size, dtype: Dtype): Run;
}

/** Describes a benchmark. */
export function define<Dims extends object>(definition: Definition<Dims>): Benchmark {
  const { name, outputs, data } = definition;
  return {
    name,
    outputs,
    run(size, wanted) {
      const { dims, ...instances } = definition.sizes[size];
      const chosen = "int32" in instances ? "int32" : wanted;
      const kernel = "int32" in instances ? instances.int32 : instances[wanted];
      return { kernel, dtype: chosen, dims, data: () => data(dims, chosen === "float32" ? Math.fround : Number) };
    },
  };
}

/** An array whose element at (i, j, k) is `element(i, j, k)`; with fewer dimensions the later subscripts stay 0. */
export function array(
  shape: readonly [number, number?, number?],
  element: (i: number, j: number, k: number) => number,
): InitialArray {
  const [ni, nj = 1, nk = 1] = shape;
  const values = new Float64Array(ni * nj * nk);
  let next = 0;
  for (let i = 0; i < ni; i++) {
    for (let j = 0; j < nj; j++) {
      for (let k = 0; k < nk; k++) values[next++] = element(i, j, k);
    }
  }
  return { shape: shape.filter((n) => n !== undefined), values };
}

/** The symmetric positive definite matrix that cholesky, lu and ludcmp start from: P·Pᵀ of a lower triangular P. */
export function positiveDefinite(n: number, T: Round): InitialArray {
  const P = array([n, n], (i, j) => (j < i ? T(T(-j / n) + 1) : Number(i === j))).values;
  return array([n, n], (r, s) => {
    let sum = 0;
    for (let t = 0; t < n; t++) sum = T(sum + T((P[r * n + t] ?? 0) * (P[s * n + t] ?? 0)));
    return sum;
  });
}
