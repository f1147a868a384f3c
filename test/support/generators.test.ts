import assert from "node:assert/strict";
import fc from "fast-check";
import { convert } from "../../lib/numeric/convert.js";
import type { Module } from "../../lib/ir/ir.js";
import { interpret } from "../../lib/ir/interpret.js";
import { visitExprs, visitStmts } from "../../lib/ir/walk.js";
import { isScalar } from "../../lib/ir/types.js";
import { kernelModule, moduleWithArgs, regionModule } from "./generators.js";

const sample = (modules: fc.Arbitrary<Module>, numRuns: number): Module[] => fc.sample(modules, { numRuns, seed: 7 });

const named = (kind: string, ops: string): string[] => ops.split(" ").map((op) => `${kind} ${op}`);

describe("the generators of modules", () => {
  it("make every kind of node", () => {
    const kinds = new Set<string>();
    for (const m of [...sample(kernelModule(), 200), ...sample(regionModule(), 50)]) {
      for (const f of m.functions) {
        visitStmts(f.body, (s) => kinds.add(s.kind === "alloc" ? `alloc ${s.init.kind}` : s.kind));
        visitExprs(f.body, (e) => kinds.add("op" in e ? `${e.kind} ${e.op}` : e.kind));
      }
    }
    const expected = [
      "let", "assign", "alloc fill", "alloc values", "store", "for", "while", "if", "break", "continue", "return",
      "callstmt", "put", "get", "const", "var", "load", "select", "cast", "call", "logic and", "logic or",
      ...named("compare", "eq ne lt le gt ge"),
      ...named("binary", "add sub mul div rem floordiv mod shl shr ushr and or xor min max pow hypot"),
      ...named("unary", "neg abs bitnot not sqrt exp log sin cos tan tanh floor ceil round trunc sign"),
    ];
    assert.deepEqual(expected.filter((kind) => !kinds.has(kind)), []);
  });

  it("make modules that run to their end", () => {
    fc.assert(fc.property(moduleWithArgs(), ({ module, args }) => {
      const { leftOver } = interpret(module, args, { stepLimit: 50_000 });
      assert.deepEqual(leftOver, []);
    }), { numRuns: 200 });
  });

  it("make arguments of the parameters' types", () => {
    fc.assert(fc.property(moduleWithArgs(kernelModule()), ({ module, args }) => {
      module.top.params.forEach(({ type }, i) => {
        const arg = args[i];
        const values = Array.isArray(arg) ? arg : [arg ?? assert.fail()];
        const element = isScalar(type) ? type : type.element;
        for (const v of values) assert.ok(Object.is(convert(v, element), v));
      });
    }));
  });
});
