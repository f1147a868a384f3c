/** Every reason for which the loop primitives refuse a step, and that nothing else is refused beside it. */
import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applyStep, applySteps } from "../../lib/schedule/apply.js";
import type { Step } from "../../lib/schedule/step.js";

type Args = Readonly<Record<string, unknown>>;
const step = (primitive: string, args: Args): Step => ({ primitive, args });
const onLoop = (primitive: string, loop: string, options: Args = {}): Step => step(primitive, { loop, ...options });
const reorder = (...loops: string[]): Step => step("reorder", { loops });
const fuse = (...loops: string[]): Step => step("fuse", { loops });

const signature = "top func f(A: int32[8, 8], B: int32[64], x: float32[64], y: float32[64], n: int32) ";
const two = (body: string, j = "0 to 8"): string => `${signature}{ for i: index = 0 to 8 { for j: index = ${j} { ${body} } } }`;
const one = (body: string, i = "0 to 8"): string => `${signature}{ for i: index = ${i} { ${body} } }`;
const plain = two("A[i, j] = int32(1)");
const beside = (before: string, inner: string, after = ""): string =>
  `${signature}{ for i: index = 0 to 8 { ${before} for j: index = 0 to 8 { ${inner} } ${after} } }`;

/** The last step is refused with the code; the ones before it are legal. */
const cases: readonly (readonly [what: string, code: number, text: string, steps: readonly Step[]])[] = [
  ["a loop named twice", 2007, plain, [fuse("i", "i")]],
  ["a split of unknown bounds", 2010, one("B[i] = int32(1)", "0 to n"), [onLoop("split", "i", { factor: 2 })]],
  ["a split of what its body moves", 2010, `${signature}{ let s: int32 = int32(0) for i: int32 = s to s + 4 { s = int32(9) B[i] = int32(1) } }`,
    [onLoop("split", "i", { factor: 2 })]],
  ["an unrolling of unknown bounds", 2010, one("B[i] = int32(1)", "0 to n"), [onLoop("unroll", "i")]],
  ["a real unrolling of unknown bounds", 2010, one("B[i] = int32(1)", "0 to n"), [onLoop("unroll", "i", { factor: 2, real: true })]],
  ["vectorizing unknown bounds", 2010, one("B[i] = int32(1)", "0 to n"), [onLoop("vectorize", "i")]],
  ["a fusion of triangular loops", 2010, two("A[i, j] = int32(1)", "0 to i"), [fuse("i", "j")]],
  ["more copies than iterations", 2011, plain, [onLoop("unroll", "j", { factor: 9 })]],
  ["more real copies than iterations", 2011, plain, [onLoop("unroll", "j", { factor: 9, real: true })]],
  ["a fusion of what is no nest", 2013, beside("B[i] = int32(0)", "A[i, j] = int32(1)"), [fuse("i", "j")]],
  ["skewing by a loop that is not around", 2013, plain, [step("skew", { outer: "j", inner: "i", factor: 1 })]],
  ["siblings in their own order", 2013, `${signature}{ for i: index = 0 to 8 { B[i] = int32(1) } for j: index = 0 to 8 { B[j] = int32(2) } }`,
    [reorder("i", "j")]],
  ["bounds that are not linear in the outer counter", 2014, two("A[i, j] = int32(1)", "0 to i * i"), [reorder("j", "i")]],
  ["a distance that the new order reverses", 2020, two("B[i + j] = B[i + j + 1]"), [reorder("j", "i")]],
  ["a piece that must wait for a later one", 2020, beside("B[i + 1] = int32(B[i] + 1)", "B[i + 2] = int32(j)"), [reorder("j", "i")]],
  ["a sum of floats in another order", 2021, two("x[0] = x[0] + y[8 * i + j]"), [reorder("j", "i")]],
  ["a sum of floats side by side", 2021, one("x[0] = x[0] + y[i]", "1 to 8"), [onLoop("parallel", "i")]],
  ["two pipelines of a loop", 2022, plain, [onLoop("pipeline", "j"), onLoop("pipeline", "j", { ii: 2 })]],
  ["splitting a loop that is pipelined", 2030, plain, [onLoop("pipeline", "j"), onLoop("split", "j", { factor: 2 })]],
  ["reordering a loop that is parallel", 2030, plain, [onLoop("parallel", "j"), reorder("j", "i")]],
  ["a copy in which a factor is too large", 2030, two("A[i, j] = int32(1)", "0 to i"),
    [onLoop("unroll", "j", { factor: 3 }), onLoop("unroll", "i", { real: true })]],
  ["pipelining what is unrolled whole", 2031, plain, [onLoop("unroll", "j"), onLoop("pipeline", "j")]],
  ["unrolling what is vectorized", 2031, plain, [onLoop("vectorize", "j"), onLoop("unroll", "j")]],
  ["a pipeline in a pipeline", 2032, plain, [onLoop("pipeline", "i"), onLoop("pipeline", "j")]],
  ["a pipeline around a pipeline", 2032, plain, [onLoop("pipeline", "j"), onLoop("pipeline", "i")]],
  ["a pipeline around a loop of unknown bounds", 2033, two("A[i, j] = int32(1)", "0 to i"), [onLoop("pipeline", "i")]],
  ["a pipeline around a while", 2033, one("let k: int32 = int32(0) while k < 3 { k = int32(k + 1) }"), [onLoop("pipeline", "i")]],
  ["a shortened run in a pipeline", 2033, plain, [onLoop("pipeline", "i"), onLoop("split", "j", { factor: 3, tail: "min" })]],
  ["a skewed loop in a pipeline", 2033, `${signature}{ for h: index = 0 to 2 { for i: index = 0 to 8 { for j: index = 0 to 8 { A[i, j] = int32(h) } } } }`,
    [onLoop("pipeline", "h"), step("skew", { outer: "i", inner: "j", factor: 1 })]],
  ["a change around a loop that rewinds", 2030, plain, [onLoop("pipeline", "j", { rewind: true }), onLoop("split", "i", { factor: 2 })]],
  ["a fusion that counts too far", 2043, `${signature}{ for i: index = 0 to 100000 { for j: index = 0 to 100000 { B[0] = int32(1) } } }`, [fuse("i", "j")]],
  ["a skewing that counts too far", 2043, plain, [step("skew", { outer: "i", inner: "j", factor: 1_000_000_000 })]],
  ["rewinding one loop of two", 2034, `${signature}{ B[0] = int32(0) for i: index = 0 to 8 { B[i] = int32(1) } }`, [onLoop("pipeline", "i", { rewind: true })]],
  ["a break in what is written out", 2035, one("if B[i] > 3 { break } B[i] = int32(1)"), [onLoop("unroll", "i", { real: true })]],
  ["a continue of the outer of two that are fused", 2035, `${signature}{ for i: index = 0 to 8 #1 { for j: index = 0 to 8 { if B[j] > 3 { continue #1 } } } }`,
    [fuse("i", "j")]],
  ["a break of the inner of two that change places", 2035, two("if B[j] > 3 { break }"), [reorder("j", "i")]],
  ["a break beside the inner loop", 2035, beside("if B[i] > 3 { break }", "A[i, j] = int32(1)"), [reorder("j", "i")]],
  ["a million copies", 2036, one("B[i & 7] = int32(1)", "0 to 1000000"), [onLoop("unroll", "i", { real: true })]],
  ["side by side what hands over", 2037, one("B[i] = B[i - 1]", "1 to 8"), [onLoop("parallel", "i")]],
  ["lanes that hand over", 2037, one("B[i] = B[i - 1]", "1 to 8"), [onLoop("vectorize", "i")]],
  ["side by side what may end", 2037, one("if B[i] > 3 { break }"), [onLoop("parallel", "i")]],
  ["lanes that are loops", 2038, plain, [onLoop("vectorize", "i")]],
  ["a fusion the wrong way round", 2039, plain, [fuse("j", "i")]],
  ["a bound that the nest changes", 2040, `${signature}{ for i: index = 0 to 8 { for j: index = 0 to B[0] { B[0] = int32(2) } } }`, [reorder("j", "i")]],
  ["a scalar that would lose its uses", 2041, beside("const c: int32 = B[i]", "A[i, j] = c B[i] = int32(3)"), [reorder("j", "i")]],
  ["fewer factors than loops", 2042, plain, [step("tile", { loops: ["i", "j"], factors: [2] })]],
];

describe("loop primitives refuse", () => {
  for (const [what, code, text, steps] of cases) {
    it(`${what} (${code})`, () => {
      const before = parseModule(text);
      assert.deepEqual(verifyModule(before), []);
      const { scheduled, errors } = applySteps(before, steps.slice(0, -1));
      assert.deepEqual(errors.map((e) => e.message), []);
      const last = steps.at(-1) ?? reorder();
      const result = applyStep(scheduled, last);
      assert.deepEqual(result.kind === "refused" ? result.errors.map((e) => e.code) : printModule(result.scheduled.module), [code]);
    });
  }
});

describe("loop primitives allow", () => {
  const allowed = (what: string, text: string, steps: readonly Step[]): void => {
    it(what, () => {
      const { scheduled, errors } = applySteps(parseModule(text), steps);
      assert.deepEqual(errors.map((e) => e.message), []);
      assert.deepEqual(verifyModule(scheduled.module), []);
      assert.equal(scheduled.steps.length, steps.length);
    });
  };
  allowed("sums of integers side by side", one("B[0] = int32(B[0] + n)"), [onLoop("parallel", "i")]);
  allowed("sums of floats side by side, when asked to", one("x[0] = x[0] + y[i]", "1 to 8"), [onLoop("parallel", "i", { reassociate: true })]);
  allowed("a break of an inner loop, side by side", two("if A[i, j] > 3 { break } A[i, j] = int32(1)"), [onLoop("parallel", "i")]);
  allowed("a continue of the innermost", two("if A[i, j] > 3 { continue } A[i, j] = int32(1)"), [reorder("j", "i"), onLoop("parallel", "j")]);
  allowed("rewinding a nest that is all", plain, [onLoop("pipeline", "j", { rewind: true })]);
  allowed("a factor beside a pipeline", plain, [onLoop("unroll", "j", { factor: 2 }), onLoop("pipeline", "j")]);
  allowed("tiles with a rest", plain, [step("tile", { loops: ["i", "j"], factors: [3, 5] }), onLoop("pipeline", "j.outer")]);
  allowed("exchanging triangular bounds, and back", two("A[i, j] = int32(1)", "0 to i + 1"), [reorder("j", "i"), reorder("i", "j")]);

  it("copies of memories, with what is said of them", () => {
    const { scheduled, errors } = applySteps(parseModule(`top func f(A: int32[8]) {
      for i: index = 0 to 8 { alloc t: int32[4] = int32(0) memory t: complete(dim=0) t[0] = A[i] A[i] = t[1] }
    }`), [onLoop("unroll", "i", { factor: 3, real: true }), onLoop("unroll", "i", { real: true })]);
    assert.deepEqual(errors, []);
    assert.deepEqual(verifyModule(scheduled.module), []);
    assert.equal(scheduled.module.functions[0]?.memories?.length, 8);
  });
});
