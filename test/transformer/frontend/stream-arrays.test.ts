/** Parts of arrays of streams: which streams `slice`, subscripts and aliases name, for shapes and cuts drawn at random. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { interpret } from "../../../lib/ir/interpret.js";
import { printModule } from "../../../lib/ir/print.js";
import { verifyModule } from "../../../lib/ir/verify.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { programOf, virtualFile } from "../../support/program.js";

/** Of one dimension: its extent, and the subscripts from `lo` to below `hi`; without `isRange` only `lo`. */
interface Cut {
  readonly extent: number;
  readonly lo: number;
  readonly hi: number;
  readonly isRange: boolean;
}

const cut: fc.Arbitrary<Cut> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(), fc.nat(), fc.boolean()).map(([extent, a, b, isRange]) => {
  const lo = a % extent;
  return { extent, lo, hi: isRange ? lo + 1 + (b % (extent - lo)) : lo + 1, isRange };
});

/** At least one dimension is left. */
const cuts = fc.array(cut, { minLength: 1, maxLength: 3 }).filter((cs) => cs.some((c) => c.isRange));

/** All subscripts inside the cuts, row by row. */
function places(cs: readonly Cut[]): readonly (readonly number[])[] {
  return cs.reduce<readonly (readonly number[])[]>(
    (all, c) => all.flatMap((p) => Array.from({ length: c.hi - c.lo }, (_, i) => [...p, c.lo + i])), [[]],
  );
}

function subscripts(at: readonly (number | string)[]): string {
  return at.map((i) => `[${i}]`).join("");
}

/** Scatters `A` to the streams of the cut; each of those is read by its own subscripts. */
function regionText(name: string, cs: readonly Cut[]): string {
  const left = cs.filter((c) => c.isRange).map((c) => c.hi - c.lo);
  const all = places(cs);
  const cutText = cs.map((c) => (c.isRange ? `[${c.lo}, ${c.hi}]` : String(c.lo))).join(", ");
  const names = left.map((_, d) => `i${d}`);
  const inner = (d: number): number => left.slice(d + 1).reduce((n, e) => n * e, 1);
  const flat = names.map((n, d) => `${n} * ${inner(d)}`).join(" + ");
  return `@region()
export function ${name}(A: Tensor<int32, [${all.length}]>, B: Tensor<int32, [${all.length}]>): void {
  const pipe = streams(int32, [${cs.map((c) => c.extent).join(", ")}], { depth: 1 });
  @kernel({ args: [A] })
  function send(a: Tensor<int32, [${all.length}]>) {
    const rows = zeros(int32, [${left.join(", ")}]);
    for (const [${names.join(", ")}] of grid(${left.join(", ")})) rows${subscripts(names)} = a[${flat}];
    const part = slice(pipe, ${cutText});
    scatter(rows, part);
  }
  @kernel({ args: [B] })
  function receive(b: Tensor<int32, [${all.length}]>) {
${all.map((at, i) => `    b[${i}] = pipe${subscripts(at)}.get();`).join("\n")}
  }
}
`;
}

describe("parts of arrays of streams", function () {
  this.timeout(60_000);

  it("are the streams that their subscripts say", () => {
    const samples = fc.sample(cuts, 25);
    const file = virtualFile("stream-arrays.ts");
    const head = 'import { grid, int32, kernel, region, scatter, slice, streams, zeros, type Tensor } from "heddle";\n';
    const text = head + samples.map((cs, i) => regionText(`top${i}`, cs)).join("\n");
    const program = programOf([file], new Map([[file, text]]));
    const source = program.getSourceFile(file);
    assert.ok(source !== undefined);
    const { units, diagnostics } = compileFile(program, source);
    assert.deepEqual(diagnostics.map((d) => d.message), []);
    assert.equal(units.length, samples.length);
    for (const [i, cs] of samples.entries()) {
      const module = units[i]?.unit.module;
      assert.ok(module !== undefined);
      assert.deepEqual(verifyModule(module), []);
      const given = places(cs).map((_, k) => BigInt(k + 1));
      const found = given.map(() => 0n);
      interpret(module, [given, found]);
      assert.deepEqual(found, given, regionText("top", cs));
    }
  });
});

describe("streams chosen at run time", () => {
  it("are only those that the loops around allow", () => {
    const file = virtualFile("chosen.ts");
    const text = `import { int32, kernel, region, streams, type Tensor } from "heddle";
@region()
export function chosen(n: int32, A: Tensor<int32, [2]>): void {
  const pipe = streams(int32, [5]);
  @kernel()
  function send() {
    for (let i = 1; i < 3; i++) pipe[i + 1].put(n);
  }
  @kernel({ args: [A] })
  function receive(a: Tensor<int32, [2]>) {
    a[0] = pipe[2].get() + pipe[3].get();
  }
}
`;
    const program = programOf([file], new Map([[file, text]]));
    const source = program.getSourceFile(file);
    assert.ok(source !== undefined);
    const { units, diagnostics } = compileFile(program, source);
    assert.deepEqual(diagnostics.map((d) => d.message), []);
    const send = units[0]?.unit.module.functions.find((f) => f.sym.name === "send");
    assert.deepEqual(send?.params.map((p) => p.sym.name), ["n", "pipe_2", "pipe_3"]);
    assert.doesNotMatch(printModule({ functions: [send], top: send }), /assert/);
  }).timeout(60_000);
});

describe("a large grid", function () {
  this.timeout(60_000);

  it("shares its code", () => {
    const file = virtualFile("mesh.ts");
    const text = `import { int32, kernel, pid, region, streams, type Tensor } from "heddle";
type V = Tensor<int32, [32]>;
@region()
export function mesh(A: V, B: V): void {
  const right = streams(int32, [32, 33], { depth: 1 });
  const down = streams(int32, [33, 32], { depth: 1 });
  @kernel({ mapping: [32, 32] })
  function pe() {
    const [i, j] = pid<2>();
    const x = right[i][j].get();
    const y = down[i][j].get();
    if (j < 31) right[i][j + 1].put(x + y);
    if (i < 31) down[i + 1][j].put(y + i);
  }
  @kernel({ mapping: [32], args: [A] })
  function left(a: V) {
    const [i] = pid();
    right[i][0].put(a[i]);
  }
  @kernel({ mapping: [32], args: [B] })
  function top(b: V) {
    const [j] = pid();
    down[0][j].put(b[j]);
  }
}
`;
    const program = programOf([file], new Map([[file, text]]));
    const source = program.getSourceFile(file);
    assert.ok(source !== undefined);
    const { units, diagnostics } = compileFile(program, source);
    assert.deepEqual(diagnostics.map((d) => d.message), []);
    const module = units[0]?.unit.module;
    assert.ok(module?.top.kind === "region");
    assert.equal(module.top.instances.length, 32 * 32 + 64);
    assert.equal(module.functions.length, 6);
    assert.deepEqual(verifyModule(module), []);
  });
});
