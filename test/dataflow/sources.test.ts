/** Random regions as source text: what the front end makes of them ends alike in every executor. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { simulateEach, type Case } from "../support/csim.js";
import { interpretedEnd, simulatedEnd } from "../support/ends.js";
import { drawFrom } from "../support/generate/draw.js";
import { dataflowSource } from "../support/generate/dataflow-sources.js";
import { programOf, virtualFile } from "../support/program.js";
import { runs } from "../support/runs.js";
import { requireGxx } from "../support/tools.js";
import { agree } from "../targets/js/agree.js";
import { compileFile } from "../../transformer/frontend/index.js";

const seed = Number(process.env["HEDDLE_SEED"] ?? 1);
const names = `Fixed, Int, bool, broadcast, dtype, float32, gather, int16, int32, int8, kernel, merge, pid, region, run, scatter, slice, state,
  stream, streams, tensorOf, unrolled, zeros, type Layout, type Reduce, type Replicate, type Shard, type Stream, type Tensor`;

interface Program extends Case {
  readonly text: string;
}

/** Without errors: all of them are meant to be good. */
function compiled(texts: readonly string[]): readonly Program[] {
  const files = texts.map((_, i) => virtualFile(`dataflow-${i}.ts`));
  const program = programOf(files, new Map(texts.map((text, i) => [files[i] ?? "", `import { ${names} } from "heddle";\n${text}`])));
  return texts.map((text, i) => {
    const source = program.getSourceFile(files[i] ?? "");
    assert.ok(source !== undefined);
    const { units, diagnostics } = compileFile(program, source);
    assert.deepEqual(diagnostics.filter((d) => d.severity === "error").map((d) => `HDL${d.code} ${d.message}`), [], text);
    const module = units.at(-1)?.unit.module;
    assert.ok(module !== undefined, text);
    assert.deepEqual(verifyModule(module), [], text);
    return { text, module, args: [Array.from({ length: 8 }, (_, n) => BigInt(n + 1)), Array.from({ length: 64 }, () => 0n)] };
  });
}

describe("random regions", () => {
  let programs: readonly Program[] = [];

  before(function () {
    this.timeout(60_000 * runs(1));
    const tapes = fc.array(fc.nat(255), { minLength: 60, maxLength: 200, size: "max" });
    programs = compiled(fc.sample(tapes, { numRuns: runs(40), seed }).map((tape) => dataflowSource(drawFrom(tape))));
  });

  it("end in many ways", () => {
    const codes = programs.map((p) => interpretedEnd(p).code);
    assert.ok(codes.filter((c) => c === undefined).length > codes.length / 2, "too few that end");
    assert.ok(codes.filter((c) => c === dataflow.deadlock.code).length > codes.length / 20, "too few deadlocks");
  });

  it("run natively as in the interpreter", function () {
    this.timeout(60_000 * runs(1));
    const compared = programs.filter(({ text, module, args }) => {
      try {
        return agree(module, args);
      } catch (error) {
        throw new Error(text, { cause: error });
      }
    });
    assert.ok(compared.length > programs.length * 0.8, "too few that end within the steps");
  });

  it("run in C simulation as in the interpreter", async function () {
    this.timeout(120_000 * runs(1));
    const gxx = await requireGxx(this);
    const results = await simulateEach(programs, gxx);
    programs.forEach((p, i) => {
      const run = results[i];
      assert.ok(run !== undefined);
      assert.deepEqual(simulatedEnd(p, run), interpretedEnd(p), p.text);
    });
  });
});
