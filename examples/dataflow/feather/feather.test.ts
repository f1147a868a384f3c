import assert from "node:assert/strict";
import { int32, int8, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { addLeft, feather, L, pass, stages, steps, swap, W } from "./feather.js";

const a = someIntegers(steps * W * L, -128, 127, 26);
const b = someIntegers(steps * W * L, -128, 127, 27);
const part = (s: number, w: number): number =>
  Array.from({ length: L }, (_, l) => a[(s * W + w) * L + l] * b[(s * W + w) * L + l]).reduce((x, y) => x + y);
const args = (program: number[][]) => [
  tensor(int8, [steps, W, L], a), tensor(int8, [steps, W, L], b), tensor(int8, [stages, 2], program), zeros(int32, [steps, W]),
] as const;

function banks(program: number[][]): number[][] {
  const given = args(program);
  feather(...given);
  return given[3].toArray();
}

const oneSum = [[addLeft, addLeft], [addLeft, pass], [pass, pass]];

describe("FEATHER-like array", () => {
  it("adds all parts up in bank 0", () => {
    banks(oneSum).forEach((row, s) => assert.equal(row[0], part(s, 0) + part(s, 1) + part(s, 2) + part(s, 3)));
  });

  it("computes two dot products at once, in banks 0 and 2, or in the other order", () => {
    banks([[addLeft, addLeft], [pass, pass], [pass, pass]]).forEach((row, s) =>
      assert.deepEqual([row[0], row[2]], [part(s, 0) + part(s, 1), part(s, 2) + part(s, 3)]));
    banks([[addLeft, addLeft], [swap, pass], [pass, pass]]).forEach((row, s) =>
      assert.deepEqual([row[0], row[2]], [part(s, 2) + part(s, 3), part(s, 0) + part(s, 1)]));
  });

  it("stores the parts in another order", () => {
    banks([[swap, pass], [pass, pass], [pass, swap]]).forEach((row, s) =>
      assert.deepEqual(row, [part(s, 1), part(s, 0), part(s, 3), part(s, 2)]));
  });

  itMatchesItsCpp(feather, () => args(oneSum));
});
