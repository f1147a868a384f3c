/** Every integer operator on pairs of types, at the edges of their values: native code and C simulation give what the interpreter gives. */
import { binary, cast, compare, intConst, select, unary } from "../../lib/ir/build.js";
import type { CompareOp, Expr, UnaryOp } from "../../lib/ir/ir.js";
import { bool, float32, float64, index, int, type ScalarType } from "../../lib/ir/types.js";
import { agree, applied, binaries, converted, pairCase, pairsOf, singleCase } from "./table.js";

const types: readonly ScalarType[] = [
  bool, index, int(8), int(8, false), int(16), int(32), int(32, false), int(64), int(64, false),
  int(7), int(13, false), int(33), int(54, false), int(65, false), int(100),
];

const comparisons: readonly CompareOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const prefixes: readonly UnaryOp[] = ["neg", "abs", "bitnot", "sign", "reverse", "floor", "ceil", "round", "trunc"];
const targets: readonly ScalarType[] = [int(8), int(32), int(32, false), int(64), int(70), float32, float64, bool];

function allOperators(a: Expr, b: Expr): readonly Expr[] {
  const compared = comparisons.map((op) => compare(op, a, b));
  return [...binaries.flatMap((op) => applied(op, a, b)), ...compared, select(compare("lt", a, b), a, b)];
}

function nested(a: Expr, b: Expr): readonly Expr[] {
  const sum = binary("add", a, b);
  return [
    ...prefixes.map((op) => unary(op, a)), binary("shr", sum, intConst(1)), binary("mul", sum, binary("sub", a, b)),
    binary("div", sum, intConst(-3)), unary("neg", cast(sum, int(8))), binary("rem", binary("mul", a, b), intConst(17)),
    binary("xor", unary("bitnot", a), cast(b, int(32, false))), compare("lt", binary("mul", a, a), binary("mul", b, b)),
  ];
}

describe("integers in every executor", () => {
  for (const [kind, expressions] of [["operators", allOperators], ["nested operators", nested]] as const) {
    it(`agree on ${kind}`, async function () {
      this.timeout(600_000);
      const cases = pairsOf(types, [0, 4]).map(([l, r]) => pairCase(l, r, (a, b) => converted(expressions(a, b), targets)));
      await agree(cases, this);
    });
  }

  it("agree on floats that become integers", async function () {
    this.timeout(60_000);
    await agree([float32, float64].map((type) => singleCase(type, (x) => types.map((to) => cast(x, to)))), this);
  });
});
