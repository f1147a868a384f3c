/** What generated JavaScript looks like, where that matters to people or to V8. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual, throws } from "node:assert/strict";
import { parseModule } from "../../../lib/ir/parse.js";
import { lowerToJs } from "../../../lib/targets/js/index.js";
import { HeddleError } from "../../../runtime/errors.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree, evaluateJs } from "./agree.js";

function lowered(text: string): string {
  return lowerToJs(parseModule(text), { prefix: "", runtime: "$heddle" }).code;
}

describe("targets/js text", () => {
  it("is what one would write by hand", () => {
    strictEqual(lowered(`top func scale(A: float32[4, 8], f: float32) {
      rows: for i: index = 0 to 4 {
        for j: index = 1 to 8 { A[i, j] = A[i, j - 1] * f }
      }
    }`), `function scale(A, f) {
  for (let i = 0; i < 4; i++) {
    const at_i = i * 8;
    for (let j = 1; j < 8; j++) {
      A[at_i + j] = A[at_i + j - 1] * f;
    }
  }
}
`);
  });

  it("computes before a loop what the loop does not change, and keeps an element in a variable", () => {
    const code = lowered(`top func f(A: float32[4], B: float32[9], c: float32) {
      for i: index = 0 to 4 { for k: index = 0 to 9 { A[i] = A[i] + B[k] * (c / 3.0f) } }
    }`);
    match(code, /const term = Math\.fround\(c \/ 3\);\n {2}for \(let i/);
    match(code, /let A_element = A\[i\];\n {4}for \(let k = 0; k < 9; k\+\+\) \{\n/);
    match(code, /A_element = Math\.fround\(A_element \+/);
    match(code, /\}\n {4}A\[i\] = A_element;/);
  });

  it("keeps an element in the array where the loop reads another of its tensor, or leaves early", () => {
    const loop = (body: string): string => lowered(`top func f(A: float32[9], n: int32) { for k: index = 0 to 9 {
      ${body}
    } }`);
    match(loop("A[3] = A[3] + 1.0f"), /A_element/);
    doesNotMatch(loop("A[3] = A[3] + A[k]"), /A_element/);
    doesNotMatch(loop("A[3] = A[3] + 1.0f\nif n > k { return }"), /A_element/);
  });

  it("uses no bigint while values fit 53 bits", () => {
    const code = lowered(`top func f(a: int32, b: uint32, c: int16, d: int48, T: int32[4]) -> int48 {
      const x: int32 = int32(a * a + b * 3)
      const y: int48 = int48(d + a * 5)
      const z: uint32 = uint32((a ^ x) * b)
      const w: int33 = int33(min(a, b) - (b & 65535) + (b << 3))
      T[0] = int32(x / 7 + (a % 5) * c)
      const q: int53 = int53((d | b) >> 2)
      return int48(select(y < z, y + w, floordiv(d, 9) + mod(a, 7) + q))
    }`);
    doesNotMatch(code, /BigInt|big|[0-9]n\b/);
    match(code, /Math\.imul\(a, a\)/);
  });

  it("leaves wrapping and rounding to the typed array", () => {
    const code = lowered(`top func f(A: int8[2], B: float32[2], x: int32, y: float32) {
      A[0] = int8(x + 1)
      B[0] = y + y
    }`);
    match(code, /A\[0\] = x \+ 1;/);
    match(code, /B\[0\] = y \+ y;/);
  });

  it("checks only what is not proven", () => {
    const code = lowered(`top func f(A: int32[4], n: int32, d: int32) -> int32 {
      if d > 0 { return int32(A[n & 3] / d >> (n & 7)) }
      return A[n]
    }`);
    strictEqual(code.match(/\$heddle\.(subscript|nonZero|shiftAmount)/g)?.length, 1);
    match(code, /return A\[\$heddle\.subscript\(n, 4, f\$at0\)\]/);
  });

  it("prints labels only where they are needed", () => {
    const code = lowered(`top func f(n: int32) {
      outer: for i: index = 0 to 4 #1 {
        inner: for j: index = 0 to 4 { if n == j { break #1 }
        break }
      }
    }`);
    match(code, /outer: for/);
    doesNotMatch(code, /inner/);
  });

  it("passes over directives, and gives loops that were split and fused names of its own", () => {
    const code = (outer: string, inner: string, memory: string): string => lowered(`top func f(A: int8[8, 4]) {
      ${memory}
      for i.outer: index = 0 to 2${outer} { for i.inner: index = 0 to 4 {
        for i_outer: index = 0 to 4${inner} { A[i.outer * 4 + i.inner, i_outer] = 1:int8 }
      } }
    }`);
    const plain = code("", "", "");
    strictEqual(code(" pipeline(ii=1) parallel", " unroll", "memory A: cyclic(dim=1, factor=2), bram"), plain);
    match(plain, /for \(let i_outer = 0; i_outer < 2;[^]*for \(let i_inner = 0;[^]*for \(let i_outer_2 = 0;/);
  });

  it("keeps user names, save where JavaScript forbids them", () => {
    const code = lowered([
      "func helper(class: int32) -> int32 { return class }",
      "top func f(`a b`: int32, `i.outer`: int32, π: int32) -> int32 {",
      "return int32(`a b` + `i.outer` + π + helper(π)) }",
    ].join("\n"));
    match(code, /function helper\(class_2\)/);
    match(code, /function f\(a_b, i_outer, π\)/);
  });

  it("puts constant arrays before the functions", () => {
    const code = lowered("top func f(i: uint1) -> int8 { rom T: int8[2] = [3, -4]\nreturn T[i] }");
    match(code, /^const f\$f_T = new Int8Array\(\[3, -4\]\);\nfunction f/);
  });

  it("marks where statements and calls come from, in ascending order", () => {
    const m = withOwnSpans(parseModule(`func g(a: int32) -> int32 { return a }
      top func f(n: int32) -> int32 {
        let x: int32 = g(n)
        x = int32(x / n)
        return x
      }`));
    const { code, marks } = lowerToJs(m, { prefix: "", runtime: "$heddle" });
    const at = marks.map((k) => code.slice(k.offset, k.offset + 6));
    deepStrictEqual(at.map((t) => t.trim().split(/[ (=]/)[0]), ["return", "let", "x", "return"]);
    deepStrictEqual(marks.map((k) => k.offset), marks.map((k) => k.offset).toSorted((a, b) => a - b));
    doesNotMatch(code, /\u0001/);
  });

  it("says whether the entry is a generator", () => {
    const m = parseModule("top func f(s: stream<int32, 2>) { put s, 3 }");
    strictEqual(lowerToJs(m, { prefix: "", runtime: "$heddle" }).isGenerator, true);
  });
});

describe("targets/js runs", () => {
  const same = (text: string, ...args: Parameters<typeof agree>[1][number][]): void => {
    ok(agree(withOwnSpans(parseModule(text)), args));
  };

  it("evaluates an end once, and a counter's end that the body changes", () => {
    same(`top func f(n: int32) -> int32 {
      let m: int32 = n
      let s: int32 = 0:int32
      for i: index = 0 to m {
        m = int32(m + 1)
        s = int32(s + i)
      }
      return s
    }`, 5n);
  });

  it("starts a local tensor afresh in each iteration", () => {
    same(`top func f(A: int32[4]) {
      for i: index = 0 to 4 {
        alloc t: int32[2] = 7:int32
        t[0] = int32(t[0] + i)
        A[i] = t[0]
      }
    }`, [0n, 0n, 0n, 0n]);
  });

  it("runs a while's update on continue, however it is written", () => {
    const loop = (update: string): string => `top func f(A: int32[1]) -> int32 {
      let i: int32 = 0:int32
      let s: int32 = 0:int32
      while i < 9 update {
        ${update}
      } do {
        if i % 2 == 0 { continue }
        s = int32(s + i)
      }
      return s
    }`;
    same(loop("i = int32(i + 1)"), [0n]);
    same(loop("i = int32(i + 1)\nA[0] = i"), [0n]);
  });

  it("counts beyond 53 bits", () => {
    same(`top func f(a: int64) -> int64 {
      let s: int64 = 0:int64
      for i: int64 = a to a + 3 { s = int64(s + i) }
      return s
    }`, 2n ** 60n);
  });

  it("throws with the user's span", () => {
    const at = (code: number, text: string, ...args: unknown[]): void => {
      const { call } = evaluateJs(withOwnSpans(parseModule(text)));
      throws(() => call(...args), (e) => e instanceof HeddleError && e.code === code && e.span?.file === "test.ts");
    };
    at(6001, "top func f(a: int32) -> int32 { return int32(5 / a) }", 0);
    at(6002, "top func f(A: float32[4], a: int32) { A[a] = 1.0f }", new Float32Array(4), 4);
    at(6003, "top func f(a: int32) -> int32 { return int32(5:int32 << a) }", -1);
  });

  it("computes all subscripts before it checks the first", () => {
    const text = "top func f(A: int32[2, 2], n: int32) -> int32 { return A[n, 3 / (n - 5)] }";
    for (const n of [5n, 6n, 0n]) same(text, [1n, 2n, 3n, 4n], n);
  });
});
