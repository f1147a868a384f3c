/** Random networks, deadlocking ones among them: native code does what the interpreter does, in any order of turns. */
import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import type { Order } from "../../../lib/ir/interpret.js";
import { parseModule } from "../../../lib/ir/parse.js";
import { DeadlockError } from "../../../runtime/errors.js";
import { takeSummary } from "../../../runtime/regions.js";
import { runWith } from "../../../runtime/run.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree, evaluateJs, silently } from "./agree.js";

/** A statement of a kernel, on one of its streams. */
type Step = Use | Nest;

interface Use {
  readonly kind: "move" | "try" | "probe";
  readonly stream: number;
}

interface Nest {
  readonly kind: "loop" | "if";
  readonly times: number;
  readonly body: readonly Step[];
}

interface Network {
  readonly streams: readonly { readonly from: number; readonly to: number; readonly depth: number; readonly block: boolean }[];
  /** What each kernel does; a stream that is not its own is left out. */
  readonly kernels: readonly (readonly Step[])[];
  readonly inner: boolean;
}

function steps(asks: boolean): fc.Arbitrary<readonly Step[]> {
  const { body } = fc.letrec<{ body: readonly Step[]; step: Step }>((tie) => ({
    body: fc.array(tie("step"), { minLength: 1, maxLength: 4 }),
    step: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ kind: asks ? fc.constantFrom("move", "try", "probe") : fc.constant("move"), stream: fc.nat(5) }),
      fc.record({ kind: fc.constantFrom("loop", "loop", "if"), times: fc.integer({ min: 1, max: 5 }), body: tie("body") }),
    ),
  }));
  return body;
}

function networks(asks: boolean): fc.Arbitrary<Network> {
  return fc.integer({ min: 2, max: 4 }).chain((n) => fc.record({
    streams: fc.array(fc.record({
      from: fc.nat(n - 1), to: fc.nat(n - 1), depth: fc.constantFrom(1, 2, 3, 8), block: fc.boolean(),
    }), { minLength: 1, maxLength: 6 }),
    kernels: fc.array(steps(asks), { minLength: n, maxLength: n }),
    inner: fc.boolean(),
  }));
}

/** Each kernel adds what it gets to its element of B, and puts what it has so far. */
function textOf({ streams, kernels, inner }: Network): string {
  const typeOf = (i: number): string => `stream<int32${streams[i]?.block === true ? "[3]" : ""}, ${streams[i]?.depth ?? 1}>`;
  const own = kernels.map((_, k) => streams.flatMap((s, i) => (s.from === k || s.to === k ? [i] : [])));
  const params = own.map((ids) => [...ids.map((i) => `s${i}: ${typeOf(i)}`), "B: int32[4]"].join(", "));
  const funcs = kernels.map((body, k) => {
    // A first and a last use, so that each end of a stream is somebody's.
    const ends = (own[k] ?? []).map((stream): Step => ({ kind: "move", stream }));
    const lines = [...ends, ...body].map((s) => stepText(s, k, streams));
    return `func k${k}(${params[k] ?? ""}) { let sum: int32 = ${k}:int32
${lines.join("\n")}
B[${k}] = sum
print "k${k} ", sum }`;
  });
  const args = (k: number): string => [...(own[k] ?? []).map((i) => `s${i}`), "B"].join(", ");
  const wrapped = inner ? `func in(${params[0] ?? ""}) network { run k0(${args(0)}) }` : "";
  const runs = kernels.map((_, k) => `run ${inner && k === 0 ? "in" : `k${k}`}(${args(k)}) as k${k}`);
  const declared = streams.map((_, i) => `s${i}: ${typeOf(i)}`);
  return [...funcs, wrapped, "region top(B: int32[4]) {", ...declared, ...runs, "}"].join("\n");
}

let names = 0;

function stepText(s: Step, kernel: number, streams: Network["streams"]): string {
  const name = `v${names++}`;
  if ("body" in s) {
    const body = s.body.map((b) => stepText(b, kernel, streams)).join("\n");
    if (s.kind === "loop") {
      return `for ${name}: index = 0 to ${s.times} { let t${name}: int32 = sum\nt${name} = int32(t${name} + int32(${name}))
sum = t${name}\n${body} }`;
    }
    return `if mod(sum, 3) == ${s.times % 3} { ${body} } else { sum = int32(sum + 1) }`;
  }
  const stream = streams[s.stream % streams.length];
  if (stream === undefined || (stream.from !== kernel && stream.to !== kernel)) return "";
  const id = `s${s.stream % streams.length}`;
  const puts = stream.from === kernel && (stream.to !== kernel || s.stream % 2 === 0);
  const maybe = s.kind === "try" ? `try ok${name}, ` : "";
  if (s.kind === "probe") return `probe ${name}: ${puts ? "full" : "empty"} ${id}\nif ${name} { sum = int32(sum * 2) }`;
  if (puts && stream.block) return `alloc ${name}: int32[3] = sum\n${name}[1] = 9:int32\nput ${maybe}${id}, ${name}`;
  if (puts) return `put ${maybe}${id}, int32(sum * 3)`;
  if (stream.block) return `get ${maybe}${name}: int32[3] from ${id}\nsum = int32(sum + ${name}[0] - ${name}[1] + ${name}[2])`;
  return `get ${maybe}${name}: int32 from ${id}\nsum = int32(sum + ${name})`;
}

/** An order that depends on how many there are only. */
function shuffled(seed: number): Order {
  const rank = (i: number): number => Math.imul(i + 1, seed * 2 + 1) % 101;
  return (tasks) => tasks.map((task, i) => ({ task, rank: rank(i) })).sort((a, b) => a.rank - b.rank).map((x) => x.task);
}

/** A network whose streams are all used at both ends; others the verifier refuses. */
function isUsed({ streams }: Network): boolean {
  return streams.every((s) => s.from !== s.to);
}

describe("targets/js random networks", () => {
  const zeros = [0n, 0n, 0n, 0n];

  it("do what the interpreter does, whatever they ask", () => {
    let [deadlocks, runs] = [0, 0];
    fc.assert(fc.property(networks(true).filter(isUsed), fc.nat(40), (n, seed) => {
      const stopped = (code: number): unknown => code === 5001 && deadlocks++;
      runs += Number(agree(withOwnSpans(parseModule(textOf(n))), [zeros], { times: 1, order: shuffled(seed), stopped }));
    }), { numRuns: 150 });
    ok(deadlocks > 10 && deadlocks < runs - 10, `${deadlocks} deadlocks in ${runs} runs`);
  });

  it("give the same in any order when they only wait", () => {
    fc.assert(fc.property(networks(false).filter(isUsed), fc.nat(40), (n, seed) => {
      const { call } = evaluateJs(parseModule(textOf(n)), { print: () => undefined });
      deepStrictEqual(outcome(call, shuffled(seed)), outcome(call, (tasks) => tasks));
    }), { numRuns: 150 });
  });
});

/** What a run leaves, and how it stops. */
function outcome(call: (...args: unknown[]) => unknown, order: Order): unknown {
  const B = new Int32Array(4);
  try {
    silently(() => runWith({ order, remedies: false }, () => call(B)));
    return { B, left: takeSummary()?.leftOver };
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    return { B, blocked: error.blocked, cycle: new Set(error.cycle) };
  }
}
