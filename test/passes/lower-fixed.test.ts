import assert from "node:assert/strict";
import fc from "fast-check";
import type { Expr, Module } from "../../lib/ir/ir.js";
import type { InterpretArg } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { fixed, typeName, type ScalarType, type Type } from "../../lib/ir/types.js";
import { allFunctions, childExprs, declarationsOf, stmtExprs, visitStmts } from "../../lib/ir/walk.js";
import { lowerFixed, usesFixed } from "../../lib/passes/lower-fixed.js";
import { splitStructs } from "../../lib/passes/split-structs.js";
import { typeText } from "../../lib/ir/text/syntax.js";
import { canonical } from "../support/canonical.js";
import { withFault } from "../support/faults.js";
import { anyModule, moduleWithArgs, scalarValue } from "../support/generators.js";
import { overflows, roundings } from "../support/generate/types.js";
import { runs } from "../support/runs.js";
import { withOwnSpans } from "../support/spans.js";
import { sameOutcome } from "./same.js";

function elementOf(t: Type): Type {
  return t.kind === "tensor" || t.kind === "stream" ? t.element : t;
}

/** Where fixed point is left that must not be: names, results, and expressions but a cast to or from a float. */
function leftovers(m: Module): readonly string[] {
  const found: string[] = [];
  const name = (what: string, t: Type): void => {
    if (elementOf(t).kind === "fixed") found.push(`${what}: ${typeName(t)}`);
  };
  /** `under`: the expression that `e` is an operand of; undefined for one that is shown in a message. */
  const visit = (e: Expr, under: Expr | "shown" | "stored"): void => {
    const betweenFloats = e.kind === "cast" ? e.operand.type.kind === "float" && kindOf(under) === "bitcast"
      : e.kind === "bitcast" && (under === "shown" || (kindOf(under) === "cast" && typeOf(under)?.kind === "float"));
    if (e.type.kind === "fixed" && !betweenFloats) found.push(`${e.kind} under ${kindOf(under)}`);
    for (const child of childExprs(e)) visit(child, e);
  };
  const kindOf = (e: Expr | "shown" | "stored"): string => (typeof e === "string" ? e : e.kind);
  const typeOf = (e: Expr | "shown" | "stored"): ScalarType | undefined => (typeof e === "string" ? undefined : e.type);
  for (const f of allFunctions(m)) {
    for (const d of declarationsOf(f)) name(d.sym.name, d.type);
    f.results.forEach((t) => name("result", t));
    visitStmts(f.body, (s) => {
      for (const e of stmtExprs(s)) visit(e, s.kind === "print" || s.kind === "assert" ? "shown" : "stored");
    });
  }
  if (m.top.kind === "region") for (const d of [...m.top.params, ...m.top.streams]) name(d.sym.name, d.type);
  return found;
}

function check(text: string, args: readonly InterpretArg[] = []): Module {
  const m = withOwnSpans(parseModule(text));
  const lowered = lowerFixed(m);
  assert.deepEqual(leftovers(lowered), [], printModule(lowered));
  assert.ok(sameOutcome(m, lowered, args));
  return lowered;
}

describe("lowering fixed point", () => {
  const kernel = (from: string, to: string): string => `top func f(A: ${from}[64], B: ${to}[64]) {
    for i: index = 0 to 64 { B[i] = ${to}(A[i]) }
  }`;
  const elements = Array.from({ length: 64 }, (_, i) => BigInt(i - 32));
  const zeros = elements.map(() => 0n);
  for (const rounding of roundings) {
    for (const overflow of overflows) {
      it(`converts by ${rounding}, ${overflow}`, () => {
        for (const [width, frac, signed] of [
          [4, 1, true], [3, 0, false], [5, -2, true], [4, 5, true], [2, -1, false], [6, 3, true], [7, 3, true],
          [7, 4, true],
        ] as const) {
          check(kernel("fixed<6, 3>", typeText(fixed(width, frac, signed, rounding, overflow))), [elements, zeros]);
        }
      });

      it(`divides by ${rounding}, ${overflow}`, () => {
        for (const [width, frac, signed] of [[4, 1, true], [5, -2, true], [4, 5, true], [2, -1, false]] as const) {
          const to = typeText(fixed(width, frac, signed, rounding, overflow));
          check(`top func f(A: fixed<6, 3>[64], B: ${to}[64], C: int6[64]) {
            for i: index = 0 to 64 { B[i] = (A[i] / (C[63 - i] | 1)):${to} }
          }`, [elements, zeros, elements]);
        }
      });
    }
  }

  it("keeps every operator", () => {
    const ops = ["a + b", "a - b", "a * b", "a & b", "a | b", "a ^ b", "min(a, b)", "max(a, b)", "a % c", "mod(a, c)",
      "a << 2", "b >> k",
      "a >>> k", "-a", "abs(b)", "~a", "reverse(b)", "select(a < b, a, k)", "k * a", "a + k", "k % c", "(a / c)"];
    const whole = ["floor(a)", "ceil(b)", "round(a)", "trunc(b)", "sign(a)", "floordiv(b, c)", "int12(a)",
      "bitcast<uint9>(a)"];
    const truths = ["a == b", "a < k", "b >= k", "bool(a)", "a != 0.5:fixed<8, 4>"];
    const floats = ["float64(a)", "float32(b)", "float16(a * b)", "bfloat16(a)"];
    const values: readonly (readonly [bigint, bigint, bigint])[] = [
      [0n, 0n, 0n], [255n, 63n, 7n], [-256n, 1n, -8n], [-1n, 40n, -1n], [77n, 2n, 3n], [-100n, 33n, 5n],
    ];
    for (const [a, b, k] of values) {
      const amount = k < 0n ? "1" : "k";
      const prints = [...ops, ...whole, ...truths, ...floats].map((e) => `print ${e.replace(/>> k/, `>> ${amount}`)}`);
      check(`top func f(a: fixed<9, 5>, b: ufixed<6, -1>, k: int4) -> fixed<40, 12> {
        const c: fixed<11, 3> = fixed<11, 3>(b | 0.125:fixed<4, 3>)
        ${prints.join("\n")}
        return fixed<40, 12>(a * b + k)
      }`, [a, b, k]);
    }
  });

  it("keeps conversions from floats, with all they can be", () => {
    for (const mode of roundings) {
      for (const x of [0, -0, 0.1, 1.03125, -1.03125, 1.09375, -1.09375, 7.99, 8, -8.01, 1e10, NaN, Infinity,
        -Infinity, 5e-324]) {
        check(`top func f(x: float64, h: float16) -> (fixed<8, 4, ${mode}, saturate>, ufixed<7, 3>) {
          return fixed<8, 4, ${mode}, saturate>(x), ufixed<7, 3>(h)
        }`, [x, x]);
      }
    }
  });

  it("keeps parameters, results, states, streams, tensors, constants, shown values", () => {
    check(`
      func step(x: fixed<8, 4>, T: ufixed<4, 4>[2]) -> (fixed<9, 4>, ufixed<4, 4>[2]) {
        state sum: fixed<9, 4> = -1.5
        state S: ufixed<4, 4>[2] = [0.5, 0.0625]
        rom R: fixed<8, 6>[2] = [1.5, -2]
        alloc U: ufixed<4, 4>[2] = ufixed<4, 4>(R[0])
        sum = fixed<9, 4>(sum + x * R[1])
        S[1] = T[0]
        U[0] = ufixed<4, 4>(S[1] + sum)
        print sum, " ", S, " ", T as ufixed<4, 1>, " ", x + R[0]
        return sum, U
      }
      top func f(x: fixed<8, 4>, T: ufixed<4, 4>[2]) -> fixed<9, 4> {
        call y: fixed<9, 4>, U: ufixed<4, 4>[2] = step(x, T)
        call z: fixed<9, 4>, V: ufixed<4, 4>[2] = step(fixed<8, 4>(y + U[0]), U)
        assert V[0] < 1, V[1]
        return z
      }`, [37n, [3n, 9n]]);
    check(`
      func emit(s: stream<fixed<8, 4>, 2>) { for i: int4 = 0 to 3 { put s, fixed<8, 4>(i / 0.5:fixed<8, 4>) } }
      func take(s: stream<fixed<8, 4>, 2>, A: fixed<8, 4>[4]) {
        for i: index = 0 to 3 { get x: fixed<8, 4> from s A[i] = x }
      }
      region top(A: fixed<8, 4>[4]) { s: stream<fixed<8, 4>, 2> run emit(s) run take(s, A) }`, [[0n, 0n, 0n, 0n]]);
  });

  it("keeps errors and where they are", () => {
    for (const [a, i] of [[0n, 0n], [1n, 2n], [1n, -1n], [1n, 1n]] as const) {
      check(`top func f(a: fixed<8, 4>, i: int4, A: fixed<8, 4>[2]) -> fixed<8, 4> {
        A[i] = fixed<8, 4>(1 / a)
        let x: fixed<8, 4> = (A[0] / (a - A[i])):fixed<8, 4, roundConv, saturate>
          :fixed<8, 4>
        return fixed<8, 4>(floordiv(x, a) + (a >> (i - 1)) + x % (a - 0.0625:fixed<8, 4>))
      }`.replace(/:fixed<8, 4, roundConv, saturate>\n\s+:fixed<8, 4>/, ":fixed<8, 4>"), [a, i, [16n, 1n]]);
    }
  });

  it("makes a helper only where a value that is computed is needed twice", () => {
    const to = "fixed<8, 2, roundConv, saturate>";
    const code = (expr: string): string => (
      printModule(check(`top func f(a: fixed<8, 4>, b: fixed<8, 4>) -> ${to} { return ${to}(${expr}) }`, [100n, 55n]))
    );
    assert.doesNotMatch(code("a"), /func (?!f)/);
    assert.match(code("a * b"), /func round_even/);
    const twice = printModule(check(`top func f(a: fixed<8, 4>) -> fixed<8, 2, roundZero, wrap> {
      let x: fixed<8, 2, roundZero, wrap> = fixed<8, 2, roundZero, wrap>(a * a)
      x = fixed<8, 2, roundZero, wrap>(a * a)
      return x
    }`, [100n]));
    assert.equal(twice.match(/func round_zero/g)?.length, 1);
  });

  it("adds no casts that do nothing", () => {
    const text = printModule(check(`top func f(a: fixed<8, 4>, b: fixed<8, 4>, A: fixed<16, 8>[2]) -> fixed<16, 8> {
      A[0] = A[1]
      return fixed<16, 8>(a * b)
    }`, [1n, 2n, [3n, 4n]]));
    assert.match(text, /A\[0\] = A\[1\]\n {2}return a \* b\n/);
  });

  it("leaves modules without fixed point alone", () => {
    const m = parseModule("func g(x: float16) -> int8 { return int8(x) }\ntop func f(A: int8[2]) { A[0] = reverse(A[1]) }");
    assert.equal(lowerFixed(m), m);
    assert.equal(usesFixed(m), false);
  });

  it("gives modules, after splitting structs too, whose text reads back", () => {
    fc.assert(fc.property(anyModule(), (m) => {
      const lowered = lowerFixed(splitStructs(m));
      assert.deepEqual(canonical(parseModule(printModule(lowered))), canonical(lowered));
    }), { numRuns: runs(100) });
  }).timeout(runs(20_000));

  it("keeps the meaning of every module, errors too", () => {
    fc.assert(fc.property(moduleWithArgs(), fc.option(fc.nat(10_000)), ({ module, args }, fault) => {
      const before = withOwnSpans(fault === null ? module : withFault(module, fault));
      const m = splitStructs(before);
      const lowered = lowerFixed(m);
      assert.deepEqual(leftovers(lowered), [], printModule(lowered));
      assert.equal(lowered === m, !usesFixed(m));
      sameOutcome(before, lowered, args);
    }), { numRuns: runs(300) });
  }).timeout(runs(60_000));
});

describe("raw values of any fixed point", () => {
  it("convert as they did", () => {
    const type = fc.record({
      width: fc.integer({ min: 1, max: 70 }), frac: fc.integer({ min: -8, max: 76 }), signed: fc.boolean(),
      rounding: fc.constantFrom(...roundings), overflow: fc.constantFrom(...overflows),
    }).map((t) => fixed(t.width, t.frac, t.signed, t.rounding, t.overflow));
    const cases = fc.tuple(type, type, type).chain(([a, b, c]) => (
      fc.tuple(fc.constant([a, b, c] as const), scalarValue(a), scalarValue(b))
    ));
    fc.assert(fc.property(cases, ([[a, b, c], x, y]) => {
      const [s, t, u] = [a, b, c].map(typeText);
      check(`top func f(x: ${s}, y: ${t}) -> (${u}, ${u}, ${u}, ${t}) {
        const q: ${u} = (x / (y | (bitcast<${t}>(1:uint${b.width})))):${u}
        return ${u}(x * y), ${u}(x + y), q, ${t}(x)
      }`, [x, y]);
    }), { numRuns: runs(300) });
  }).timeout(runs(20_000));
});
