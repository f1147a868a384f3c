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
    ["operands that do not fit", inFunc("let y: int8 = x & 1.5"), 2, 17, /it needs integers/],
    ["a jump outside loops", inFunc("break"), 2, 1, /a loop around 'break'/],
    ["a jump to a loop not around", inFunc("for i: int8 = 0 to 2 #1 { }\nwhile true { break #1 }"), 3, 14, /a loop/],
    ["a jump in an update", inFunc("while true update { break } do { }"), 2, 21, /a loop around/],
    ["a call without a result", `func g() { }\n${inFunc("let y: int8 = g()")}`, 3, 15, /returns a scalar/],
    ["recursion", "top func f() {\n  call f()\n}", 2, 8, /a function that is declared/],
    ["a label without a loop", inFunc("here: x"), 2, 7, /a loop/],
    ["a variable in a constant array", inFunc("rom T: int8[1] = [x]"), 2, 19, /a constant/],
    ["a file that is not in the table", "@3:1+2 top func f() { }", 1, 2, /a file in the table/],
    ["a value between two of fixed point", inFunc("let y: fixed<8, 4> = 0.1:fixed<8, 4>"), 2, 22,
      /a value of the type/],
    ["a value below negative fraction bits", inFunc("let y: fixed<8, -2> = 2:fixed<8, -2>"), 2, 23,
      /a value of the type/],
    ["an unknown rounding mode", inFunc("let y: fixed<8, 4, up, wrap> = x"), 2, 20, /a rounding mode/],
    ["an unknown overflow mode", inFunc("let y: fixed<8, 4, trunc, clip> = x"), 2, 27, /an overflow mode/],
    ["a struct that is not declared", "top func f(p: P) { }", 1, 15, /a scalar type or the name of a struct/],
    ["a second struct of a name", "struct P { x: int8 }\nstruct P { x: int8 }", 2, 8,
      /a struct that is not declared yet/],
    ["a struct inside itself", "struct P { x: P }", 1, 15, /a scalar type or the name of a struct/],
    ["a field that is not there", `struct P { x: int8 }\ntop func f(p: P) { let y: int8 = p->y }`, 2, 34, /a scalar/],
    ["a struct in an expression", `struct P { x: int8 }\ntop func f(p: P) { let y: int8 = p }`, 2, 34, /a scalar/],
    ["too few values for a struct", "struct P { x: int8, y: int8 }\ntop func f(A: P[2]) { alloc B: P[2] = {1:int8} }",
      2, 46,
      /','/],
    ["a case without value", inFunc("switch x { case { } }"), 2, 17, /a whole number/],
    ["a statement in a switch", inFunc("switch x { A[0] = x }"), 2, 12, /'case'/],
    ["a jump in the update of a do", inFunc("do { } update { continue } while true"), 2, 17, /a loop around/],
    ["a do without while", inFunc("do { }"), 3, 1, /'while'/],
    ["a state that is no constant", "top func f(x: int8) { state y: int8 = x }", 1, 39, /a constant/],
    ["a message of nothing", inFunc("print"), 3, 1, /an expression/],
    ["a stream in a message", inFunc("print s"), 2, 7, /a tensor of scalars/],
    ["two names for one result", `func g() -> int8 { return 1:int8 }\n${inFunc("call a: int8 b: int8 = g()")}`, 3, 14,
      /'='/],
    ["a call of several results in an expression",
      `func g() -> (int8, int8) { return 1:int8, 1:int8 }\n${inFunc("let y: int8 = g()")}`, 3, 15, /returns a scalar/],
    ["an external function with a body", `func g() external "g" from "g.cc" model "g" { }\n${inFunc("")}`, 1, 45,
      /'func'/],
    ["an option that is not there", inFunc("for i: index = 0 to 2 pipeline(step=1) { }"), 2, 32, /one of ii, rewind, once/],
    ["an option twice", inFunc("for i: index = 0 to 2 pipeline(ii=1, ii=2) { }"), 2, 38, /one of ii, rewind, once/],
    ["a pipeline without ii", inFunc("for i: index = 0 to 2 pipeline { }"), 2, 32, /'ii=' before this/],
    ["a directive twice", inFunc("for i: index = 0 to 2 unroll unroll(2) { }"), 2, 30, /a directive that is not given yet/],
    ["an unroll by nothing", inFunc("for i: index = 0 to 2 unroll() { }"), 2, 30, /a factor/],
    ["a function that is inlined or not", "top func f() inline noinline { }", 1, 21, /a directive that is not given/],
    ["a memory that is not declared", inFunc("memory B: bram"), 2, 8, /a tensor that is declared/],
    ["a memory of an unknown kind", inFunc("memory A: dram"), 2, 11, /one of complete, block, cyclic, bram/],
    ["a memory of two kinds", inFunc("memory A: bram, uram"), 2, 17, /a directive that is not given yet/],
    ["a partition of no dimension", inFunc("memory A: complete"), 3, 1, /'dim=' before this/],
    ["unknown ports", inFunc("memory A: bram(ports=many)"), 2, 22, /one of single, dual/],
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

  it("closes two brackets that stand together", () => {
    const m = parseModule("top func f(x: uint8) -> int8 { return int8(bitcast<fixed<8, 4>>(x) >> 1) }");
    assert.match(printModule(m), /bitcast<fixed<8, 4>>\(x\) >> 1/);
  });

  it("makes the top one of the functions", () => {
    const m = parseModule("func g() { }\ntop func f() { }");
    assert.equal(m.top, m.functions[1]);
  });
});
