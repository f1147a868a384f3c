/** Networks as generated JavaScript: they do what the interpreter does, in the same order. */
import { ok } from "node:assert/strict";
import type { InterpretArg } from "../../../lib/ir/interpret.js";
import { parseModule } from "../../../lib/ir/parse.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree, type AgreeOptions } from "./agree.js";

function same(text: string, args: readonly InterpretArg[] = [], options: AgreeOptions = {}): void {
  ok(agree(withOwnSpans(parseModule(text)), args, options), "the interpreter did not end");
}

const numbers = (n: number): bigint[] => Array.from({ length: n }, (_, i) => BigInt(i * 3 - 7));
const zeros = (n: number): bigint[] => numbers(n).map(() => 0n);

/** A source, a stage that a grid runs with constants, and a sink, joined by an array of streams. */
const chain = `
func load(A: int32[8], s: stream<int32, 2>) { for i: index = 0 to 8 { put s, A[i] } }
func stage(p: index, s: stream<int32, 2>, t: stream<int32, 2>) { for i: index = 0 to 8 {
  get x: int32 from s
  put t, int32(x * int32(p + 2:index))
} }
func store(s: stream<int32, 2>, B: int32[8]) { for i: index = 0 to 8 {
  get x: int32 from s
  B[i] = x
} }
region top(A: int32[8], B: int32[8]) { pipe: stream<int32, 2> [4]
run load(A, pipe[0])
run stage(0:index, pipe[0], pipe[1]) as stage[0]
run stage(1:index, pipe[1], pipe[2]) as stage[1]
run stage(2:index, pipe[2], pipe[3]) as stage[2]
run store(pipe[3], B) }`;

/** Two rows of two, whose streams have two subscripts; one instance waits for ever for its second token. */
const grid = `
func one(s: stream<int32, 2>, t: stream<int32, 2>) { put t, 1:int32
get x: int32 from s
get y: int32 from s
put t, y }
region top() { ss: stream<int32, 2> [2, 2]
run one(ss[0, 0], ss[0, 1]) as one[0, 0]
run one(ss[0, 1], ss[0, 0]) as one[0, 1]
run one(ss[1, 0], ss[1, 1]) as one[1, 0]
run one(ss[1, 1], ss[1, 0]) as one[1, 1] }`;

const asking = `
func give(A: int32[6], s: stream<int32, 2>) { let i: index = 0:index
while i < 6:index {
  put try ok, s, A[i]
  if ok { i = index(i + 1:index) } else { print "full at ", i }
} }
func take(s: stream<int32, 2>, B: int32[6]) { let i: index = 0:index
while i < 6:index {
  probe none: empty s
  if none { print "nothing" }
  get try ok, x: int32 from s
  print ok, " ", x
  if ok { B[i] = x
  i = index(i + 1:index) }
} }
region top(A: int32[6], B: int32[6]) { pipe: stream<int32, 2>
run take(pipe, B)
run give(A, pipe) }`;

const blocks = (n: number, count: number, type: string): string => `
func give(A: ${type}[${count}, ${n}], s: stream<${type}[${n}], 2>) { for i: index = 0 to ${count} {
  alloc row: ${type}[${n}] = A[i, 0]
  for j: index = 0 to ${n} { row[j] = A[i, j] }
  put s, row
  row[0] = A[0, 0]
} }
func take(s: stream<${type}[${n}], 2>, B: ${type}[${count}, ${n}]) { for i: index = 0 to ${count} {
  get row: ${type}[${n}] from s
  for j: index = 0 to ${n} { B[i, j] = row[${n - 1}:index - j] }
  row[0] = B[0, 0]
} }
region top(A: ${type}[${count}, ${n}], B: ${type}[${count}, ${n}]) { pipe: stream<${type}[${n}], 2>
run give(A, pipe)
run take(pipe, B) }`;

const tries = `
func give(s: stream<int8[3], 1>) { alloc row: int8[3] = 5:int8
put try a, s, row
row[1] = 6:int8
put try b, s, row
print a, b }
func take(s: stream<int8[3], 1>) { for i: index = 0 to 3 {
  get try ok, row: int8[3] from s
  print ok, row[0], row[1], row[2]
} }
region top() { pipe: stream<int8[3], 1>
run give(pipe)
run take(pipe) }`;

/** A region inside: as an instance, and called from a kernel in a loop. */
const inner = `
func double(s: stream<int32, 1>, t: stream<int32, 1>) { for i: index = 0 to 4 {
  get x: int32 from s
  put t, int32(x + x)
} }
func feed(A: int32[4], s: stream<int32, 1>) { for i: index = 0 to 4 { put s, A[i] } }
func drain(s: stream<int32, 1>, A: int32[4]) { for i: index = 0 to 3 {
  get x: int32 from s
  A[i] = x
} }
func twice(A: int32[4], B: int32[4]) network { p: stream<int32, 1>
q: stream<int32, 1>
run feed(A, p)
run double(p, q)
run drain(q, B) }
func middle(A: int32[4], B: int32[4]) { for i: index = 0 to 3 { call twice(A, B)
  print B[0], " ", B[3]
} }
region top(A: int32[4], B: int32[4], C: int32[4], D: int32[4]) {
run middle(A, B) as left
run twice(C, D) as right }`;

const fromKernel = inner.slice(0, inner.indexOf("region")) + `
top func main(A: int32[4], B: int32[4]) -> int32 { call middle(A, B)
return B[1] }`;

const throughParams = `
func double(s: stream<int32, 1>, t: stream<int32, 1>) { for i: index = 0 to 4 {
  get x: int32 from s
  put t, int32(x + x)
} }
func four(s: stream<int32, 1>, t: stream<int32, 1>) network { m: stream<int32, 1>
run double(s, m)
run double(m, t) }
func feed(A: int32[4], s: stream<int32, 1>) { for i: index = 0 to 4 { put s, A[i] } }
func drain(s: stream<int32, 1>, A: int32[4], n: index) { for i: index = 0 to n {
  get x: int32 from s
  A[i] = x
} }
region top(A: int32[4], B: int32[4]) { p: stream<int32, 1>
q: stream<int32, 1>
run feed(A, p)
run four(p, q)
run drain(q, B, N:index) }`;

const merge = `
func give(p: int32, n: index, s: stream<int32, 2>) { for i: index = 0 to n { put s, p } }
func take(s: stream<int32, 2>, B: int32[6]) { for i: index = 0 to 6 {
  get x: int32 from s
  B[i] = x
} }
region top(B: int32[6]) { m: stream<int32, 2> merge
run give(1:int32, 3:index, m) as give[0]
run give(2:int32, COUNT:index, m) as give[1]
run take(m, B) }`;

const livelock = `
func ask(s: stream<int32, 1>) { let got: bool = false
while !got {
  get try ok, x: int32 from s
  got = ok
} }
func rest(s: stream<int32, 1>, t: stream<int32, 1>, n: index) { for i: index = 0 to n { put s, 1:int32 }
put t, 1:int32
put t, 1:int32 }
region top() { p: stream<int32, 1>
q: stream<int32, 1>
run ask(p) as ask[0]
run rest(p, q, 0:index)
run ask(q) as ask[1] }`;

/** One function is called with a number that fits 53 bits, run with one that does not, and given one by name. */
const carriers = `
func give(x: int64, s: stream<int64, 4>) { put s, x }
func outer(x: int64, s: stream<int64, 4>) network {
run give(x, s) }
func both(s: stream<int64, 4>) { call give(5:int64, s)
call outer(6:int64, s)
call outer(7:int64, s) }
func take(s: stream<int64, 4>, B: int64[3]) { for i: index = 0 to 3 { get x: int64 from s
B[i] = x } }
region top(y: int64, B: int64[3], C: int64[3]) { p: stream<int64, 4>
q: stream<int64, 4> merge
run both(p)
run take(p, B)
run give(9223372036854775807:int64, q) as one
run give(y, q) as two
run outer(3:int64, q) as three
run take(q, C) }`;

const wide = `
func give(A: int100[3], s: stream<int100, 2>, f: stream<float16, 3>) { for i: index = 0 to 3 { put s, A[i]
put f, float16(A[i]) } }
func take(s: stream<int100, 2>, f: stream<float16, 3>, B: int100[3]) { for i: index = 0 to 3 {
  get x: int100 from s
  get y: float16 from f
  B[i] = int100(int100(y) - x)
} }
region top(A: int100[3], B: int100[3]) { pipe: stream<int100, 2>
floats: stream<float16, 3>
run give(A, pipe, floats)
run take(pipe, floats, B) }`;

describe("targets/js networks", () => {
  const reverse: AgreeOptions["order"] = (tasks) => [...tasks].reverse();

  it("give instances of a grid their constants and streams", () => {
    same(chain, [numbers(8), zeros(8)]);
    same(chain, [numbers(8), zeros(8)], { order: reverse });
  });

  it("name instances and streams by their places in deadlocks", () => {
    same(grid);
    same(grid, [], { order: reverse });
  });

  it("let others run when something was asked in vain", () => {
    same(asking, [numbers(6), zeros(6)]);
    same(asking, [numbers(6), zeros(6)], { order: reverse });
  });

  it("stop when all only ask", () => same(livelock, [], { stepLimit: 2_000_000, times: 1 }));

  for (const type of ["int32", "bool", "int100", "float16", "int64"]) {
    it(`copy blocks of ${type}`, () => {
      const value = (i: number): bigint | boolean | number => (type === "bool" ? i % 3 === 0 : type === "float16" ? i / 4 : BigInt(i));
      for (const n of [1, 3, 40]) {
        const values = Array.from({ length: 5 * n }, (_, i) => value(i));
        same(blocks(n, 5, type), [values, values.map(() => value(type === "bool" ? 1 : 0))]);
      }
    });
  }

  it("try to put and get blocks", () => same(tries));

  it("run regions as instances, and for kernels that call them, and count what is left in each", () => {
    same(inner, [numbers(4), zeros(4), numbers(4), zeros(4)]);
    same(inner, [numbers(4), zeros(4), numbers(4), zeros(4)], { order: reverse });
    same(fromKernel, [numbers(4), zeros(4)]);
  });

  it("pass streams on to inner regions, whose instances stand at their ends", () => {
    same(throughParams.replace("N:", "4:"), [numbers(4), zeros(4)]);
    same(throughParams.replace("N:", "5:"), [numbers(4), zeros(4)]);
    same(throughParams.replace("N:", "1:"), [numbers(4), zeros(4)]);
  });

  it("merge in the order of turns", () => {
    for (const count of ["3", "2", "5"]) same(merge.replace("COUNT", count), [zeros(6)]);
  });

  it("carry numbers as each function that is given them does", () => same(carriers, [2n ** 60n, zeros(3), zeros(3)]));

  it("carry wide integers and small floats", () => same(wide, [[1n, 2n ** 70n, -5n], zeros(3)]));
});
