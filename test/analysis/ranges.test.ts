/** Range analysis: intervals of expressions, and which subscripts are proven inside. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { analyseProgram, analyseRanges } from "../../lib/analysis/ranges.js";
import type { Expr, Load, Module, Store } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { visitExprs, visitStmts } from "../../lib/ir/walk.js";

/** A function over some tensors and scalars. */
function moduleOf(body: string): Module {
  const params = "A: float32[20, 30], u: float32[20], C: int32[20], n: int32, m: index, b: int8";
  return parseModule(`top func f(${params}) {\n${body}\n}`);
}

/** `head`s around each other, the first outermost, and `body` in the last. */
function nest(heads: readonly string[], body: string): string {
  return `${heads.map((h) => `${h} {\n`).join("")}${body}${"\n}".repeat(heads.length)}`;
}

/** For each access, stores first, whether each subscript is proven. */
function proofs(body: string): boolean[] {
  const m = moduleOf(body);
  const ranges = analyseRanges(m);
  const found: (Load | Store)[] = [];
  for (const f of m.functions) {
    visitStmts(f.body, (s) => s.kind === "store" && found.push(s));
    visitExprs(f.body, (e) => e.kind === "load" && found.push(e));
  }
  return found.flatMap((a) => ranges.inBounds(a));
}

/** The interval of what is stored to `C`. */
function stored(value: string, before = ""): [bigint, bigint] {
  const open = before.split("{").length - before.split("}").length;
  const m = moduleOf(`${before}\nC[0] = int32(${value})${"\n}".repeat(open)}`);
  let found: Expr | undefined;
  for (const f of m.functions) visitStmts(f.body, (s) => {
    if (s.kind === "store") found = s.value;
  });
  ok(found?.kind === "cast");
  const r = analyseRanges(m).of(found.operand);
  ok(r !== undefined);
  return [r.lo, r.hi];
}

describe("analysis/ranges intervals", () => {
  const cases: readonly (readonly [string, string, bigint, bigint])[] = [
    ["a parameter by its type", "b", -128n, 127n],
    ["sums and products", "b * 3 + 1", -383n, 382n],
    ["division", "b / 3", -42n, 42n],
    ["a remainder", "n % 10", -9n, 9n],
    ["a mask", "n & 15", 0n, 15n],
    ["a mask of a wide value", "(n + m) & 1023", 0n, 1023n],
    ["a shift right", "b >> 2", -32n, 31n],
    ["a shift left that keeps all", "(n & 3) << 4", 0n, 48n],
    ["min and max", "min(max(n, 0), 19)", 0n, 19n],
    ["the other bits of a byte", "~b", -128n, 127n],
    ["an absolute value", "abs(b)", 0n, 128n],
    ["a ternary that clamps", "select(n < 0, 0, select(n > 9, 9, n))", 0n, 9n],
    ["a cast that wraps", "int4(n)", -8n, 7n],
    ["bits that mean the same", "bitcast<int32>(bitcast<uint32>(n & 15))", 0n, 15n],
    ["bits that mean something else", "bitcast<uint8>(b)", 0n, 255n],
    ["bits of a float", "bitcast<int32>(u[0])", -(2n ** 31n), 2n ** 31n - 1n],
    ["an integer rounded", "floor(b) + round(b)", -256n, 254n],
    ["the reverse of bits", "reverse(bitcast<uint8>(b))", 0n, 255n],
    ["the sign", "sign(n & 3)", 0n, 1n],
    ["a product with a constant, clamped", "min(max(n * 1000, -5000), 5000)", -5000n, 5000n],
    ["a shift left of what was made wide", "int40(n) << 7", -(2n ** 38n), 2n ** 38n - 2n ** 7n],
  ];
  for (const [name, text, lo, hi] of cases) it(name, () => deepStrictEqual(stored(text), [lo, hi]));

  it("a value under a condition", () => {
    deepStrictEqual(stored("n", "if n > 3 && n <= 7 {"), [4n, 7n]);
    deepStrictEqual(stored("n", "if !(n < 3 || n == 3) {"), [4n, 2n ** 31n - 1n]);
    deepStrictEqual(stored("n", "if n < 3 {\nreturn\n}"), [3n, 2n ** 31n - 1n]);
    deepStrictEqual(stored("b", "if b != -128 {"), [-127n, 127n]);
  });

  it("counters, up and down, with steps", () => {
    deepStrictEqual(stored("i", "for i: index = 2 to 20 {"), [2n, 19n]);
    deepStrictEqual(stored("i", "for i: index = 0 to 20 step 8 {"), [0n, 16n]);
    deepStrictEqual(stored("i", "for i: index = 19 to -1 step -3 {"), [1n, 19n]);
    deepStrictEqual(stored("i", "for i: index = 0 to m {"), [0n, 2n ** 31n - 2n]);
  });

  it("a variable that a loop changes is known by its type only", () => {
    deepStrictEqual(stored("x", "let x: int8 = 3\nfor i: index = 0 to 4 {\nx = int8(x + 1)"), [-128n, 127n]);
    deepStrictEqual(stored("x", "let x: int8 = 3\nx = 5"), [5n, 5n]);
  });

  it("a switch: each case from what held before; what they assign is unknown behind", () => {
    const cases = "let x: int8 = 3\nswitch n {\ncase 1 {\nx = 9\n}\ndefault {\n";
    deepStrictEqual(stored("x", cases), [3n, 3n]);
    deepStrictEqual(stored("x", `${cases}}\n}`), [-128n, 127n]);
    deepStrictEqual(stored("b", "let x: int8 = 3\nif b > 5 {\nswitch n {\ncase 1 {\nx = 9\n}\n}"), [6n, 127n]);
  });

  it("a do: its condition says nothing of the first round", () => {
    const inside = (loop: readonly [string, string]): unknown => {
      const m = moduleOf(`${loop[0]} { C[0] = int32(b + 0) } ${loop[1]}`);
      let found: Expr | undefined;
      visitStmts(m.functions[0]?.body ?? [],
        (s) => s.kind === "store" && s.value.kind === "cast" && (found = s.value.operand));
      return found && analyseRanges(m).of(found);
    };
    deepStrictEqual(inside(["while b > 5", ""]), { lo: 6n, hi: 127n });
    deepStrictEqual(inside(["do", "while b > 5"]), { lo: -128n, hi: 127n });
  });

  it("a state by its type, whatever it began with", () => {
    const m = parseModule(`top func f(C: int32[20]) {
      state n: int8 = 3
      C[0] = int32(n + 0)
      n = 5:int8
      C[1] = int32(n + 0)
    }`);
    const values: Expr[] = [];
    for (const f of m.functions) visitStmts(f.body,
      (s) => s.kind === "store" && s.value.kind === "cast" && values.push(s.value.operand));
    const ranges = analyseRanges(m);
    deepStrictEqual(values.map((v) => ranges.of(v)), [{ lo: -128n, hi: 127n }, { lo: 5n, hi: 5n }]);
  });

  it("concludes nothing from assertions, which hardware leaves out, but knows that they failed in their message",
    () => {
    deepStrictEqual(stored("n", "assert n > 3"), [-(2n ** 31n), 2n ** 31n - 1n]);
    const m = parseModule("top func f(n: int8) { assert n > 3, n + 0 }");
    const [s] = m.functions[0]?.body ?? [];
    ok(s?.kind === "assert");
    const [part] = s.message;
    ok(part?.kind === "binary");
    deepStrictEqual(analyseRanges(m).of(part), { lo: -128n, hi: 3n });
  });

  it("several results and struct fields by their types", () => {
    const m = parseModule(`struct P { x: int8, y: uint4 }
      func g(x: int8) -> (P, int16) { return {x, 1:uint4}, int16(x) }
      top func f(C: int32[20]) { call p: P, k: int16 = g(3:int8) C[0] = int32(p->y + 0) C[1] = int32(k + 0) }`);
    const values: Expr[] = [];
    for (const f of m.functions) visitStmts(f.body,
      (s) => s.kind === "store" && s.value.kind === "cast" && values.push(s.value.operand));
    const ranges = analyseRanges(m);
    deepStrictEqual(values.map((v) => ranges.of(v)), [{ lo: 0n, hi: 15n }, { lo: -32768n, hi: 32767n }]);
  });

  it("both sides of an if join", () => {
    deepStrictEqual(stored("x", "let x: int8 = 3\nif n > 0 {\nx = 9\n} else {\nx = -1\n}"), [-1n, 9n]);
  });

  it("a constant array by its values", () => {
    deepStrictEqual(stored("T[n & 3]", "rom T: int32[4] = [5, 1, 9, -2]"), [-2n, 9n]);
  });
});

describe("analysis/ranges of programs", () => {
  const m = parseModule(`
    func inner(i: int32, T: int8[10]) -> int8 { return T[i] }
    func outer(n: int32, T: int8[10]) -> int8 {
      call x: int8 = inner(int32(n & 7), T)
      return int8(x + inner(n, T))
    }
    func never(i: int32) -> int32 { return i }
    func outside(i: int32) external "f" from "f.cc" model "f"
    top func f(T: int8[10], k: int32) -> int8 {
      call outside(3:int32)
      if k > 3 && k < 9 { call a: int8 = outer(k, T) return a }
      if k > 5 && k < 2 { call b: int8 = outer(k, T) }
      return outer(2:int32, T)
    }`);
  const param = (name: string): unknown => {
    const f = m.functions.find((g) => g.sym.name === name);
    const p = f?.params.find((q) => q.type.kind === "int");
    return p && analyseProgram(m).ofParam(p.sym);
  };

  it("knows what all calls give a parameter, those of callers known the same way", () => {
    deepStrictEqual(param("outer"), { lo: 2n, hi: 8n });
    deepStrictEqual(param("inner"), { lo: 0n, hi: 8n });
  });

  it("knows nothing of functions that nobody calls, that are called from outside, or are outside", () => {
    deepStrictEqual([param("never"), param("f"), param("outside")], [undefined, undefined, undefined]);
  });

  it("proves subscripts by it; of functions by themselves it does not", () => {
    const inside = (ranges: ReturnType<typeof analyseRanges>): boolean[] => {
      const found: boolean[] = [];
      visitExprs(m.functions[0]?.body ?? [], (e) => e.kind === "load" && found.push(...ranges.inBounds(e)));
      return found;
    };
    deepStrictEqual(inside(analyseProgram(m)), [true]);
    deepStrictEqual(inside(analyseRanges(m)), [false]);
  });
});

describe("analysis/ranges subscripts", () => {
  const upTo = (counter: string, lo: string, hi: string): string => `for ${counter}: index = ${lo} to ${hi}`;
  const i20 = upTo("i", "0", "20");
  const j20 = upTo("j", "0", "20");
  const grow = nest(["while n > x"], "x = int32(x + 1)");
  const x = (body: string): string => `let x: int32 = n\n${body}`;
  const cases: readonly (readonly [string, string, boolean[]])[] = [
    ["counters of their own dimensions", nest([i20, upTo("j", "0", "30")], "A[i, j] = 0.0f"), [true, true]],
    ["one too far", nest([upTo("i", "0", "21")], "u[i] = 0.0f"), [false]],
    ["one too early", nest([i20], "u[i - 1] = 0.0f"), [false]],
    ["a loop that starts at 1", nest([upTo("i", "1", "20")], "u[i - 1] = 0.0f"), [true]],
    ["below another counter", nest([i20, upTo("j", "0", "i")], "u[i - j - 1] = 0.0f"), [true]],
    ["not two below another counter", nest([i20, upTo("j", "0", "i")], "u[i - j - 2] = 0.0f"), [false]],
    ["the outer counter inside a loop that runs", nest([i20, upTo("j", "i + 1", "20")], "u[i + 1] = 0.0f"), [true]],
    ["but not outside it", nest([i20], `${nest([upTo("j", "i + 1", "20")], "")}\nu[i + 1] = 0.0f`), [false]],
    ["a loop that counts down", nest([`${upTo("i", "18", "-1")} step -1`], "u[i + 1] = 0.0f"), [true]],
    ["down to another counter", nest([i20, `${upTo("j", "19", "i")} step -1`], "u[j - i - 1] = 0.0f"), [true]],
    ["a condition on two counters", nest([i20, j20, "if i < j - 1"], "u[j - i - 2] = 0.0f"), [true]],
    ["a condition that is one short", nest([i20, j20, "if i < j"], "u[j - i - 2] = 0.0f"), [false]],
    ["a const that is linear", nest([upTo("i", "0", "19")], "const k: int32 = int32(i + 1)\nu[k] = 0.0f"), [true]],
    ["a parameter", "u[n] = 0.0f", [false]],
    ["a checked parameter", nest(["if n >= 0 && n < 20"], "u[n] = 0.0f"), [true]],
    ["a checked variable that changes", x(nest(["if x >= 0 && x < 20"], "x = int32(x + 1)\nu[x] = 0.0f")), [false]],
    ["a variable that the loop around changes", x(nest([i20], "u[x] = 0.0f\nx = int32(x + 1)")), [false]],
    ["a while that guards", x(nest(["while x > 0 && x < 20"], "u[x - 1] = 0.0f\nx = int32(x - 1)")), [true]],
    ["after a while nothing is known", x(`x = 5:int32\n${grow}\nu[x] = 0.0f`), [false]],
    ["a masked value", "u[n & 15] = 0.0f", [true]],
  ];
  for (const [name, body, expected] of cases) it(name, () => deepStrictEqual(proofs(body), expected));
});
