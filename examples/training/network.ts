/** A network with one layer of hidden units, in floating point: how it reads digits, and how it learns to. */
import type { Digit } from "../digits.js";

const pixels = 64, units = 32, classes = 10;
const epochs = 30;

/** A row of weights and a bias for each output. */
export interface Layer {
  readonly weights: readonly number[][];
  readonly biases: number[];
}

export interface Network {
  readonly hidden: Layer;
  readonly output: Layer;
}

/** Numbers from 0 to below 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Weights that keep the size of what goes through them (He et al. 2015). */
function newLayer(outputs: number, inputs: number, random: () => number): Layer {
  const weight = (): number => (2 * random() - 1) * Math.sqrt(6 / inputs);
  return {
    weights: Array.from({ length: outputs }, () => Array.from({ length: inputs }, weight)),
    biases: new Array<number>(outputs).fill(0),
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items.map((item) => [random(), item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
}

const inputOf = (digit: Digit): number[] => digit.pixels.map((p) => p / 16);
const linear = ({ weights, biases }: Layer, x: readonly number[]): number[] =>
  weights.map((row, j) => row.reduce((sum, w, k) => sum + w * x[k], biases[j]));
const relu = (x: readonly number[]): number[] => x.map((v) => Math.max(v, 0));

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map((s) => Math.exp(s - Math.max(...scores)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((p) => p / sum);
}

/** What the hidden units make of a digit. */
export const activationsOf = ({ hidden }: Network, digit: Digit): number[] => relu(linear(hidden, inputOf(digit)));

/** The digit that the network reads. */
export function read(network: Network, digit: Digit): number {
  const scores = linear(network.output, activationsOf(network, digit));
  return scores.indexOf(Math.max(...scores));
}

/** A step against the gradient; `slope` is that of the error by the outputs. */
function descend({ weights, biases }: Layer, slope: readonly number[], x: readonly number[], rate: number): void {
  slope.forEach((s, j) => {
    biases[j] -= rate * s;
    x.forEach((value, k) => (weights[j][k] -= rate * s * value));
  });
}

/** Stochastic gradient descent on the cross entropy, with steps that become smaller; the same every time. */
export function train(digits: readonly Digit[]): Network {
  const random = generator(1);
  const hidden = newLayer(units, pixels, random);
  const output = newLayer(classes, units, random);
  const network: Network = { hidden, output };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 0.05 * (1 - epoch / epochs);
    for (const digit of shuffled(digits, random)) {
      const activations = activationsOf(network, digit);
      const slope = softmax(linear(output, activations)).map((p, j) => p - Number(j === digit.label));
      const slopeAt = (k: number): number => slope.reduce((sum, s, j) => sum + s * output.weights[j][k], 0);
      const hiddenSlope = activations.map((a, k) => (a > 0 ? slopeAt(k) : 0));
      descend(output, slope, activations, rate);
      descend(hidden, hiddenSlope, inputOf(digit), rate);
    }
  }
  return network;
}
