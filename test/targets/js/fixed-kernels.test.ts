/** Fixed point and wide integers as JavaScript: products in parts, sums that wrap after their loop, no bigint. */
import { doesNotMatch, match, ok } from "node:assert/strict";
import fc from "fast-check";
import { parseModule } from "../../../lib/ir/parse.js";
import { typeText } from "../../../lib/ir/text/syntax.js";
import { fixed, int, type ScalarType } from "../../../lib/ir/types.js";
import type { Value } from "../../../lib/numeric/convert.js";
import { lowerToJs } from "../../../lib/targets/js/index.js";
import { drawFrom, type Draw } from "../../support/generate/draw.js";
import { overflows, roundings } from "../../support/generate/types.js";
import { scalarValue } from "../../support/generators.js";
import { runs } from "../../support/runs.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree } from "./agree.js";

function lowered(text: string): string {
  return lowerToJs(parseModule(text), { prefix: "", runtime: "$heddle" }).code;
}

/** Calls of helpers for bigints, conversions to them, and literals. */
const bigint = /BigInt|\bbig[A-Z]|rawOf|\b[0-9]+n\b/;

describe("targets/js without bigint", () => {
  const kernels: Readonly<Record<string, string>> = {
    "a FIR in 40 bits": `top func f(c: fixed<16, 12>[8], x: fixed<16, 12>[80], y: fixed<40, 24>[64]) {
      for i: index = 0 to 64 {
        let acc: fixed<40, 24> = 0:fixed<40, 24>
        for k: index = 0 to 8 { acc = fixed<40, 24>(acc + c[k] * x[i + k]) }
        y[i] = acc
      }
    }`,
    "sums and dot products of odd widths": `top func f(a: int12[9], b: int12[9], u: uint20[9]) ->
        (int24, int40, uint48, int53) {
      let s: int24 = 0:int24
      let t: int40 = 0:int40
      let v: uint48 = 0:uint48
      for i: index = 0 to 9 {
        s = int24(s + a[i] * b[i])
        t = int40(t - a[i] * b[i])
        v = uint48(v + u[i] * u[i])
      }
      return s, t, v, int53(t + v)
    }`,
    "every rounding and overflow of products of 16 bits": `top func f(a: fixed<16, 8>, b: fixed<16, 12>,
        A: fixed<20, 7>[28]) {
      ${roundings.flatMap((r, i) => overflows.map((o, j) => (
        `A[${i * 4 + j}] = bitcast<fixed<20, 7>>(fixed<20, 7, ${r}, ${o}>(a * b + a))`
      ))).join("\n")}
    }`,
    "quotients": `top func f(a: fixed<16, 8>, b: fixed<16, 8>) -> (fixed<24, 12, roundConv, saturate>, fixed<20, 4>) {
      return (a / b):fixed<24, 12, roundConv, saturate>, (a / 3):fixed<20, 4>
    }`,
    "conversions to and from floats": `top func f(x: float64, y: float32, a: fixed<50, 20>, h: float16) ->
        (fixed<40, 24, roundConv, saturate>, fixed<16, 8>, float32, float16, ufixed<53, 10, roundZero, saturateZero>,
        bfloat16) {
      return fixed<40, 24, roundConv, saturate>(x), fixed<16, 8>(y), float32(a), float16(a),
        ufixed<53, 10, roundZero, saturateZero>(h), bitcast<bfloat16>(bitcast<int16>(h))
    }`,
    "products of 32 bits, rounded, truncated, saturated": `top func f(a: fixed<32, 16>, b: fixed<32, 16>,
        u: ufixed<32, 16>) ->
        (fixed<32, 16>, fixed<32, 16, round, saturate>, ufixed<32, 16>, fixed<40, 20>, int40) {
      return fixed<32, 16>(a * b + a), fixed<32, 16, round, saturate>(a * b), ufixed<32, 16>(u * u - u),
        fixed<40, 20>(a - a * b), int40(bitcast<int32>(a) * bitcast<int32>(b))
    }`,
    "rounded products that fit 53 bits, though their type has more": `top func f(a: fixed<27, 10>, b: fixed<27, 10>) ->
        (fixed<40, 12, roundConv, saturate>, fixed<20, 12, roundInf, saturateZero>, fixed<27, 18, roundZero, wrap>) {
      return fixed<40, 12, roundConv, saturate>(a * b), fixed<20, 12, roundInf, saturateZero>(a * b - a),
        fixed<27, 18, roundZero, wrap>(a * b)
    }`,
    "shifts, masks, reversal, switch": `top func f(a: int40, b: uint50, n: uint5) ->
        (int40, uint50, int40, uint50, int50) {
      let r: int40 = a >> 7
      switch a { case 1, -549755813888 { r = 5:int40 } default { r = int40(r + (int50(a) << 8)) } }
      return r, uint50(b & 1099511627775), reverse(a), b >> n, int50(b << 3)
    }`,
  };
  for (const [name, text] of Object.entries(kernels)) it(name, () => doesNotMatch(lowered(text), bigint));

  it("uses one where it must, so that the search above can fail", () => {
    match(lowered("top func f(a: int40) -> bool { return a * a > 5 }"), bigint);
    match(lowered("top func f(x: float64) -> fixed<60, 20> { return fixed<60, 20>(x) }"), bigint);
  });
});

const formats = [
  fixed(16, 8), fixed(16, 12), fixed(32, 16), fixed(32, 16), fixed(32, 24), fixed(32, 31), fixed(32, 5), fixed(40, 24),
  fixed(18, 10),
  fixed(32, 16, false), fixed(32, 20, false), fixed(24, 4, false), fixed(50, 20), fixed(53, 30), fixed(20, -3),
  int(32), int(32, false),
  int(40), int(53), int(12),
] as const;

/** `count` values of each operand's type, many at its ends. */
function operands(types: readonly ScalarType[], count: number): fc.Arbitrary<Value[][]> {
  return fc.tuple(...types.map((t) => fc.array(scalarValue(t), { minLength: count, maxLength: count })));
}

describe("targets/js sums and products", () => {
  const shapes = ["a * b", "a * b + c", "c + a * b", "a * b - c", "c - a * b", "a * b + c * 3", "(a + c) * b",
    "a * b + 0.5:fixed<4, 2>",
    "c + a * b + a", "a * (b - c)", "a + b + c", "a * b * c", "-(a * b)", "(a - c) * (b - a) + c",
    "select(a < b, a * b, c)"];

  it("agree with the interpreter at the ends of their types", function () {
    this.timeout(runs(60_000));
    const type = fc.constantFrom(...formats);
    const target = fc.record({ t: type, rounding: fc.constantFrom(...roundings),
      overflow: fc.constantFrom(...overflows) })
      .map(({ t, rounding, overflow }) => (t.kind === "fixed" ? { ...t, rounding, overflow } : t));
    const count = 12;
    const cases = fc.tuple(type, type, type, target, fc.constantFrom(...shapes)).chain(([a, b, c, to, shape]) => (
      fc.tuple(fc.constant({ types: [a, b, c], to, shape }), operands([a, b, c, to], count))
    ));
    fc.assert(fc.property(cases, ([{ types, to, shape }, args]) => {
      const [a, b, c] = types.map(typeText);
      const params = [`A: ${a}`, `B: ${b}`, `C: ${c}`, `R: ${typeText(to)}`].map((p) => `${p}[${count}]`);
      const value = shape.replace(/\b([abc])\b/g, (_, x: string) => `${x.toUpperCase()}[i]`);
      const m = withOwnSpans(parseModule(`top func f(${params.join(", ")}) {
        for i: index = 0 to ${count} { R[i] = ${typeText(to)}(${value}) }
      }`));
      ok(agree(m, args));
    }), { numRuns: runs(500) });
  });

  it("keep the order of errors", () => {
    const params = "a: fixed<32, 16>, A: fixed<32, 16>[2], i: int4, j: int4";
    const text = (expr: string): string => `top func f(${params}) -> fixed<32, 16> {
      return fixed<32, 16>(${expr})
    }`;
    for (const expr of ["A[i] * A[j] + a", "a + A[i] * A[j]", "A[i] * a + A[j]", "A[i] + A[j] * a",
      "A[i] * A[j] + A[i + 1]"]) {
      for (const [i, j] of [[0n, 1n], [5n, 1n], [1n, -3n], [7n, 6n]] as const) {
        ok(agree(withOwnSpans(parseModule(text(expr))), [-3000000n, [2147483647n, -2147483648n], i, j]));
      }
    }
  });
});

describe("targets/js sums that a loop adds to", () => {
  const widths = [33, 34, 40, 45, 50, 51, 52, 53];

  /** A loop over `A` and `B` that adds to `s` and `T[0]` in ways that may or may not be put off. */
  function program(d: Draw): { text: string; length: number } {
    const length = d.pick([3, 8, 20]);
    const sum = int(d.pick(widths), !d.oneIn(3));
    const element = int(d.pick([8, 20, 32, 40, 44, 48]), !d.oneIn(3));
    const s = typeText(sum);
    const term = (): string => d.pick(["A[i]", "A[i] * 3", "B[i] - A[i]", "A[i] + i", "-(B[i])", "A[i] * B[i]"]);
    const additions = [`s = ${s}(s + ${term()})`, `s = ${s}(s - ${term()})`, `s = ${s}(${term()} + s)`,
      `T[0] = ${s}(T[0] + ${term()})`];
    const others = [`if B[i] > 3 { s = ${s}(s + ${term()}) }`, "if A[i] == B[i] { break }",
      "if A[i] > B[i] { continue }", "print s",
      `s = ${s}(s * 3)`, `for k: index = 0 to 2 { s = ${s}(s + ${term()}) }`, "if s < 0 { return s }", `T[0] = ${s}(s)`,
      `switch A[i] { case 1 { s = ${s}(s + 1) } default { } }`, `if T[0] > s { T[0] = ${s}(T[0] - ${term()}) }`];
    const body = [d.pick(additions),
      ...Array.from({ length: d.between(0, 2) }, () => d.pick([...additions, ...others]))];
    const step = d.pick(["0 to " + String(length), `${length - 1} to -1 step -1`, `0 to ${length} step 2`, "0 to n"]);
    const tensors = ["A", "B"].map((name) => `${name}: ${typeText(element)}[${length}]`).join(", ");
    return { length, text: `top func f(${tensors}, T: ${s}[1], first: ${s}, n: int3) -> ${s} {
      let s: ${s} = first
      for i: index = ${step} {
        ${body.join("\n")}
      }
      return s
    }` };
  }

  it("agree with the interpreter, wrapped each time or once", function () {
    this.timeout(runs(60_000));
    const tape = fc.array(fc.nat(255), { minLength: 20, maxLength: 30 });
    const cases = tape.map((t) => program(drawFrom(t))).chain((made) => {
      const m = withOwnSpans(parseModule(made.text));
      const args = m.top.params.map(({ type }) => {
        if (type.kind === "stream" || type.kind === "struct") throw new Error("not here");
        if (type.kind !== "tensor") return scalarValue(type);
        const { element, shape: [length = 0] } = type;
        if (element.kind === "struct") throw new Error("not here");
        return fc.array(scalarValue(element), { minLength: length, maxLength: length });
      });
      return fc.tuple(fc.constant(m), fc.tuple(...args));
    });
    fc.assert(fc.property(cases, ([m, args]) => void agree(m, args)), { numRuns: runs(500) });
  });

  it("wraps after the loop only where nothing else sees the sum, and all of it fits", () => {
    const loop = (body: string, type = "int40"): string => lowered(`top func f(A: int16[100], n: int32) -> ${type} {
      let s: ${type} = 0:${type}
      for i: index = 0 to 100 { ${body} }
      return s
    }`);
    match(loop("s = int40(s + A[i])"), /s = s \+ A\[i\];\n {2}\}\n {2}if \(Math\.abs\(s\)/);
    match(loop("if n > i { s = int40(s + A[i] * A[i]) }"), /\n {2}\}\n {2}if \(Math\.abs\(s\)/);
    match(loop("s = int40(s + A[i])\nif s > 9 { break }"), /s = s \+ A\[i\];\n {4}if \(Math\.abs\(s\)/);
    match(loop("s = int52(s + A[i] * n * 64)", "int52"), /\n {4}if \(Math\.abs\(s\)/);
    match(loop("s = int40(s + A[i])\nif n == i { return s }"), /\n {4}if \(Math\.abs\(s\)/);
  });
});
