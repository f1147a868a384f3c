/** Reduction keeps what shows a mistake, and little else. */
import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import type { Module } from "../../lib/ir/ir.js";
import { visitExprs } from "../../lib/ir/walk.js";
import { reduced } from "../support/reduce.js";

const large = parseModule(`
func half(x: int32) -> int32 {
  if x > 4 {
    return int32(x / 2)
  }
  return x
}
top func f(A: int32[8], n: int32) -> int32 {
  let s: int32 = 0:int32
  for i: index = 0 to 8 {
    if A[i] > 2 {
      s = int32(s + half(A[i]) * 3)
    } else {
      s = int32(s - (A[i] ^ n))
    }
    A[i] = s
  }
  return int32(s + n)
}
`);

/** Does any function multiply? */
function multiplies(m: Module): boolean {
  let found = false;
  for (const f of m.functions) {
    visitExprs(f.body, (e) => {
      found ||= e.kind === "binary" && e.op === "mul";
    });
  }
  return found;
}

describe("reducing a program", () => {
  it("keeps only what is needed", async () => {
    const small = await reduced(large, async (m) => multiplies(m));
    assert.ok(multiplies(small));
    const text = printModule(small);
    assert.ok(text.split("\n").length <= 9, text);
    assert.doesNotMatch(text, /half|else|\^/);
  });

  it("leaves a program that nothing can be taken from", async () => {
    const least = parseModule("top func f() {\n}\n");
    assert.deepEqual(await reduced(least, async () => true), least);
  });

  it("takes what fails in another way for no failure", async () => {
    const small = await reduced(large, async (m) => {
      if (!multiplies(m)) throw new Error("another mistake");
      return true;
    });
    assert.ok(multiplies(small));
  });
});
