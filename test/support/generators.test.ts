import assert from "node:assert/strict";
import fc from "fast-check";
import type { Expr, Module, Stmt } from "../../lib/ir/ir.js";
import { interpret, type States } from "../../lib/ir/interpret.js";
import { structsOf } from "../../lib/ir/structs.js";
import { leavesOf, typeName, valueIn, type ScalarType, type ValueType } from "../../lib/ir/types.js";
import { valueProblem } from "../../lib/ir/verify/values.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { declarationsOf, visitExprs, visitStmts } from "../../lib/ir/walk.js";
import { overflows, roundings } from "./generate/types.js";
import { anyModule, kernelModule, moduleWithArgs, regionModule } from "./generators.js";

const sample = (modules: fc.Arbitrary<Module>, numRuns: number): Module[] => fc.sample(modules, { numRuns, seed: 7 });
const samples = (): Module[] => [...sample(kernelModule(), 250), ...sample(regionModule(), 60)];

const named = (kind: string, ops: string): string[] => ops.split(" ").map((op) => `${kind} ${op}`);

function stmtKind(s: Stmt): string {
  switch (s.kind) {
    case "alloc":
      return `alloc ${s.init.kind}`;
    case "while":
      return s.bodyFirst ? "do" : s.update.length > 0 ? "while update" : "while";
    case "return":
      return `return ${Math.min(s.values.length, 2)}`;
    default:
      return s.kind;
  }
}

function exprKind(e: Expr): string {
  if (e.kind === "cast" || e.kind === "bitcast") return `${e.kind} ${e.operand.type.kind} ${e.type.kind}`;
  if (!("op" in e)) return e.kind;
  const of = e.kind === "unary" ? e.operand.type : e.left.type;
  return `${e.kind} ${e.op}${of.kind === "fixed" ? " fixed" : ""}`;
}

describe("the generators of modules", () => {
  it("make every kind of node", () => {
    const kinds = new Set<string>();
    for (const m of samples()) {
      for (const f of m.functions) {
        visitStmts(f.body, (s) => kinds.add(stmtKind(s)));
        visitExprs(f.body, (e) => kinds.add(exprKind(e)));
      }
    }
    const scalars = ["int", "index", "bool", "fixed", "float"];
    const expected = [
      "let", "assign", "alloc fill", "alloc values", "store", "for", "while", "while update", "do", "if", "switch",
      "break",
      "continue", "return 0", "return 1", "return 2", "callstmt", "put", "get", "print", "assert", "const", "var",
      "load",
      "select", "call", "logic and", "logic or",
      ...scalars.flatMap((from) => scalars.map((to) => `cast ${from} ${to}`)).filter((c) => !/(bool|index) \1/.test(c)),
      ...["int fixed", "fixed int", "float int", "int float", "fixed float", "float fixed",
        "fixed bool"].map((c) => `bitcast ${c}`),
      ...named("compare", "eq ne lt le gt ge"),
      ...named("compare", "eq ne lt le gt ge").map((c) => `${c} fixed`),
      ...named("binary", "add sub mul div rem floordiv mod shl shr ushr and or xor min max pow hypot"),
      ...named("binary", "add sub mul div rem floordiv mod shl shr ushr and or xor min max").map((c) => `${c} fixed`),
      ...named("unary", "neg abs bitnot not sqrt exp log sin cos tan tanh floor ceil round trunc sign reverse"),
      ...named("unary", "neg abs bitnot floor ceil round trunc sign reverse").map((c) => `${c} fixed`),
    ];
    assert.deepEqual(expected.filter((kind) => !kinds.has(kind)), []);
  });

  it("make every kind of type, in every place", () => {
    const places = new Set<string>();
    const see = (place: string, t: ValueType): void => {
      places.add(`${place} ${t.kind}`);
      for (const leaf of leavesOf(t)) seeScalar(leaf.type);
    };
    const seeScalar = (t: ScalarType): void => {
      places.add(t.kind === "float" ? typeName(t) : t.kind);
      if (t.kind !== "fixed") return;
      for (const mode of [t.rounding, t.overflow]) places.add(mode);
      places.add(t.frac < 0 ? "negative frac" : t.frac > t.width ? "frac over width" : "frac");
    };
    for (const m of samples()) {
      for (const f of m.functions) {
        for (const { type } of f.params) see(type.kind, valueIn(type));
        for (const type of f.results) see("result", type.kind === "tensor" ? type.element : type);
        for (const { type } of f.states) places.add(type.kind === "tensor" ? `state of ${type.element.kind}` : "state");
        for (const { type } of declarationsOf(f)) if (type.kind === "tensor") see("tensor", type.element);
      }
      if (structsOf(m).some((s) => s.fields.some((x) => x.type.kind === "struct"))) places.add("nested");
    }
    const expected = [
      "int", "index", "bool", "fixed", "float16", "bfloat16", "float32", "float64", "negative frac", "frac over width",
      "frac",
      ...roundings, ...overflows, "struct struct", "tensor struct", "stream struct", "result struct", "nested", "state",
      "state of struct", "state of int",
    ];
    assert.deepEqual(expected.filter((place) => !places.has(place)), []);
  });

  it("make every kind of directive", () => {
    const kinds = new Set<string>();
    const see = (directives: object | undefined): void => {
      for (const [key, v] of Object.entries(directives ?? {})) kinds.add(typeof v === "string" ? `${key} ${v}` : key);
    };
    for (const m of samples()) {
      for (const f of m.functions) {
        see({ dataflow: f.dataflow, ...(f.inline && { inline: f.inline }) });
        visitStmts(f.body, (s) => s.kind === "for" && see(s.directives));
        for (const d of f.memories ?? []) [d.bind, d.streamDepth && { streamDepth: 1 }, ...d.partitions].forEach((x) => see(x || {}));
      }
    }
    const expected = [
      "pipeline", "unroll", "parallel", "vectorize", "dataflow", "inline always", "inline never", "kind complete", "kind block",
      "kind cyclic", "memory bram", "memory lutram", "memory auto", "latency", "streamDepth",
      ...["single", "dual", "simpleDual", "trueDual", "multiRead"].map((p) => `ports ${p}`),
    ];
    assert.deepEqual(expected.filter((kind) => !kinds.has(kind)), []);
  });

  it("make correct modules", () => {
    fc.assert(fc.property(anyModule(), (m) => assert.deepEqual(verifyModule(m), [])), { numRuns: 200 });
  });

  it("make modules that run to their end, more than once", () => {
    fc.assert(fc.property(moduleWithArgs(), ({ module, args }) => {
      const states: States = new Map();
      for (let run = 0; run < 2; run++) {
        const { leftOver } = interpret(module, args, { stepLimit: 50_000, states });
        assert.deepEqual(leftOver, []);
      }
    }), { numRuns: 200 });
  });

  it("make arguments of the parameters' types", () => {
    fc.assert(fc.property(moduleWithArgs(kernelModule()), ({ module, args }) => {
      module.top.params.forEach(({ type }, i) => {
        const arg = args[i];
        const values = Array.isArray(arg) ? arg : [arg ?? assert.fail()];
        const leaves = type.kind === "stream" ? assert.fail() : leavesOf(type.kind === "tensor" ? type.element : type);
        values.forEach((v, at) => {
          const leaf = leaves[at % leaves.length] ?? assert.fail();
          assert.equal(valueProblem(v, leaf.type), undefined);
        });
      });
    }));
  });
});
