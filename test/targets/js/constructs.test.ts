/** Switch, do, states, several results, structs, messages, external functions, 16-bit floats as JavaScript. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual, throws } from "node:assert/strict";
import type { ExternalModel, InterpretArg } from "../../../lib/ir/interpret.js";
import { parseModule } from "../../../lib/ir/parse.js";
import { lowerToJs } from "../../../lib/targets/js/index.js";
import { DeadlockError, HeddleError } from "../../../runtime/errors.js";
import { dedent } from "../../support/text.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree, evaluateJs, type AgreeOptions } from "./agree.js";

function lowered(text: string): string {
  return lowerToJs(parseModule(text), { prefix: "", runtime: "$heddle" }).code;
}

const same = (text: string, args: readonly InterpretArg[] = [], options: AgreeOptions = {}): void => {
  ok(agree(withOwnSpans(parseModule(text)), args, options));
};

describe("targets/js switch and do", () => {
  const choose = `top func f(x: int8, A: int8[9]) {
    rows: for i: index = 0 to 9 #1 {
      switch x + i #2 {
        case 1, 2 { A[i] = 1:int8 }
        case 3 { if x > 1 { break } A[i] = 3:int8 continue #1 }
        case -1 { while true { if i > 2 { break #2 } break #1 } }
        default { A[i] = 9:int8 break }
      }
      A[i] = int8(A[i] + x)
    }
  }`;

  it("are JavaScript's own", () => {
    strictEqual(lowered(choose), dedent`
      function f(x, A) {
        rows: for (let i = 0; i < 9; i++) {
          choice: switch (x + i) {
            case 1: case 2: {
              A[i] = 1;
              break;
            }
            case 3: {
              if (x > 1) {
                break;
              }
              A[i] = 3;
              continue;
            }
            case -1: {
              while (true) {
                if (i > 2) {
                  break choice;
                }
                break rows;
              }
            }
            default: {
              A[i] = 9;
              break;
            }
          }
          A[i] = A[i] + x;
        }
      }
    `);
  });

  it("run as they should", () => {
    for (let x = -9n; x < 6n; x++) same(choose, [x, new Array<bigint>(9).fill(0n)]);
    const wide = `top func f(x: int64) -> int8 {
      switch x { case 4611686018427387904 { return 1:int8 } case 2 { } default { return 3:int8 } }
      return 2:int8
    }`;
    for (const x of [2n ** 62n, 2n, 5n]) same(wide, [x]);
    const bool = `top func f(x: bool) -> int8 {
      switch x { case 1 { return 1:int8 } case 1099511627776, 7 { return 2:int8 } }
      return 0:int8
    }`;
    for (const x of [true, false]) same(bool, [x]);
    same("top func f(x: int8) { switch 6 / x { } }", [0n]);
  });

  const counting = (update: string): string => `top func f(n: int8, A: int8[4]) -> int8 {
    let i: int8 = n
    do {
      if i == 2 { continue }
      A[0] = int8(A[0] + i)
      if A[0] > 100 { break }
    } update { ${update} } while i < 9
    return i
  }`;

  it("does its update on continue, however it is written", () => {
    match(lowered(counting("i = int8(i + 1)")), /\} while \(i = i \+ 1 << 24 >> 24, i < 9\);/);
    for (const n of [0n, 2n, 9n, 50n, 127n]) {
      for (const update of ["i = int8(i + 1)", "i = int8(i + 1)\nA[1] = i",
        "if i > 4 { i = int8(i + 3) } else { i = int8(i + 2) }"]) {
        same(counting(update), [n, [0n, 0n, 0n, 0n]]);
      }
    }
  });
});

describe("targets/js states", () => {
  const text = `
    func count(by: int40, b: bool) -> (int40, int70) {
      state n: int40 = 549755813000
      state wide: int70 = -5
      state on: bool = true
      state h: float16 = 0.5
      state u: uint32 = 4294967295
      n = int40(n + by)
      wide = int70(wide * 3)
      on = on ^ b
      u = uint32(u + 1)
      if on { h = float16(float64(h) * 1.1) }
      print n, " ", wide, " ", on, " ", h, " ", u
      return n, wide
    }
    top func f(by: int40, A: int8[3]) -> (int40, int8[3]) {
      state seen: int8[3] = [1, 1, 1]
      state T: float16[2] = [1.5, -0.0]
      state W: uint70[2] = [1, 2]
      state last: index = 0
      for i: index = 0 to 3 { seen[0] = int8(seen[0] + A[i]) }
      last = index(mod(last + 1, 2))
      T[last] = float16(T[last] + T[1 - last])
      W[0] = uint70(W[0] + W[1])
      call a: int40, w: int70 = count(by, A[0] > 0)
      call b: int40, v: int70 = count(int40(w), true)
      alloc out: int8[3] = seen[0]
      out[1] = int8(T[0] * 10.0:float16)
      out[2] = int8(W[0])
      return int40(a + b), out
    }`;

  it("keep their contents, and start again after a reset", () => same(text, [900n, [1n, 2n, 3n]], { times: 5 }));

  it("are cells that functions copy and write through", () => {
    const code = lowered(`top func f(x: int32) -> int32 {
      state n: int32 = 5
      state flag: bool = false
      state T: int8[2] = [0, 0]
      for i: index = 0 to x { n = int32(n + i) }
      flag = !flag
      T[1] = int8(n)
      return n
    }`);
    strictEqual(code, dedent`
      const f$n = new Int32Array([5]);
      let f$flag = false;
      const f$T = new Int8Array([0, 0]);
      function f(x) {
        let n = f$n[0];
        let flag = f$flag;
        for (let i = 0; i < x; i++) {
          f$n[0] = n = n + i | 0;
        }
        f$flag = flag = !flag;
        f$T[1] = n;
        return n;
      }
      function f$reset() {
        f$n[0] = 5;
        f$flag = false;
        f$T.fill(0);
      }
    `);
  });

  it("keep what was written before an error, also where a loop writes one element again and again", () => {
    same(`top func f(A: int8[3], d: int8) -> int16 {
      state sum: int16[1] = [100]
      state n: int8 = 0
      for i: index = 0 to 3 {
        n = int8(n + 1)
        sum[0] = int16(sum[0] + n)
        sum[0] = int16(sum[0] + 12 / (A[i] - d))
      }
      return sum[0]
    }`, [[5n, 6n, 7n], 7n], { times: 4 });
  });

  it("of a region's kernels are restored by one function", () => {
    const { reset } = lowerToJs(parseModule(`
      func emit(s: stream<int8, 1>) { state n: int8 = 1 n = int8(n + 1) put s, n }
      func take(s: stream<int8, 1>, A: int8[1]) { state m: int8 = 1 get x: int8 from s m = int8(m + x) A[0] = m }
      region top(A: int8[1]) { s: stream<int8, 1> run emit(s) run take(s, A) }`), { prefix: "k_", runtime: "$heddle" });
    strictEqual(reset, "k_top$reset");
    strictEqual(lowerToJs(parseModule("top func f() { }"), { prefix: "", runtime: "$heddle" }).reset, undefined);
  });
});

describe("targets/js structs and several results", () => {
  const types = "struct P { x: int8, y: fixed<8, 4> } struct Q { p: P, ok: bool, h: bfloat16 }\n";

  it("take and give flat values", () => {
    const code = lowered(`${types} top func f(q: Q, A: P[2]) -> (P, P[2], int8) {
      alloc B: P[2] = {q->p->x, A[0]->y}
      return {A[1]->x, q->p->y}, B, q->p->x
    }`);
    match(code, /^function f\(q_p_x, q_p_y, q_ok, q_h, A_x, A_y\) \{/);
    match(code, /return \[A_x\[1\], q_p_y, B_x, B_y, q_p_x\];/);
    doesNotMatch(lowered("top func f(x: int8) -> int8 { return x }"), /\[/);
  });

  it("run as they should", () => {
    same(`${types}
      func split(q: Q, k: int8) -> (P, bool, Q) {
        return {k, q->p->y}, !q->ok, {q->p->x, q->p->y, true, bfloat16(q->h * q->h)}
      }
      top func f(q: Q, A: Q[2], i: int8) -> (Q, int8, P[2]) {
        call p: P, b: bool, r: Q = split({q->p->x, q->p->y, q->ok, A[1]->h}, 9:int8)
        call split({1:int8, p->y, b, r->h}, 2:int8)
        A[0]->h = bfloat16(r->h + 0.1:bfloat16)
        A[i]->p->y = fixed<8, 4>(r->p->y * p->y)
        alloc T: P[2] = {p->x, r->p->y}
        return {p->x, r->p->y, b, r->h}, int8(p->x + T[1]->x), T
      }`, [[3n, -16n, false, 1.5], [1n, 2n, true, 0.25, 3n, 4n, false, -2], 1n]);
  });

  it("names the user's tensor when a subscript is outside", () => {
    const text = `${types} top func f(A: P[2], i: int8) { A[i]->y = 0:fixed<8, 4> }`;
    const { call } = evaluateJs(withOwnSpans(parseModule(text)));
    throws(() => call(new Int8Array(2), new Int8Array(2), 2),
      (e) => e instanceof HeddleError && /dimension 1 of A\.y, which has 2/.test(e.message));
  });

  const through = (depth: number, tokens: number): string => `${types}
    func emit(s: stream<Q, ${depth}>, n: int8) {
      for i: int8 = 0 to ${tokens} { put s, {int8(12 / (n - i)), bitcast<fixed<8, 4>>(i), i > 1, bfloat16(i)} }
    }
    func take(s: stream<Q, ${depth}>, A: Q[6]) { for i: index = 0 to 3 {
      get q: Q from s
      A[i]->p->x = q->p->x
      A[i]->p->y = q->p->y
      A[i]->ok = q->ok
      A[i]->h = q->h
    } }
    region top(n: int8, A: Q[6]) { s: stream<Q, ${depth}> run take(s, A) run emit(s, n) }`;
  const blank = Array.from({ length: 24 }, (_, i) => (i % 4 === 2 ? false : i % 4 === 3 ? 0 : 0n));

  it("pass through streams whole", () => {
    for (const depth of [1, 2, 5]) for (const n of [9n, 2n, 0n]) same(through(depth, 3), [n, blank]);
    same(through(1, 5), [9n, blank]); // a deadlock
  });

  it("count once when they are left over, or waited for", () => {
    const warnings: unknown[] = [];
    const original = console.warn;
    console.warn = (text: unknown): unknown => warnings.push(text);
    const storages = (): unknown[] => [new Int8Array(6), new Int8Array(6), new Uint8Array(6), new Uint16Array(6)];
    try {
      evaluateJs(parseModule(through(3, 5))).call(9, ...storages());
    } finally {
      console.warn = original;
    }
    deepStrictEqual(warnings, ["warning: 2 values were left in stream 's' when region 'top' ended"]);
    throws(() => evaluateJs(parseModule(through(1, 6))).call(9, ...storages()), (e) => {
      ok(e instanceof DeadlockError);
      deepStrictEqual(e.blocked.map((b) => [b.instance, b.waitsTo, b.stream, b.fill, b.depth]),
        [["emit", "put", "s", 1, 1]]);
      return true;
    });
  });
});

describe("targets/js messages", () => {
  it("are template literals", () => {
    const code = lowered('top func f(x: int8, y: fixed<8, 4>, b: bool) { print "x=", x, " `${", b, "}\\n\\"\\\\", y }');
    match(code, /\$heddle\.print\(`x=\$\{x\} \\`\\\$\{\$\{b\}\}\\n"\\\\\$\{\$heddle\.shown\(y, f\$Fixed_8_4\)\}`\);/);
  });

  it("say what the interpreter says", () => {
    same(`top func f(A: int8[9], h: float16, x: float32, w: uint100, y: fixed<70, 35>, B: bool[2, 2], H: bfloat16[2]) {
      print "all: ", A, " ", h, " ", x, " ", w, " ", y, B, H
      print -0.0, nan, A[0] * 0 - 0, " ", -(A[0] * 0), A as fixed<8, 9>, A[1] > 2, y * y, float16(1.0 / 3.0),
      " \`\${ \\\\"
      print
        ""
    }`, [[-5n, 6n, 0n, 1n, 2n, 3n, 4n, 5n, 6n], 0.1, -0, 2n ** 99n, -(2n ** 69n), [true, false, false, true], [1.5, NaN]]);
  });

  it("of assertions are computed when they fail", () => {
    const text = 'top func f(x: int8, y: int8) -> int8 { assert x > y, "x is ", x, ", 6 / y is ", 6 / y return x }';
    match(lowered(text), /if \(!\(x > y\)\) throw \$heddle\.assertionFailed\(`x is \$\{x\}/);
    for (const [x, y] of [[1n, 0n], [0n, 0n], [1n, 2n], [-1n, -3n]] as const) same(text, [x, y]);
    throws(() => evaluateJs(parseModule(text)).call(2, 3), /HDL6004: an assertion does not hold: x is 2, 6 \/ y is 2/);
  });
});

describe("targets/js external functions", () => {
  const text = `
    func mix(A: int8[2], H: float16[2], out: int40[1], k: fixed<8, 4>, b: bool, w: int70) -> int40
      external "mix" from "m.cc" model "m.ts:mix" writes 1, 2
    func quiet(out: bool[1]) external "quiet" from "m.cc" model "q" writes 0
    top func f(A: int8[2], H: float16[2], B: bool[1]) -> int40 {
      alloc out: int40[1] = 3:int40
      call r: int40 = mix(A, H, out, fixed<8, 4>(A[0]), A[1] > 1, int70(A[1]))
      call mix(A, H, out, 0.5:fixed<8, 4>, false, 7:int70)
      call quiet(B)
      return int40(r * 2 + out[0])
    }`;
  const mix: ExternalModel = ([A, H, out, k, b, w]) => {
    ok(Array.isArray(A) && Array.isArray(H) && Array.isArray(out));
    H[0] = 0.5 + Number(H[1]);
    const whole = (v: unknown): bigint => (typeof v === "bigint" ? v : 0n);
    out[0] = whole(out[0]) + whole(k) + (b === true ? 100n : 0n);
    return -whole(A[0]) * whole(w);
  };
  const quiet: ExternalModel = ([out]) => {
    if (Array.isArray(out)) out[0] = out[0] !== true;
    return undefined;
  };

  it("run their models, given by name, on flat values", () => {
    const body = /function mix\(A, H, out, k, b, w\) \{\n {2}return \$heddle\.external\("m\.ts:mix", \[A, H, out, k, b, w\]\);\n/;
    match(lowered(text), body);
    const externals = new Map([["m.ts:mix", mix], ["q", quiet]]);
    same(text, [[3n, 5n], [0.25, 2], [false]], { externals });
  });
});

describe("targets/js 16-bit floats", () => {
  it("are rounded after each operation, and stored as their bits", () => {
    const text = `top func f(A: float16[4], B: bfloat16[4], x: float16) {
      A[0] = A[1] * x + A[2]
      B[0] = B[1]
    }`;
    strictEqual(lowered(text), dedent`
      const f$half = $heddle.halfValues();
      const f$bfloat = $heddle.bfloatValues();
      function f(A, B, x) {
        A[0] = $heddle.halfBits($heddle.half(f$half[A[1]] * x) + f$half[A[2]]);
        B[0] = $heddle.bfloatBits(f$bfloat[B[1]]);
      }
    `);
  });

  it("agree with the interpreter on what is special", () => {
    const values = [0, -0, 1, -1, 0.0999755859375, 65504, -65504, 2 ** -24, 2 ** -14, NaN, Infinity, -Infinity, 1 / 3,
      2049, 1e5];
    for (const type of ["float16", "bfloat16"]) {
      const binary = ["+", "-", "*", "/", "%"].map((op, i) => `R[${i}] = a ${op} b`);
      const params = `A: ${type}[${values.length}], R: ${type}[24], i: index, j: index, y: float64, n: int20`;
      const text = `top func f(${params}) -> bool {
        const a: ${type} = A[i]
        const b: ${type} = A[j]
        ${binary.join("\n")}
        R[5] = min(a, b)
        R[6] = max(a, b)
        R[7] = sqrt(a)
        R[8] = floor(a)
        R[9] = round(b)
        R[10] = -a
        R[11] = ${type}(y * float64(a))
        R[12] = ${type}(n)
        R[13] = ${type}(float32(a) * float32(b))
        R[14] = exp(b)
        R[15] = bitcast<${type}>(int16(n))
        R[16] = ${type}(bitcast<int16>(b))
        R[17] = ${type}(fixed<24, 12>(a))
        R[18] = ${type}(int70(n) * 1000003)
        for k: index = 0 to 4 { R[19] = R[19] + a * b }
        print a, " ", b, " ", a * b, R
        return a < b
      }`;
      for (let i = 0; i < values.length; i++) {
        const j = BigInt((i * 7 + 3) % values.length);
        same(text, [rounded(values, type), new Array<number>(24).fill(0), BigInt(i), j, 0.3, 99999n], { times: 1 });
      }
    }
  });

  function rounded(values: readonly number[], type: string): number[] {
    const { call } = evaluateJs(parseModule(`top func f(x: float64) -> ${type} { return ${type}(x) }`));
    return values.map((v) => call(v) as number);
  }
});

describe("targets/js cases that once failed", () => {
  it("shifts by an element whose type has one value, outside the tensor", () => {
    same("top func f(A: ufixed<1, 1>[4], i: int4) -> int40 { return int40(5:int40 << int32(A[i])) }",
      [[0n, 0n, 0n, 0n], -1n]);
  });

  it("masks by an element whose type has one value, outside the tensor", () => {
    same(`top func f(A: ufixed<1, 1>[4], i: int4, x: int60) -> int60 {
      return int60(x & (int40(A[i]) | 1099511627775))
    }`, [[0n, 0n, 0n, 0n], 5n, -3n]);
  });

  it("reads as bits of a float what range analysis knows though its type is wide", () => {
    same("top func f() -> float16 { return bitcast<float16>(fixed<16, 54>(false & false)) }");
  });

  it("assigns 64 bits what fits a number", () => {
    same(`top func f(x: uint8, A: uint64[2]) -> uint64 {
      let y: uint64 = uint64(x - 300)
      y = uint64(y + x)
      A[1] = y
      return uint64(x)
    }`, [5n, [0n, 0n]]);
  });

  it("never lets out -0 of what is wrapped", () => {
    same("top func f(x: int8, A: uint52[1]) -> uint52 { A[0] = uint52(x % -1) return uint52((x * 0) - 0) }",
      [-4n, [1n]]);
  });

  it("subtracts a product of fixed point from something coarser", () => {
    same("top func f(a: fixed<32, 16>) -> fixed<40, 20> { return fixed<40, 20>(a - a * a) }", [-(2n ** 31n)]);
  });
});
