/** Random kernels of two loop nests, one after the other, that share a tensor; and functions that they call. */
import fc from "fast-check";

const header = fc.constantFrom("0 to 4", "1 to 4", "0 to 5", "0 to 6 step 2", "1 to 6 step 2", "3 to -1 step -1", "4 to -1 step -1");
const inner = fc.oneof(header, fc.constantFrom("0 to i", "i to 5"));
const at = fc.constantFrom("i, j", "j, i", "i, 0", "i + 1, j", "i, j + 1", "2, j");
const scalar = fc.oneof(
  at.map((p) => `T[${p}]`), at.map((p) => `A[(${p.replace(", ", ") * 7 + ")}]`), fc.constantFrom("k", "int32(i)", "sq(k)", "first(A)", "s"),
);
const value = fc.oneof(
  scalar, scalar.map((x) => `int32(${x} + 1)`), scalar.map((x) => `sum(A, ${x})`), scalar.map((x) => `select(i < j, sq(${x}), ${x})`),
);
const target = fc.oneof(at.map((p) => `T[${p}]`), at.map((p) => `B[(${p.replace(", ", ") * 7 + ")}]`));
const statement = fc.oneof(
  fc.tuple(target, value).map(([t, v]) => `${t} = ${v}`),
  fc.tuple(target, value).map(([t, v]) => `${t} = ${v}`),
  value.map((v) => `s = int32(s + ${v})`),
  fc.constant("call fill(B, k)"),
  fc.constant("print \"at \", i"),
);
const outer = fc.option(fc.constantFrom("B[i] = k", "call fill(B, k)", "s = sum(B, s)"));

interface Loops {
  readonly i: string;
  readonly j: string;
}

const loops: fc.Arbitrary<Loops> = fc.record({ i: header, j: inner });

interface Body {
  readonly pre: string | null;
  readonly body: readonly string[];
  readonly post: string | null;
}

/** What bands do: as they please; or the first writes T of A, and the second B of T. */
const anything: fc.Arbitrary<Body> = fc.record({ pre: outer, body: fc.array(statement, { minLength: 1, maxLength: 2 }), post: outer });
const only = (t: fc.Arbitrary<string>): fc.Arbitrary<Body> => t.map((x) => ({ pre: null, body: [x], post: null }));
const ofA = fc.tuple(fc.constantFrom("i, j", "i, j", "j, i", "i + 1, j"), fc.constantFrom("A[i * 7 + j]", "sq(A[j])", "sum(A, k)")).map(([t, v]) => `T[${t}] = ${v}`);
const ofT = fc.tuple(at, at).map(([b, t]) => `B[(${b.replace(", ", ") * 7 + ")}] = int32(T[${t}] + k)`);

const band = (label: string, { i, j }: Loops, { pre, body, post }: Body): string => `${label}: for i: index = ${i} {
      ${pre ?? ""}
      for j: index = ${j} {
        ${body.join("\n        ")}
      }
      ${post ?? ""}
    }`;

const between = fc.option(fc.constantFrom("B[3] = s", "s = A[2]", "T[1, 1] = k", "call x: int32 = sum(B, k)\n    A[0] = x"));

/** The text of a module with a kernel of bands P and C, perhaps in a loop, and functions sq, first, sum and fill. */
export const bands: fc.Arbitrary<string> = fc.record({
  loops: fc.tuple(loops, loops), same: fc.boolean(), mid: between, around: fc.boolean(),
  bodies: fc.oneof(fc.tuple(anything, anything), fc.tuple(only(ofA), only(ofT))),
}).map(({ loops: [one, other], same, mid, around, bodies: [p, c] }) => `func sq(x: int32) -> int32 { return int32(x * x) }
func first(A: int32[49]) -> int32 { return A[0] }
func sum(A: int32[49], from: int32) -> int32 {
  let total: int32 = from
  for n: index = 0 to 3 { total = int32(total + A[n]) }
  return total
}
func fill(B: int32[49], by: int32) { for n: index = 0 to 2 { B[n] = int32(by + n) } }
top func f(A: int32[49], B: int32[49], k: int32) -> int32 {
  let s: int32 = k
  alloc T: int32[7, 7] = 5:int32
  ${around ? "for t: index = 0 to 2 {" : ""}
    ${band("P", one, p)}
    ${mid ?? ""}
    ${band("C", same ? one : other, c)}
  ${around ? "}" : ""}
  return s
}`);
