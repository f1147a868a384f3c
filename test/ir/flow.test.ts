import assert from "node:assert/strict";
import { breaksOut, completes } from "../../lib/ir/flow.js";
import type { Stmt } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";

function bodyOf(text: string): readonly Stmt[] {
  const [f] = parseModule(`top func f(x: int8) -> int8 { ${text} }`).functions;
  return f?.body ?? assert.fail();
}

describe("the flow of control", () => {
  const rows: readonly (readonly [text: string, completes: boolean])[] = [
    ["", true],
    ["return x", false],
    ["if x > 0 { return x }", true],
    ["if x > 0 { return x } else { return 1:int8 }", false],
    ["while x > 0 { }", true],
    ["while true { }", false],
    ["while true { break }", true],
    ["while true { while true { break } }", false],
    ["while true #1 { while true { break #1 } }", true],
    ["do { } while true", false],
    ["do { break } while true", true],
    ["switch x { case 1 { return x } }", true],
    ["switch x { case 1 { return x } default { return x } }", false],
    ["switch x { case 1 { break } default { return x } }", true],
    ["switch x { case 1 { while true { break } } default { return x } }", true],
    ["switch x { default { while true { break } return x } }", false],
    ["for i: index = 0 to 4 { return x }", true],
  ];
  for (const [text, want] of rows) {
    it(`${text === "" ? "nothing" : text} ${want ? "may come to its end" : "does not"}`, () => {
      assert.equal(completes(bodyOf(text)), want);
    });
  }

  it("a break leaves what it names", () => {
    const [loop] = bodyOf("while true #1 { switch x { case 1 { break } case 2 { break #1 } } }");
    assert.ok(loop?.kind === "while");
    const [choice] = loop.body;
    assert.ok(choice?.kind === "switch");
    assert.deepEqual([breaksOut(loop.body, loop.id), breaksOut([choice], choice.id)], [true, true]);
    assert.deepEqual(choice.cases.map((c) => breaksOut(c.body, loop.id)), [false, true]);
  });
});
