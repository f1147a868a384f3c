import assert from "node:assert/strict";
import { float32, int32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { randomBits, someReals } from "../data.js";
import { capacity, rows, spmv } from "./spmv.js";

/** A matrix with rows of 0 to 5 elements. */
const next = randomBits(17);
const matrix = Array.from({ length: rows }, (_, r) => Array.from({ length: rows }, (__, c) =>
  ((c * 7 + r) % rows < r % 6 ? Math.fround(next() / 2 ** 31 - 1) : 0)));
const elements = matrix.flatMap((row, r) => row.flatMap((value, c) => (value === 0 ? [] : [{ r, c, value }])));
const start = Array.from({ length: rows + 1 }, (_, r) => elements.filter((e) => e.r < r).length);
const padded = (list: readonly number[]): number[] => [...list, ...new Array<number>(capacity - list.length).fill(0)];
const [x = []] = someReals(1, rows, 18);
const args = () => [
  tensor(int32, [13], start), tensor(int32, [capacity], padded(elements.map((e) => e.c))),
  tensor(float32, [capacity], padded(elements.map((e) => e.value))), tensor(float32, [rows], x), zeros(float32, [rows]),
] as const;

describe("sparse matrix times vector", () => {
  it("is what the dense matrix gives, rounded alike", () => {
    const given = args();
    spmv(...given);
    const expected = matrix.map((row) => row.reduce((sum, a, c) => (a === 0 ? sum : Math.fround(sum + Math.fround(a * x[c]))), 0));
    assert.deepEqual(given[4].toArray(), expected);
  });

  itMatchesItsCpp(spmv, args);
});
