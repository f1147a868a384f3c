/** Instances of a grid share functions where their places decide nothing; what they compute is the same as without that. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { interpret } from "../../../lib/ir/interpret.js";
import type { Module } from "../../../lib/ir/ir.js";
import { instancesOf, instanceTitle } from "../../../lib/ir/networks.js";
import { verifyModule } from "../../../lib/ir/verify.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { programOf, virtualFile } from "../../support/program.js";
import { runs } from "../../support/runs.js";

/** The modules of the units of a file, in order. */
function compiled(source: string): readonly Module[] {
  const file = virtualFile("grid.ts");
  const names = "int32, kernel, pid, region, state, stream, streams, unrolled, type Tensor";
  const program = programOf([file], new Map([[file, `import { ${names} } from "heddle";\n${source}`]]));
  const text = program.getSourceFile(file);
  assert.ok(text !== undefined);
  const { units, diagnostics } = compileFile(program, text);
  assert.deepEqual(diagnostics.map((d) => `HDL${d.code} ${d.message}`), []);
  return units.map((u) => u.unit.module);
}

/** A region with a kernel at each of `extents`, whose body may use pi and pj. */
function grid(body: string, extents: readonly [number, number] = [4, 4], name = "top"): string {
  const [rows, columns] = extents;
  return `@region()
export function ${name}(A: Tensor<int32, [${rows * columns}]>): void {
  @kernel({ mapping: [${rows}, ${columns}], args: [A] })
  function pe(a: Tensor<int32, [${rows * columns}]>) {
    const [pi, pj] = pid<2>();
    ${body}
  }
}
`;
}

/** The names of the functions that instances run, and how many there are of those. */
function forms(m: Module): readonly string[] {
  assert.ok(m.top.kind === "region");
  return [...new Set(instancesOf(m.top).map((i) => i.callee.name))];
}

describe("kernel grids", () => {
  it("share one function when the place is only a value", () => {
    const [m] = compiled(grid("a[pi * 4 + pj] = pi * 10 + pj;"));
    assert.ok(m?.top.kind === "region");
    assert.deepEqual(m.functions.map((f) => [f.sym.name, f.params.map((p) => p.sym.name)]), [["pe", ["a", "pi", "pj"]]]);
    assert.deepEqual(m.top.instances.map(instanceTitle).slice(3, 6), ["pe[0, 3]", "pe[1, 0]", "pe[1, 1]"]);
  });

  const decided: readonly (readonly [what: string, body: string, forms: number])[] = [
    ["a row", "if (pi === 0) a[pj] = 1; else a[pi * 4 + pj] = 2;", 2],
    ["edges and corners", "a[pi * 4 + pj] = (pi === 0 ? 1 : pi === 3 ? 2 : 3) * (pj === 0 ? 5 : pj === 3 ? 7 : 11);", 9],
    ["both conditions alike", "if (pi > pj) a[pi * 4 + pj] = 5; else a[pi * 4 + pj] = 5;", 2],
    ["a loop written out", "for (const k of unrolled(pi)) a[pi * 4 + pj] += k;", 3],
    ["a helper's arguments", "const twice = (x: int32): int32 => x * 2; a[pi * 4 + pj] = twice(pi + pj);", 1],
    ["a condition in a helper", "function set(): void { if (pi === 2) a[pi * 4 + pj] = 1; else a[pi * 4 + pj] = 0; } set();", 2],
    ["places that do nothing", "if (pi === pj) a[pi * 4 + pj] = 1;", 1],
    ["two ways to the same", "a[pi * 4 + pj] = pi === 0 ? 1 : pi === 3 ? 1 : 2;", 2],
    ["states", "const n = state(int32, 0); n.value += pi; a[pi * 4 + pj] = n.value;", 16],
  ];
  for (const [what, body, count] of decided) {
    it(`have ${count} ${count === 1 ? "form" : "forms"}: ${what}`, () => {
      const [m] = compiled(grid(body));
      assert.ok(m !== undefined);
      assert.deepEqual(verifyModule(m), []);
      assert.equal(forms(m).length, count);
    });
  }

  it("leave out instances that do nothing", () => {
    const [m] = compiled(grid("if (pi === pj) a[pi * 4 + pj] = 1;"));
    assert.ok(m?.top.kind === "region");
    assert.deepEqual(m.top.instances.map((i) => i.place), [[0, 0], [1, 1], [2, 2], [3, 3]]);
  });

  it("compute what their bodies say, at every place", () => {
    fc.assert(fc.property(fc.array(body(), { minLength: 8, maxLength: 8 }), (bodies) => {
      const modules = compiled(bodies.map((b, i) => grid(`a[pi * 5 + pj] = ${b.text};`, [3, 5], `top${i}`)).join("\n"));
      for (const [i, b] of bodies.entries()) {
        const m = modules[i];
        assert.ok(m !== undefined);
        assert.deepEqual(verifyModule(m), []);
        const found = Array.from({ length: 15 }, () => 0n);
        interpret(m, [found]);
        const expected = Array.from({ length: 15 }, (_, at) => BigInt.asIntN(32, b.at(BigInt(Math.floor(at / 5)), BigInt(at % 5))));
        assert.deepEqual(found, expected, b.text);
      }
    }), { numRuns: runs(3) });
  });

  it("take little time for 1024 instances", () => {
    const body = `let s = int32(0);
    for (let k = 0; k < 16; k++) {
      if (pi === 0) s += k; else if (pj === 31) s -= k * 3; else s = s * 2 + k;
      if (pj > 3) s ^= 5;
    }
    a[pi * 32 + pj] = s + pj;`;
    const start = process.cpuUsage();
    const [m] = compiled(grid(body, [32, 32]));
    const took = process.cpuUsage(start).user / 1000;
    assert.ok(m?.top.kind === "region" && m.top.instances.length === 1024);
    assert.equal(forms(m).length, 5);
    assert.ok(took < 4000, `${took} ms`);
  });

  it("check 3000 streams between 1024 instances quickly", () => {
    const source = `const P = 32;
@region()
export function top(A: Tensor<int32, [1024]>): void {
  const east = streams(int32, [P, P + 1]), south = streams(int32, [P + 1, P]), back = streams(int32, [P, P + 1]);
  @kernel({ mapping: [P, P], args: [A] })
  function pe(a: Tensor<int32, [1024]>) {
    const [pi, pj] = pid<2>();
    let s = int32(0);
    if (pj > 0) s += east[pi][pj].get();
    if (pi > 0) s += south[pi][pj].get();
    if (pj < P - 1) east[pi][pj + 1].put(s + 1);
    if (pi < P - 1) south[pi + 1][pj].put(s + 1);
    if (pj < P - 1) s += back[pi][pj + 1].get();
    if (pj > 0) back[pi][pj].put(s);
    a[pi * 32 + pj] = s;
  }
}
`;
    const start = process.cpuUsage();
    const [m] = compiled(source);
    const took = process.cpuUsage(start).user / 1000;
    assert.ok(m?.top.kind === "region" && m.top.streams.length === 3);
    assert.equal(forms(m).length, 9);
    assert.ok(took < 5000, `${took} ms`);
  });
});

/** An expression of the place, as text and as what it computes. */
interface Body {
  readonly text: string;
  readonly at: (pi: bigint, pj: bigint) => bigint;
}

const binary: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "&": (a, b) => a & b, "|": (a, b) => a | b, "^": (a, b) => a ^ b,
};
const comparisons: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  "<": (a, b) => a < b, "===": (a, b) => a === b, ">=": (a, b) => a >= b, "!==": (a, b) => a !== b,
};

function body(): fc.Arbitrary<Body> {
  const leaf = fc.oneof(
    fc.constant<Body>({ text: "pi", at: (pi) => pi }), fc.constant<Body>({ text: "pj", at: (_, pj) => pj }),
    fc.integer({ min: 0, max: 9 }).map((n): Body => ({ text: String(n), at: () => BigInt(n) })),
  );
  const { tree } = fc.letrec<{ tree: Body }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true }, leaf,
      fc.tuple(fc.constantFrom(...Object.keys(binary)), tie("tree"), tie("tree")).map(([op, a, b]): Body => (
        { text: `(${a.text} ${op} ${b.text})`, at: (pi, pj) => binary[op]?.(a.at(pi, pj), b.at(pi, pj)) ?? 0n }
      )),
      tie("tree").map((a): Body => ({ text: `(-${a.text})`, at: (pi, pj) => -a.at(pi, pj) })),
      fc.tuple(fc.constantFrom("min", "max"), tie("tree"), tie("tree")).map(([f, a, b]): Body => ({
        text: `Math.${f}(${a.text}, ${b.text})`,
        at: (pi, pj) => ((a.at(pi, pj) < b.at(pi, pj)) === (f === "min") ? a.at(pi, pj) : b.at(pi, pj)),
      })),
      fc.tuple(fc.constantFrom(...Object.keys(comparisons)), tie("tree"), tie("tree"), tie("tree"), tie("tree")).map(
        ([op, a, b, c, d]): Body => ({
          text: `(${a.text} ${op} ${b.text} ? ${c.text} : ${d.text})`,
          at: (pi, pj) => (comparisons[op]?.(a.at(pi, pj), b.at(pi, pj)) === true ? c.at(pi, pj) : d.at(pi, pj)),
        }),
      ),
    ),
  }));
  return tree;
}
