import assert from "node:assert/strict";
import fc from "fast-check";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { structsOf } from "../../lib/ir/structs.js";
import type { InterpretArg } from "../../lib/ir/interpret.js";
import { splitStructs } from "../../lib/passes/split-structs.js";
import { withFault } from "../support/faults.js";
import { moduleWithArgs } from "../support/generators.js";
import { runs } from "../support/runs.js";
import { withOwnSpans } from "../support/spans.js";
import { dedent } from "../support/text.js";
import { sameOutcome, type SameOptions } from "./same.js";

const types = "struct P { x: int8, y: int16 } struct Q { p: P, ok: bool }\n";

function check(text: string, args: readonly InterpretArg[] = [], options: SameOptions = {}): void {
  const m = withOwnSpans(parseModule(types + text));
  const split = splitStructs(m);
  assert.deepEqual(structsOf(split), []);
  assert.ok(sameOutcome(m, split, args, options));
}

describe("splitting structs", () => {
  it("gives scalars, one tensor or stream for each, in order", () => {
    const m = splitStructs(parseModule(`${types}
      func emit(q: Q, s: stream<Q, 2>) { put s, {q->p->x, 2:int16, q->ok} }
      func take(s: stream<Q, 2>, A: Q[4]) { get v: Q from s A[3]->p->y = v->p->y }
      region top(q: Q, A: Q[4]) { s: stream<Q, 2> run emit(q, s) run take(s, A) }`));
    assert.equal(printModule(m), dedent`
      func emit(q.p.x: int8, q.p.y: int16, q.ok: bool, s.p.x: stream<int8, 2>, s.p.y: stream<int16, 2>, s.ok: stream<bool, 2>) {
        const value: int8 = q.p.x
        const value#2: int16 = 2:int16
        const value#3: bool = q.ok
        put s.p.x, value
        put s.p.y, value#2
        put s.ok, value#3
      }

      func take(s.p.x: stream<int8, 2>, s.p.y: stream<int16, 2>, s.ok: stream<bool, 2>, A.p.x: int8[4], A.p.y: int16[4], A.ok: bool[4]) {
        get v.p.x: int8 from s.p.x
        get v.p.y: int16 from s.p.y
        get v.ok: bool from s.ok
        A.p.y[3] = v.p.y
      }

      region top(q.p.x: int8, q.p.y: int16, q.ok: bool, A.p.x: int8[4], A.p.y: int16[4], A.ok: bool[4]) {
        s: stream<int8, 2>
        s.p.y: stream<int16, 2> part of s
        s.ok: stream<bool, 2> part of s
        run emit(q.p.x, q.p.y, q.ok, s, s.p.y, s.ok)
        run take(s, s.p.y, s.ok, A.p.x, A.p.y, A.ok)
      }
    `);
  });

  it("keeps parameters, results, states, constant arrays, fills", () => {
    check(`
      func f(q: Q, k: int8) -> (P, bool, P[2]) {
        state S: P[2] = [1, 2, 3, 4]
        rom R: Q[2] = [5, 6, true, 7, 8, false]
        alloc T: P[2] = {k, S[1]->y}
        S[0]->x = int8(S[0]->x + q->p->x)
        T[1]->x = R[k & 1]->p->x
        return {S[0]->x, q->p->y}, R[0]->ok, T
      }
      top func g(q: Q, A: Q[2]) -> (Q, P[2], int8) {
        call p: P, b: bool, T: P[2] = f({q->p->x, A[1]->p->y, q->ok}, q->p->x)
        A[0]->ok = b
        return {p->x, T[0]->y, !b}, T, int8(p->x + T[1]->x)
      }`, [[3n, 300n, true], [1n, 2n, false, 3n, 4n, true]]);
  });

  it("says of each part what is said of its tensor", () => {
    const m = splitStructs(parseModule(`${types}
      top func f(A: P[4], B: int8[4]) dataflow {
        memory A: cyclic(dim=0, factor=2), bram
        memory B: uram
        alloc C: P[2] = {0:int8, 0:int16}
        memory C: complete(dim=0)
        for i: index = 0 to 2 pipeline(ii=1) { C[i]->x = A[i]->x }
      }`));
    assert.equal(printModule(m), dedent`
      top func f(A.x: int8[4], A.y: int16[4], B: int8[4]) dataflow {
        memory A.x: cyclic(dim=0, factor=2), bram
        memory A.y: cyclic(dim=0, factor=2), bram
        memory B: uram
        alloc C.x: int8[2] = 0:int8
        memory C.x: complete(dim=0)
        alloc C.y: int16[2] = 0:int16
        memory C.y: complete(dim=0)
        for i: index = 0 to 2 pipeline(ii=1) {
          C.x[i] = A.x[i]
        }
      }
    `);
  });

  it("keeps calls of pure functions with structs", () => {
    check(`
      func size(p: P, T: P[2]) -> int32 { return int32(p->x * p->y + T[1]->x) }
      top func g(p: P, A: P[2]) -> int32 { return int32(size({p->y & 1:int8, A[0]->y}, A) + 1) }`
      .replace("p->y & 1:int8", "p->x"), [[3n, 300n], [1n, 2n, 3n, 4n]]);
  });

  it("computes all of a token before it waits, in order, so that errors come first", () => {
    const text = (second: string): string => `
      func emit(d: int8, s: stream<P, 1>) { for i: index = 0 to 3 { put s, {int8(6 / (d - i)), ${second}} } }
      func take(s: stream<P, 1>, A: P[3]) { for i: index = 0 to 3 { get v: P from s A[i]->y = v->y A[i]->x = v->x } }
      region top(d: int8, A: P[3]) { s: stream<P, 1> run emit(d, s) run take(s, A) }`;
    for (const d of [0n, 1n, 2n, 7n]) check(text("int16(7 % (d - i))"), [d, [0n, 0n, 0n, 0n, 0n, 0n]]);
    check(text("int16(i)"), [9n, [0n, 0n, 0n, 0n, 0n, 0n]]);
  });

  it("keeps deadlocks and what they say, and tokens left over", () => {
    check(`
      func relay(a: stream<Q, 1>, b: stream<Q, 1>) { get v: Q from a put b, {v->p->x, v->p->y, v->ok} }
      region top() { there: stream<Q, 1> back: stream<Q, 1> run relay(there, back) run relay(back, there) }`);
    check(`
      func emit(s: stream<Q, 4>) { for i: index = 0 to 3 { put s, {1:int8, 2:int16, true} } }
      func take(s: stream<Q, 4>) { get v: Q from s print v->p->y }
      region top() { s: stream<Q, 4> run emit(s) run take(s) }`);
  });

  it("keeps messages, out-of-bounds errors and external functions", () => {
    check('top func f(p: P, A: P[2], B: int8[2]) { print "x ", p->x, " ", A[0]->y, B A[p->x]->y = 0:int16 }',
      [[1n, 2n], [1n, 2n, 3n, 4n], [5n, 6n]]);
    check("top func f(A: P[2], i: int8) { A[0]->x = 1:int8 A[i]->y = A[1]->y }", [[1n, 2n, 3n, 4n], 2n]);
    check("top func f(p: P) { assert p->x > 0, p->y, \" is y\" }", [[0n, 2n]]);
    const externals = new Map([["m", ([x]: readonly unknown[]) => BigInt(Number(x) * 2)]]);
    check(`func twice(x: int8) -> int16 external "t" from "t.cc" model "m"
      top func f(p: P) -> P { call y: int16 = twice(p->x) return {p->x, y} }`, [[21n, 0n]], { externals });
  });

  it("leaves modules without structs alone", () => {
    const m = parseModule("func g(x: fixed<8, 4>) { }\ntop func f(A: int8[2]) { A[0] = A[1] }");
    assert.equal(splitStructs(m), m);
  });

  it("keeps the meaning of every module, errors too", () => {
    fc.assert(fc.property(moduleWithArgs(), fc.option(fc.nat(10_000)), ({ module, args }, fault) => {
      const m = withOwnSpans(fault === null ? module : withFault(module, fault));
      const split = splitStructs(m);
      assert.deepEqual(structsOf(split), []);
      assert.equal(split === m, structsOf(m).length === 0);
      sameOutcome(m, split, args);
    }), { numRuns: runs(300) });
  }).timeout(runs(60_000));
});
