import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { build, tensor, uint8, type Tensor } from "heddle";
import { hidden, output } from "../data/digits-mlp.js";
import { classify1, classify359 } from "../digits-mlp.js";
import { testDigits, trainingDigits } from "../digits.js";
import { read, train } from "../training/network.js";
import { constantsOf } from "../training/quantise.js";
import { itWithCompiler } from "./simulation.js";

const digits = testDigits.map((digit) => digit.pixels);
const images = (pictures: readonly (readonly number[])[]): Tensor<uint8, [359, 64]> =>
  tensor(uint8, [359, 64], pictures.flat());

/** The sums of a layer, in integers. */
function sums({ weights, biases }: Pick<typeof output, "weights" | "biases">, x: readonly number[]): number[] {
  return biases.map((bias, j) => x.reduce((sum, value, k) => sum + weights[j * x.length + k] * value, bias));
}

/** What the network reads, in integers: activations are rounded with ties up, and of equal scores the first wins. */
function expected(pixels: readonly number[]): number {
  const scale = hidden.scale * 2 ** 20;
  const rounded = (sum: number): number => Math.floor((sum * scale + 2 ** 19) / 2 ** 20);
  const activations = sums(hidden, pixels).map((sum) => Math.min(rounded(Math.max(sum, 0)), 255));
  const scores = sums(output, activations);
  return scores.indexOf(Math.max(...scores));
}

/** Pictures of noise, with pixels of so many bits (a linear congruential generator). */
function noise(bits: number): number[][] {
  let state = 1;
  const pixel = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> (32 - bits);
  return Array.from({ length: 359 }, () => Array.from({ length: 64 }, pixel));
}

/** Beside the digits: what is so bright that the hidden units saturate, and so faint that their rounding decides. */
const pictureSets = [digits, noise(8), noise(1)];

describe("digits-mlp", () => {
  it("gives what the same network gives in integers, for every digit, and for noise", () => {
    for (const pictures of pictureSets) {
      assert.deepEqual(classify359(images(pictures)).toArray(), pictures.map(expected));
    }
  });

  it("reads a single digit the same", () => {
    for (const pixels of digits.slice(0, 50)) {
      assert.deepEqual(classify1(tensor(uint8, [1, 64], pixels)).toArray(), [expected(pixels)]);
    }
  });

  it("reads as many unseen digits as the network that was trained in floating point, give or take two", () => {
    const network = train(trainingDigits);
    const inFloats = testDigits.filter((digit) => read(network, digit) === digit.label).length;
    const found = classify359(images(digits));
    const inIntegers = testDigits.filter((digit, n) => found[n] === digit.label).length;
    assert.ok(inIntegers >= 0.96 * testDigits.length, `${inIntegers} of ${testDigits.length}`);
    assert.ok(Math.abs(inIntegers - inFloats) <= 2, `${inIntegers} in integers, ${inFloats} in floats`);

    const file = new URL("../../data/digits-mlp.ts", import.meta.url);
    assert.equal(constantsOf(network, trainingDigits), readFileSync(file, "utf8"), "the training gives the same again");
  });

  itWithCompiler("gives the same digits as its C++", async () => {
    const simulated = await build(classify359, { target: "vitis", mode: "csim" });
    for (const pictures of pictureSets) {
      assert.deepEqual((await simulated(images(pictures))).data, classify359(images(pictures)).data);
    }
  }).timeout(60_000);
});
