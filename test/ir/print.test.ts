import assert from "node:assert/strict";
import fc from "fast-check";
import { noSpan } from "../../lib/diagnostics/source.js";
import { binary, cast, constant, intConst, load, select, symSource, unary, variable } from "../../lib/ir/build.js";
import type { Expr, Func, Module, Stmt } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printExpr, printModule, printStmt, printStmtHead } from "../../lib/ir/print.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, int32, tensor, type ScalarType,
} from "../../lib/ir/types.js";
import { canonical, withSpans } from "../support/canonical.js";
import { anyModule } from "../support/generators.js";
import { dedent } from "../support/text.js";

const span = noSpan;

/** Parses, and checks that printing gives the same text back. */
function same(text: string): Module {
  const m = parseModule(text);
  assert.equal(printModule(m), text);
  return m;
}

function moduleOf(body: readonly Stmt[], params: Func["params"] = []): Module {
  const top: Func = { kind: "func", sym: { name: "f", id: 1000 }, params, results: [], states: [], body, span };
  return { functions: [top], top };
}

describe("IR text", () => {
  it("reads well: gemm", () => {
    same(dedent`
      top func gemm(A: float32[4, 8], B: float32[8, 4]) -> float32[4, 4] {
        alloc C: float32[4, 4] = 0.0f
        band: for i: index = 0 to 4 {
          for j: index = 0 to 4 {
            reduction k: index = 0 to 8 {
              C[i, j] = C[i, j] + A[i, k] * B[k, j]
            }
          }
        }
        return C
      }
    `);
  });

  it("has every directive, after what it is about", () => {
    const m = same(dedent`
      func dot(a: float32[8]) -> float32 inline {
        return a[0]
      }

      func stages(a: float32[8]) dataflow noinline {
      }

      top func gemm(A: float32[16, 8], n: index) dataflow {
        memory A: cyclic(dim=1, factor=4), complete(dim=0), bram
        state last: int8[1] = [
          0,
        ]
        memory last: block(dim=0, factor=2)
        for i: index = 0 to n pipeline(ii=1, rewind) unroll(4) parallel {
          for j: index = 0 to 8 step 2 #1 unroll dataflow {
            alloc row: int8[2] = 0:int8
            memory row: auto, stream(depth=4)
            rom table: int8[1] = [
              1,
            ]
            memory table: lutram(ports=multiRead, latency=2)
            for k: index = 0 to 8 vectorize {
              continue #1
            }
          }
        }
        alloc work: int8[2] = 0:int8
        memory work: uram(latency=1)
      }
    `);
    const gemm = m.functions[2] ?? assert.fail();
    assert.deepEqual(gemm.memories?.map((d) => d.sym.name), ["A", "last", "row", "table", "work"]);
    const [first] = gemm.memories;
    assert.deepEqual(first?.sym, gemm.params[0]?.sym);
    assert.deepEqual(first?.partitions, [{ dim: 1, kind: "cyclic", factor: 4 }, { dim: 0, kind: "complete" }]);
    const [loop] = gemm.body;
    assert.deepEqual(loop?.kind === "for" && loop.directives,
      { pipeline: { ii: 1, rewind: true }, unroll: { factor: 4 }, parallel: true });
  });

  it("shows directives by tensor, whatever their order", () => {
    const m = parseModule("top func f(A: int8[2], B: int8[2]) { memory A: bram memory B: uram }");
    const turned = { ...m.functions[0] ?? assert.fail(), memories: m.functions[0]?.memories?.toReversed() ?? [] };
    assert.equal(printModule({ functions: [turned], top: turned }), printModule(m));
  });

  it("has names with dots, and names that directives are called", () => {
    same(dedent`
      top func f(\`memory\`: int8[4], pipeline: index) {
        memory \`memory\`: bram
        i.outer: for i.outer: index = 0 to pipeline unroll(2) {
          for i_j: index = 0 to 4 pipeline(ii=2) {
            \`memory\`[i_j] = \`memory\`[i.outer]
          }
        }
      }
    `);
  });

  it("has every statement", () => {
    same(dedent`
      func helper(x: int8, out: int8[2]) -> bool {
        out[mod(x, 2)] = int8(x + 1)
        return x > 0
      }

      top func kernel(s: stream<uint5, 4>, t: stream<uint5, 1>, n: index) {
        rom table: int40[2, 2] = [
          1, -1099511627776, 0, 3,
        ]
        alloc work: int8[2] = 0:int8
        const limit: int34 = -n + 1
        let total: uint5 = 0:uint5
        call ok: bool = helper(1:int8, work)
        call helper(int8(total), work)
        outer: for i: int8 = 10 to -1 step -3 #1 {
          while i < n && ok {
            get next: uint5 from s
            if next == 3 {
              break #1
            } else {
              put t, next
              continue
            }
          }
          while true update {
            total = uint5(total + 1)
          } do {
            break
          }
        }
        return
      }
    `);
  });

  it("has structs, states, several results, external functions", () => {
    same(dedent`
      struct Point { x: fixed<16, 8>, \`let\`: ufixed<8, -2, round, saturate> }

      struct \`int8\` { at: Point, ok: bool, h: float16 }

      func area(p: Point, b: bfloat16) -> (Point, float32[2], int8) {
        state seen: Point[2] = [
          0.5, 4, -127.99609375, 1020,
        ]
        state n: fixed<16, 8> = -3.25
        state last: bfloat16 = 3.14
        n = fixed<16, 8>(n + p->x)
        seen[0]->\`let\` = p->\`let\`
        alloc t: float32[2] = float32(seen[1]->x)
        return {n, seen[0]->\`let\`}, t, 1:int8
      }

      func model(a: int8, T: int8[2]) -> int32 external "top_fn" from "lib/a b.cc" model "m:1" writes 1

      func quiet() external "q" from "q.cc" model "q"

      top func kernel(q: \`int8\`, s: stream<\`int8\`, 2>, A: \`int8\`[2], i: index) {
        call r: Point, t: float32[2], n: int8 = area({q->at->x, q->at->\`let\`}, 1.0:bfloat16)
        rom T: Point[1] = [
          1.5, 8,
        ]
        alloc B: Point[2] = {r->x, T[0]->\`let\`}
        put s, {q->at->x, r->\`let\`, n > 0, A[i]->h}
        get v: \`int8\` from s
        A[i]->at->x = v->at->x
        call area({B[i]->x, r->\`let\`}, 0.0:bfloat16)
      }
    `);
  });

  it("has switch, do, messages, bitcasts", () => {
    same(dedent`
      struct P { a: int8 }

      top func kernel(x: int8, f: float16, A: int8[2], p: P) -> int8 {
        let y: int8 = bitcast<int8>(bitcast<fixed<8, 4>>(x))
        switch x + y #1 {
          case 1, -2, 300 {
            rows: do #2 {
              y = int8(reverse(y))
              if y > 3 {
                break #1
              }
              switch y {
                case 0 {
                  continue #2
                }
              }
            } update {
              y = int8(y + 1)
            } while y < 100
          }
          default {
            break
          }
        }
        switch y {
        }
        print "x = ", x, "\n \"q\" \\: ", A, " ", A as fixed<8, 4>, floor(bitcast<fixed<8, 2>>(p->a))
        assert x > 0 && f < 1.0:float16, "not ", f
        assert true
        return y
      }
    `);
  });

  it("writes constants of fixed point exactly, and those of 16-bit floats short", () => {
    const rows: readonly (readonly [bigint | number, ScalarType, string])[] = [
      [-1n, fixed(8, 4), "-0.0625:fixed<8, 4>"], [-128n, fixed(8, 8), "-0.5:fixed<8, 8>"],
      [3n, fixed(4, -2), "12:fixed<4, -2>"], [-8n, fixed(4, -70), "-9444732965739290427392:fixed<4, -70>"],
      [5n, fixed(4, 9, false, "roundConv", "saturateSym"), "0.009765625:ufixed<4, 9, roundConv, saturateSym>"],
      [0n, fixed(4, 2, true, "truncZero"), "0:fixed<4, 2, truncZero, wrap>"],
      [0.0999755859375, float16, "0.1:float16"], [65504, float16, "65500.0:float16"],
      [2 ** -24, float16, "6e-8:float16"],
      [3.140625, bfloat16, "3.14:bfloat16"], [-0, bfloat16, "-0.0:bfloat16"], [NaN, float16, "nan:float16"],
      [-Infinity, bfloat16, "-inf:bfloat16"], [3.3895313892515355e38, bfloat16, "3.39e+38:bfloat16"],
    ];
    for (const [value, type, text] of rows) {
      const e: Expr = { kind: "const", value, type, span };
      assert.equal(printExpr(e), text);
      const m = moduleOf([{ kind: "let", sym: { name: "x", id: 0 }, type, mutable: false, init: e, span }]);
      assert.deepEqual(canonical(parseModule(printModule(m))), canonical(m));
    }
  });

  it("has regions", () => {
    same(dedent`
      func produce(a: int32[4], pipe: stream<int32, 2>) {
        for i: index = 0 to 4 {
          put pipe, a[i]
        }
      }

      func consume(b: int32[4], pipe: stream<int32, 2>) {
        for i: index = 0 to 4 {
          get x: int32 from pipe
          b[i] = x
        }
      }

      region top(A: int32[4], B: int32[4]) {
        pipe: stream<int32, 2>
        run produce(A, pipe)
        run consume(B, pipe)
      }
    `);
  });

  it("has streams that are parts of others", () => {
    const m = same(dedent`
      func emit(a: stream<int8, 2>, b: stream<bool, 2>) {
        put a, 1:int8
        put b, true
      }

      region top() {
        s: stream<int8, 2>
        s_b: stream<bool, 2> part of s
        run emit(s, s_b)
      }
    `);
    assert.ok(m.top.kind === "region");
    assert.equal(m.top.streams[1]?.partOf, m.top.streams[0]?.sym);
  });

  it("tells names of one spelling apart, and quotes those that would read as something else", () => {
    const syms = symSource();
    const names = ["x", "x", "max", "int8", "i.outer", "två ord", "`", "x"];
    const body = names.map((name): Stmt => (
      { kind: "let", sym: syms.fresh(name), type: bool, mutable: true, init: constant(true, bool), span }
    ));
    const m = moduleOf(body);
    assert.equal(printModule(m), dedent`
      top func f() {
        let x: bool = true
        let x#2: bool = true
        let \`max\`: bool = true
        let \`int8\`: bool = true
        let i.outer: bool = true
        let \`två ord\`: bool = true
        let \`\u0060\`: bool = true
        let x#3: bool = true
      }
    `);
    assert.deepEqual(canonical(parseModule(printModule(m))), canonical(m));
  });

  it("does not depend on ids", () => {
    const at = (first: number): Module => {
      const syms = symSource(first);
      const [a, b] = [syms.fresh("v"), syms.fresh("v")];
      const init = constant(false, bool);
      return moduleOf([a, b].map((sym): Stmt => ({ kind: "let", sym, type: bool, mutable: false, init, span })));
    };
    assert.equal(printModule(at(0)), printModule(at(77)));
  });

  it("numbers names in each function anew", () => {
    const text = printModule(parseModule("func f(i: int8) { }\ntop func g(i: int8) { for i: index = 0 to 1 { } }"));
    assert.match(text, /func f\(i: int8\)/);
    assert.match(text, /top func g\(i: int8\)/);
    assert.match(text, /for i#2: index/);
  });

  it("wraps constant arrays", () => {
    const values = Array.from({ length: 40 }, (_, i) => BigInt(i) - 1000n);
    const sym = { name: "T", id: 0 };
    const m = moduleOf([{ kind: "alloc", sym, type: tensor(int(16), [40]), init: { kind: "values", values }, span }]);
    const text = printModule(m);
    assert.ok(text.split("\n").every((line) => line.length <= 120));
    assert.equal(text.split("\n").length, 8);
    assert.deepEqual(canonical(parseModule(text)), canonical(m));
  });
});

describe("IR text of expressions", () => {
  const [x, y] = [{ name: "x", id: 0 }, { name: "y", id: 1 }];
  const a = variable(x, int32);
  const b = variable(y, int32);

  const cases: readonly (readonly [Expr, string])[] = [
    [binary("mul", binary("add", a, b), b), "(x + y) * y"],
    [binary("sub", a, binary("sub", b, a)), "x - (y - x)"],
    [binary("sub", binary("sub", b, a), a), "y - x - x"],
    [binary("and", a, binary("shl", b, intConst(2))), "x & y << 2"],
    [binary("floordiv", binary("rem", a, b), intConst(-3)), "floordiv(x % y, -3)"],
    [unary("neg", intConst(5)), "-(5)"],
    [unary("neg", unary("neg", a)), "--x"],
    [unary("abs", unary("bitnot", binary("xor", a, b))), "abs(~(x ^ y))"],
    [{ ...binary("add", a, b), type: int(40) }, "(x + y):int40"],
    [{ ...unary("neg", a), type: int(40) }, "(-x):int40"],
    [cast(a, int(3, false)), "uint3(x)"],
    [select(constant(true, bool), a, intConst(0)), "select(true, x, 0)"],
    [intConst(6), "6"],
    [constant(6n, int(8)), "6:int8"],
    [constant(-6n, index), "-6:index"],
    [load({ name: "A", id: 9 }, tensor(float32, [2, 2]), [a, intConst(1)]), "A[x, 1]"],
  ];
  for (const [e, text] of cases) it(text, () => assert.equal(printExpr(e), text));

  const floats: readonly (readonly [number, ScalarType, string])[] = [
    [0.1, float32, "0.1f"], [0.1, float64, "0.1"], [2, float32, "2.0f"], [-0, float32, "-0.0f"], [-0, float64, "-0.0"],
    [NaN, float32, "nan:float32"], [Infinity, float64, "inf"], [-Infinity, float32, "-inf:float32"],
    [1e-45, float32, "1e-45f"], [5e-324, float64, "5e-324"], [3.4028234663852886e38, float32, "3.4028235e+38f"],
    [16777217, float32, "16777216.0f"], [1e21, float64, "1e+21"],
  ];
  for (const [value, type, text] of floats) {
    it(`${text} reads back exactly`, () => {
      const e = constant(value, type);
      assert.equal(printExpr(e), text);
      const m = moduleOf([{ kind: "let", sym: x, type: e.type, mutable: false, init: e, span }]);
      assert.deepEqual(canonical(parseModule(printModule(m))), canonical(m));
    });
  }

  it("every float32 reads back exactly", () => {
    fc.assert(fc.property(fc.float(), (v) => {
      const e = constant(v, float32);
      const m = moduleOf([{ kind: "let", sym: x, type: float32, mutable: false, init: e, span }]);
      assert.deepEqual(canonical(parseModule(printModule(m))), canonical(m));
    }));
  });

  it("prints statements on their own", () => {
    const then: Stmt[] = [{ kind: "return", values: [], span }];
    const s: Stmt = { kind: "if", cond: constant(true, bool), then, else: [], span };
    assert.equal(printStmt(s), "if true {\n  return\n}");
    assert.equal(printStmtHead(s), "if true");
  });
});

describe("IR text with spans", () => {
  it("is compact: one file is implied, expressions have their statement's", () => {
    const text = dedent`
      files "lib/b.ts" "a.ts"

      @5+60 func half(@9+2 x: int32) -> int32 {
        @12+7 return int32((x / 2)@14+5)
      }

      @1:10+100 top func f(@12+3 A: int32[4]) {
        @20+30 for i: index = 0:index to 4:index {
          @30+12 A[i] = int32(A[i]@35+4 + half(A[i])@40+7)
          @0:44+9 A[3] = (A[i]@- >> 1):int40@0:8+3
        }
      }
    `;
    // The type after `>>` is not what typing.ts gives; the text form keeps it all the same.
    const m = parseModule(text);
    const [half, f] = m.functions;
    assert.deepEqual(half?.params[0]?.span, { file: "lib/b.ts", start: 9, length: 2 });
    const loop = f?.body[0];
    assert.ok(loop?.kind === "for" && loop.span.file === "a.ts");
    const [first] = loop.body;
    assert.ok(first?.kind === "store");
    assert.deepEqual(first.value.span, first.span);
    assert.deepEqual(first.index[0]?.span, { file: "a.ts", start: 30, length: 12 });
    assert.equal(printModule(m, { spans: true }), text);
  });

  it("leaves them out unless asked", () => {
    assert.doesNotMatch(printModule(withSpans(parseModule("top func f(x: int8) { let y: int8 = x }"))), /@|files/);
  });
});

describe("print and parse", () => {
  it("give back every module", () => {
    fc.assert(fc.property(anyModule(), (m) => assert.deepEqual(canonical(parseModule(printModule(m))), canonical(m))));
  });

  it("give back every module with its spans", () => {
    fc.assert(fc.property(anyModule(), (plain) => {
      const m = withSpans(plain);
      assert.deepEqual(canonical(parseModule(printModule(m, { spans: true }))), canonical(m));
    }));
  });

  it("give back every text", () => {
    fc.assert(fc.property(anyModule(), (m) => {
      const text = printModule(withSpans(m), { spans: true });
      assert.equal(printModule(parseModule(text), { spans: true }), text);
    }), { numRuns: 30 });
  });
});
