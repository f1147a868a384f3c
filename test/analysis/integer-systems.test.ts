import assert from "node:assert/strict";
import fc from "fast-check";
import { addForms, constantForm, scaleForm, valueForm, type Form } from "../../lib/analysis/affine.js";
import { atMost, equal, isAtLeastZero, isZero, less, solve, type Constraint, type Point } from "../../lib/analysis/integer-systems.js";

const values = 3, most = 4n;

const form: fc.Arbitrary<Form> = fc
  .tuple(fc.array(fc.bigInt(-6n, 6n), { minLength: values, maxLength: values }), fc.bigInt(-12n, 12n))
  .map(([coefficients, constant]) =>
    coefficients.reduce((sum, c, id) => addForms(sum, scaleForm(valueForm(id), c)), constantForm(constant)));
const constraint: fc.Arbitrary<Constraint> = fc.record({ form, relation: fc.constantFrom("eq", "ge", "ge") });

/** Each value from -most to most. */
const box = Array.from({ length: values }, (_, id) =>
  [atMost(constantForm(-most), valueForm(id)), atMost(valueForm(id), constantForm(most))]).flat();

function points(): bigint[][] {
  const one = Array.from({ length: Number(2n * most + 1n) }, (_, i) => BigInt(i) - most);
  return one.flatMap((a) => one.flatMap((b) => one.map((c) => [a, b, c])));
}

const all = points();

function holds({ form: f, relation }: Constraint, at: (id: number) => bigint): boolean {
  const value = [...f.terms].reduce((sum, [id, c]) => sum + c * at(id), f.constant);
  return relation === "eq" ? value === 0n : value >= 0n;
}

function isPoint(system: readonly Constraint[], point: Point): boolean {
  return system.every((c) => holds(c, (id) => point.get(id) ?? 0n));
}

describe("integer systems", () => {
  it("finds a solution exactly when there is one", () => {
    fc.assert(fc.property(fc.array(constraint, { maxLength: 5 }), (constraints) => {
      const system = [...box, ...constraints];
      const expected = all.some((p) => system.every((c) => holds(c, (id) => p[id] ?? 0n)));
      const answer = solve(system);
      if (answer.kind === "some") assert.ok(isPoint(system, answer.point));
      assert.equal(answer.kind, expected ? "some" : "none");
    }), { numRuns: 2000 });
  });

  it("solves equations without a coefficient of 1", () => {
    const [x, y] = [valueForm(0), valueForm(1)];
    const sum = addForms(scaleForm(x, 7n), scaleForm(y, 12n));
    const answer = solve([equal(sum, constantForm(17n)), less(constantForm(100n), x)]);
    assert.ok(answer.kind === "some");
    assert.equal(7n * (answer.point.get(0) ?? 0n) + 12n * (answer.point.get(1) ?? 0n), 17n);
    assert.equal(solve([isZero(addForms(scaleForm(x, 6n), scaleForm(y, 4n), 1n)), equal(x, constantForm(1n))]).kind, "none");
  });

  it("knows that reals are no integers", () => {
    // 27 ≤ 11x + 13y ≤ 45, -10 ≤ 7x - 9y ≤ 4: has real points only (Pugh 1991, §2.3).
    const a = addForms(scaleForm(valueForm(0), 11n), scaleForm(valueForm(1), 13n));
    const b = addForms(scaleForm(valueForm(0), 7n), scaleForm(valueForm(1), 9n), -1n);
    const between = (lo: bigint, f: Form, hi: bigint): Constraint[] => [atMost(constantForm(lo), f), atMost(f, constantForm(hi))];
    assert.equal(solve([...between(27n, a, 45n), ...between(-10n, b, 4n)]).kind, "none");
  });

  it("takes values without bounds", () => {
    assert.equal(solve([isAtLeastZero(valueForm(3))]).kind, "some");
    assert.equal(solve([]).kind, "some");
    assert.equal(solve([isZero(constantForm(1n))]).kind, "none");
  });
});
