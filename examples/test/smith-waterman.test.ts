import assert from "node:assert/strict";
import { build, tensor, uint8, type Tensor } from "heddle";
import { align64x128, align8x9, type Alignment } from "../smith-waterman.js";
import { itWithCompiler } from "./simulation.js";

/** The recurrence as it is written down, with the whole matrix. */
function expected(a: ArrayLike<number>, b: ArrayLike<number>): Alignment {
  const H = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  let best: Alignment = { score: 0, endA: 0, endB: 0 };
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const similarity = a[i - 1] === b[j - 1] ? 3 : -3;
      H[i][j] = Math.max(0, H[i - 1][j - 1] + similarity, H[i - 1][j] - 2, H[i][j - 1] - 2);
      if (H[i][j] > best.score) best = { score: H[i][j], endA: i, endB: j };
    }
  }
  return best;
}

const letters = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Letters at random (a linear congruential generator); `b` holds a copy of `a` with every ninth letter changed. */
function sequences(seed: number): [Tensor<uint8, [64]>, Tensor<uint8, [128]>] {
  let state = seed;
  const letter = (): number => letters("ACGT")[(state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 30];
  const a = Array.from({ length: 64 }, letter);
  const copy = a.map((x, i) => (i % 9 === seed % 9 ? letter() : x));
  const b = [...Array.from({ length: 20 + seed }, letter), ...copy, ...Array.from({ length: 44 - seed }, letter)];
  return [tensor(uint8, [64], a), tensor(uint8, [128], b)];
}

describe("Smith-Waterman", () => {
  it("finds GTTGAC and GTT-AC, the usual textbook example", () => {
    const found = align8x9(tensor(uint8, [8], letters("TGTTACGG")), tensor(uint8, [9], letters("GGTTGACTA")));
    assert.deepEqual(found, { score: 13, endA: 6, endB: 7 });
  });

  it("finds nothing in sequences without a common letter", () => {
    const found = align8x9(tensor(uint8, [8], letters("AAAAAAAA")), tensor(uint8, [9], letters("CCCCCCCCC")));
    assert.deepEqual(found, { score: 0, endA: 0, endB: 0 });
  });

  it("agrees with the whole matrix on random sequences", () => {
    for (let seed = 0; seed < 40; seed++) {
      const [a, b] = sequences(seed);
      assert.deepEqual(align64x128(a, b), expected(a.data, b.data), `seed ${seed}`);
    }
  });

  itWithCompiler("gives the same as its C++", async () => {
    const simulated = await build(align64x128, { target: "vitis", mode: "csim" });
    for (let seed = 0; seed < 10; seed++) {
      const [a, b] = sequences(seed);
      assert.deepEqual(await simulated(a, b), align64x128(a, b), `seed ${seed}`);
    }
  }).timeout(60_000);
});
