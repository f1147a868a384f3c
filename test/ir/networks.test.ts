import assert from "node:assert/strict";
import { interpret, DeadlockRunError, RaceRunError, RunError } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";

/** Runs IR text with the order of turns reversed too, unless that matters; `args` are not changed. */
function run(text: string, args: readonly bigint[][], anyOrder = true): { data: bigint[][]; left: unknown } {
  const m = parseModule(text);
  assert.deepEqual(verifyModule(m), []);
  assert.equal(printModule(parseModule(printModule(m))), printModule(m));
  const once = (order: <T>(tasks: readonly T[]) => readonly T[]): { data: bigint[][]; left: unknown } => {
    const data = args.map((a) => [...a]);
    const { leftOver } = interpret(m, data, { order });
    return { data, left: leftOver };
  };
  const result = once((tasks) => tasks);
  if (anyOrder) assert.deepEqual(once((tasks) => [...tasks].reverse()), result);
  return result;
}

function failure(text: string, args: readonly bigint[][]): RunError {
  const m = parseModule(text);
  assert.deepEqual(verifyModule(m), []);
  try {
    interpret(m, args.map((a) => [...a]));
  } catch (error) {
    assert.ok(error instanceof RunError, String(error));
    return error;
  }
  return assert.fail("the run ended");
}

describe("networks: arrays of streams, grids", () => {
  const chain = `
    func first(A: int32[4], to: stream<int32, 1>) { for i: index = 0 to 4 { put to, A[i] } }
    func pe(p: index, \`from\`: stream<int32, 1>, to: stream<int32, 1>) {
      for i: index = 0 to 4 { get x: int32 from \`from\` put to, int32(x + p) }
    }
    func last(\`from\`: stream<int32, 1>, B: int32[4]) { for i: index = 0 to 4 { get x: int32 from \`from\` B[i] = x } }
    region top(A: int32[4], B: int32[4]) {
      pipe: stream<int32, 1>[3]
      run first(A, pipe[0])
      run pe(10:index, pipe[0], pipe[1]) as pe[0]
      run pe(20:index, pipe[1], pipe[2]) as pe[1]
      run last(pipe[2], B)
    }`;

  it("each instance has its streams and its constants", () => {
    assert.deepEqual(run(chain, [[1n, 2n, 3n, 4n], [0n, 0n, 0n, 0n]]).data[1], [31n, 32n, 33n, 34n]);
  });

  it("a deadlock names places and elements", () => {
    const error = failure(chain.replace("func first(A: int32[4], to: stream<int32, 1>) { for i: index = 0 to 4",
      "func first(A: int32[4], to: stream<int32, 1>) { for i: index = 0 to 3"), [[1n, 2n, 3n, 4n], [0n, 0n, 0n, 0n]]);
    assert.ok(error instanceof DeadlockRunError);
    assert.deepEqual(error.blocked.map((b) => `${b.instance} ${b.waitsTo} ${b.stream}`),
      ["pe[0] get pipe[0]", "pe[1] get pipe[1]", "last get pipe[2]"]);
    assert.deepEqual(error.cycle, []);
  });
});

describe("networks: without waiting", () => {
  const asking = (consumer: string, count = 3): string => `
    func producer(to: stream<int32, 1>) { for i: index = 0 to ${count} { put to, int32(i + 1:index) } }
    func consumer(\`from\`: stream<int32, 1>, B: int32[4]) { ${consumer} }
    region top(B: int32[4]) { pipe: stream<int32, 1> run producer(pipe) run consumer(pipe, B) }`;

  it("a get that fails gives 0 and lets others run", () => {
    const { data } = run(asking(`
      let n: int32 = 0:int32 let missed: int32 = 0:int32
      while n < 3 {
        get try ok, x: int32 from \`from\`
        if ok { B[n] = x n = int32(n + 1) } else { missed = int32(missed + 1 + x) }
      }
      B[3] = missed`), [[0n, 0n, 0n, 0n]], false);
    assert.deepEqual(data[0], [1n, 2n, 3n, 2n]);
  });

  it("empty and full answer for the moment, empty to who gets and full to who puts", () => {
    const { data } = run(`
      func producer(to: stream<int32, 1>, A: int32[2]) {
        probe a: full to
        put to, 5:int32
        probe b: full to
        A[0] = int32(a) A[1] = int32(b)
      }
      func consumer(\`from\`: stream<int32, 1>, B: int32[2]) {
        probe a: empty \`from\`
        get x: int32 from \`from\`
        probe b: empty \`from\`
        B[0] = int32(a) B[1] = int32(b)
      }
      region top(A: int32[2], B: int32[2]) { pipe: stream<int32, 1> run producer(pipe, A) run consumer(pipe, B) }`,
    [[9n, 9n], [9n, 9n]], false);
    assert.deepEqual(data, [[0n, 1n], [0n, 1n]]);
  });

  it("a put that fails leaves the stream as it was", () => {
    const { data } = run(`
      func producer(to: stream<int32, 1>, A: int32[2]) {
        put try a, to, 5:int32 put try b, to, 6:int32
        A[0] = int32(a) A[1] = int32(b)
      }
      func consumer(\`from\`: stream<int32, 1>, B: int32[1]) { get x: int32 from \`from\` B[0] = x }
      region top(A: int32[2], B: int32[1]) { pipe: stream<int32, 1> run producer(pipe, A) run consumer(pipe, B) }`,
    [[9n, 9n], [0n]], false);
    assert.deepEqual(data, [[1n, 0n], [5n]]);
  });

  it("who asks for ever is told", () => {
    const error = failure(asking(`
      let n: int32 = 0:int32
      while n < 4 { get try ok, x: int32 from \`from\` if ok { n = int32(n + 1) } }`), [[0n, 0n, 0n, 0n]]);
    assert.equal(error.code, 5007);
    assert.match(error.message, /consumer asks stream 'pipe'/);
  }).timeout(20_000);
});

describe("networks: blocks, merges, inner networks", () => {
  it("a block is copied when it is put", () => {
    const { data } = run(`
      func producer(to: stream<int32[2], 1>) {
        alloc T: int32[2] = 7:int32
        put to, T
        T[0] = 8:int32
        put to, T
      }
      func consumer(\`from\`: stream<int32[2], 1>, B: int32[4]) {
        for i: index = 0 to 2 { get T: int32[2] from \`from\` B[i * 2:index] = T[0] B[i * 2:index + 1:index] = T[1] }
      }
      region top(B: int32[4]) { pipe: stream<int32[2], 1> run producer(pipe) run consumer(pipe, B) }`, [[0n, 0n, 0n, 0n]]);
    assert.deepEqual(data[0], [7n, 7n, 8n, 7n]);
  });

  it("a merge takes from several, in the order of their turns", () => {
    const { data, left } = run(`
      func one(to: stream<int32, 2>) { put to, 1:int32 put to, 2:int32 put to, 3:int32 }
      func ten(to: stream<int32, 2>) { put to, 10:int32 put to, 20:int32 }
      func consumer(\`from\`: stream<int32, 2>, B: int32[4]) { for i: index = 0 to 4 { get x: int32 from \`from\` B[i] = x } }
      region top(B: int32[4]) { m: stream<int32, 2> merge run one(m) run ten(m) run consumer(m, B) }`, [[0n, 0n, 0n, 0n]], false);
    assert.deepEqual(data[0], [1n, 2n, 3n, 10n]);
    assert.deepEqual(left, [{ stream: "m", count: 1 }]);
  });

  const inner = `
    func source(A: int32[2], to: stream<int32, 1>) { put to, A[0] put to, A[1] }
    func twice(\`from\`: stream<int32, 1>, to: stream<int32, 1>) {
      for i: index = 0 to 2 { get x: int32 from \`from\` put to, int32(x * 2:int32) }
    }
    func sink(\`from\`: stream<int32, 1>, A: int32[2]) { get x: int32 from \`from\` get y: int32 from \`from\` A[0] = x A[1] = y }
    func four(\`in\`: stream<int32, 1>, out: stream<int32, 1>) network {
      mid: stream<int32, 1>
      run twice(\`in\`, mid)
      run twice(mid, out)
    }
    func whole(A: int32[2], B: int32[2]) network {
      a: stream<int32, 1>
      b: stream<int32, 1>
      run source(A, a)
      run four(a, b)
      run sink(b, B)
    }`;

  it("a network in a network shares its streams", () => {
    const { data } = run(`${inner} region top(A: int32[2], B: int32[2]) { run whole(A, B) }`, [[3n, 5n], [0n, 0n]]);
    assert.deepEqual(data[1], [12n, 20n]);
  });

  it("a kernel calls one, as often as it likes", () => {
    const { data } = run(`${inner}
      top func f(A: int32[2], B: int32[2]) {
        call whole(A, B)
        A[0] = B[0]
        call whole(A, B)
      }`, [[3n, 5n], [0n, 0n]]);
    assert.deepEqual(data, [[12n, 5n], [48n, 20n]]);
  });

  it("a deadlock inside is named from outside", () => {
    const error = failure(`${inner.replace("get x: int32 from \`from\` get y: int32 from \`from\` A[0]",
      "get x: int32 from \`from\` get y: int32 from \`from\` get z: int32 from \`from\` A[0]")}
      region top(A: int32[2], B: int32[2]) { run whole(A, B) }`, [[3n, 5n], [0n, 0n]]);
    assert.ok(error instanceof DeadlockRunError);
    assert.deepEqual(error.blocked.map((b) => `${b.instance} ${b.waitsTo} ${b.stream}`), ["whole.sink get whole.b"]);
  });
});

describe("networks: races", () => {
  const two = (one: string, other: string): string => `files "k.ts"
    func one(A: int32[4]) { ${one} }
    func other(A: int32[4], B: int32[4]) { ${other} }
    region top(A: int32[4], B: int32[4]) { run one(A) run other(A, B) }`;

  it("different elements are no race", () => {
    const { data } = run(two("A[0] = 1:int32 A[1] = A[0]", "A[2] = 5:int32 B[0] = A[3]"), [[0n, 0n, 0n, 0n], [9n, 9n, 9n, 9n]]);
    assert.deepEqual(data, [[1n, 1n, 5n, 0n], [0n, 9n, 9n, 9n]]);
  });

  for (const [name, one, other] of [
    ["two writes", "@10+2 A[1] = 1:int32", "@20+2 A[1] = 1:int32"],
    ["a write and a read", "@10+2 A[1] = 1:int32", "@18+9 B[0] = A[1]@20+2"],
    ["a read and a write", "alloc T: int32[1] = 0:int32 @8+9 T[0] = A[1]@10+2", "@20+2 A[1] = 1:int32"],
  ] as const) {
    it(`${name} of one element are`, () => {
      const error = failure(two(one, other), [[0n, 0n, 0n, 0n], [0n, 0n, 0n, 0n]]);
      assert.ok(error instanceof RaceRunError);
      assert.equal(error.code, 5002);
      assert.deepEqual(error.accesses.map((s) => s.start), [10, 20]);
      assert.match(error.message, /'one' and 'other' both use 'A'/);
    });
  }

  it("one instance after the other, in networks that run in turn, is no race", () => {
    const { data } = run(`
      func add(A: int32[1], x: int32) { A[0] = int32(A[0] + x) }
      func net(A: int32[1]) network { run add(A, 3:int32) }
      top func f(A: int32[1]) { call net(A) call net(A) }`, [[1n]]);
    assert.deepEqual(data[0], [7n]);
  });

  it("instances of an inner network race with the kernels around it", () => {
    const error = failure(`
      func add(A: int32[1], x: int32) { A[0] = int32(A[0] + x) }
      func net(A: int32[1]) network { run add(A, 3:int32) }
      region top(A: int32[1]) { run net(A) run add(A, 1:int32) }`, [[1n]]);
    assert.ok(error instanceof RaceRunError);
  });
});
