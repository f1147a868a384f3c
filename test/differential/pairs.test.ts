/**
 * Every operator on every pair of types, at the edges of their values: native code gives what the interpreter gives. (C
 * simulation compiles too slowly for all of them; the other files of this folder compare some pairs, and all of them with
 * `HEDDLE_ALL_PAIRS=1`.)
 */
import assert from "node:assert/strict";
import { compare, select, unary } from "../../lib/ir/build.js";
import type { CompareOp, Expr, UnaryOp } from "../../lib/ir/ir.js";
import { unaryType } from "../../lib/ir/typing.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, typeName, type ScalarType,
} from "../../lib/ir/types.js";
import { agreeNatively, applied, binaries, pairCase, singleCase } from "./table.js";

const types: readonly ScalarType[] = [
  bool, index, int(1), int(8), int(8, false), int(13, false), int(16), int(32), int(32, false), int(33), int(53), int(54, false),
  int(64), int(64, false), int(65, false), int(100), float16, bfloat16, float32, float64,
  fixed(16, 8), fixed(8, 4, false), fixed(12, 0), fixed(6, 9), fixed(7, -3, false), fixed(33, 2, true, "round", "saturate"),
  fixed(54, 54, false), fixed(70, 35, true, "roundConv", "saturateSym"),
];
const comparisons: readonly CompareOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const unaries: readonly UnaryOp[] = [
  "neg", "abs", "sign", "bitnot", "reverse", "not", "floor", "ceil", "round", "trunc", "sqrt", "exp", "log", "sin", "cos", "tan", "tanh",
];

function ofTwo(a: Expr, b: Expr): readonly Expr[] {
  const alike = (a.type.kind === "bool") === (b.type.kind === "bool");
  const compared = alike ? comparisons.map((op) => compare(op, a, b)) : [];
  const chosen = alike ? [select(compare("lt", a, b), a, b)] : [];
  return [...binaries.flatMap((op) => applied(op, a, b)), ...compared, ...chosen];
}

function ofOne(a: Expr): readonly Expr[] {
  return unaries.flatMap((op) => (unaryType(op, a.type).kind === "error" ? [] : [unary(op, a)]));
}

describe("every operator in native code", () => {
  let combinations = 0;
  const counted = (made: readonly Expr[]): readonly Expr[] => {
    combinations += made.length;
    return made;
  };

  for (const left of types) {
    it(`with ${typeName(left)} on the left of each type`, function () {
      this.timeout(120_000);
      agreeNatively(types.map((right) => pairCase(left, right, (a, b) => counted(ofTwo(a, b)))));
      agreeNatively([singleCase(left, (a) => counted(ofOne(a)))]);
    });
  }

  after(() => {
    assert.ok(combinations > 10_000, `only ${combinations} combinations of operators and types`);
  });
});
