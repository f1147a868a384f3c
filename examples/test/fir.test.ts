import assert from "node:assert/strict";
import { build, reset, tensor, zeros, type Tensor } from "heddle";
import { block, fir, firBlock, Sample, taps } from "../fir.js";
import { itWithCompiler } from "./simulation.js";

/** Samples as they are stored, in units of 2^-15. */
type Raw = ArrayLike<number>;
const unit = 2 ** -15;
const blockOf = (x: readonly number[]): Tensor<Sample, [typeof block]> => tensor(Sample, [block], x);
const tones = Array.from({ length: block }, (_, n) => 0.5 * Math.sin(n / 9) + 0.4 * Math.sin(n * 2.9));
/** Each sample with the sign of the coefficient that it meets at the end: no other input gives more. */
const loudest = Array.from({ length: block }, (_, n) => (taps[(block - 1 - n) % taps.length] < 0 ? -1 : 1 - unit));

/** The convolution in doubles. */
const real = (x: Raw): number[] =>
  Array.from(x, (_, n) => taps.reduce((sum, h, t) => sum + (n >= t ? h * x[n - t] * unit : 0), 0));

/** The same in integers: coefficients in units of 2^-24, one rounding with ties up, then the nearest sample. */
const exact = (x: Raw): number[] => Array.from(x, (_, n) => {
  const sum = taps.reduce((s, h, t) => s + (n >= t ? Math.round(h * 2 ** 24) * x[n - t] : 0), 0);
  return Math.min(Math.max(Math.floor((sum + 2 ** 23) / 2 ** 24), -32768), 32767);
});

describe("fir", () => {
  beforeEach(() => {
    reset(fir);
    reset(firBlock);
  });

  it("answers an impulse with its coefficients", () => {
    const response = [0.5, ...new Array<number>(taps.length).fill(0)].map((x) => fir(x));
    assert.deepEqual(response, [...taps, 0].map((h) => Math.floor(0.5 * h / unit + 0.5) * unit));
  });

  it("lets slow tones through and stops fast ones", () => {
    const loudness = (frequency: number): number => {
      reset(firBlock);
      const tone = Array.from({ length: block }, (_, n) => 0.5 * Math.cos(2 * Math.PI * frequency * n));
      return Math.max(...firBlock(blockOf(tone)).toArray().slice(taps.length).map(Math.abs));
    };
    for (const frequency of [0, 0.02, 0.05]) assert.ok(Math.abs(loudness(frequency) - 0.5) < 0.005, `${frequency}`);
    for (const frequency of [0.2, 0.3, 0.5]) assert.ok(loudness(frequency) < 0.5 / 300, `${frequency}`);
  });

  it("is within one unit of the convolution in doubles", () => {
    const x = blockOf(tones);
    const found = firBlock(x);
    real(x.data).forEach((y, n) => assert.ok(Math.abs(found[n] - y) < unit, `${n}: ${found[n]}, not ${y}`));
  });

  it("is the convolution in integers to the bit, saturated where it has to be", () => {
    for (const x of [blockOf(tones), blockOf(loudest)]) {
      reset(firBlock);
      assert.deepEqual(Array.from(firBlock(x).data), exact(x.data));
    }
    assert.ok(real(blockOf(loudest).data)[block - 1] > 1.2);
    assert.equal(exact(blockOf(loudest).data)[block - 1], 32767);
  });

  it("goes on from block to block until it is reset", () => {
    const whole = exact([...blockOf(tones).data, ...blockOf(loudest).data]);
    const parts = [blockOf(tones), blockOf(loudest)].flatMap((x) => [...firBlock(x).data]);
    assert.deepEqual(parts, whole);
    assert.notEqual(firBlock(zeros(Sample, [block]))[0], 0);
    reset(firBlock);
    assert.equal(firBlock(zeros(Sample, [block]))[0], 0);
  });

  itWithCompiler("gives the same bits as its C++, which remembers as well", async () => {
    const simulated = await build(firBlock, { target: "vitis", mode: "csim" });
    for (const x of [blockOf(tones), blockOf(loudest), blockOf(tones)]) {
      assert.deepEqual((await simulated(x)).data, firBlock(x).data);
    }
    const single = await build(fir, { target: "vitis", mode: "csim" });
    for (const x of loudest.slice(0, 50)) assert.equal(await single(x), fir(x));
  }).timeout(60_000);
});
