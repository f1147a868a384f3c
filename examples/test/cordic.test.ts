import assert from "node:assert/strict";
import { build } from "heddle";
import { atan2, sincos } from "../cordic.js";
import { itWithCompiler } from "./simulation.js";

/** What is lost by rounding is up to half a unit; the steps before it lose less than another half. */
const unit = 2 ** -16;

function assertWithinUnit(found: number, expected: number, what: string): void {
  assert.ok(Math.abs(found - expected) < unit, `${what} is ${found}, not ${expected}`);
}

/** From -8 to 8, in a circle or more, and never shorter than 1. */
const vectors = Array.from({ length: 2000 }, (_, n) => {
  const length = 1 + (n % 53) * 6.9 / 53;
  return [Math.round(length * Math.sin(n) / unit) * unit, Math.round(length * Math.cos(n) / unit) * unit] as const;
});

describe("CORDIC", () => {
  it("is within one unit of Math.sin and Math.cos, for every fifth angle", () => {
    const last = Math.floor(Math.PI / 2 / unit);
    for (let n = -last; n <= last; n += 5) {
      const [sine, cosine] = sincos(n * unit);
      assertWithinUnit(sine, Math.sin(n * unit), `the sine of ${n * unit}`);
      assertWithinUnit(cosine, Math.cos(n * unit), `the cosine of ${n * unit}`);
    }
  });

  it("is within one unit of Math.atan2, for vectors that are no shorter than 1", () => {
    for (const [y, x] of vectors) assertWithinUnit(atan2(y, x), Math.atan2(y, x), `atan2(${y}, ${x})`);
    assertWithinUnit(atan2(0, -8), Math.PI, "half a turn");
  });

  it("stops at an angle that is too large", () => {
    assert.throws(() => sincos(2), { code: 6004, message: /the angle is 2/ });
  });

  itWithCompiler("gives the same bits as its C++", async () => {
    const [simulatedSincos, simulatedAtan2] = await Promise.all([
      build(sincos, { target: "vitis", mode: "csim" }), build(atan2, { target: "vitis", mode: "csim" }),
    ]);
    for (const [y, x] of vectors.slice(0, 60)) {
      assert.deepEqual(await simulatedSincos(y / 8), sincos(y / 8));
      assert.equal(await simulatedAtan2(y, x), atan2(y, x));
    }
    await assert.rejects(simulatedSincos(-2), { code: 6004, message: /the angle is -2/ });
  }).timeout(60_000);
});
