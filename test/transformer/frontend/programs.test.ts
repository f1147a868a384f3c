/** What programs mean: each case is lowered, verified, interpreted, compared with what it should compute, and run natively. */
import assert from "node:assert/strict";
import * as heddle from "../../../index.js";
import { interpret, RunError, type InterpretArg, type States } from "../../../lib/ir/interpret.js";
import type { Module } from "../../../lib/ir/ir.js";
import { isIntegral, leavesOf, type ScalarType, type Type, type ValueType } from "../../../lib/ir/types.js";
import { verifyModule } from "../../../lib/ir/verify.js";
import { convert, type Value } from "../../../lib/numeric/convert.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { simulateAll } from "../../support/csim.js";
import { programOf, virtualFile } from "../../support/program.js";
import { requireGxx } from "../../support/tools.js";
import { agree } from "../../targets/js/agree.js";
import type { Natural, ProgramCase } from "./cases/case.js";
import { programCases } from "./cases/index.js";

const values = Object.keys(heddle);
const onlyTypes = ["Tensor", "Stream", "StreamArray", "Layout", "Shard", "Replicate", "Reduce"];

/** A file of a case: its source after an import of the names it uses. */
function textOf(source: string): string {
  const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(source);
  const names = [...values.filter(isUsed), ...onlyTypes.filter(isUsed).map((n) => `type ${n}`)];
  return `import { ${names.join(", ")} } from "heddle";\n${source}`;
}

/** As the interpreter holds it: integers as bigint, fixed point as its raw value. */
function toValue(v: Natural, type: ScalarType): Value {
  if (type.kind === "fixed" && typeof v === "number") return convert(v, type);
  return typeof v === "number" && isIntegral(type) && Number.isInteger(v) ? BigInt(v) : v;
}

function scalarsOf(type: ValueType): readonly ScalarType[] {
  return leavesOf(type).map((l) => l.type);
}

function toArg(arg: ProgramCase["args"][number], type: Type | undefined): InterpretArg {
  assert.ok(type !== undefined && type.kind !== "stream");
  const leaves = scalarsOf(type.kind === "tensor" ? type.element : type);
  const [first] = leaves;
  assert.ok(first !== undefined);
  if (typeof arg !== "object") return toValue(arg, first);
  return arg.map((v, i) => toValue(v, leaves[i % leaves.length] ?? first));
}

/** Back to what the case is written in. */
function natural(v: Value | readonly Value[] | undefined, type: Type | undefined): unknown {
  if (v === undefined || type === undefined || type.kind === "stream") return undefined;
  const leaves = scalarsOf(type.kind === "tensor" ? type.element : type);
  const one = (x: Value, i: number): unknown => {
    const leaf = leaves[i % leaves.length];
    if (leaf?.kind === "fixed") return Number(x) / 2 ** leaf.frac;
    return typeof x === "bigint" && x >= -(2n ** 53n) && x <= 2n ** 53n ? Number(x) : x;
  };
  return typeof v === "object" ? v.map(one) : one(v, 0);
}

function expectation(v: Natural | readonly Natural[]): unknown {
  const one = (x: Natural): unknown => (typeof x === "bigint" && x <= 2n ** 53n && x >= -(2n ** 53n) ? Number(x) : x);
  return typeof v === "object" ? v.map(one) : one(v);
}

describe("programs", () => {
  const files = programCases.map((_, i) => virtualFile(`case-${i}.ts`));
  const texts = new Map(programCases.map((c, i) => [files[i] ?? "", textOf(c.source)]));
  for (const [name, text] of programCases.flatMap((c) => Object.entries(c.files ?? {}))) texts.set(virtualFile(name), textOf(text));
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
      if (c.stops !== undefined) {
        assert.throws(() => interpret(module, args), (e) => e instanceof RunError && e.code === c.stops);
        assert.ok(agree(module, args), "the native code was not compared");
        return;
      }
      const run = args.map((a) => (Array.isArray(a) ? [...a] : a));
      const printed: string[] = [];
      const { results } = interpret(module, run, { print: (line) => printed.push(line) });
      const types = module.top.kind === "func" ? module.top.results : [];
      const found = results.map((r, n) => natural(r, types[n]));
      const expected = c.results ?? (c.result === undefined ? undefined : [c.result]);
      if (expected !== undefined) assert.deepEqual(found, expected.map(expectation));
      if (c.prints !== undefined) assert.deepEqual(printed, c.prints);
      const tensors = module.top.params.flatMap((p, n) => (p.type.kind === "tensor" ? [natural(run[n], p.type)] : []));
      if (c.after !== undefined) assert.deepEqual(tensors[0], expectation(c.after));
      if (c.afters !== undefined) assert.deepEqual(tensors, c.afters.map(expectation));
      assert.ok(agree(module, args), "the native code was not compared");
    });
    if (c.again === undefined) continue;
    it(`${c.name}, again and again`, () => {
      const { module } = lowered(i);
      const states: States = new Map();
      for (const { args, result } of c.again ?? []) {
        const given = args.map((a, n) => toArg(a, module.top.params[n]?.type));
        assert.deepEqual(natural(interpret(module, given, { states }).results[0], module.top.kind === "func" ? module.top.results[0] : undefined), result);
      }
    });
  }

  it("mean the same in C simulation", async function () {
    this.timeout(120_000);
    const gxx = await requireGxx(this);
    const ending = programCases.flatMap((c, i) => (c.stops === undefined ? [{ name: c.name, ...lowered(i) }] : []));
    const outcomes = await simulateAll(ending, gxx);
    ending.forEach(({ name, module, args }, i) => {
      const after = args.map((a) => (Array.isArray(a) ? [...a] : a));
      const printed: string[] = [];
      const { results } = interpret(module, after, { print: (line) => printed.push(line) });
      assert.deepEqual(outcomes[i], { args: after, results, printed }, name);
    });
  });
});
