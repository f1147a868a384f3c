/** Estimates against numbers worked out by hand: read 2, write 1, float addition 5, float product 4, 2 for a loop. */
import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { countText } from "../../lib/report/counts.js";
import { estimate, reportToJson, type KernelReport } from "../../lib/report/report.js";
import { reportText } from "../../lib/report/text.js";

function reported(text: string): KernelReport {
  const module = parseModule(text);
  assert.deepEqual(verifyModule(module), []);
  return estimate(module);
}

/** The cycles, each pipeline's ii, DSPs, and warnings. */
function facts(text: string): unknown {
  const { cycles, loops, dsps, warnings } = reported(text);
  const ii = Object.fromEntries(loops.flatMap((l) => (l.ii === undefined ? [] : [[l.name, l.ii]])));
  return { cycles: countText(cycles), ii, dsps, warnings: warnings.map((w) => w.code) };
}

const gemm = (type: string, j: string, k: string, memories = ""): string =>
  `top func gemm(A: ${type}[64, 64], B: ${type}[64, 64], C: ${type}[64, 64]) { ${memories}
    for i: index = 0 to 64 { for j: index = 0 to 64 ${j} { for k: index = 0 to 64 ${k} {
      C[i, j] = ${type}(C[i, j] + A[i, k] * B[k, j])
    } } }
  }`.replaceAll("float32(C[i, j] + A[i, k] * B[k, j])", "C[i, j] + A[i, k] * B[k, j]");

describe("estimates of pipelines", () => {
  it("of a sum of vectors", () => {
    const text = "top func f(A: float32[1024], B: float32[1024], C: float32[1024]) { for i: index = 0 to 1024 pipeline(ii=1) { C[i] = A[i] + B[i] } }";
    assert.deepEqual(facts(text), { cycles: (1023 + 8 + 2).toLocaleString("en-US"), ii: { i: 1 }, dsps: 2,
      warnings: [] });
  });

  it("of a scalar product: a sum of floats waits for itself, one of integers does not", () => {
    const dot = (type: string, zero: string): string => `top func f(A: ${type}[1024], B: ${type}[1024]) -> ${type} {
      let s: ${type} = ${zero}
      for i: index = 0 to 1024 pipeline(ii=1) { s = ${type === "float32"
        ? "s + A[i] * B[i]" : `${type}(s + A[i] * B[i])`} }
      return s
    }`;
    assert.deepEqual(facts(dot("float32", "0.0:float32")),
      { cycles: "4,105", ii: { i: 4 }, dsps: 5, warnings: [2210] });
    assert.deepEqual(facts(dot("int32", "int32(0)")), { cycles: "1,029", ii: { i: 1 }, dsps: 3, warnings: [] });
  });

  it("of a matrix product by the innermost loop: 8 cycles for each term, as published", () => {
    assert.deepEqual(facts(gemm("float32", "", "pipeline(ii=1)")),
      { cycles: "2,097,158", ii: { k: 8 }, dsps: 5, warnings: [2210] });
  });

  it("of a matrix product by the middle loop: ports, until the memories are partitioned", () => {
    assert.deepEqual(facts(gemm("float32", "pipeline(ii=1)", "")),
      { cycles: "131,369", ii: { j: 32 }, dsps: 10, warnings: [2210] });
    const memories = "memory A: complete(dim=1)\n memory B: complete(dim=0)\n";
    assert.deepEqual(facts(gemm("float32", "pipeline(ii=1)", "", memories)),
      { cycles: "4,424", ii: { j: 1 }, dsps: 320, warnings: [] });
    const half = "memory A: cyclic(dim=1, factor=16)\n memory B: block(dim=0, factor=16)\n";
    assert.deepEqual(facts(gemm("float32", "pipeline(ii=2)", "", half)),
      { cycles: "8,519", ii: { j: 2 }, dsps: 160, warnings: [] });
  });

  it("of small integers: products of 8 bits", () => {
    const memories = "memory A: complete(dim=1)\n memory B: complete(dim=0)\n";
    const { operators } = reported(gemm("int8", "pipeline(ii=1)", "", memories));
    assert.deepEqual(operators.map((o) => [o.name, o.count, o.dsps]), [["mul int8", 64, 64], ["add int8", 64, 0]]);
  });

  it("of stencils: three reads of a memory with two ports, and dependences at a distance", () => {
    const stencil = (statement: string, memory = ""): string =>
      `top func f(A: float32[256], B: float32[256]) { ${memory}
      for i: index = 2 to 250 pipeline(ii=1) { ${statement} }
    }`;
    const three = "B[i] = A[i - 1] + A[i] + A[i + 1]";
    assert.deepEqual(facts(stencil(three)), { cycles: String(247 * 2 + 13 + 2), ii: { i: 2 }, dsps: 2,
      warnings: [2210] });
    assert.deepEqual(facts(stencil(three, "memory A: cyclic(dim=0, factor=2)\n")),
      { cycles: String(247 + 13 + 2), ii: { i: 1 }, dsps: 4, warnings: [] });
    assert.deepEqual(facts(stencil("A[i] = A[i - 1] + B[i]")),
      { cycles: "1,986", ii: { i: 8 }, dsps: 2, warnings: [2210] });
    assert.deepEqual(facts(stencil("A[i] = A[i - 2] + B[i]")),
      { cycles: String(247 * 4 + 8 + 2), ii: { i: 4 }, dsps: 2, warnings: [2210] });
    assert.deepEqual(facts(stencil("A[i] = A[i + 1] + B[i]")),
      { cycles: String(247 + 8 + 2), ii: { i: 1 }, dsps: 2, warnings: [] });
  });

  it("say what limits them, with both places", () => {
    const [warning] = reported(gemm("float32", "", "pipeline(ii=1)")).warnings;
    assert.equal(warning?.message,
      "'k' cannot start an iteration every cycle, only every 8: 'C' is needed again by the next iteration, and is done only after 8 cycles");
    assert.deepEqual(warning.related.map((r) => r.message), ["read here by the next iteration", "written here"]);
    const [ports] = reported(gemm("float32", "pipeline(ii=1)", "")).warnings;
    assert.match(ports?.message ?? "",
      /every 32: an iteration makes 64 reads of 'A', which has ports for two accesses in each cycle$/);
  });
});

describe("estimates of loops", () => {
  it("pipeline innermost loops of more than 64 iterations by themselves, and flatten what is around them", () => {
    const sums = (n: number): string =>
      `top func f(A: float32[100, 100]) { for i: index = 0 to 100 { for j: index = 0 to ${n} { A[i, j] = A[i, j] + A[i, j] } } }`;
    assert.deepEqual(reported(sums(65)).loops.map((l) => l.mode), ["flattened", "automatic"]);
    assert.equal(countText(reported(sums(65)).cycles), (6499 + 8 + 2).toLocaleString("en-US"));
    assert.deepEqual(reported(sums(64)).loops.map((l) => l.mode), ["sequential", "sequential"]);
    assert.equal(countText(reported(sums(64)).cycles), (100 * (64 * 8 + 2) + 2).toLocaleString("en-US"));
  });

  it("count triangles exactly, and give ranges for what is known only as it runs", () => {
    const triangle = "top func f(A: int8[8, 8]) { for i: index = 0 to 8 { for j: index = 0 to i { A[i, j] = int8(1) } } }";
    assert.equal(countText(reported(triangle).cycles), String(28 + 8 * 2 + 2));
    const bounded = "top func f(A: int8[256], n: uint8) { for i: index = 0 to index(n) pipeline(ii=1) { A[index(i)] = int8(1) } }";
    assert.equal(countText(reported(bounded).cycles), "2 to 257");
    const open = "top func f(A: int8[256], n: int32) { for i: int32 = 0 to n pipeline(ii=1) { A[index(i)] = int8(1) } }";
    const { cycles } = reported(open);
    assert.deepEqual([countText(cycles), cycles.reason], ["at least 2", "the bounds of 'i' are known only as it runs"]);
    const endless = "top func f(A: int8[4]) { while A[0] > 0 { A[0] = int8(A[0] - 1) } }";
    assert.match(reported(endless).cycles.reason ?? "", /`while`/);
  });

  it("refuse to pipeline around loops that cannot be unrolled", () => {
    const text = "top func f(A: float32[64]) { for i: index = 0 to 64 pipeline(ii=1) { for j: index = 0 to i { A[i] = A[i] + A[j] } } }";
    const { loops, warnings } = reported(text);
    assert.deepEqual(loops.map((l) => l.mode), ["sequential", "automatic"]);
    assert.deepEqual(warnings.map((w) => w.message),
      ["'i' is not pipelined: the loop 'j' inside it has no constant bounds, so that it cannot be unrolled"]);
    assert.equal(warnings[0]?.code, 2211);
  });

  it("share operators between loops in turns, and not between stages", () => {
    const two = (dataflow: string): string => `top func f(A: float32[128], B: float32[128])${dataflow} {
      alloc T: float32[128] = 0.0:float32
      memory T: stream(depth=4)
      for i: index = 0 to 128 { T[i] = A[i] * A[i] }
      for j: index = 0 to 128 { B[j] = T[j] * T[j] }
    }`;
    assert.equal(reported(two("")).dsps, 3);
    assert.equal(reported(two(" dataflow")).dsps, 6);
  });

  it("let stages overlap where a FIFO joins them, and otherwise wait", () => {
    const two = (memory: string): string => `top func f(A: float32[128], B: float32[128]) dataflow {
      alloc T: float32[128] = 0.0:float32
      ${memory}
      for i: index = 0 to 128 { T[i] = A[i] * A[i] }
      for j: index = 0 to 128 { B[j] = T[j] }
    }`;
    const [first, second] = [127 + 7 + 2, 127 + 3 + 2];
    assert.equal(countText(reported(two("memory T: stream(depth=4)")).cycles), String(first));
    assert.equal(countText(reported(two("")).cycles), String(first + second));
  });

  it("take the slowest kernel of a region", () => {
    const text = `func p(s: stream<int32, 4>) { for i: index = 0 to 100 pipeline(ii=2) { put s, 1:int32 } }
      func c(s: stream<int32, 4>, A: int32[100]) { for i: index = 0 to 100 pipeline(ii=1) {
        get x: int32 from s
        A[i] = x
      } }
      region r(A: int32[100]) {
        s: stream<int32, 4>
        run p(s)
        run c(s, A)
      }`;
    const { cycles } = reported(text);
    assert.equal(countText(cycles), String(99 * 2 + 1 + 2));
  });
});

describe("estimates of memories", () => {
  it("count bits, banks and blocks", () => {
    const text = `top func f(x: int32) -> int32 {
      alloc A: int32[1024] = int32(0)
      alloc B: int32[1024] = int32(0)
      memory B: cyclic(dim=0, factor=4)
      alloc C: int32[8] = int32(0)
      memory C: complete(dim=0)
      alloc D: int32[4096] = int32(0)
      memory D: uram
      return x
    }`;
    const { memories, bits, brams, urams } = reported(text);
    const shown = memories.map((m) => [m.name, m.kind, m.banks, m.depth, m.brams]);
    assert.deepEqual(shown, [["A", "bram", 1, 1024, 2], ["B", "bram", 4, 256, 4], ["C", "registers", 8, 1, 0],
      ["D", "uram", 1, 4096, 0]]);
    assert.deepEqual([bits, brams, urams], [32 * (1024 + 1024 + 8 + 4096), 6, 1]);
  });

  it("know what ports allow", () => {
    const ii = (ports: string): number | undefined =>
      reported(`top func f(A: int32[128]) { memory A: bram(ports=${ports})
      for i: index = 0 to 30 pipeline(ii=1) { A[4 * i + 3] = int32(
        A[4 * i] + A[4 * i + 1] + A[4 * i + 2]) } }`).loops[0]?.ii;
    assert.deepEqual(["single", "simpleDual", "dual", "trueDual", "multiRead"].map(ii), [4, 3, 2, 2, 2]);
  });
});

describe("reports", () => {
  it("read as tables", () => {
    const text = "top func f(A: float32[1024], B: float32[1024]) { for i: index = 0 to 1024 pipeline(ii=1) { B[i] = B[i] + A[i] } }";
    assert.equal(reportText(reported(text)), [
      "f on ultrascale-plus: 1,033 cycles (0.00344 ms), 2 DSPs, 214 LUTs in operators, 0 BRAMs, 0 bits on chip", "",
      "loop  iterations             ii  iteration  cycles", "i          1,024  pipelined   1          8   1,033", "",
      "operator     count  stages  DSPs  LUTs", "add float32      1       5     2   214", "",
      "memory             banks  of          bits  BRAMs", "A       interface      1  1024 × 32  32768      0", "B       interface      1  1024 × 32  32768      0",
    ].join("\n"));
  });

  it("are plain data", () => {
    const json = reportToJson(reported(gemm("float32", "", "pipeline(ii=1)")));
    assert.deepEqual(JSON.parse(JSON.stringify(json)), json);
  });
});
