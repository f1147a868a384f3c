import assert from "node:assert/strict";
import {
  binary, call, cast, compare, constant, indexConst, intConst, select, symSource, unary, variable,
} from "../../lib/ir/build.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printExpr } from "../../lib/ir/print.js";
import { float32, float64, index, int, int32 } from "../../lib/ir/types.js";

const syms = symSource();
const n = variable(syms.fresh("n"), int32);
const x = variable(syms.fresh("x"), float32);
const y = variable(syms.fresh("y"), float64);

describe("building the IR", () => {
  it("types integers exactly and leaves their operands alone", () => {
    assert.deepEqual(binary("add", n, indexConst(1)).type, int(33));
    assert.equal(printExpr(binary("mul", n, n)), "n * n");
    assert.deepEqual(unary("abs", n).type, int(32, false));
    assert.deepEqual(select(compare("lt", n, intConst(3)), n, intConst(200)).type, int(32));
  });

  it("casts mixed operands to the float type they meet in", () => {
    assert.equal(printExpr(binary("add", n, x)), "float32(n) + x");
    assert.equal(printExpr(compare("lt", y, x)), "y < float64(x)");
    assert.equal(printExpr(select(constant(true, { kind: "bool" }), x, n)), "select(true, x, float32(n))");
  });

  it("converts constants to their type, and casts only what has another", () => {
    assert.equal(constant(300n, int(8)).value, 44n);
    assert.equal(constant(0.1, float32).value, Math.fround(0.1));
    assert.equal(constant(true, index).value, 1n);
    assert.equal(cast(n, int(32)), n);
    assert.equal(printExpr(cast(n, int(8))), "int8(n)");
  });

  it("refuses operands that an operator does not take", () => {
    assert.throws(() => binary("and", x, n), /it needs integers/);
    assert.throws(() => unary("sqrt", n), /it needs a float/);
    const [f] = parseModule("top func f() { }").functions;
    assert.throws(() => f && call(f, []), /f does not return a scalar/);
  });

  it("hands out names that are new", () => {
    const from7 = symSource(7);
    assert.deepEqual([from7.fresh("a"), from7.fresh("a")], [{ name: "a", id: 7 }, { name: "a", id: 8 }]);
  });
});
