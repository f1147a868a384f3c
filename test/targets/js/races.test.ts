/** Races that only a run can tell: native code stops where the interpreter does, at the same accesses. */
import { doesNotMatch, match, ok } from "node:assert/strict";
import fc from "fast-check";
import type { ExternalModel, InterpretArg } from "../../../lib/ir/interpret.js";
import { parseModule } from "../../../lib/ir/parse.js";
import { addLocation, RaceError } from "../../../runtime/errors.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree, evaluateJs, type AgreeOptions } from "./agree.js";

function same(text: string, args: readonly InterpretArg[], options: AgreeOptions = {}): void {
  ok(agree(withOwnSpans(parseModule(text)), args, options), "the interpreter did not end");
}

/** Everything that touches a tensor, at places that data decides. The two instances do it in turns. */
const touching = `
func out(A: int32[4], B: int32[4]) external "out" from "a.cc" model "m" writes 1
func at(A: int32[4], i: index) -> int32 { return A[i] }
func set(A: int32[4], i: index) { A[i] = int32(A[i] + 1) }
func work(p: int32, op: int32[3], T: int32[4], s: stream<int32, 1>, t: stream<int32, 1>, u: stream<int32[4], 9>) {
for i: index = 0 to 3 {
  const n: int32 = op[i]
  switch n {
    case 1 { T[mod(p, 4)] = p }
    case 2 { T[0] = 5:int32 }
    case 3 { print T[mod(p, 4)] }
    case 4 { print T as int32 }
    case 5 { call set(T, 2:index) }
    case 6 { print at(T, 2:index) }
    case 7 { put u, T }
    case 8 { T[3] = int32(T[0] + T[1]) }
    case 9 { alloc L: int32[4] = 0:int32
             call out(L, T) }
    case 10 { alloc L: int32[4] = 0:int32
             call out(T, L) }
    case 11 { assert n != 11:int32, T as int32 }
    default { }
  }
  put s, n
  get x: int32 from t
} }
func inner(p: int32, op: int32[3], T: int32[4], s: stream<int32, 1>, t: stream<int32, 1>, u: stream<int32[4], 9>) network {
run work(p, op, T, s, t, u) }
func drain(u: stream<int32[4], 9>) { for i: index = 0 to 9 { get try ok, B: int32[4] from u } }
region top(p: int32, q: int32, one: int32[3], two: int32[3], T: int32[4]) { a: stream<int32, 1>
b: stream<int32, 1>
c: stream<int32[4], 9>
d: stream<int32[4], 9>
run FIRST(p, one, T, a, b, c) as first
run SECOND(q, two, T, b, a, d) as second
run drain(c) as drain[0]
run drain(d) as drain[1] }`;

const externals: AgreeOptions["externals"] = new Map<string, ExternalModel>([["m", ([from, to]) => {
  if (Array.isArray(from) && Array.isArray(to)) to[3] = from[2] ?? 0n;
  return undefined;
}]]);

const scattered = `
func scatter(at: index[4], T: int32[4], v: int32) { for i: index = 0 to 4 { T[at[i]] = v } }
region top(a: index[4], b: index[4], T: int32[4]) {
run scatter(a, T, 1:int32) as one
run scatter(b, T, 2:int32) as two }`;

const apart = `
func half(p: index, T: int32[8]) { for i: index = 0 to 4 { T[p * 4:index + i] = 1:int32 } }
region top(T: int32[8]) {
run half(0:index, T) as half[0]
run half(1:index, T) as half[1] }`;

describe("targets/js races", () => {
  const bigs = (...values: number[]): bigint[] => values.map(BigInt);

  it("are found where two instances touch one element, one writing it", () => {
    const { call, code } = evaluateJs(withOwnSpans(parseModule(scattered)));
    match(code, /\$watch/);
    const at = (...values: number[]): Int32Array => Int32Array.from(values);
    call(at(0, 0, 1, 1), at(2, 3, 3, 3), new Int32Array(4));
    try {
      call(at(0, 0, 1, 1), at(2, 1, 3, 3), new Int32Array(4));
      ok(false, "there was a race");
    } catch (error) {
      ok(error instanceof RaceError);
      addLocation(error, [{ file: "test.ts", text: "abc\n".repeat(9), start: 0, line: 0, column: 0 }]);
      match(error.message, /kernels 'one' and 'two' both use 'T', .*\(test\.ts:\d+:\d+ and test\.ts:\d+:\d+\)$/);
    }
    same(scattered, [bigs(0, 0, 1, 1), bigs(2, 1, 3, 3), bigs(0, 0, 0, 0)]);
  });

  it("cost nothing where analysis knows that there are none", () => {
    const { code } = evaluateJs(parseModule(apart));
    doesNotMatch(code, /watch|shadow/);
    same(apart, [bigs(0, 0, 0, 0, 0, 0, 0, 0)]);
  });

  it("are the interpreter's, whatever touches the tensor", () => {
    const op = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), { minLength: 3, maxLength: 3 });
    const runs = fc.constantFrom("work", "inner");
    let races = 0;
    const stopped = (code: number): void => {
      if (code === 5002) races++;
    };
    fc.assert(fc.property(fc.nat(5), fc.nat(5), op, op, runs, runs, (p, q, one, two, first, second) => {
      const text = touching.replace("FIRST", first).replace("SECOND", second);
      const args = [BigInt(p), BigInt(q), bigs(...one), bigs(...two), bigs(9, 8, 7, 6)];
      same(text, args, { externals, times: 1, stopped });
    }), { numRuns: 100, endOnFailure: true });
    ok(races > 20 && races < 95, `${races} of 100 runs ended in a race`);
  });
});
