import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as tables from "../../lib/numeric/math-tables.js";
import { exact, expFixed, halfPi, ln2, logFixed, twoOverPi, ulps, type Big } from "./reference.js";

const bits = 320;

/** Asserts that `parts` are multiples of 2^-grid (but for the last) that add up to `want`, rounded in the last part. */
function assertSum(name: string, parts: readonly number[], want: Big, grids: readonly number[]): void {
  const rest = parts.slice(0, -1).reduce((left, part, i) => {
    const grid = grids[i] ?? 0;
    assert.equal(part * 2 ** grid, Math.round(part * 2 ** grid), `${name}: part ${i} ends at bit ${grid}`);
    const { n, scale } = exact(part);
    return left - (n << BigInt(want.scale)) / (1n << BigInt(scale));
  }, want.n);
  const last = parts.at(-1) ?? NaN;
  assert.ok(ulps(last, { n: rest, scale: want.scale }) <= 0.5, `${name}: ${parts.join(" + ")}`);
}

describe("constants of the elementary functions", () => {
  it("logarithms of 2", () => {
    assertSum("ln2", [tables.ln2High, tables.ln2Low], { n: ln2, scale: bits }, [42]);
    assertSum("step", [tables.stepHigh, tables.stepLow], { n: ln2, scale: bits + 6 }, [42]);
    assertSum("1 / step", [tables.stepsPerUnit], { n: (64n << BigInt(2 * bits)) / ln2, scale: bits }, []);
  });

  it("parts of π", () => {
    const want = { n: halfPi(bits), scale: bits };
    assertSum("π/2", [tables.halfPiHigh, tables.halfPiLow], want, [52]);
    assertSum("π/2", [tables.halfPi1, tables.halfPi2, tables.halfPi3, tables.halfPi4], want, [32, 65, 98]);
    assertSum("2/π", [tables.twoOverPi], { n: twoOverPi(bits), scale: bits }, []);
    assert.equal(tables.twoOverPiBits, twoOverPi(1280));
  });

  it("powers of two", () => {
    assert.equal(tables.powersOfTwo.length, 128);
    for (let j = 0; j < 64; j++) {
      const want = expFixed((ln2 * BigInt(j)) / 64n);
      if (j === 0) assert.deepEqual([...tables.powersOfTwo.slice(0, 2)], [1, 0]);
      else assertSum(`2^(${j}/64)`, [...tables.powersOfTwo.slice(2 * j, 2 * j + 2)], want, [52]);
    }
  });

  it("logarithms", () => {
    assert.equal(tables.logarithms.length, 91 * 3);
    for (let i = 0; i < 91; i++) {
      const [inverse = 0, high = 0, low = 0] = tables.logarithms.slice(3 * i, 3 * i + 3);
      assert.equal(inverse, Math.round((128 / (i + tables.logFirst)) * 2048) / 2048);
      if (inverse === 1) assert.deepEqual([high + 0, low], [0, 0]);
      else assertSum(`log ${inverse}`, [high, low], { n: -logFixed(exact(inverse)), scale: bits }, [42]);
    }
  });

  it("the C++ header has the same", () => {
    const header = readFileSync(new URL("../../../include/hls_math.h", import.meta.url), "utf8");
    for (const [name, value] of Object.entries(tables)) {
      if (typeof value !== "number") continue;
      const found = new RegExp(`constexpr (?:double|int) ${name} = ([^;]*);`).exec(header)?.[1];
      assert.equal(Number(found), value, name);
    }
    for (const name of ["powersOfTwo", "logarithms"] as const) {
      const text = new RegExp(`${name}\\(\\) \\{[^{]*\\{([^}]*)\\}`).exec(header)?.[1] ?? "";
      assert.deepEqual(text.split(",").filter((t) => t.trim() !== "").map(Number), [...tables[name]], name);
    }
    const words = /twoOverPiWords\(\) \{[^{]*\{([^}]*)\}/.exec(header)?.[1] ?? "";
    const digits = words.split(",").slice(2).map((w) => w.trim().slice(2, 10)).join("");
    assert.equal(BigInt(`0x${digits}`), tables.twoOverPiBits);
  });
});
