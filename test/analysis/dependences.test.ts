import assert from "node:assert/strict";
import fc from "fast-check";
import { accessesOf, compareOrder, type Access } from "../../lib/analysis/accesses.js";
import { dependencesOf, type Dependence } from "../../lib/analysis/dependences.js";
import type { Expr, Func, Module, Stmt } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";

function topOf(text: string): { readonly func: Func; readonly module: Module } {
  const module = parseModule(text);
  if (module.top.kind === "region") throw new Error("no function");
  return { func: module.top, module };
}

const shown = (d: Dependence): string => `${d.kind} ${d.from.target.name} (${d.directions.join(", ")})${d.isExact ? "" : "?"}`;

function found(text: string): readonly string[] {
  const { func, module } = topOf(text);
  return dependencesOf(func, module).map(shown).sort();
}

// ---- an oracle: run the loops, note which access touches what, compare all pairs ----------------------------------------

interface Touch {
  readonly access: Access;
  readonly place: string;
  readonly counters: readonly bigint[];
}

function touches(f: Func, m: Module): readonly Touch[] {
  const { accesses } = accessesOf(f, m);
  const trace: Touch[] = [];
  const at = (s: Stmt, values: ReadonlyMap<number, bigint>): void => {
    for (const access of accesses.filter((a) => a.stmt === s).sort((a, b) => compareOrder(a.order, b.order))) {
      const place = access.at.map((form) => {
        if (form === undefined) throw new Error("not linear");
        return [...form.terms].reduce((sum, [id, c]) => sum + c * (values.get(id) ?? 0n), form.constant);
      });
      trace.push({ access, place: `${access.target.id}: ${place.join(", ")}`, counters: access.loops.map((l) => values.get(l.id) ?? 0n) });
    }
  };
  const bound = (e: Expr, values: ReadonlyMap<number, bigint>): bigint => {
    if (e.kind === "const") return BigInt(e.value);
    assert.ok(e.kind === "var");
    return values.get(e.sym.id) ?? 0n;
  };
  const run = (body: readonly Stmt[], values: ReadonlyMap<number, bigint>): void => {
    for (const s of body) {
      if (s.kind !== "for") at(s, values);
      else {
        const [lo, hi] = [bound(s.lo, values), bound(s.hi, values)];
        for (let i = lo; s.step > 0n ? i < hi : i > hi; i += s.step) run(s.body, new Map([...values, [s.iter.id, i]]));
      }
    }
  };
  run(f.body, new Map());
  return trace;
}

function expected(f: Func, m: Module): readonly string[] {
  const trace = touches(f, m);
  const all = new Set<string>();
  trace.forEach((to, n) => {
    for (const from of trace.slice(0, n)) {
      if (from.place !== to.place || (from.access.kind === "read" && to.access.kind === "read")) continue;
      const common = from.access.loops.filter((l, i) => l.node === to.access.loops[i]?.node);
      const directions = common.map((l, i) => {
        const [a = 0n, b = 0n] = [from.counters[i], to.counters[i]];
        const sign = l.node.kind === "for" && l.node.step < 0n ? -1n : 1n;
        return a === b ? "=" : (b - a) * sign > 0n ? "<" : ">";
      });
      const kind = from.access.kind === "read" ? "anti" : to.access.kind === "read" ? "flow" : "output";
      all.add(`${kind} ${from.access.order.join(".")} ${to.access.order.join(".")} (${directions.join(", ")})`);
    }
  });
  return [...all].sort();
}

function analysed(f: Func, m: Module): readonly string[] {
  return [...new Set(dependencesOf(f, m).map((d) => {
    assert.ok(d.isExact);
    return `${d.kind} ${d.from.order.join(".")} ${d.to.order.join(".")} (${d.directions.join(", ")})`;
  }))].sort();
}

const subscript = fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }), fc.integer({ min: 0, max: 3 }))
  .map(([a, b, c]) => `${a} * i + ${b} * j + ${c}`);
const header = fc.constantFrom("0 to 3", "1 to 4", "0 to 4 step 2", "3 to -1 step -1", "4 to 0 step -3");
const innerHeader = fc.oneof(header, fc.constantFrom("i to 4", "0 to i"));
const statement = fc.tuple(fc.constantFrom("A", "B"), subscript, fc.constantFrom("A", "B"), subscript)
  .map(([to, at, from, read]) => `${to}[${at}] = ${from}[${read}]`);
const nest = fc.tuple(header, innerHeader, fc.array(statement, { minLength: 1, maxLength: 2 }), fc.option(statement)).map(
  ([outer, inner, body, after]) => `top func f(A: int32[40], B: int32[40]) {
    for i: index = ${outer} {
      for j: index = ${inner} { ${body.join("\n")} }
      ${(after ?? "").replaceAll("j", "i")}
    }
  }`);

describe("dependences", () => {
  it("are those that happen, of linear loops", () => {
    fc.assert(fc.property(nest, (text) => {
      const { func, module } = topOf(text);
      assert.deepEqual(analysed(func, module), expected(func, module));
    }), { numRuns: 300 });
  });

  it("of a matrix product are those of its sum", () => {
    const text = `top func gemm(A: int8[4, 4], B: int8[4, 4], C: int32[4, 4]) {
      for i: index = 0 to 4 { for j: index = 0 to 4 { for k: index = 0 to 4 {
        C[i, j] = int32(C[i, j] + A[i, k] * B[k, j])
      } } }
    }`;
    assert.deepEqual(found(text), ["anti C (=, =, <)", "anti C (=, =, =)", "flow C (=, =, <)", "output C (=, =, <)"]);
  });

  it("are assumed where subscripts are not linear, and said to be so", () => {
    const text = `top func f(A: int32[8], at: uint8[8]) {
      for i: index = 0 to 8 { A[at[i]] = i }
    }`;
    assert.deepEqual(found(text), ["output A (<)?"]);
  });

  it("know conditions, quotients and names that stay the same", () => {
    const text = `top func f(A: int32[64]) {
      for t: index = 0 to 32 {
        const i: int33 = floordiv(t, 8)
        const j: int33 = mod(t, 8)
        if j > 0 { A[i * 8 + j] = A[i * 8 + j - 1] }
      }
    }`;
    assert.deepEqual(found(text), ["flow A (<)"]);
  });

  it("tell variables of one iteration from those of all", () => {
    const text = (inside: boolean): string => `top func f(A: int32[8]) {
      ${inside ? "" : "let s: int32 = 0"}
      for i: index = 0 to 8 {
        ${inside ? "let s: int32 = 0" : ""}
        s = A[i]
        A[i] = s
      }
    }`;
    const carried = (t: string): boolean => found(t).some((d) => d.includes("s (<)"));
    assert.equal(carried(text(true)), false);
    assert.equal(carried(text(false)), true);
  });

  it("know sums whose order does not matter", () => {
    const update = (type: string): unknown => {
      const { func, module } = topOf(`top func f(A: ${type}[8]) -> ${type} {
        let s: ${type} = ${type}(0)
        for i: index = 0 to 8 { s = ${type}(s + A[i]) }
        return s
      }`);
      return dependencesOf(func, module).find((d) => d.directions.includes("<"))?.to.update;
    };
    assert.deepEqual(update("int16"), { op: "add", order: "free" });
    assert.deepEqual(update("float32"), { op: "add", order: "rounded" });
    assert.equal(update("fixed<8, 4, trunc, saturate>"), undefined);
  });
});
