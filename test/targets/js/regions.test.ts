/** Regions as generated JavaScript: bounded streams, deadlock, what is left over. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { parseModule } from "../../../lib/ir/parse.js";
import type { Value } from "../../../lib/numeric/convert.js";
import { DeadlockError } from "../../../runtime/errors.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree, evaluateJs } from "./agree.js";

const chain = (type: string, depth: number): string => `
func produce(A: ${type}[8], s: stream<${type}, ${depth}>) { for i: index = 0 to 8 { put s, A[i] } }
func consume(s: stream<${type}, ${depth}>, B: ${type}[8]) { for i: index = 0 to 8 {
  get x: ${type} from s
  B[7 - i] = x
} }
region top(A: ${type}[8], B: ${type}[8]) { pipe: stream<${type}, ${depth}>
run consume(pipe, B)
run produce(A, pipe) }`;

/** Two kernels that exchange one value each way, both getting first. */
const crossed = `
func one(a: stream<int32, 1>, b: stream<int32, 1>) { get x: int32 from a
put b, x }
region top() { p: stream<int32, 1>
q: stream<int32, 1>
run one(p, q)
run one(q, p) as two }`;

const leaving = `
func give(s: stream<int32, 4>) { put s, 1:int32
put s, 2:int32
put s, 3:int32 }
func take(s: stream<int32, 4>) { get x: int32 from s }
region top() { pipe: stream<int32, 4>
run give(pipe)
run take(pipe) }`;

describe("targets/js regions", () => {
  for (const type of ["int32", "bool", "uint64", "int100", "float32", "uint40"]) {
    it(`pass ${type} through a stream`, () => {
      const wide = 2n ** 39n;
      const integer = (i: number): bigint => (type === "int32" ? BigInt(i * 3) : wide + BigInt(i));
      const value = (i: number): Value => (type === "bool" ? i % 3 === 0 : type === "float32" ? i / 2 : integer(i));
      const values = Array.from({ length: 8 }, (_, i) => value(i));
      const blank = values.map((v) => (typeof v === "bigint" ? 0n : typeof v === "boolean" ? false : 0));
      for (const depth of [1, 3, 8]) ok(agree(withOwnSpans(parseModule(chain(type, depth))), [values, blank]));
    });
  }

  it("stop at a deadlock, naming who waits for what, where, and in which cycle", () => {
    const { call } = evaluateJs(withOwnSpans(parseModule(crossed)));
    throws(() => call(), (e) => {
      ok(e instanceof DeadlockError);
      strictEqual(e.code, 5001);
      deepStrictEqual(e.cycle, ["one", "two"]);
      deepStrictEqual(e.blocked.map((b) => [b.instance, b.waitsTo, b.stream, b.fill, b.depth, b.span?.file]), [
        ["one", "get", "p", 0, 1, "test.ts"], ["two", "get", "q", 0, 1, "test.ts"],
      ]);
      return true;
    });
    ok(agree(withOwnSpans(parseModule(crossed)), []));
  });

  it("warn of values that are left in a stream", () => {
    const { call } = evaluateJs(parseModule(leaving));
    const warnings: unknown[] = [];
    const original = console.warn;
    console.warn = (text: unknown): unknown => warnings.push(text);
    try {
      call();
    } finally {
      console.warn = original;
    }
    deepStrictEqual(warnings, ["warning: 2 values were left in stream 'pipe' when region 'top' ended"]);
  });

  it("start with empty streams each time they are called", () => {
    const { call } = evaluateJs(parseModule(chain("int32", 2)));
    const B = new Int32Array(8);
    call(Int32Array.from({ length: 8 }, (_, i) => i), B);
    call(Int32Array.from({ length: 8 }, (_, i) => i + 10), B);
    deepStrictEqual([...B], [17, 16, 15, 14, 13, 12, 11, 10]);
  });
});
