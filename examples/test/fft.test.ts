import assert from "node:assert/strict";
import { build, dtype, tensor, type Tensor } from "heddle";
import { fft256, fft64, type Complex } from "../fft.js";
import { itWithCompiler } from "./simulation.js";

/** Two tones, and noise that is the same every time. */
const signal = (n: number): Complex[] => Array.from({ length: n }, (_, t) => ({
  re: Math.fround(Math.cos(2 * Math.PI * 5 * t / n) + 0.25 * Math.sin(2 * Math.PI * 19 * t / n)),
  im: Math.fround(((t * 7919) % 101) / 101 - 0.5),
}));

/** The definition, in doubles. */
function dft(x: readonly Complex[]): Complex[] {
  return x.map((_, k) => x.reduce((sum, { re, im }, t) => {
    const angle = -2 * Math.PI * ((k * t) % x.length) / x.length;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return { re: sum.re + re * cos - im * sin, im: sum.im + re * sin + im * cos };
  }, { re: 0, im: 0 }));
}

const points64 = (x: readonly Complex[]): Tensor<Complex, [64]> => tensor(dtype<Complex>(), [64], x);
const points256 = (x: readonly Complex[]): Tensor<Complex, [256]> => tensor(dtype<Complex>(), [256], x);
const energy = (x: readonly Complex[]): number => x.reduce((sum, { re, im }) => sum + re * re + im * im, 0);

/** The largest distance of two points, relative to the root of the energy of all of them. */
function distance(a: readonly Complex[], b: readonly Complex[]): number {
  return Math.max(...a.map((p, i) => Math.hypot(p.re - b[i].re, p.im - b[i].im))) / Math.sqrt(energy(b));
}

describe("fft", () => {
  // float32 rounds to 24 digits: the errors of all stages stay below one such step of the whole.
  const tolerance = 2 ** -24;

  it("is the Fourier transform", () => {
    const small = signal(64);
    assert.ok(distance(fft64(points64(small)).toArray(), dft(small)) < tolerance);
    const large = signal(256);
    assert.ok(distance(fft256(points256(large)).toArray(), dft(large)) < tolerance);
  });

  it("keeps the energy, and comes back when it is done to the conjugate", () => {
    const x = signal(256);
    const X = fft256(points256(x)).toArray();
    assert.ok(Math.abs(energy(X) / 256 / energy(x) - 1) < tolerance * 16);
    const twice = fft256(points256(X.map(({ re, im }) => ({ re, im: -im })))).toArray();
    assert.ok(distance(twice.map(({ re, im }) => ({ re: re / 256, im: -im / 256 })), x) < tolerance);
  });

  it("has one peak for one tone", () => {
    const angles = Array.from({ length: 64 }, (_, t) => 2 * Math.PI * 3 * t / 64);
    const X = fft64(points64(angles.map((a) => ({ re: Math.cos(a), im: Math.sin(a) })))).toArray();
    const thousandths = X.map(({ re, im }) => Math.round(Math.hypot(re, im) * 1000));
    assert.deepEqual(thousandths, X.map((_, k) => (k === 3 ? 64_000 : 0)));
  });

  itWithCompiler("gives the same bits as its C++", async () => {
    const simulated = await build(fft256, { target: "vitis", mode: "csim" });
    const x = points256(signal(256));
    assert.deepEqual((await simulated(x)).data, fft256(x).data);
  }).timeout(60_000);
});
