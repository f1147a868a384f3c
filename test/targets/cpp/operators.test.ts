/** Every integer operator on pairs of types, at the edges of their values: C simulation gives what the interpreter gives. */
import assert from "node:assert/strict";
import { binary, cast, compare, indexConst, intConst, load, select, symSource, unary, variable } from "../../../lib/ir/build.js";
import { interpret } from "../../../lib/ir/interpret.js";
import type { BinaryOp, CompareOp, Expr, Func, Module, Param, Stmt, UnaryOp } from "../../../lib/ir/ir.js";
import {
  bool, float32, float64, index, int, intervalOf, isIntegral, tensor, type ScalarType,
} from "../../../lib/ir/types.js";
import { typeName } from "../../../lib/ir/types.js";
import { noSpan as span } from "../../../lib/diagnostics/source.js";
import { convert, type Value } from "../../../lib/numeric/convert.js";
import { simulateAll, type Case } from "../../support/csim.js";
import { requireGxx } from "../../support/tools.js";

const types: readonly ScalarType[] = [
  bool, index, int(8), int(8, false), int(16), int(32), int(32, false), int(64), int(64, false),
  int(7), int(13, false), int(33), int(54, false), int(65, false), int(100),
];

const operators: readonly BinaryOp[] = [
  "add", "sub", "mul", "div", "rem", "floordiv", "mod", "shl", "shr", "ushr", "and", "or", "xor", "min", "max",
];
const comparisons: readonly CompareOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const prefixes: readonly UnaryOp[] = ["neg", "abs", "bitnot", "sign"];
const targets: readonly ScalarType[] = [int(8), int(32), int(32, false), int(64), int(70), float32, float64, bool];

function edges(t: ScalarType): readonly Value[] {
  if (!isIntegral(t)) throw new Error("integers only");
  const { lo, hi } = intervalOf(t);
  return [...new Set([lo, lo + 1n, hi, hi - 1n, 0n, 1n, -1n, 2n, -7n, 100n, hi / 3n].map((v) => convert(v, t)))];
}

const isDivision = (op: BinaryOp): boolean => ["div", "rem", "floordiv", "mod"].includes(op);
const isShift = (op: BinaryOp): boolean => ["shl", "shr", "ushr"].includes(op);

/** What keeps the operator from stopping the run. */
function safeRight(op: BinaryOp, right: Expr): Expr {
  if (isDivision(op)) return select(compare("eq", right, intConst(0)), intConst(3), right);
  return isShift(op) ? binary("and", right, intConst(127)) : right;
}

/** All values of `expressions(a, b)` for all pairs of edge values, each stored exactly (as its own type) and converted. */
function moduleOf(left: ScalarType, right: ScalarType, expressions: (a: Expr, b: Expr) => readonly Expr[]): Case {
  const syms = symSource();
  const [ls, rs] = [edges(left), edges(right)];
  const pairs = ls.flatMap((a) => rs.map((b) => [a, b] as const));
  const param = (name: string, element: ScalarType, shape: readonly number[]): Param =>
    ({ sym: syms.fresh(name), type: tensor(element, shape), span });
  const a = param("a", left, [pairs.length]);
  const b = param("b", right, [pairs.length]);
  const k = syms.fresh("k");
  const at = [variable(k, index)];
  const element = (p: Param): Expr => {
    if (p.type.kind !== "tensor") throw new Error("not a tensor");
    return load(p.sym, p.type, at);
  };
  const values = expressions(element(a), element(b)).flatMap((e, i) => [e, cast(e, targets[i % targets.length] ?? bool)]);
  const outs = values.map((v, i) => param(`out${i}`, v.type, [pairs.length]));
  const body = values.map((value, i): Stmt => ({ kind: "store", tensor: (outs[i] ?? a).sym, index: at, value, span }));
  const loop: Stmt = {
    kind: "for", iter: k, type: index, lo: indexConst(0), hi: indexConst(pairs.length), step: 1n, body, reduction: false, id: 0, span,
  };
  const f: Func = { kind: "func", sym: syms.fresh("f"), params: [a, b, ...outs], body: [loop], span };
  const module: Module = { functions: [f], top: f };
  const zero = (t: ScalarType): Value => convert(0n, t);
  const args = [pairs.map((p) => p[0]), pairs.map((p) => p[1]), ...values.map((v) => pairs.map(() => zero(v.type)))];
  return { module, args };
}

function allOperators(a: Expr, b: Expr): readonly Expr[] {
  const binaries = operators.map((op) => binary(op, a, safeRight(op, b)));
  const compared = comparisons.map((op) => compare(op, a, b));
  return [...binaries, ...compared, select(compare("lt", a, b), a, b)];
}

function nested(a: Expr, b: Expr): readonly Expr[] {
  const sum = binary("add", a, b);
  return [
    ...prefixes.map((op) => unary(op, a)), binary("shr", sum, intConst(1)), binary("mul", sum, binary("sub", a, b)),
    binary("div", sum, intConst(-3)), unary("neg", cast(sum, int(8))), binary("rem", binary("mul", a, b), intConst(17)),
    binary("xor", unary("bitnot", a), cast(b, int(32, false))), compare("lt", binary("mul", a, a), binary("mul", b, b)),
  ];
}

async function check(cases: readonly Case[], names: readonly string[], test: Mocha.Context): Promise<void> {
  const gxx = await requireGxx(test);
  const outcomes = await simulateAll(cases, gxx);
  cases.forEach((c, i) => {
    const after = c.args.map((a) => (Array.isArray(a) ? [...a] : a));
    interpret(c.module, after);
    after.forEach((expected, p) => assert.deepEqual(outcomes[i]?.args[p], expected, `${names[i]}, parameter ${p}`));
  });
}

/** All pairs with `HEDDLE_ALL_PAIRS=1`; otherwise some, in which each type is once on each side. */
const isThorough = process.env.HEDDLE_ALL_PAIRS === "1";
const steps = isThorough ? types.map((_, d) => d) : [0, 4];

describe("C simulation of integer operators", () => {
  for (const step of steps) {
    it(`agrees with the interpreter (pairs of types ${step} apart)`, async function () {
      this.timeout(300_000);
      const pairs = types.map((t, i) => [t, types[(i + step) % types.length] ?? t] as const);
      const cases = pairs.flatMap(([l, r]) => [moduleOf(l, r, allOperators), moduleOf(l, r, nested)]);
      await check(cases, pairs.flatMap(([l, r]) => [0, 1].map(() => `${typeName(l)} and ${typeName(r)}`)), this);
    });
  }

  it("agrees on floats that become integers", async function () {
    this.timeout(60_000);
    const values = [0, -0, 0.5, -0.5, 1.5, -1.5, NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31) - 1, 2 ** 32 + 0.5, 2 ** 53 + 2,
      2 ** 62, 2 ** 63, -(2 ** 63), 2 ** 64 + 2 ** 12, -(2 ** 70), 3e38, 1e300, 5e-324, 123456789.75];
    const cases = [float32, float64].map((t): Case => {
      const syms = symSource();
      const a: Param = { sym: syms.fresh("a"), type: tensor(t, [values.length]), span };
      const k = syms.fresh("k");
      const at = [variable(k, index)];
      const x = load(a.sym, tensor(t, [values.length]), at);
      const made = types.map((to) => cast(x, to));
      const outs = made.map((v, i): Param => ({ sym: syms.fresh(`out${i}`), type: tensor(v.type, [values.length]), span }));
      const body = made.map((value, i): Stmt => ({ kind: "store", tensor: (outs[i] ?? a).sym, index: at, value, span }));
      const f: Func = {
        kind: "func", sym: syms.fresh("f"), params: [a, ...outs], span,
        body: [{
          kind: "for", iter: k, type: index, lo: indexConst(0), hi: indexConst(values.length), step: 1n, body, reduction: false, id: 0, span,
        }],
      };
      const args = [values.map((v) => convert(v, t)), ...types.map((to) => values.map(() => convert(0n, to)))];
      return { module: { functions: [f], top: f }, args };
    });
    await check(cases, ["float32", "float64"], this);
  });
});
