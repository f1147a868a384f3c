import { dim, dtype, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Heat equation in two dimensions by the alternating direction implicit method. */
@kernel()
export function adi<T extends number, TSTEPS extends number, N extends number>(u: Tensor<T, [N, N]>): void {
  const TSTEPS = dim<TSTEPS>(), N = dim<N>();
  const v = zeros(dtype<T>(), [N, N]);
  const p = zeros(dtype<T>(), [N, N]);
  const q = zeros(dtype<T>(), [N, N]);

  const n: T = N;
  const steps: T = TSTEPS;
  const DX: T = 1 / n;
  const DY: T = 1 / n;
  const DT: T = 1 / steps;
  const m1: T = 2 * DT / (DX * DX);
  const m2: T = DT / (DY * DY);
  const a: T = -m1 / 2;
  const b: T = 1 + m1;
  const c = a;
  const d: T = -m2 / 2;
  const e: T = 1 + m2;
  const f = d;

  for (let t = 1; t <= TSTEPS; t++) {
    columns: for (let i = 1; i < N - 1; i++) {
      v[0][i] = 1;
      p[i][0] = 0;
      q[i][0] = v[0][i];
      for (let j = 1; j < N - 1; j++) {
        const pivot: T = a * p[i][j - 1] + b;
        p[i][j] = -c / pivot;
        q[i][j] = (-d * u[j][i - 1] + (1 + 2 * d) * u[j][i] - f * u[j][i + 1] - a * q[i][j - 1]) / pivot;
      }
      v[N - 1][i] = 1;
      for (let j = N - 2; j >= 1; j--) v[j][i] = p[i][j] * v[j + 1][i] + q[i][j];
    }
    rows: for (let i = 1; i < N - 1; i++) {
      u[i][0] = 1;
      p[i][0] = 0;
      q[i][0] = u[i][0];
      for (let j = 1; j < N - 1; j++) {
        const pivot: T = d * p[i][j - 1] + e;
        p[i][j] = -f / pivot;
        q[i][j] = (-a * v[i - 1][j] + (1 + 2 * a) * v[i][j] - c * v[i + 1][j] - d * q[i][j - 1]) / pivot;
      }
      u[i][N - 1] = 1;
      for (let j = N - 2; j >= 1; j--) u[i][j] = p[i][j] * u[i][j + 1] + q[i][j];
    }
  }
}

export const benchmark = define({
  name: "adi",
  sizes: {
    mini: { dims: { TSTEPS: 20, N: 20 }, float32: adi<float32, 20, 20>, float64: adi<float64, 20, 20> },
    small: { dims: { TSTEPS: 40, N: 60 }, float32: adi<float32, 40, 60>, float64: adi<float64, 40, 60> },
    medium: { dims: { TSTEPS: 100, N: 200 }, float32: adi<float32, 100, 200>, float64: adi<float64, 100, 200> },
  },
  data: ({ N }, T) => ({
    u: array([N, N], (i, j) => T((i + N - j) / N)),
  }),
  outputs: { u: "full" },
});
