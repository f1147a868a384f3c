/** Random loop nests that reuse what they read, with local tensors: for the primitives of memories. */
import fc from "fast-check";

const few = fc.integer({ min: 0, max: 2 });
const rows = fc.constantFrom("i", "i", "2 * i", "3 * i", "i + k", "2 * i + k", "i + 2 * k", "i + 2 - k", "k");
const columns = fc.constantFrom("j", "j", "2 * j", "j + k", "2 * j + k", "2 - j", "k", "j + i");
/** Mostly near the nest's own place in A, which ROW and COLUMN stand for, so that there is something to reuse. */
const source = fc.oneof(
  { weight: 6, arbitrary: fc.constant(["ROW", "COLUMN"] as const) }, fc.tuple(rows, columns),
).chain(([r, c]) => fc.tuple(few, few).map(([m, n]) => `A[${r} + ${m}, ${c} + ${n}]`));
const target = fc.constantFrom("B[i, j]", "B[i + 1, j]", "B[k, j]", "B[2 * i + 1, k]", "B[j, i]");
const local = fc.tuple(
  fc.constantFrom("i", "k", "j", "i + k", "2 * k + 1"), fc.constantFrom("k", "3 - k", "j % 4", "2", "3"),
)
  .map(([r, c]) => `t[${r}, ${c}]`);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(source, source).map(([a, b]) => `${a} + ${b}`) },
  { weight: 2, arbitrary: source },
  fc.tuple(source, local).map(([a, b]) => `${a} - ${b}`),
  local,
);
const condition = fc.constantFrom("i > 0", "i + j > 2", "k < 2", "A[i, j] > 20");
const statement = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(target, value).map(([to, v]) => `${to} = int32(${to} + ${v})`) },
  fc.tuple(target, value).map(([to, v]) => `${to} = int32(${v})`),
  fc.tuple(local, value).map(([to, v]) => `${to} = int8(${v})`),
  fc.tuple(local, local).map(([to, v]) => `${to} = int8(${to} + ${v})`),
  fc.tuple(condition, target, value).map(([c, to, v]) => `if ${c} { ${to} = int32(${v}) }`),
);
const header = fc.constantFrom("0 to 4", "0 to 4", "1 to 4", "0 to 4 step 2", "3 to -1 step -1");
const middle = fc.oneof(header, fc.constantFrom("0 to i + 1", "i to 4", "i to i + 2"));

export const stencil: fc.Arbitrary<string> = fc.record({
  start: fc.constantFrom("0:int8", "-3:int8", "int8(s)"), row: rows, column: columns,
  i: header, j: middle, k: fc.constantFrom("0 to 3", "0 to 3", "1 to 3"),
  body: fc.array(statement, { minLength: 1, maxLength: 3 }), before: fc.option(target),
}).map(({ start, i, j, k, row, column, body, before }) => `top func f(A: int32[12, 12], B: int32[8, 8]) -> int32 {
  let s: int32 = int32(A[0, 1])
  alloc t: int8[8, 4] = ${start}
  band: for i: index = ${i} {
    for j: index = ${j} {
      ${before === null ? "" : `${before.replaceAll("k", "2")} = 0:int32`}
      for k: index = ${k} {
        ${body.join("\n        ").replaceAll("ROW", row).replaceAll("COLUMN", column)}
      }
    }
  }
  last: for i: index = 0 to 8 { for j: index = 0 to 4 { s = int32(s * 3 + t[i, j]) } }
  return s
}`);
