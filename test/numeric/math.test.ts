import assert from "node:assert/strict";
import * as math from "../../lib/numeric/math.js";
import { hypotReference, powReference, references, ulps, type Big } from "./reference.js";
import { bitsOf, doubles, edges, random, specials } from "./samples.js";

type Name = keyof typeof references;

/** What each function promises, in units in the last place; results below 2^-1022 are rounded twice. */
const bounds: Readonly<Record<Name, number>> = { exp: 0.52, log: 0.52, sin: 0.8, cos: 0.8, tan: 0.9, tanh: 0.6 };

const domains: Readonly<Record<Name, (x: number) => boolean>> = {
  exp: (x) => Math.abs(x) < 746,
  log: (x) => x > 0 && x !== 1,
  sin: () => true,
  cos: () => true,
  tan: () => true,
  tanh: (x) => Math.abs(x) < 30,
};

/** Numbers around which a function is delicate. */
const delicate: Readonly<Record<Name, (t: number) => number>> = {
  exp: (t) => 1500 * (t - 0.5),
  log: (t) => 1 + (t - 0.5) / 32,
  sin: (t) => Math.PI * Math.round(t * 1e6) * (1 + 2 ** -52),
  cos: (t) => Math.PI * (Math.round(t * 1e6) + 0.5),
  tan: (t) => (Math.PI / 2) * Math.round(t * 2e6),
  tanh: (t) => (t - 0.5) / 2,
};

const subnormalBound = 0.77;

function worst(points: readonly number[], got: (x: number) => number, want: (x: number) => Big): [number, number] {
  return points.reduce<[number, number]>(
    ([most, at], x) => {
      const value = got(x);
      const error = ulps(value, want(x)) - (Math.abs(value) < 2 ** -1022 ? subnormalBound - 0.52 : 0);
      return error > most ? [error, x] : [most, at];
    },
    [0, 0],
  );
}

describe("elementary functions", function () {
  this.timeout(60_000);

  for (const name of Object.keys(references) as Name[]) {
    it(`${name} is within ${bounds[name]} ulp`, () => {
      const next = random(7);
      const near = Array.from({ length: 2000 }, () => delicate[name](next()));
      const points = [...edges, ...doubles(11, 4500), ...near].filter(
        (x) => domains[name](x) && Math.abs(x) > 2 ** (name === "log" ? -1075 : -60),
      );
      assert.ok(points.length > 2500);
      const [most, at] = worst(points, math[name], references[name]);
      assert.ok(most <= bounds[name], `${name}(${at}) is off by ${most} ulp`);
    });
  }

  it("pow is within 0.52 ulp", () => {
    const next = random(5);
    const pairs = Array.from({ length: 4000 }, (_, i) => {
      const x = i % 3 === 0 ? 1 + (next() - 0.5) / 1000 : (1 + next()) * 2 ** Math.floor(next() * 40 - 20);
      const y = (1480 * (next() - 0.5)) / Math.log(x);
      return i % 5 === 0 ? ([x, Math.round(next() * 20 - 10)] as const) : ([x, y] as const);
    });
    for (const x of edges.filter((v) => v > 0 && v !== 1)) for (const y of edges) pairs.push([x, y]);
    const inRange = pairs.filter(([x, y]) => Math.abs(y * Math.log(x)) < 760 && Math.abs(y) > 2 ** -200);
    assert.ok(inRange.length > 5000);
    for (const [x, y] of inRange) {
      const error = ulps(math.pow(x, y), powReference(x, y));
      const bound = math.pow(x, y) < 2 ** -1022 ? subnormalBound : 0.52;
      assert.ok(error <= bound, `pow(${x}, ${y}) is off by ${error} ulp`);
    }
  });

  it("hypot is within 0.51 ulp", () => {
    const xs = [...edges, ...doubles(3, 3000)];
    const next = random(9);
    for (const x of xs) {
      const y = x * (next() * 4) * 2 ** -Math.floor(next() * 70);
      if (!Number.isFinite(y)) continue;
      const error = ulps(math.hypot(x, y), hypotReference(x, y));
      assert.ok(x === 0 || error <= 0.51, `hypot(${x}, ${y}) is off by ${error} ulp`);
    }
  });

  it("tiny arguments give x, or 1", () => {
    for (const x of [2 ** -1074, -(2 ** -1074), 1e-310, -1e-300, 2 ** -61, -0, 0]) {
      for (const f of [math.sin, math.tan, math.tanh]) assert.ok(Object.is(f(x), x), `${f.name}(${x})`);
      for (const f of [math.cos, math.exp]) assert.equal(f(x), 1, `${f.name}(${x})`);
    }
  });

  const exactCases: readonly (readonly [string, number, string])[] = [
    ["exp(-0.25)", math.exp(-0.25), "3FE8EBEF9EAC820B"],
    ["exp(0.5)", math.exp(0.5), "3FFA61298E1E069C"],
    ["exp(-0.5)", math.exp(-0.5), "3FE368B2FC6F960A"],
    ["pow(2, -0.25)", math.pow(2, -0.25), "3FEAE89F995AD3AD"],
    ["pow(2, -1074)", math.pow(2, -1074), "0000000000000001"],
    ["pow(3, 5)", math.pow(3, 5), bitsOf(243)],
    ["exp(1)", math.exp(1), bitsOf(Math.E)],
    ["log(2)", math.log(2), bitsOf(Math.LN2)],
    ["hypot(3, 4)", math.hypot(3, 4), bitsOf(5)],
  ];
  for (const [name, got, want] of exactCases) it(`${name} is ${want}`, () => assert.equal(bitsOf(got), want));
});

describe("special values of the elementary functions", () => {
  const exactly = (x: number): boolean => !Number.isFinite(x) || x === 0 || Math.abs(x) === 1;

  for (const name of ["exp", "log", "sin", "cos", "tan", "tanh", "sign"] as const) {
    it(`${name} as Math.${name}`, () => {
      for (const x of [...specials, 0, -0, 1, -1, 2 ** -1074, 1e308, -1e308]) {
        const want = Math[name](x);
        if (exactly(want)) assert.ok(Object.is(math[name](x), want), `${name}(${x}) is ${math[name](x)}, not ${want}`);
      }
    });
  }

  it("pow as Math.pow, hypot as Math.hypot", () => {
    const sizes = [0, 0.5, 1, 2, 3, 3.5, 2 ** 53, 2 ** 53 - 1, 1e308, 5e-324, 1e-20];
    const values = [...specials, ...sizes.flatMap((x) => [x, -x])];
    for (const x of values) {
      for (const y of values) {
        for (const name of ["pow", "hypot"] as const) {
          const want = Math[name](x, y);
          const got = math[name](x, y);
          if (exactly(want)) assert.ok(Object.is(got, want), `${name}(${x}, ${y}) is ${got}, not ${want}`);
        }
      }
    }
  });
});
