/**
 * A reconfigurable array in the manner of FEATHER (Tong et al. 2024): columns of processing elements compute parts of dot
 * products, and a network of butterfly switches adds up or reorders the parts on their way to the output banks. What a
 * switch does in each step is data: the same array computes one long dot product, or several short ones in any layout.
 */
import { int32, int8, kernel, pid, region, streams, type Tensor } from "heddle";

/** Columns, elements of a column's part, stages of the network, steps. */
export const W = 4, L = 4, stages = 3, steps = 6;
type W = typeof W; type L = typeof L; type steps = typeof steps;
type stages = typeof stages; type half = 2;

/** What a switch does with its left and right value. */
export const pass = 0, swap = 1, addLeft = 2, addRight = 3;

/** Between two stages, the two bits of a lane's number change places. */
const wiring = [0, 2, 1, 3];

/** Part w of step s is the dot product of `a[s][w]` and `b[s][w]`; `program[stage][k]` is for switch k of a stage. */
@region()
export function feather(
  a: Tensor<int8, [steps, W, L]>, b: Tensor<int8, [steps, W, L]>, program: Tensor<int8, [stages, half]>,
  banks: Tensor<int32, [steps, W]>,
): void {
  const lanes = streams(int32, [stages + 1, W], { depth: 2 });

  @kernel({ mapping: [W], args: [a, b] })
  function column(x: Tensor<int8, [steps, W, L]>, y: Tensor<int8, [steps, W, L]>) {
    const [w] = pid();
    for (let s = 0; s < steps; s++) {
      let sum = int32(0);
      for (let l = 0; l < L; l++) sum += x[s][w][l] * y[s][w][l];
      lanes[0][w].put(sum);
    }
  }

  @kernel({ mapping: [stages, W / 2], args: [program] })
  function switchAt(what: Tensor<int8, [stages, half]>) {
    const [stage, k] = pid<2>();
    const [left, right] = [2 * k, 2 * k + 1];
    const [toLeft, toRight] = stage < stages - 1 ? [wiring[left], wiring[right]] : [left, right];
    const does = what[stage][k];
    for (let s = 0; s < steps; s++) {
      const x = lanes[stage][left].get();
      const y = lanes[stage][right].get();
      lanes[stage + 1][toLeft].put(does === swap ? y : does === addLeft ? x + y : x);
      lanes[stage + 1][toRight].put(does === swap ? x : does === addRight ? x + y : y);
    }
  }

  @kernel({ mapping: [W], args: [banks] })
  function bank(out: Tensor<int32, [steps, W]>) {
    const [w] = pid();
    for (let s = 0; s < steps; s++) out[s][w] = lanes[stages][w].get();
  }
}
