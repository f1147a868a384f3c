/** What a deadlock report says would clear it. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { parseModule } from "../../../lib/ir/parse.js";
import { addLocation, DeadlockError } from "../../../runtime/errors.js";
import { activeRun } from "../../../runtime/run.js";
import { withOwnSpans } from "../../support/spans.js";
import { evaluateJs } from "./agree.js";

function stopped(text: string, args: readonly unknown[] = [], more: object = {}): DeadlockError {
  const { call } = evaluateJs(withOwnSpans(parseModule(text)), more);
  try {
    call(...args);
  } catch (error) {
    if (error instanceof DeadlockError) return error;
    throw error;
  }
  throw new Error("the run did not stop");
}

/** One puts `count` values to `late` before the first to `early`, for which the other waits first. */
const early = (count: number, late = 1): string => `
func one(late: stream<int32, ${late}>, early: stream<int32, 1>) { for i: index = 0 to ${count} { put late, 7:int32 }
put early, 1:int32 }
func two(late: stream<int32, ${late}>, early: stream<int32, 1>) { get x: int32 from early
for i: index = 0 to ${count} { get y: int32 from late } }
region top() { late: stream<int32, ${late}>
early: stream<int32, 1>
run one(late, early)
run two(late, early) }`;

/** As `early`, by two streams, one of an array. */
const both = `
func one(a: stream<int32, 1>, b: stream<int32, 2>, c: stream<int32, 1>) { for i: index = 0 to 3 { put a, 7:int32 }
for i: index = 0 to 5 { put b, 7:int32 }
put c, 1:int32 }
func two(a: stream<int32, 1>, b: stream<int32, 2>, c: stream<int32, 1>) { get x: int32 from c
for i: index = 0 to 3 { get y: int32 from a }
for i: index = 0 to 5 { get y: int32 from b } }
region top() { a: stream<int32, 1>
bs: stream<int32, 2> [2]
c: stream<int32, 1>
d: stream<int32, 1>
e: stream<int32, 9>
run one(a, bs[1], c) as one[0]
run two(a, bs[1], c) as two[0]
run one(e, bs[0], d) as one[1]
run two(e, bs[0], d) as two[1] }`;

/** Counts its calls in a state and a tensor, on which the number of puts depends, and prints, before it waits for ever. */
const keeping = `
func one(A: int32[1], late: stream<int32, 1>, early: stream<int32, 1>) { state n: int32 = 5
n = int32(n + 1)
A[0] = n
print "n ", n
for i: index = 0 to index(n - 2:int32) { put late, n }
put early, 1:int32
A[0] = 99:int32 }
func two(late: stream<int32, 1>, early: stream<int32, 1>) { get x: int32 from early
for i: index = 0 to 4 { get y: int32 from late } }
region top(A: int32[1]) { late: stream<int32, 1>
early: stream<int32, 1>
run one(A, late, early)
run two(late, early) }`;

const gets = `
func one(a: stream<int32, 1>, b: stream<int32, 1>) { get x: int32 from a
put b, x }
region top() { p: stream<int32, 1>
q: stream<int32, 1>
run one(p, q)
run one(q, p) as two }`;

const finished = `
func one(a: stream<int32, 1>) { put a, 1:int32 }
func two(a: stream<int32, 1>) { get x: int32 from a
get y: int32 from a }
region top() { p: stream<int32, 1>
run one(p)
run two(p) }`;

describe("targets/js remedies", () => {
  it("are the least depth with which the run ends", () => {
    for (const [count, late] of [[2, 1], [5, 1], [5, 4], [200, 3]] as const) {
      const { remedy, message } = stopped(early(count, late));
      deepStrictEqual(remedy, { kind: "depths", depths: [{ stream: "late", from: late, to: count }], minimal: true });
      match(message, new RegExp(`depth of 'late': ${late} → ${count} clears it$`));
    }
  });

  it("are of several streams where one is not enough; an array of streams has one depth", () => {
    const { remedy, message } = stopped(both);
    deepStrictEqual(remedy, {
      kind: "depths", depths: [{ stream: "a", from: 1, to: 3 }, { stream: "bs", from: 2, to: 5 }], minimal: true,
    });
    match(message, /depth of 'a': 1 → 3 and depth of 'bs': 2 → 5 clear it$/);
  });

  it("do not exist where all wait for values, or one for somebody who has finished", () => {
    deepStrictEqual(stopped(gets).remedy, { kind: "none", reason: "one, two all wait for values, which nobody has put" });
    const reason = "who puts to 'p' has finished, and two still waits for it";
    deepStrictEqual(stopped(finished).remedy, { kind: "none", reason });
    match(stopped(finished).message, /no depth clears it: who puts to 'p' has finished/);
  });

  it("are found without a trace: nothing printed twice, states and tensors as the failed run left them", () => {
    const printed: string[] = [];
    const print = (line: string): unknown => activeRun()?.quiet === true || printed.push(line);
    const { call } = evaluateJs(parseModule(keeping), { print });
    const A = new Int32Array([3]);
    for (const n of [6, 7]) {
      try {
        call(A);
        ok(false, "the run did not stop");
      } catch (error) {
        ok(error instanceof DeadlockError);
        deepStrictEqual(error.remedy, { kind: "depths", depths: [{ stream: "late", from: 1, to: n - 2 }], minimal: true });
      }
      strictEqual(A[0], n);
    }
    deepStrictEqual(printed, ["n 6", "n 7"]);
  });

  it("say what stops the run then", () => {
    const then = early(3).replace("get y: int32 from late", "get y: int32 from late\nassert y == 8:int32, \"never\"");
    const { remedy } = stopped(then);
    ok(remedy?.kind === "depths");
    match(remedy.then ?? "", /never/);
  });

  it("are not looked for where external functions are called", () => {
    const calls = early(3).replace("func two", "func out(x: int32) external \"out\" from \"a.cc\" model \"m\"\nfunc two")
      .replace("get x: int32 from early", "get x: int32 from early\ncall out(x)");
    const { remedy } = stopped(calls, [], { external: () => undefined });
    strictEqual(remedy?.kind, "unknown");
    match(remedy.reason, /functions from outside/);
  });

  it("stand in the message with the places of the waits and a picture of the cycle", () => {
    const error = stopped(early(2));
    const text = "0123456789\n".repeat(10);
    addLocation(error, [{ file: "test.ts", text, start: 0, line: 1, column: 1 }]);
    const lines = error.message.split("\n");
    match(lines[1] ?? "", /^ {2}one waits to put on stream 'late' \(1 of 1 full\) at test\.ts:\d+:\d+$/);
    match(lines[2] ?? "", /^ {2}two waits to get on stream 'early' \(0 of 1 full\) at test\.ts:\d+:\d+$/);
    deepStrictEqual(lines.slice(3), [
      "  the cycle of waits:",
      "  ┌─▶ one",
      "  │     │ waits to put: 'late' is full (1 of 1)",
      "  │     ▼",
      "  │   two",
      "  │     │ waits to get: 'early' is empty (0 of 1)",
      "  └─────┘",
      "  depth of 'late': 1 → 2 clears it",
    ]);
  });
});
