import assert from "node:assert/strict";
import { DeadlockRunError, StepLimitError, type InterpretArg } from "../../lib/ir/interpret.js";
import { failure, run } from "./run.js";

describe("interpreting expressions", () => {
  const rows: readonly (readonly [text: string, type: string, want: InterpretArg])[] = [
    ["x + 1", "int16", 128n],
    ["x + 1", "int8", -128n],
    ["(x + x) >> 1", "int8", 127n],
    ["0.1", "float32", Math.fround(0.1)],
    ["select(x > 0, true, x)", "int8", 1n],
    ["select(x < 0, x / 0, 5)", "int16", 5n],
    ["x < 0 && x / 0 == 1", "bool", false],
    ["x > 0 || x / 0 == 1", "bool", true],
    ["x > 0 && x > 126", "bool", true],
    ["x < 0 || x > 127", "bool", false],
    ["min(x, 3) * max(x, 200)", "int16", 600n],
    ["exp(float64(x - 127)) + 1.0", "float64", 2],
    ["weigh(x, int8(3)) + weigh(int8(1), int8(1))", "int32", 260n],
    ["!(x == 127)", "bool", false],
    ["-x % 10", "int8", -7n],
  ];
  for (const [text, type, want] of rows) {
    it(`${type}(${text}) is ${String(want)}`, () => {
      const { result } = run(`
        func weigh(a: int8, b: int8) -> int32 { return int32(a * 2 + b) }
        top func f(x: int8) -> ${type} { return ${type}(${text}) }`, [127n]);
      assert.ok(Object.is(result, want), String(result));
    });
  }
});

describe("interpreting statements", () => {
  it("gemm", () => {
    const C = [0, 0, 0, 0];
    run(`top func gemm(A: float32[2, 3], B: float32[3, 2], C: float32[2, 2]) {
      for i: index = 0 to 2 { for j: index = 0 to 2 { reduction k: index = 0 to 3 {
        C[i, j] = C[i, j] + A[i, k] * B[k, j]
      } } }
    }`, [[1, 2, 3, 4, 5, 6], [1, 0, 0, 1, 1, 1], C]);
    assert.deepEqual(C, [4, 5, 10, 11]);
  });

  const loops: readonly (readonly [header: string, visited: readonly bigint[]])[] = [
    ["i: index = 0 to 3", [0n, 1n, 2n]],
    ["i: index = 3 to 3", []],
    ["i: index = 5 to -2 step -3", [5n, 2n, -1n]],
    ["i: index = 0 to 7 step 3", [0n, 3n, 6n]],
    ["i: int9 = -1 to n", [-1n, 0n]],
    ["i: int8 = n to 3", [1n, 2n]],
  ];
  for (const [header, visited] of loops) {
    it(`for ${header}`, () => {
      const seen = new Array<bigint>(4).fill(99n);
      run(`top func f(n0: int8, seen: int32[4]) {
        let n: int8 = n0
        let at: int32 = int32(0)
        for ${header} {
          seen[at] = int32(i)
          at = int32(at + 1)
          n = int8(n + 1)
        }
      }`, [1n, seen]);
      assert.deepEqual(seen, [...visited, ...seen.slice(visited.length).fill(99n)]);
    });
  }

  it("while with update: continue runs it, break does not", () => {
    const { result } = run(`top func f(n: int32) -> int32 {
      let i: int32 = int32(0)
      let sum: int32 = int32(0)
      while i < n update { i = int32(i + 1) } do {
        if i % 2 == 0 { continue }
        if i > 6 { break }
        sum = int32(sum + i)
      }
      return int32(sum * 100 + i)
    }`, [100n]);
    assert.equal(result, BigInt((1 + 3 + 5) * 100 + 7));
  });

  it("jumps to an outer loop, and a return from within loops", () => {
    const text = `top func f(limit: int32) -> int32 {
      let count: int32 = int32(0)
      for i: index = 0 to 4 #1 {
        for j: index = 0 to 4 {
          if j == 2 { continue #1 }
          if i == 3 { break #1 }
          count = int32(count + 1)
          if count == limit { return int32(-1) }
        }
      }
      return count
    }`;
    assert.equal(run(text, [100n]).result, 6n);
    assert.equal(run(text, [4n]).result, -1n);
  });

  it("alloc fills again each time; what is returned is its elements", () => {
    const { result } = run(`top func f() -> int32[2] {
      alloc out: int32[2] = int32(7)
      for i: index = 0 to 2 {
        alloc t: int32[2] = int32(0)
        t[0] = int32(t[0] + 1)
        out[i] = int32(t[0] + t[1])
      }
      return out
    }`);
    assert.deepEqual(result, [1n, 1n]);
  });

  it("constant arrays, calls with tensors by reference and scalars by value", () => {
    const A = [1n, 2n];
    const { result } = run(`
      func bump(x: int32, t: int32[2]) -> int32 {
        rom table: int32[3] = [10, 20, 30]
        let y: int32 = x
        y = int32(y + table[1])
        t[0] = y
        return y
      }
      top func f(A: int32[2]) -> int32 {
        let x: int32 = int32(5)
        call r: int32 = bump(x, A)
        return int32(x * 1000 + r)
      }`, [A]);
    assert.equal(result, 5025n);
    assert.deepEqual(A, [25n, 2n]);
  });

  it("arguments are checked for number, kind and size", () => {
    const text = "top func f(x: int8, A: int8[2]) { A[0] = x }";
    for (const args of [[], [1n], [1n, [1n]], [[1n], [1n, 2n]], [1n, 2n]]) {
      assert.throws(() => run(text, args), /takes 2 arguments|needs/);
    }
  });

  it("a step limit ends endless loops", () => {
    assert.throws(() => run("top func f() { while true { } }"), StepLimitError);
  });
});

describe("errors that stop a run", () => {
  const text = (statement: string): string => `files "k.ts"
    top func f(d: int8, A: int32[2, 3]) { ${statement} }`;
  const rows: readonly (readonly [string, number, number, RegExp])[] = [
    ["@10+5 A[d, 0] = int32(1)", 6002, 10, /^subscript 5 is out of bounds for dimension 1 of A, which has 2$/],
    ["@10+5 A[0, d - 6] = int32(1)", 6002, 10, /^subscript -1 is out of bounds for dimension 2 of A, which has 3$/],
    ["@10+5 A[0, 0] = A[0, d]@17+4", 6002, 17, /^subscript 5 is out of bounds for dimension 2 of A/],
    ["@10+5 A[0, 0] = int32((7 / (d - 5))@20+3)", 6001, 20, /divided by zero/],
    ["@10+5 A[0, 0] = int32((7 % (d - 5))@20+3)", 6001, 20, /divided by zero/],
    ["@10+5 A[0, 0] = int32(mod(7, d - 5)@20+3)", 6001, 20, /divided by zero/],
    ["@10+5 A[0, 0] = int32((7 << (0 - d))@21+3)", 6003, 21, /negative \(-5\)/],
  ];
  for (const [statement, code, start, message] of rows) {
    it(`${statement} is ${code}`, () => {
      const A = new Array<bigint>(6).fill(0n);
      const error = failure(text(statement), [5n, A]);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.span.start, start);
      assert.equal(error.span.file, "k.ts");
      assert.deepEqual(A, new Array<bigint>(6).fill(0n));
    });
  }
});

describe("interpreting regions", () => {
  const pipeline = (depth: number, gets: number): string => `
    func producer(a: int32[6], s: stream<int32, ${depth}>) { for i: index = 0 to 6 { put s, a[i] } }
    func consumer(b: int32[6], s: stream<int32, ${depth}>) {
      for i: index = 0 to ${gets} {
        get x: int32 from s
        b[i] = int32(x + 1)
      }
    }
    region top(A: int32[6], B: int32[6]) {
      pipe: stream<int32, ${depth}>
      run producer(A, pipe)
      run consumer(B, pipe)
    }`;

  for (const depth of [1, 4, 100]) {
    it(`a producer and a consumer, depth ${depth}`, () => {
      const B = new Array<bigint>(6).fill(0n);
      const { leftOver } = run(pipeline(depth, 6), [[1n, 2n, 3n, 4n, 5n, 6n], B]);
      assert.deepEqual(B, [2n, 3n, 4n, 5n, 6n, 7n]);
      assert.deepEqual(leftOver, []);
    });
  }

  it("what is left in a stream is reported", () => {
    const { leftOver } = run(pipeline(4, 3), [new Array<bigint>(6).fill(0n), new Array<bigint>(6).fill(0n)]);
    assert.deepEqual(leftOver, [{ stream: "pipe", count: 3 }]);
  });

  it("a producer that waits for a consumer that has finished: a deadlock without a cycle", () => {
    const error = failure(pipeline(2, 3), [new Array<bigint>(6).fill(0n), new Array<bigint>(6).fill(0n)]);
    assert.ok(error instanceof DeadlockRunError);
    assert.equal(error.code, 5001);
    assert.deepEqual(error.cycle, []);
    const [blocked, ...others] = error.blocked;
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...blocked, span: undefined },
      { instance: "producer", waitsTo: "put", stream: "pipe", fill: 2, depth: 2, span: undefined },
    );
  });

  /** `left` puts six to `a`, then as many to `b`; `right` gets from them in turn. Only a deep `a` lets it run. */
  const crossed = (depth: number): string => `files "k.ts"
    func idle() { }
    func left(a: stream<int8, ${depth}>, b: stream<int8, 1>) {
      for i: index = 0 to 6 { @40+7 put a, int8(i) }
      for i: index = 0 to 6 { put b, int8(i) }
    }
    func right(a: stream<int8, ${depth}>, b: stream<int8, 1>) {
      for i: index = 0 to 6 {
        get x: int8 from a
        @80+7 get y: int8 from b
      }
    }
    region top() {
      a: stream<int8, ${depth}>
      b: stream<int8, 1>
      run idle()
      run left(a, b)
      run right(a, b)
    }`;

  it("a deadlock names every blocked instance, what it waits for, where, and the cycle", () => {
    const error = failure(crossed(4));
    assert.ok(error instanceof DeadlockRunError);
    assert.deepEqual(error.cycle, ["left", "right"]);
    const span = (start: number): unknown => ({ file: "k.ts", start, length: 7 });
    assert.deepEqual(error.blocked, [
      { instance: "left", waitsTo: "put", stream: "a", fill: 4, depth: 4, span: span(40) },
      { instance: "right", waitsTo: "get", stream: "b", fill: 0, depth: 1, span: span(80) },
    ]);
    assert.deepEqual(error.span, span(40));
    assert.match(error.message, /left waits to put on stream 'a' \(4 of 4 full\)[^]*cycle: left -> right/);
  });

  it("the same with the depth it needs runs", () => {
    assert.deepEqual(run(crossed(5)).leftOver, []);
  });

  it("instances of one kernel are told apart", () => {
    const error = failure(`
      func relay(from: stream<int8, 1>, into: stream<int8, 1>) {
        get x: int8 from \`from\`
        put into, x
      }
      region top() {
        there: stream<int8, 1>
        back: stream<int8, 1>
        run relay(there, back)
        run relay(back, there)
      }`.replace("relay(from:", "relay(`from`:"));
    assert.ok(error instanceof DeadlockRunError);
    assert.deepEqual(error.cycle, ["relay[0]", "relay[1]"]);
  });

  it("helpers block too: a put inside a called function", () => {
    const B = [0n];
    run(`
      func send(s: stream<int8, 1>, x: int8) {
        put s, x
        put s, x
      }
      func producer(s: stream<int8, 1>) { call send(s, int8(3)) }
      func consumer(s: stream<int8, 1>, b: int8[1]) {
        get x: int8 from s
        get y: int8 from s
        b[0] = int8(x * y)
      }
      region top(B: int8[1]) {
        s: stream<int8, 1>
        run producer(s)
        run consumer(s, B)
      }`, [B]);
    assert.deepEqual(B, [9n]);
  });
});
