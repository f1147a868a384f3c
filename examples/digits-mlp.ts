/** Reads handwritten digits: a network with 64 inputs, 32 hidden units and 10 outputs, quantised to 8 bits. */
import { dim, int32, int8, kernel, range, tensor, uint8, zeros, type Tensor, type UFixed } from "heddle";
import { linear, mul } from "heddle/ops";
import { hidden, output } from "./data/digits-mlp.js";

/** The nearest integer from 0 to 255. Negative sums saturate to 0: this is the ReLU too. */
type Activation = UFixed<8, 0, "round", "saturate">;

/** The digits in `images`, which are rows of 8 × 8 pixels from 0 (white) to 16 (black). */
@kernel()
export function classify<N extends number>(images: Tensor<uint8, [N, 64]>): Tensor<uint8, [N]> {
  const W1 = tensor(int8, [32, 64], hidden.weights);
  const b1 = tensor(int32, [32], hidden.biases);
  const W2 = tensor(int8, [10, 32], output.weights);
  const b2 = tensor(int32, [10], output.biases);
  const scale: UFixed<16, 20> = hidden.scale; // from 0 to 1/16, in steps of 2^-20

  const sums: Tensor<int32, [N, 32]> = linear(images, W1, b1);
  const activations: Tensor<Activation, [N, 32]> = mul(sums, scale);
  const scores: Tensor<int32, [N, 10]> = linear(activations, W2, b2);

  const digits = zeros(uint8, [dim<N>()]);
  for (const n of range(dim<N>())) {
    let best: uint8 = 0;
    for (const digit of range(1, 10)) {
      if (scores[n][digit] > scores[n][best]) best = uint8(digit);
    }
    digits[n] = best;
  }
  return digits;
}

export const classify1 = classify<1>;
export const classify359 = classify<359>;
