import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { tripCount } from "../../lib/ir/trip-count.js";

function trips(bounds: string): bigint | undefined {
  const { functions: [f] } = parseModule(`top func f(n: int32) { for i: int64 = ${bounds} { } }`);
  const loop = f?.body[0];
  return loop?.kind === "for" ? tripCount(loop) : assert.fail();
}

describe("the trip count of a loop", () => {
  const cases: readonly (readonly [string, bigint | undefined])[] = [
    ["0 to 8", 8n], ["3 to 8", 5n], ["0 to 8 step 3", 3n], ["0 to 9 step 3", 3n], ["8 to 0", 0n], ["8 to 8", 0n],
    ["7 to -1 step -1", 8n], ["7 to -1 step -3", 3n], ["0 to 8 step -1", 0n], ["0 to 8 step 0", undefined],
    ["0 to n", undefined], ["n to 8", undefined],
  ];
  for (const [bounds, count] of cases) it(`${bounds}: ${count ?? "not constant"}`, () => assert.equal(trips(bounds), count));
});
