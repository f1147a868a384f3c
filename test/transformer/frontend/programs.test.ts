/** What programs mean: each case is lowered, verified, interpreted, compared with what it should compute, and run natively. */
import assert from "node:assert/strict";
import { interpret, type InterpretArg } from "../../../lib/ir/interpret.js";
import type { Module } from "../../../lib/ir/ir.js";
import { isIntegral, type ScalarType, type Type } from "../../../lib/ir/types.js";
import { verifyModule } from "../../../lib/ir/verify.js";
import type { Value } from "../../../lib/numeric/convert.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { simulateAll } from "../../support/csim.js";
import { programOf, virtualFile } from "../../support/program.js";
import { requireGxx } from "../../support/tools.js";
import { agree } from "../../targets/js/agree.js";
import { programCases, type ProgramCase } from "./cases.js";

const exported = [
  "kernel",
  "region",
  "grid",
  "range",
  "reduction",
  "stream",
  "zeros",
  "ones",
  "full",
  "tensor",
  "dim",
  "dtype",
  "floorDiv",
  "mod",
  "min",
  "max",
  "abs",
  "clamp",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float32",
  "float64",
  "index",
  "Int",
  "UInt",
];

/** The file of a case: its source after an import of the names it uses. */
function textOf(c: ProgramCase): string {
  const used = exported.filter((n) => new RegExp(`\\b${n}\\b`).test(c.source));
  return `import { ${used.join(", ")}, type Tensor, type bool } from "heddle";\n${c.source}`;
}

function toValue(v: number | bigint | boolean, type: ScalarType): Value {
  return isIntegral(type) && typeof v === "number" && type.kind !== "bool" && Number.isInteger(v) ? BigInt(v) : v;
}

function toArg(arg: ProgramCase["args"][number], type: Type | undefined): InterpretArg {
  assert.ok(type !== undefined && type.kind !== "stream");
  if (type.kind !== "tensor") return typeof arg === "object" ? [] : toValue(arg, type);
  return typeof arg === "object" ? arg.map((v) => toValue(v, type.element)) : [];
}

function plain(v: Value | Value[] | undefined): unknown {
  if (Array.isArray(v)) return v.map(plain);
  return typeof v === "bigint" && v >= -(2n ** 53n) && v <= 2n ** 53n ? Number(v) : v;
}

function plainExpectation(v: ProgramCase["result"]): unknown {
  return typeof v === "object" ? v.map((e) => plain(e)) : plain(v);
}

describe("programs", () => {
  const files = programCases.map((_, i) => virtualFile(`case-${i}.ts`));
  const texts = new Map(programCases.map((c, i) => [files[i] ?? "", textOf(c)]));
  const program = programOf(files, texts);

  /** The module of case `i` and its arguments. */
  function lowered(i: number): { module: Module; args: InterpretArg[] } {
    const source = program.getSourceFile(files[i] ?? "");
    assert.ok(source !== undefined);
    const { units, diagnostics } = compileFile(program, source);
    assert.deepEqual(
      diagnostics.map((d) => `HDL${d.code} ${d.message}`),
      [],
    );
    const module = units.at(-1)?.unit.module;
    assert.ok(module !== undefined);
    const args = (programCases[i]?.args ?? []).map((a, n) => toArg(a, module.top.params[n]?.type));
    return { module, args };
  }

  for (const [i, c] of programCases.entries()) {
    it(c.name, () => {
      const { module, args } = lowered(i);
      assert.deepEqual(verifyModule(module), []);
      const run = args.map((a) => (Array.isArray(a) ? [...a] : a));
      const { result } = interpret(module, run);
      if (c.result !== undefined) assert.deepEqual(plain(result), plainExpectation(c.result));
      if (c.after !== undefined) assert.deepEqual(plain(run.find((a) => Array.isArray(a))), c.after);
      assert.ok(agree(module, args), "the native code was not compared");
    });
  }

  it("mean the same in C simulation", async function () {
    this.timeout(120_000);
    const gxx = await requireGxx(this);
    const cases = programCases.map((_, i) => lowered(i));
    const outcomes = await simulateAll(cases, gxx);
    cases.forEach(({ module, args }, i) => {
      const after = args.map((a) => (Array.isArray(a) ? [...a] : a));
      const { result } = interpret(module, after);
      assert.deepEqual(outcomes[i], { args: after, result }, programCases[i]?.name);
    });
  });
});
