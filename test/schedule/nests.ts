/** Random loop nests for schedules: linear subscripts, guards, sums, triangular bounds, statements between loops. */
import fc from "fast-check";

const term = fc.integer({ min: -2, max: 2 });
/** Inside a tensor of 100 elements, whatever the counters are. */
const subscript = fc.tuple(term, term, term, fc.integer({ min: 44, max: 48 }))
  .map(([a, b, c, d]) => `${a} * i + ${b} * j + ${c} * k + ${d}`);
const header = fc.constantFrom("0 to 4", "1 to 6", "0 to 6 step 2", "3 to -1 step -1", "0 to 5");
const middle = fc.oneof(header, fc.constantFrom("i to 6", "0 to i", "i to i + 3", "2 * i to 9", "1 to 7 - i", "0 to B[3] & 3"));
const innermost = fc.oneof(header, fc.constantFrom("j to 6", "0 to j + 1", "i to j"));

type Element = "int32" | "float32";

/** Statements with `T` for the element type; `k` is left out of those beside the innermost loop. */
const place = fc.tuple(fc.constantFrom("A", "B"), subscript).map(([t, at]) => `${t}[${at}]`);
const jump = fc.constantFrom("continue", "break");
const statement = fc.oneof(
  fc.tuple(place, place, place).map(([to, a, b]) => `${to} = T(${a} + ${b})`),
  fc.tuple(place, place).map(([to, a]) => `${to} = T(${to} + ${a})`),
  fc.tuple(place, place).map(([to, a]) => `if i + j > 3 { ${to} = T(${a} * T(3)) }`),
  place.map((a) => `s = T(s + ${a})`),
  place.map((to) => `${to} = s`),
  place.map((to) => `${to} = CONSTANT`),
  fc.tuple(place, jump).map(([a, j]) => `if ${a} > T(90) { ${j} }`),
);
const beside = fc.oneof(
  fc.tuple(fc.constantFrom("A", "B"), fc.integer({ min: 44, max: 50 })).map(([t, at]) => `${t}[${at}] = T(${t}[${at + 1}] + T(1))`),
  fc.tuple(fc.constantFrom("A", "B"), fc.constantFrom("i + 45", "j + 46", "2 * i + j + 44")).map(([t, at]) => `${t}[${at}] = T(2)`),
  fc.constantFrom("s = T(s + T(1))", ""),
);
const constant = fc.constantFrom("const c: T = B[i + 46]", "const c: T = T(i * 2)");

/** The text of a function of two tensors, with loops i, j and k. */
export const nest: fc.Arbitrary<string> = fc.record({
  i: header, j: middle, k: innermost, body: fc.array(statement, { minLength: 1, maxLength: 3 }),
  constant: fc.option(constant, { freq: 1 }), outside: fc.option(beside, { freq: 3 }), before: fc.option(beside), after: fc.option(beside),
  T: fc.constantFrom<Element[]>("int32", "float32"),
}).map(({ i, j, k, body, constant: c, outside, before, after, T }) => `top func f(A: T[100], B: T[100]) -> T {
  let s: T = T(0)
  band: for i: index = ${i} {
    ${(outside ?? "").replaceAll("j", "2")}
    for j: index = ${T === "float32" && j.includes("B[") ? "0 to 3" : j} {
      ${c ?? ""}
      ${before ?? ""}
      for k: index = ${k} {
        ${body.join("\n        ").replaceAll("CONSTANT", c === null ? "T(4)" : "c")}
      }
      ${after ?? ""}
    }
  }
  return s
}`.replace(/\bT\b/g, T));
