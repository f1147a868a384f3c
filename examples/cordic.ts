/** Sine and cosine by shifts and additions only (CORDIC), with integers of just the width they need. */
import { kernel, type Int, type Tensor } from "heddle";

const steps = 16;
const fraction = 2 ** 16;

/** The angles whose tangents are 1, 1/2, 1/4, …, computed by the compiler. */
const angles = Array.from({ length: steps }, (_, i) => Math.round(Math.atan(2 ** -i) * fraction));

/** What all the turns together lengthen a vector by. */
const gain = Array.from({ length: steps }, (_, i) => Math.hypot(1, 2 ** -i)).reduce((a, b) => a * b);
const start = Math.round(fraction / gain);

/** Angles from -pi/2 to pi/2; angles and results are in units of 2^-16. */
@kernel()
export function cordic(angle: Tensor<Int<18>, [64]>, cosine: Tensor<Int<18>, [64]>, sine: Tensor<Int<18>, [64]>): void {
  for (let n = 0; n < 64; n++) {
    let x: Int<18> = start;
    let y: Int<18> = 0;
    let rest: Int<18> = angle[n];
    rotate: for (let i = 0; i < steps; i++) {
      const dx = y >> i;
      const dy = x >> i;
      if (rest >= 0) {
        x -= dx;
        y += dy;
        rest -= angles[i];
      } else {
        x += dx;
        y -= dy;
        rest += angles[i];
      }
    }
    cosine[n] = x;
    sine[n] = y;
  }
}
