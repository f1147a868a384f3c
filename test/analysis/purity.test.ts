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
    idle: true,
  };
  for (const [name, expected] of Object.entries(pure)) {
    it(`${name} is ${expected ? "" : "not "}pure`, () => assert.equal(isPure(named(name), m), expected));
  }

  it("names the tensors that are written, callees included", () => {
    assert.deepEqual(params("fill", writtenTensors(named("fill"), m)), ["out"]);
    assert.deepEqual(params("swap", writtenTensors(named("swap"), m)), ["b"]);
    assert.deepEqual(params("sum", writtenTensors(named("sum"), m)), []);
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
