/** Our models of the vendor's headers: ap_int against BigInt, streams and processes against what hardware does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { floorDiv } from "../../lib/ir/typing.js";
import { runProgram, testFlags, withProgram } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

interface Width {
  readonly width: number;
  readonly signed: boolean;
}

const widths: readonly Width[] = [1, 2, 7, 8, 13, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 200].flatMap((width) => [
  { width, signed: true }, { width, signed: false },
]);

const typeOf = ({ width, signed }: Width): string => `ap_${signed ? "" : "u"}int<${width}>`;
const wrap = ({ width, signed }: Width, v: bigint): bigint => (signed ? BigInt.asIntN(width, v) : BigInt.asUintN(width, v));
const hex = ({ width }: Width, v: bigint): string => BigInt.asUintN(width, v).toString(16);
const constant = (w: Width, v: bigint): string => `${typeOf(w)}("${hex(w, v)}", 16)`;

/** As UG1399 documents the result widths; the value is exact before it is wrapped to them. */
const growth: Readonly<Record<string, (a: Width, b: Width) => Width>> = {
  "+": (a, b) => ({ width: common(a, b) + 1, signed: a.signed || b.signed }),
  "-": (a, b) => ({ width: common(a, b) + 1, signed: true }),
  "*": (a, b) => ({ width: a.width + b.width, signed: a.signed || b.signed }),
  "/": (a, b) => ({ width: a.width + Number(b.signed), signed: a.signed || b.signed }),
  "%": (a, b) => ({ width: Math.min(a.width, b.width + Number(a.signed && !b.signed)), signed: a.signed }),
  "&": bitwise, "|": bitwise, "^": bitwise,
};

/** Rounded to the nearest double, as a literal of C++. */
function double(v: bigint): string {
  const text = String(Number(v));
  return text.includes("e") ? text : `${text}.0`;
}

function common(a: Width, b: Width): number {
  return Math.max(a.width + Number(b.signed && !a.signed), b.width + Number(a.signed && !b.signed));
}

function bitwise(a: Width, b: Width): Width {
  return { width: common(a, b), signed: a.signed || b.signed };
}

const compute: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b,
  "&": (a, b) => a & b, "|": (a, b) => a | b, "^": (a, b) => a ^ b,
};

const value = (w: Width): fc.Arbitrary<bigint> => {
  const edges = [0n, 1n, -1n, 1n << BigInt(w.width - 1), (1n << BigInt(w.width - 1)) - 1n, 0xffffffffn, 1n << 32n, (1n << 64n) - 1n];
  const any = fc.bigInt({ min: 0n, max: (1n << BigInt(w.width)) - 1n });
  return fc.oneof(fc.constantFrom(...edges), any, fc.bigInt({ min: -100n, max: 100n })).map((v) => wrap(w, v));
};

const operand = fc.constantFrom(...widths).chain((w) => value(w).map((v) => ({ w, v })));

/** A line of C++ that prints one result, and what it must print. */
interface Line {
  readonly cpp: string;
  readonly expected: string;
}

const print = (expression: string): string => `puts((${expression}).to_string(10).c_str());`;
const shown = (w: Width, v: bigint): string => wrap(w, v).toString();

function binaryLine(op: string, a: { w: Width; v: bigint }, b: { w: Width; v: bigint }): Line {
  const divisor = (op === "/" || op === "%") && b.v === 0n ? { ...b, v: wrap(b.w, 1n) } : b;
  const result = growth[op]?.(a.w, b.w) ?? a.w;
  return {
    cpp: print(`${constant(a.w, a.v)} ${op} ${constant(divisor.w, divisor.v)}`),
    expected: shown(result, compute[op]?.(a.v, divisor.v) ?? 0n),
  };
}

async function agree(lines: readonly Line[], test: Mocha.Context): Promise<void> {
  const gxx = await requireGxx(test);
  const text = `#include <stdio.h>\n#include <ap_int.h>\nint main() {\n${lines.map((l) => l.cpp).join("\n")}\n}\n`;
  const output = (await runProgram(text, [], gxx)).toString("utf8").trimEnd().split("\n");
  lines.forEach((l, i) => assert.equal(output[i], l.expected, l.cpp));
}

/** The same each time, unless told otherwise. */
const seed = Number(process.env.HEDDLE_SEED ?? 7);

describe("ap_int.h", () => {
  it("computes with the documented widths", async function () {
    this.timeout(120_000);
    const arbitrary = fc.tuple(fc.constantFrom(...Object.keys(growth)), operand, operand).map(([op, a, b]) => binaryLine(op, a, b));
    await agree(fc.sample(arbitrary, { numRuns: 500, seed }), this);
  });

  it("divides numbers of many limbs", async function () {
    this.timeout(60_000);
    const [a, b] = [{ width: 320, signed: true }, { width: 256, signed: true }];
    // Digits of all ones and single bits are where a guessed quotient digit is too large.
    const digit = fc.constantFrom<bigint[]>(0n, 1n, 0x7fffffffn, 0x80000000n, 0xfffffffen, 0xffffffffn);
    const digits = (count: number): fc.Arbitrary<bigint> =>
      fc.array(digit, { minLength: count, maxLength: count }).map((ds) => ds.reduce((n, d) => (n << 32n) | d, 0n));
    const arbitrary = fc.tuple(fc.constantFrom("/", "%"), digits(10), fc.integer({ min: 1, max: 8 }).chain(digits))
      .map(([op, x, y]) => binaryLine(op, { w: a, v: wrap(a, x) }, { w: b, v: wrap(b, y) }));
    await agree(fc.sample(arbitrary, { numRuns: 200, seed }), this);
  });

  it("shifts, compares, negates, converts", async function () {
    this.timeout(120_000);
    const arbitrary = fc.tuple(operand, operand, fc.integer({ min: 0, max: 210 })).map(([a, b, n]): readonly Line[] => {
      const [x, y] = [constant(a.w, a.v), constant(b.w, b.v)];
      const order = a.v < b.v ? -1 : Number(a.v > b.v);
      const bit = n % a.w.width;
      const low = Math.min(bit, n % 5);
      return [
        { cpp: print(`${x} << ${n}`), expected: shown(a.w, a.v << BigInt(n)) },
        { cpp: print(`${x} >> ${n}`), expected: shown(a.w, a.v >> BigInt(n)) },
        { cpp: `printf("%d\\n", (${x} > ${y}) - (${x} < ${y}));`, expected: String(order) },
        { cpp: `printf("%d\\n", (${x} >= ${y}) - (${x} <= ${y}));`, expected: String(order) },
        { cpp: `printf("%d\\n", (${x} == ${y}) + 2 * (${x} != ${y}));`, expected: a.v === b.v ? "1" : "2" },
        { cpp: print(`0 - ${x}`), expected: String(-a.v) },
        { cpp: print(`~${x}`), expected: shown(a.w, ~a.v) },
        { cpp: print(`${typeOf(b.w)}(${x})`), expected: shown(b.w, a.v) },
        { cpp: `printf("%lld\\n", ${x}.to_int64());`, expected: String(BigInt.asIntN(64, a.v)) },
        { cpp: `printf("%d\\n", ${x}.to_int());`, expected: String(BigInt.asIntN(32, a.v)) },
        { cpp: `printf("%d\\n", ${x}.to_double() == ${double(a.v)});`, expected: "1" },
        { cpp: `{ ${typeOf(a.w)} v = ${x}; printf("%d\\n", (int)v[${bit}]); }`, expected: String((a.v >> BigInt(bit)) & 1n) },
        {
          cpp: `{ ${typeOf(a.w)} v = ${x}; ${print(`ap_uint<${a.w.width}>(v.range(${bit}, ${low}))`)} }`,
          expected: String(BigInt.asUintN(bit - low + 1, a.v >> BigInt(low))),
        },
        {
          cpp: `{ ${typeOf(a.w)} v = 0; v.range(${bit}, ${low}) = ${y}; ${print("v")} }`,
          expected: shown(a.w, BigInt.asUintN(bit - low + 1, b.v) << BigInt(low)),
        },
      ];
    });
    await agree(fc.sample(arbitrary, { numRuns: 60, seed }).flat(), this);
  });

  it("mixes with C++ integers, and takes doubles", async function () {
    this.timeout(60_000);
    const wide = "ap_int<100>(\"1000000000000000000000000\", 16)";
    const big = 1n << 96n;
    const up = floorDiv(big, 3n);
    await agree([
      { cpp: print(`${wide} + 1`), expected: String(big + 1n) },
      { cpp: print(`-5 - ${wide}`), expected: String(-5n - big) },
      { cpp: print(`${wide} / 3u`), expected: String(up) },
      { cpp: print(`ap_int<7>(-3) * 1000000007LL`), expected: String(-3n * 1000000007n) },
      { cpp: print(`ap_uint<8>(200) & (unsigned char)15`), expected: "8" },
      { cpp: `{ ap_int<7> v = 60; v += 10; ${print("v")} }`, expected: "-58" },
      { cpp: `{ ap_uint<4> v = 15; v++; ${print("v")} }`, expected: "0" },
      { cpp: print("ap_int<100>(-1e20)"), expected: "-100000000000000000000" },
      { cpp: print("ap_int<8>(-3.9)"), expected: "-3" },
      { cpp: print("ap_uint<8>(258.5)"), expected: "2" },
      { cpp: print("ap_int<70>(\"-123456789012345678901\", 10)"), expected: "-123456789012345678901" },
      { cpp: `puts(ap_uint<8>(0x2a).to_string(2).c_str());`, expected: "0b101010" },
      { cpp: `{ int table[4] = {5, 6, 7, 8}; ap_uint<2> i = 3; printf("%d\\n", table[i]); }`, expected: "8" },
      { cpp: print("ap_uint<3>(5).concat(ap_uint<5>(9))"), expected: "169" },
    ], this);
  });
});

describe("hls_stream.h", () => {
  it("holds no more than its depth, and says what is left", async function () {
    const gxx = await requireGxx(this);
    const text = `#include <hls_stream.h>
int main() {
  hls::stream<int, 3> s("s");
  int n = 0, v = 0;
  while (s.write_nb(n)) n++;
  printf("%d %d %d %u\\n", n, s.full(), s.empty(), s.size());
  s >> v;
  s << 7;
  while (s.read_nb(v)) printf("%d ", v);
  printf("%d\\n", s.empty());
}
`;
    assert.equal((await runProgram(text, [], gxx)).toString("utf8"), "3 1 0 3\n1 2 7 1\n");
  });

  it("runs regions in regions, processes without streams, and many processes", async function () {
    const gxx = await requireGxx(this);
    const text = `#include <hls_stream.h>
static void count(hls::stream<long>& out, int n) {
  for (int i = 0; i < n; i++) out.write(i);
}
static void sum(hls::stream<long>& in, hls::stream<long>& out, int n) {
  long s = 0;
  for (int i = 0; i < n; i++) s += in.read();
  out.write(s);
}
static void inner(hls::stream<long>& out, int n) {
  hls::stream<long, 1> pipe("pipe");
  HEDDLE_PROCESS("sum", sum(pipe, out, n));
  HEDDLE_PROCESS("count", count(pipe, n));
}
static void many(hls::stream<long>& out, int n) {
  if (n == 0) return;
  HEDDLE_PROCESS("inner", inner(out, n - 1));
  many(out, n - 1);
}
static void set(int* x) { *x = 5; }
static void top(long* total, int* x) {
  hls::stream<long, 1> sums("sums");
  hls::stream<long, 1> result("result");
  HEDDLE_PROCESS("sum", sum(sums, result, 1024));
  HEDDLE_PROCESS("set", set(x));
  HEDDLE_PROCESS("last", *total = result.read());
  many(sums, 1024);
}
int main() {
  long total = 0;
  int x = 0;
  top(&total, &x);
  printf("%ld %d\\n", total, x);
}
`;
    const output = await runProgram(text, [], gxx, testFlags.map((f) => (f === "-O0" ? "-O2" : f)));
    const expected = Array.from({ length: 1024 }, (_, n) => (n * (n - 1)) / 2).reduce((a, b) => a + b);
    assert.equal(output.toString("utf8"), `${expected} 5\n`);
  });

  it("says whose stack is full", async function () {
    const gxx = await requireGxx(this);
    const text = `#include <hls_stream.h>
#include <heddle_csim.h>
static void deep(hls::stream<int>& out) {
  volatile int table[20 << 20];
  table[0] = 1;
  out.write((int)table[0]);
}
static void simulate() {
  hls::stream<int, 1> pipe("pipe");
  HEDDLE_PROCESS("deep[1]", deep(pipe));
}
int main() {
  heddle_csim::watchSignals();
  return heddle_csim::run(simulate);
}
`;
    const { ending, stderr } = await withProgram(text, gxx, testFlags, (run) => run([]));
    assert.equal(ending.kind, "signal");
    assert.equal(stderr, "the stack of process deep[1] is full: what it declares takes more than 64 MiB\n");
  });

  it("tells of a deadlock, and of processes that only ask, in which lines they are", async function () {
    const gxx = await requireGxx(this);
    const text = (body: string): string => `#include <hls_stream.h>
void ask(hls::stream<int>& in) {
  while (in.empty()) {
  }
}
void take(hls::stream<int>& in, hls::stream<int>& other) {
  in.read();
  other.write(1);
}
void inner(hls::stream<int>& in) {
  hls::stream<int, 1> own[2];
  HEDDLE_NAME(own, "own")
  HEDDLE_PROCESS("take[0]", take(own[0], in));
  HEDDLE_PROCESS("take[1]", take(in, own[1]));
}
int main() {
  hls::stream<int, 1> pipe("pipe");
  ${body}
}
`;
    const ends = async (body: string): Promise<readonly unknown[]> => {
      const { ending, stderr } = await withProgram(text(body), gxx, testFlags, (run) => run([]));
      return [ending, stderr];
    };
    assert.deepEqual(await ends('HEDDLE_PROCESS("inner", inner(pipe));'), [{ kind: "exit", status: 75 },
      "deadlock: every process that has not ended is waiting\n" +
      "  inner.take[0] waits to get inner.own[0] (0 of 1 full) in line 7\n" +
      "  inner.take[1] waits to get pipe (0 of 1 full) in line 7\n"]);
    assert.deepEqual(await ends('HEDDLE_PROCESS("ask", ask(pipe));'), [{ kind: "exit", status: 77 },
      "livelock: processes only ask their streams\n  ask asks pipe in line 3\n"]);
  });
});
