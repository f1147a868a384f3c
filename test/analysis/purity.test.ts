import assert from "node:assert/strict";
import { isPure, usesStreams, writtenTensors } from "../../lib/analysis/purity.js";
import { effectsOf } from "../../lib/ir/effects.js";
import type { Func } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";

const m = parseModule(`
  func sum(A: int8[2]) -> int16 { let t: int16 = int16(A[0] + A[1]) return t }
  func local(A: int8[2]) -> int8 { alloc B: int8[2] = 0:int8 B[0] = A[0] return B[0] }
  func fill(out: int8[2], other: int8[2], v: int8) { for i: index = 0 to 2 { if v > 0 { out[i] = v } } }
  func swap(a: int8[2], b: int8[2]) { call fill(b, a, 1:int8) }
  func onItsOwn(A: int8[2]) -> int8 { alloc B: int8[2] = 0:int8 call fill(B, A, 1:int8) return B[0] }
  func inExpr(A: int8[2]) { let x: bool = local(A) > sum(A) }
  func send(to: stream<int8, 1>, unused: stream<int8, 1>) { put to, 1:int8 }
  func pass(from: stream<int8, 1>, to: stream<int8, 1>) { get v: int8 from from call send(to, from) }
  func counts(x: int8) -> int8 { state n: int8 = 0 n = int8(n + x) return n }
  func says(x: int8) -> int8 { print x return x }
  func checks(x: int8) -> int8 { assert x > 0 return x }
  func outside(A: int8[2], B: int8[2]) -> int8 external "f" from "f.cc" model "f" writes 1
  func throughOutside(P: int8[2], Q: int8[2]) { call outside(Q, P) }
  func throughSays(x: int8) -> int8 { if x > 0 { call y: int8 = says(x) } return x }
  top func idle(s: stream<int8, 1>) { }
`);

function named(name: string): Func {
  return m.functions.find((f) => f.sym.name === name) ?? assert.fail(name);
}

/** The parameters that `ids` are of. */
function params(name: string, ids: ReadonlySet<number>): readonly string[] {
  return named(name).params.filter((p) => ids.has(p.sym.id)).map((p) => p.sym.name);
}

describe("purity", () => {
  const pure = {
    sum: true, local: true, fill: false, swap: false, onItsOwn: true, inExpr: true, send: false, pass: false,
    idle: true, counts: false, says: false, checks: true, outside: false, throughOutside: false, throughSays: false,
  };
  for (const [name, expected] of Object.entries(pure)) {
    it(`${name} is ${expected ? "" : "not "}pure`, () => assert.equal(isPure(named(name), m), expected));
  }

  it("names the tensors that are written, callees included", () => {
    assert.deepEqual(params("fill", writtenTensors(named("fill"), m)), ["out"]);
    assert.deepEqual(params("swap", writtenTensors(named("swap"), m)), ["b"]);
    assert.deepEqual(params("sum", writtenTensors(named("sum"), m)), []);
  });

  it("knows what external functions write, and what is lasting", () => {
    assert.deepEqual(params("outside", writtenTensors(named("outside"), m)), ["B"]);
    assert.deepEqual(params("throughOutside", writtenTensors(named("throughOutside"), m)), ["P"]);
    const lasting = ["counts", "says", "checks", "outside", "throughSays", "fill"];
    assert.deepEqual(lasting.map((name) => effectsOf(named(name), m).lasting), [true, true, false, true, true, false]);
  });

  it("knows who uses streams, and which end", () => {
    const uses = ["send", "pass", "idle", "sum"].map((name) => usesStreams(named(name), m));
    assert.deepEqual(uses, [true, true, false, false]);
    const { puts, gets } = effectsOf(named("pass"), m);
    assert.deepEqual([params("pass", puts), params("pass", gets)], [["to"], ["from"]]);
  });

  it("looks at the function it is given, though the module has another of that name", () => {
    const emptied = { ...named("swap"), body: [] };
    assert.equal(isPure(emptied, m), true);
    assert.equal(isPure(named("swap"), m), false);
  });
});
