import assert from "node:assert/strict";
import fc from "fast-check";
import type { Form } from "../../lib/analysis/affine.js";
import { isAtLeastZero, isZero, type Constraint } from "../../lib/analysis/integer-systems.js";
import { greatestOf, isEmpty, isInside, leastOf } from "../../lib/schedule/bounds.js";
import { runs } from "../support/runs.js";

const small = fc.bigInt({ min: -3n, max: 3n });
const form: fc.Arbitrary<Form> = fc.tuple(small, small, fc.bigInt({ min: -9n, max: 9n })).map(([a, b, constant]) => ({
  terms: new Map(([[1, a], [2, b]] as const).filter(([, c]) => c !== 0n)), constant,
}));
const more: fc.Arbitrary<readonly Constraint[]> = fc.array(
  fc.tuple(form, fc.boolean()).map(([f, isEquality]) => (isEquality ? isZero(f) : isAtLeastZero(f))), { maxLength: 2 },
);

/** Both values are from -4 to 4. */
const square: readonly Constraint[] = [1, 2].flatMap((id) => [1n, -1n].map((c) => (
  isAtLeastZero({ terms: new Map([[id, c]]), constant: 4n })
)));
const points = Array.from({ length: 81 }, (_, n) => new Map([[1, BigInt(n % 9) - 4n], [2, BigInt(Math.floor(n / 9)) - 4n]]));

function valueAt({ terms, constant }: Form, point: ReadonlyMap<number, bigint>): bigint {
  return [...terms].reduce((sum, [id, c]) => sum + c * (point.get(id) ?? 0n), constant);
}

function holds({ form: f, relation }: Constraint, point: ReadonlyMap<number, bigint>): boolean {
  return relation === "eq" ? valueAt(f, point) === 0n : valueAt(f, point) >= 0n;
}

describe("bounds of linear forms", () => {
  it("are those of all points", () => {
    fc.assert(fc.property(form, more, (f, constraints) => {
      const domain = [...square, ...constraints];
      const values = points.filter((p) => domain.every((c) => holds(c, p))).map((p) => valueAt(f, p));
      assert.equal(isEmpty(domain), values.length === 0);
      assert.equal(isInside(f, 5, domain), values.every((v) => v >= 0n && v < 5n));
      if (values.length === 0) return;
      assert.equal(leastOf(f, domain), values.reduce((a, b) => (a < b ? a : b)));
      assert.equal(greatestOf(f, domain), values.reduce((a, b) => (a > b ? a : b)));
    }), { numRuns: runs(300) });
  });

  it("are not there for values without constraints", () => {
    const f: Form = { terms: new Map([[3, 1n]]), constant: 0n };
    assert.equal(leastOf(f, square), undefined);
    assert.equal(greatestOf(f, [...square, isZero({ terms: new Map([[1, 1n], [2, 1n]]), constant: 0n })]), undefined);
  });
});
