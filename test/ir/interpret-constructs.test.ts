/** The interpreter on switch, do, states, messages, several results, structs, external functions, bits. */
import assert from "node:assert/strict";
import type { ExternalModel, InterpretArg, States } from "../../lib/ir/interpret.js";
import { failure, run } from "./run.js";

const zeros = (n: number): bigint[] => new Array<bigint>(n).fill(0n);

describe("interpreting bits and fixed point", () => {
  const rows: readonly (readonly [text: string, type: string, want: InterpretArg])[] = [
    ["bitcast<uint8>(x)", "uint8", 251n],
    ["bitcast<float32>(1065353216:int32)", "float32", 1],
    ["bitcast<int32>(-0.0f)", "int32", -(2n ** 31n)],
    ["bitcast<uint64>(nan)", "uint64", 0x7ff8000000000000n],
    ["bitcast<uint16>(-2.0:float16)", "uint16", 0xc000n],
    ["bitcast<bfloat16>(16256:uint16)", "bfloat16", 1],
    ["bitcast<bool>(-1:int1)", "bool", true],
    ["bitcast<fixed<8, 4>>(x) * 16", "int8", -5n],
    ["reverse(x)", "int8", -33n],
    ["reverse(1:uint5)", "uint5", 16n],
    ["reverse(1:int5)", "int5", -16n],
    ["reverse(true)", "uint1", 1n],
    ["floor(y)", "int8", -2n],
    ["ceil(y)", "int8", -1n],
    ["round(y)", "int8", -1n],
    ["trunc(y)", "int8", -1n],
    ["sign(y)", "int8", -1n],
    ["y * y", "float64", 2.25],
    ["y / 3", "fixed<16, 8>", -128n],
    ["(y / 3):fixed<16, 12, roundInf, wrap>", "fixed<16, 12>", -2048n],
    ["y / 0.75:fixed<8, 4>", "int8", -2n],
    ["floordiv(y, 1)", "int8", -2n],
    ["mod(y, 1)", "float64", 0.5],
    ["y % 1", "float64", -0.5],
    ["y << 1", "fixed<8, 4>", -48n],
    ["y >> 1", "fixed<8, 4>", -12n],
    ["y >>> 4", "ufixed<8, 4>", 14n],
    ["select(y < -1, y, 4)", "fixed<8, 4>", -24n],
    ["fixed<4, 0, round, saturate>(1000.5)", "fixed<4, 0>", 7n],
    ["fixed<8, 4>(nan)", "fixed<8, 4>", 0n],
    ["y == -1.5:fixed<30, 20>", "bool", true],
    ["bool(y)", "bool", true],
    ["1.0:float16 / 3.0:float16", "float16", 0.333251953125],
    ["1.0:bfloat16 + 0.00390625:bfloat16", "bfloat16", 1],
  ];
  for (const [text, type, want] of rows) {
    it(`${type}(${text}) is ${String(want)}`, () => {
      const { result } = run(`top func f(x: int8, y: fixed<8, 4>) -> ${type} { return ${type}(${text}) }`, [-5n, -24n]);
      assert.ok(Object.is(result, want), String(result));
    });
  }
});

describe("interpreting switch and do", () => {
  it("runs the case that holds the value, else the default, and no other", () => {
    const text = `top func f(x: int8) -> int32 {
      let y: int32 = 0:int32
      switch x {
        case 1, 2 { y = int32(y + 1) }
        case -128 { y = int32(y + 10) }
        default { y = int32(y + 100) }
      }
      return y
    }`;
    const results = [1n, 2n, -128n, 0n, 127n].map((x) => run(text, [x]).result);
    assert.deepEqual(results, [1n, 1n, 10n, 100n, 100n]);
  });

  it("does nothing where no case fits and there is no default; evaluates the value once", () => {
    assert.equal(run("top func f(x: int8) -> int8 { switch x { case 1 { return 1:int8 } } return 7:int8 }",
      [2n]).result, 7n);
    const error = failure('files "k.ts" top func f(x: int8) { @3+4 switch 1 / x { } }', [0n]);
    assert.deepEqual([error.code, error.span.start], [6001, 3]);
  });

  it("breaks out of itself, of the loop around, and continues that", () => {
    const text = `top func f(A: int32[6]) {
      for i: index = 0 to 6 #1 {
        switch i {
          case 1 { break }
          case 2 { continue #1 }
          case 4 { break #1 }
          default { A[i] = 1:int32 }
        }
        A[i] = int32(A[i] + 10)
      }
    }`;
    const A = zeros(6);
    run(text, [A]);
    assert.deepEqual(A, [11n, 10n, 0n, 11n, 0n, 0n]);
  });

  it("runs a do's body before it looks at the condition, and its update between", () => {
    const text = `top func f(n: int8, A: int8[2]) {
      let i: int8 = n
      do {
        A[0] = int8(A[0] + 1)
        if A[0] == 2 { continue }
        A[1] = i
      } update { i = int8(i + 1) } while i < 3
    }`;
    const outcome = (n: bigint): bigint[] => {
      const A = zeros(2);
      run(text, [n, A]);
      return A;
    };
    assert.deepEqual(outcome(9n), [1n, 9n]);
    assert.deepEqual(outcome(0n), [3n, 2n]);
    assert.deepEqual(outcome(1n), [2n, 1n]);
  });
});

describe("interpreting states", () => {
  const text = `
    func count(by: int8) -> int32 {
      state n: int32 = 5
      n = int32(n + by)
      return n
    }
    top func f(by: int8) -> int32 {
      state seen: int8[2] = [0, 7]
      seen[0] = int8(seen[0] + 1)
      call a: int32 = count(by)
      call b: int32 = count(by)
      return int32(a * 1000 + b * 10 + seen[0] + seen[1])
    }`;

  it("keep their contents from call to call, within a run and across runs", () => {
    const states: States = new Map();
    assert.equal(run(text, [1n], { states }).result, 6078n);
    assert.equal(run(text, [1n], { states }).result, 8099n);
  });

  it("start afresh in a run that is given none", () => {
    assert.equal(run(text, [1n]).result, 6078n);
    assert.equal(run(text, [1n]).result, 6078n);
  });

  it("keep what was assigned before an error stopped the run", () => {
    const states: States = new Map();
    const stops = "top func f(d: int8) -> int8 { state n: int8 = 0 n = int8(n + 1) return int8(n / d) }";
    failure(stops, [0n], { states });
    assert.equal(run(stops, [1n], { states }).result, 2n);
  });
});

describe("interpreting messages", () => {
  it("prints lines in order, values by their types", () => {
    const { printed } = run(`
      func noisy(x: int8) { print "x is ", x }
      top func f(A: int8[3], h: float16) {
        call noisy(-5:int8)
        print A, " as ", A as fixed<8, 4>
        print h, " ", 0.1f, " ", 0.1, " ", -0.0, " ", nan, " ", -inf, " ", true, " ", 1e21
        print bitcast<fixed<8, 6>>(33:int8), "%d {} \\n end"
        print ""
      }`, [[16n, -8n, 127n], Math.fround(0.0999755859375)]);
    assert.deepEqual(printed, [
      "x is -5", "[16, -8, 127] as [1, -0.5, 7.9375]", "0.1 0.1 0.1 -0 NaN -Infinity true 1e+21",
      "0.515625%d {} \n end", "",
    ]);
  });

  it("shortens tensors and nests their dimensions", () => {
    const { printed } = run("top func f(A: bool[2, 9]) { print A }",
      [Array.from({ length: 18 }, (_, i) => i % 2 === 0)]);
    const row = (first: boolean): string => `[${[0, 1, 2, 3, 4, 5, 6,
      7].map((i) => (i % 2 === 0) === first).join(", ")}, … 1 more]`;
    assert.deepEqual(printed, [`[${row(true)}, ${row(false)}]`]);
  });

  it("stops at an assertion that fails, with its message and place", () => {
    const text = (rest: string): string => `files "k.ts" top func f(x: int8) { @5+6 assert x > 0${rest} print "after" }`;
    const error = failure(text(', "x = ", x, "!"'), [-3n]);
    assert.deepEqual([error.code, error.span.start, error.span.length], [6004, 5, 6]);
    assert.match(error.message, /x = -3!/);
    assert.equal(failure(text(""), [0n]).code, 6004);
    assert.deepEqual(run(text(', "x"'), [1n]).printed, ["after"]);
  });

  it("computes the message only when the assertion fails; that may stop the run itself", () => {
    const text = 'files "k.ts" top func f(x: int8, y: int8) { @5+6 assert x > 0, (1 / y)@9+2 }';
    run(text, [1n, 0n]);
    const error = failure(text, [0n, 0n]);
    assert.deepEqual([error.code, error.span.start], [6001, 9]);
  });
});

describe("interpreting structs and several results", () => {
  const types = "struct P { x: int8, y: fixed<8, 4> } struct Q { p: P, ok: bool }\n";

  it("reads parameters and results field by field", () => {
    const { results } = run(`${types}
      func swap(q: Q, k: int8) -> (P, bool, Q) { return {k, q->p->y}, !q->ok, {q->p->x, q->p->y, true} }
      top func f(q: Q) -> (Q, int8) {
        call p: P, b: bool, r: Q = swap({q->p->x, q->p->y, q->ok}, 9:int8)
        return {p->x, r->p->y, b}, int8(p->x + r->p->x)
      }`, [[3n, -16n, false]]);
    assert.deepEqual(results, [[9n, -16n, true], 12n]);
  });

  it("loads and stores scalars of elements, leaving the others", () => {
    const A: InterpretArg = [1n, 16n, true, 2n, 32n, false];
    run(`${types} top func f(A: Q[2]) {
      A[1]->p->y = fixed<8, 4>(A[0]->p->y + A[1]->p->x)
      alloc B: Q[2] = {7:int8, 1:fixed<8, 4>, A[1]->ok}
      A[0]->ok = B[1]->ok
      A[0]->p->x = B[0]->p->x
      rom T: P[2] = [5, 0.25, 6, -0.5]
      A[1]->p->x = T[1]->x
    }`, [A]);
    assert.deepEqual(A, [7n, 16n, false, 6n, 48n, false]);
  });

  it("passes structs and tensors of them by their kind: values copied, tensors shared", () => {
    const A: InterpretArg = [1n, 0n];
    const { result } = run(`${types}
      func set(A: P[1], p: P) -> int8 { A[0]->x = int8(p->x + 1) return p->x }
      top func f(A: P[1]) -> int8 { call r: int8 = set(A, {A[0]->x, A[0]->y}) return r }`, [A]);
    assert.deepEqual([result, A], [1n, [2n, 0n]]);
  });

  it("returns several tensors, structs flat", () => {
    const { results } = run(`${types} top func f() -> (int8[2], P[2]) {
      alloc a: int8[2] = 1:int8
      alloc b: P[2] = {2:int8, 0.5:fixed<8, 4>}
      return a, b
    }`);
    assert.deepEqual(results, [[1n, 1n], [2n, 8n, 2n, 8n]]);
  });

  it("checks subscripts of struct tensors", () => {
    const error = failure(`${types} top func f(A: P[2], i: int8) { A[i]->y = 0:fixed<8, 4> }`, [zeros(4), 2n]);
    assert.match(error.message, /^subscript 2 is out of bounds for dimension 1 of A, which has 2$/);
  });

  it("passes structs through streams whole, and reports them left over once", () => {
    const B: InterpretArg = zeros(6).map((v, i) => (i % 3 === 2 ? false : v));
    const { leftOver } = run(`${types}
      func emit(s: stream<Q, 2>) { for i: int8 = 0 to 4 { put s, {i, bitcast<fixed<8, 4>>(i), i > 1} } }
      func take(s: stream<Q, 2>, B: Q[2]) { for i: index = 0 to 2 {
        get q: Q from s
        B[i]->p->x = q->p->x
        B[i]->p->y = q->p->y
        B[i]->ok = q->ok
      } }
      region top(B: Q[2]) {
        s: stream<Q, 2>
        run emit(s)
        run take(s, B)
      }`, [B]);
    assert.deepEqual(B, [0n, 0n, false, 1n, 1n, false]);
    assert.deepEqual(leftOver, [{ stream: "s", count: 2 }]);
  });
});

describe("interpreting external functions", () => {
  const text = `
    func sum(A: int8[2], out: int32[1], scale: float32) -> int32 external "sum" from "s.cc" model "s.ts:sum" writes 1
    top func f(A: int8[2], B: int32[1]) -> int32 {
      call r: int32 = sum(A, B, 0.5f)
      return r
    }`;
  const model: ExternalModel = ([A, out, scale]) => {
    assert.ok(Array.isArray(A) && Array.isArray(out));
    out[0] = BigInt(A.length);
    return A.reduce<bigint>((n, v) => n + BigInt(v), 0n) * BigInt(Number(scale) * 2);
  };

  it("run their model on values and on the data of tensors", () => {
    const B = [0n];
    const { result } = run(text, [[3n, 4n], B], { externals: new Map([["s.ts:sum", model]]) });
    assert.deepEqual([result, B], [7n, [2n]]);
  });

  it("need one", () => {
    assert.throws(() => run(text, [[1n, 2n], [0n]]), /no model is given for the external function s.ts:sum/);
  });
});
