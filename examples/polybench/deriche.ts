import { dim, dtype, grid, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Deriche's recursive smoothing filter, forth and back along the rows, then along the columns. */
@kernel()
export function deriche<T extends number, W extends number, H extends number>(
  imgOut: Tensor<T, [W, H]>, imgIn: Tensor<T, [W, H]>,
): void {
  const W = dim<W>(), H = dim<H>();
  const y1 = zeros(dtype<T>(), [W, H]);
  const y2 = zeros(dtype<T>(), [W, H]);

  const alpha: T = 0.25;
  const decay = Math.exp(-alpha);
  const k: T = (1 - decay) * (1 - decay) / (1 + 2 * alpha * decay - Math.exp(2 * alpha));
  const a1 = k;
  const a2: T = k * decay * (alpha - 1);
  const a3: T = k * decay * (alpha + 1);
  const a4: T = -k * Math.exp(-2 * alpha);
  const b1: T = Math.pow(2, -alpha);
  const b2: T = -Math.exp(-2 * alpha);

  for (let i = 0; i < W; i++) {
    let ym1: T = 0;
    let ym2: T = 0;
    let xm1: T = 0;
    for (let j = 0; j < H; j++) {
      y1[i][j] = a1 * imgIn[i][j] + a2 * xm1 + b1 * ym1 + b2 * ym2;
      xm1 = imgIn[i][j];
      ym2 = ym1;
      ym1 = y1[i][j];
    }
  }
  for (let i = 0; i < W; i++) {
    let yp1: T = 0;
    let yp2: T = 0;
    let xp1: T = 0;
    let xp2: T = 0;
    for (let j = H - 1; j >= 0; j--) {
      y2[i][j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2;
      xp2 = xp1;
      xp1 = imgIn[i][j];
      yp2 = yp1;
      yp1 = y2[i][j];
    }
  }
  for (const [i, j] of grid(W, H)) imgOut[i][j] = y1[i][j] + y2[i][j];

  for (let j = 0; j < H; j++) {
    let tm1: T = 0;
    let ym1: T = 0;
    let ym2: T = 0;
    for (let i = 0; i < W; i++) {
      y1[i][j] = a1 * imgOut[i][j] + a2 * tm1 + b1 * ym1 + b2 * ym2;
      tm1 = imgOut[i][j];
      ym2 = ym1;
      ym1 = y1[i][j];
    }
  }
  for (let j = 0; j < H; j++) {
    let tp1: T = 0;
    let tp2: T = 0;
    let yp1: T = 0;
    let yp2: T = 0;
    for (let i = W - 1; i >= 0; i--) {
      y2[i][j] = a3 * tp1 + a4 * tp2 + b1 * yp1 + b2 * yp2;
      tp2 = tp1;
      tp1 = imgOut[i][j];
      yp2 = yp1;
      yp1 = y2[i][j];
    }
  }
  for (const [i, j] of grid(W, H)) imgOut[i][j] = y1[i][j] + y2[i][j];
}

export const benchmark = define({
  name: "deriche",
  sizes: {
    mini: { dims: { W: 64, H: 64 }, float32: deriche<float32, 64, 64>, float64: deriche<float64, 64, 64> },
    small: { dims: { W: 192, H: 128 }, float32: deriche<float32, 192, 128>, float64: deriche<float64, 192, 128> },
    medium: { dims: { W: 720, H: 480 }, float32: deriche<float32, 720, 480>, float64: deriche<float64, 720, 480> },
  },
  data: ({ W, H }, T) => ({
    imgOut: array([W, H], () => 0),
    imgIn: array([W, H], (i, j) => T((313 * i + 991 * j) % 65536 / 65535)),
  }),
  outputs: { imgOut: "full" },
});
