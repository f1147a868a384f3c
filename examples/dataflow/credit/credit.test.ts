import assert from "node:assert/strict";
import { int32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { credits, N, withCredit } from "./credit.js";

const values = someIntegers(N, -1000, 1000, 5);
const args = () => [tensor(int32, [N], values), zeros(int32, [N]), zeros(int32, [1])] as const;

describe("flow control by credit", () => {
  it("squares everything and never has more under way than there are credits", () => {
    const [a, b, busiest] = args();
    withCredit(a, b, busiest);
    assert.deepEqual(b.toArray(), values.map((x) => x * x));
    assert.deepEqual(busiest.toArray(), [credits]);
  });

  itMatchesItsCpp(withCredit, args);
});
