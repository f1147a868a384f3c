import assert from "node:assert/strict";
import { IrSyntaxError, parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";

function refusal(text: string): IrSyntaxError {
  try {
    parseModule(text, "k.ir");
  } catch (error) {
    if (error instanceof IrSyntaxError) return error;
    throw error;
  }
  return assert.fail("the text was accepted");
}

const inFunc = (body: string): string => `top func f(x: int8, A: int8[4], s: stream<int8, 1>) {\n${body}\n}`;

describe("parsing IR text", () => {
  const wrong: readonly (readonly [string, string, number, number, RegExp])[] = [
    ["an empty text", "", 1, 1, /'func', 'top func' or 'region'|'top func' or 'region'/],
    ["no top", "func f() { }", 1, 13, /'top func' or 'region'/],
    ["two tops", "top func f() { }\ntop func g() { }", 2, 1, /only one/],
    ["a stray character", inFunc("let y: int8 = ?"), 2, 15, /a name, number or operator/],
    ["an unclosed block", "top func f() {", 1, 15, /a statement or '}'/],
    ["an unknown name", inFunc("let y: int8 = z"), 2, 15, /a variable that is declared/],
    ["an unknown function", inFunc("call g()"), 2, 6, /a function that is declared/],
    ["a use before the declaration", inFunc("let y: int8 = y"), 2, 15, /a variable that is declared/],
    ["a use after the block", inFunc("if true { let y: int8 = x }\nA[0] = y"), 3, 8, /a variable that is declared/],
    ["a second declaration", inFunc("let y: int8 = x\nlet y: int8 = x"), 3, 5, /not declared yet/],
    ["an unknown type", inFunc("let y: int4097 = x"), 2, 8, /a scalar type/],
    ["a tensor as a scalar", inFunc("let y: int8[2] = x"), 2, 8, /a scalar type/],
    ["a tensor in an expression", inFunc("let y: int8 = A + 1"), 2, 15, /a scalar/],
    ["a stream in an expression", inFunc("let y: int8 = s"), 2, 15, /a scalar/],
    ["operands that do not fit", inFunc("let y: int8 = x & 1.5"), 2, 17, /'and' needs integers/],
    ["a jump outside loops", inFunc("break"), 2, 1, /a loop around 'break'/],
    ["a jump to a loop not around", inFunc("for i: int8 = 0 to 2 #1 { }\nwhile true { break #1 }"), 3, 14, /a loop/],
    ["a jump in an update", inFunc("while true update { break } do { }"), 2, 21, /a loop around/],
    ["a call without a result", `func g() { }\n${inFunc("let y: int8 = g()")}`, 3, 15, /returns a scalar/],
    ["recursion", "top func f() {\n  call f()\n}", 2, 8, /a function that is declared/],
    ["a label without a loop", inFunc("here: x"), 2, 7, /a loop/],
    ["a variable in a constant array", inFunc("rom T: int8[1] = [x]"), 2, 19, /a constant/],
    ["a file that is not in the table", "@3:1+2 top func f() { }", 1, 2, /a file in the table/],
    ["too few operands", inFunc("let y: int8 = min(x)"), 2, 20, /','/],
  ];
  for (const [what, text, line, column, expected] of wrong) {
    it(`refuses ${what}`, () => {
      const error = refusal(text);
      assert.deepEqual([error.line, error.column], [line, column], error.message);
      assert.match(error.expected, expected);
      assert.ok(error.message.startsWith(`k.ir(${line},${column}): expected `));
    });
  }

  it("lets a name be used again in another block", () => {
    const m = parseModule("top func f() { for i: index = 0 to 1 { } for i: index = 0 to 1 { } }");
    assert.match(printModule(m), /for i: index[^]*for i#2: index/);
  });

  it("ignores comments and line breaks", () => {
    const m = parseModule("// a kernel\ntop func f(\n  x: int8 // the input\n) -> int8 {\n  return x }");
    assert.equal(printModule(m), "top func f(x: int8) -> int8 {\n  return x\n}\n");
  });

  it("does not take the next statement for a returned value", () => {
    const m = parseModule("top func f() {\n  let x: bool = true\n  return\n  x = false\n}");
    assert.equal(m.functions[0]?.body.length, 3);
  });

  it("makes the top one of the functions", () => {
    const m = parseModule("func g() { }\ntop func f() { }");
    assert.equal(m.top, m.functions[1]);
  });
});
