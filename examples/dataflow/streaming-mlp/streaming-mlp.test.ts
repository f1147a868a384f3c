import assert from "node:assert/strict";
import { int32, int8, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { product, someBytes } from "../data.js";
import { hidden, inputs, mlp, outputs, samples } from "./streaming-mlp.js";

const [x, w1, w2] = [someBytes(samples, inputs, 20), someBytes(hidden, inputs, 21), someBytes(outputs, hidden, 22)];
const transposed = (m: number[][]): number[][] => m[0].map((_, j) => m.map((row) => row[j]));
const args = () => [
  tensor(int8, [samples, inputs], x), tensor(int8, [hidden, inputs], w1), tensor(int8, [outputs, hidden], w2),
  zeros(int32, [samples, outputs]),
] as const;

describe("streaming perceptron", () => {
  it("is two products with a ReLU between", () => {
    const given = args();
    mlp(...given);
    const activations = product(x, transposed(w1)).map((row) => row.map((sum) => Math.max(0, sum >> 4)));
    assert.deepEqual(given[3].toArray(), product(activations, transposed(w2)));
  });

  itMatchesItsCpp(mlp, args);
});
