/** A trained network in integers, as the file of constants that digits-mlp.ts imports. */
import type { Digit } from "../digits.js";
import { activationsOf, type Layer, type Network } from "./network.js";

/** A layer in integers: of what it computes, 1 stands for `unit`. */
interface QuantisedLayer extends Layer {
  readonly unit: number;
}

/** The weights as int8, the largest as ±127; in the inputs, 1 stands for `inputUnit`. */
function quantised({ weights, biases }: Layer, inputUnit: number): QuantisedLayer {
  const weightUnit = Math.max(...weights.flat().map(Math.abs)) / 127;
  const unit = weightUnit * inputUnit;
  return {
    weights: weights.map((row) => row.map((w) => Math.round(w / weightUnit))),
    biases: biases.map((b) => Math.round(b / unit)),
    unit,
  };
}

/** The text of data/digits-mlp.ts. The largest activation that one of `digits` causes becomes 255. */
export function constantsOf(network: Network, digits: readonly Digit[]): string {
  const activationUnit = Math.max(...digits.flatMap((digit) => activationsOf(network, digit))) / 255;
  const hidden = quantised(network.hidden, 1 / 16);
  const output = quantised(network.output, activationUnit);
  const scale = Math.round(hidden.unit / activationUnit * 2 ** 20) / 2 ** 20;
  return `/** What training/digits.ts makes of the pictures in digits.csv.gz for digits-mlp.ts. Do not edit. */

export const hidden = {
  weights: Int8Array.from([
${lines(hidden.weights.flat())}  ]),
  biases: [${hidden.biases.join(", ")}],
  /** Makes sums what the next layer takes. */
  scale: ${scale},
};

export const output = {
  weights: Int8Array.from([
${lines(output.weights.flat())}  ]),
  biases: [${output.biases.join(", ")}],
};
`;
}

/** Sixteen numbers to a line. */
function lines(values: readonly number[]): string {
  const rows = Array.from({ length: values.length / 16 }, (_, i) => values.slice(i * 16, i * 16 + 16));
  return rows.map((row) => `    ${row.join(", ")},\n`).join("");
}
