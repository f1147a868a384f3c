/** Counts of puts and gets, and why they are not known. */
import assert from "node:assert/strict";
import { deadlockFreedom } from "../../lib/analysis/depths.js";
import { ratesOf, unbalanced, type End } from "../../lib/analysis/rates.js";
import type { Module, Region } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";

function moduleOf(text: string): { readonly m: Module; readonly top: Region } {
  const m = parseModule(text);
  assert.deepEqual(verifyModule(m), []);
  assert.ok(m.top.kind === "region");
  return { m, top: m.top };
}

/** A region of a producer with this body and a consumer that takes `gets` values. */
function withProducer(body: string, gets = 1, before = ""): string {
  return `${before}
    func producer(s: stream<uint8, 4>, A: int32[8], n: index) { ${body} }
    func consumer(s: stream<uint8, 4>) { for i: index = 0 to ${gets} { get x: uint8 from s } }
    region top(A: int32[8], n: index) {
      s: stream<uint8, 4>
      run producer(s, A, n)
      run consumer(s)
    }`;
}

function shown({ count }: End): number | string {
  return typeof count === "number" ? count : count.reason;
}

/** The number of puts by a producer with this body, or why it is not known. */
function puts(body: string, before = ""): number | string {
  const { m, top } = moduleOf(withProducer(body, 1, before));
  const [rate] = ratesOf(m, top);
  assert.ok(rate !== undefined);
  return shown(rate.puts);
}

const send = "put s, uint8(1)";

describe("analysis/rates counts", () => {
  const known: readonly (readonly [string, string, number])[] = [
    ["loops multiply, however long they are", `for i: index = 0 to 1000000 { for j: index = 0 to 1000000 { ${send} } }`, 1e12],
    ["steps, also down", `for i: index = 10 to 0 step -3 { ${send} }`, 4],
    ["triangles", `for i: index = 0 to 1000 { for j: index = 0 to i { ${send} } }`, 499_500],
    ["conditions on counters", `for i: index = 0 to 16 { if i % 3 == 0 { ${send} } else { ${send}\n${send} } }`, 26],
    ["bits of counters", `for i: index = 0 to 16 { if (i & 1) == 0 && ((i >> 1) & 1) == 1 { ${send} } }`, 4],
    ["a selection", `for i: index = 0 to select(2 > 1, 5, 9) { ${send} }`, 5],
    ["a break", `for i: index = 0 to 16 { ${send}\nif i == 4 { break } }`, 5],
    ["a continue", `for i: index = 0 to 16 { if i < 4 { continue }\n${send} }`, 12],
    ["a break out of two loops", `for i: index = 0 to 4 { for j: index = 0 to 4 { if i * 4 + j == 6 { return }\n${send} } }`, 6],
    ["a while over a counter", `let i: index = 0:index\nwhile i < 20 { ${send}\ni = index(i + 3) }`, 7],
    ["a do … while", `let i: index = 0:index\ndo { ${send}\ni = index(i + 1) } while i < 3`, 3],
    ["a variable that wraps", `let i: uint2 = 0:uint2\nfor k: index = 0 to 8 { if i == 3 { ${send} }\ni = uint2(i + 1) }`, 2],
    ["a constant array", `rom R: uint4[3] = [4, 5, 6]\nfor i: index = 0 to 3 { for j: index = 0 to index(R[i]) { ${send} } }`, 15],
    ["a switch over a counter", `for i: index = 0 to 9 { switch i { case 1, 2 { ${send} } case 3 { ${send}\n${send} } default { } } }`, 4],
    ["both sides alike", `if A[0] > 0 { ${send} } else { put s, uint8(2) }`, 1],
    ["loops over data that have no streams in them", `for i: index = 0 to n { A[0] = A[0] }\n${send}`, 1],
    ["a return over data after all streams", `${send}\nif A[0] > 0 { return }\nA[0] = A[1]`, 1],
  ];
  for (const [name, body, count] of known) it(name, () => assert.equal(puts(body), count));

  it("of helpers, for each call", () => {
    const helper = `func send(s: stream<uint8, 4>, n: index, x: uint8) { for i: index = 0 to n { put s, x } }`;
    assert.equal(puts("for i: index = 0 to 4 { call send(s, i, uint8(A[0])) }\ncall send(s, 10:index, uint8(1))", helper), 16);
  });

  it("of regions inside", () => {
    const { m, top } = moduleOf(`
      func send(s: stream<uint8, 4>, n: index) { for i: index = 0 to n { put s, uint8(1) } }
      func pass(a: stream<uint8, 4>, b: stream<uint8, 4>, n: index) { for i: index = 0 to n { get x: uint8 from a
        put b, x } }
      func inner(out: stream<uint8, 4>, n: index) network {
        a: stream<uint8, 4>
        run send(a, n)
        run pass(a, out, n)
      }
      func outer(s: stream<uint8, 4>) { for i: index = 0 to 5 { call inner(s, i) } }
      func take(s: stream<uint8, 4>) { for i: index = 0 to 10 { get x: uint8 from s } }
      region top() {
        s: stream<uint8, 4>
        run outer(s)
        run take(s)
      }`);
    assert.deepEqual(ratesOf(m, top).map((r) => [shown(r.puts), shown(r.gets)]), [[10, 10]]);
    assert.deepEqual(deadlockFreedom(m, top), { kind: "free" });
  });

  const unknown: readonly (readonly [string, string, string])[] = [
    ["a bound that is a parameter", `for i: index = 0 to n { ${send} }`, "how often this loop runs depends on 'n'"],
    ["a condition on data", `if A[0] > 0 { ${send} }`, "this condition depends on what is in 'A'"],
    ["a case by data", `switch A[0] { case 1 { ${send} } default { } }`, "which case is taken depends on what is in 'A'"],
    ["a while over data", `while A[0] > 0 { ${send} }`, "how often this loop runs depends on what is in 'A'"],
    ["a break over data", `for i: index = 0 to 4 { ${send}\nif A[0] > 0 { break } }`, "this condition depends on what is in 'A'"],
    ["a return over data before a stream", `if A[0] > 0 { return }\n${send}`, "this condition depends on what is in 'A'"],
    ["a variable of data", `let k: int32 = A[0]\nif k > 1 { ${send} }`,
      "'k', which decides what is put and got, depends on what is in 'A'"],
    ["an attempt", "put try ok, s, uint8(1)", "what 'tryPut' finds depends on timing"],
    ["a question", `probe f: full s\n${send}`, "what 'full' finds depends on timing"],
    ["a number of iterations that depends on a loop that is too long",
      `for i: index = 0 to 2000000000 { if i % 3 == 0 { ${send} } }`, "there are too many iterations to count"],
  ];
  for (const [name, body, reason] of unknown) it(`unknown: ${name}`, () => assert.equal(puts(body), reason));

  it("a network is not known when one of its instances is not, which the reason names", () => {
    const { m, top } = moduleOf(withProducer(`if A[0] > 0 { ${send} }`));
    const found = deadlockFreedom(m, top);
    assert.equal(found.kind === "unknown" && found.reason, "in 'producer', this condition depends on what is in 'A'");
  });
});

describe("analysis/rates balance", () => {
  it("names streams whose ends disagree, with both counts", () => {
    const { m, top } = moduleOf(`
      func producer(s: stream<uint8, 2>, t: stream<uint8, 2>) { for i: index = 0 to 4 { put s, uint8(1)
        put t, uint8(1) } }
      func consumer(s: stream<uint8, 2>, t: stream<uint8, 2>) { for i: index = 0 to 3 { get x: uint8 from s
        get y: uint8 from t
        get z: uint8 from t } }
      region top() {
        pipes: stream<uint8, 2>[2, 2]
        run producer(pipes[0, 1], pipes[1, 0])
        run consumer(pipes[0, 1], pipes[1, 0])
      }`);
    assert.deepEqual(unbalanced(ratesOf(m, top)).map((u) => [u.name, u.puts.count, u.gets.count, u.puts.instances, u.gets.instances]),
      [["pipes[0][1]", 4, 3, ["producer"], ["consumer"]], ["pipes[1][0]", 4, 6, ["producer"], ["consumer"]]]);
  });

  it("several producers of a merged stream are counted together; its order is nobody's to know", () => {
    const { m, top } = moduleOf(`
      func producer(s: stream<uint8, 2>) { for i: index = 0 to 4 { put s, uint8(1) } }
      func consumer(s: stream<uint8, 2>) { for i: index = 0 to 8 { get x: uint8 from s } }
      region top() {
        m: stream<uint8, 2> merge
        run producer(m) as producer[0]
        run producer(m) as producer[1]
        run consumer(m)
      }`);
    assert.deepEqual(ratesOf(m, top).map((r) => [shown(r.puts), shown(r.gets), r.puts.instances.length]), [[8, 8, 2]]);
    const found = deadlockFreedom(m, top);
    assert.deepEqual(found.kind === "unknown" && found.reason, "in which order values come to 'm' depends on timing");
  });
});
