/** Passes keep directives, and what runs natively does not look at them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Func, MemoryDirectives, Module } from "../../lib/ir/ir.js";
import { leavesOf } from "../../lib/ir/types.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { typesOf } from "../../lib/ir/walk.js";
import { lowerFixed } from "../../lib/passes/lower-fixed.js";
import { splitStructs } from "../../lib/passes/split-structs.js";
import { legalised } from "../../lib/targets/cpp/legalise.js";
import { lowerToJs } from "../../lib/targets/js/index.js";
import { hasDirectives, loopsWithDirectives, withoutAnyDirectives } from "../support/directives.js";
import { anyModule } from "../support/generators.js";

type Said = Omit<MemoryDirectives, "sym">;

/** What is said of `f`; of a memory as often as `times` says. */
function said(f: Func, times: (d: MemoryDirectives) => number): unknown {
  const memories = (f.memories ?? []).flatMap((d) => {
    const { sym: _, ...rest } = d;
    return Array.from({ length: times(d) }, (): Said => rest);
  });
  return { memories, loops: loopsWithDirectives(f).map((s) => s.directives), dataflow: f.dataflow, inline: f.inline };
}

/** The functions of `after` that `before` has too, for the passes make new ones. */
function kept(before: Module, after: Module): readonly Func[] {
  return before.functions.map((f) => after.functions.find((g) => g.sym.id === f.sym.id) ?? assert.fail(f.sym.name));
}

describe("passes and directives", () => {
  it("split-structs says of each part what was said of the whole; others change nothing", () => {
    fc.assert(fc.property(anyModule(), (m) => {
      const types = typesOf(m);
      const parts = (d: MemoryDirectives): number => {
        const type = types.get(d.sym.id);
        return type?.kind === "tensor" ? leavesOf(type.element).length : assert.fail();
      };
      const split = splitStructs(m);
      assert.deepEqual(kept(m, split).map((f) => said(f, () => 1)), m.functions.map((f) => said(f, parts)));
      for (const [before, after] of [[split, lowerFixed(split)], [m, legalised(m)]] as const) {
        assert.deepEqual(kept(before, after).map((f) => said(f, () => 1)), before.functions.map((f) => said(f, () => 1)));
        assert.deepEqual(verifyModule(after), []);
      }
    }));
  });

  it("native code is the same without them", () => {
    let seen = 0;
    fc.assert(fc.property(anyModule(), (m) => {
      const functions = m.functions.map(withoutAnyDirectives);
      const top = m.top.kind === "region" ? m.top : functions[m.functions.indexOf(m.top)] ?? assert.fail();
      const code = (module: Module): string => lowerToJs(module, { prefix: "", runtime: "$heddle" }).code;
      assert.equal(code({ functions, top }), code(m));
      if (m.functions.some(hasDirectives)) seen++;
    }));
    assert.ok(seen > 10, `only ${seen} modules had directives`);
  });
});
