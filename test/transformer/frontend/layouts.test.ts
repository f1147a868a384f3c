/**
 * Every layout of a tensor of one to three dimensions over a grid of one to three: the instances see exactly the parts that
 * its definition says, write them back to where they belong, share their code, and do not race.
 */
import assert from "node:assert/strict";
import { racesOf } from "../../../lib/analysis/races.js";
import { interpret } from "../../../lib/ir/interpret.js";
import { verifyModule } from "../../../lib/ir/verify.js";
import { compileFile } from "../../../transformer/frontend/index.js";
import { programOf, virtualFile } from "../../support/program.js";

interface Entry {
  readonly text: string;
  readonly axis: number | undefined;
  readonly halo: number;
}

interface Design {
  readonly mapping: readonly number[];
  readonly entries: readonly Entry[];
  readonly shape: readonly number[];
}

const replicate: Entry = { text: "Replicate", axis: undefined, halo: 0 };

function entriesFor(axes: number): readonly Entry[] {
  const shards = Array.from({ length: axes }, (_, axis) => [0, 1].map((halo): Entry => (
    { text: halo === 0 ? `Shard<${axis}>` : `Shard<${axis}, { halo: ${halo} }>`, axis, halo }
  )));
  return [replicate, ...shards.flat()];
}

/** Which sharded axes are all that are longer than one: otherwise several instances would write one part. */
function designs(): readonly Design[] {
  return [[3], [2, 3], [2, 1, 3]].flatMap((mapping) => [1, 2, 3].flatMap((rank) => {
    const lists = Array.from({ length: rank }).reduce<readonly (readonly Entry[])[]>(
      (all) => all.flatMap((list) => entriesFor(mapping.length).map((e) => [...list, e])), [[]],
    );
    const legal = lists.filter((list) => {
      const axes = list.flatMap((e) => (e.axis === undefined ? [] : [e.axis]));
      return new Set(axes).size === axes.length && mapping.every((extent, axis) => extent === 1 || axes.includes(axis));
    });
    return legal.map((entries, i): Design => {
      const shape = entries.map((e, d) => (e.axis === undefined ? 2 : (mapping[e.axis] ?? 1) * (1 + (i + d) % 2) + 2 * e.halo));
      return { mapping, entries, shape };
    });
  })).filter((_, i) => i % 3 === 0);
}

/** How many elements of dimension `d` belong to one instance. */
function own({ mapping, entries, shape }: Design, d: number): number {
  const { axis, halo } = entries[d] ?? replicate;
  return ((shape[d] ?? 1) - 2 * halo) / (axis === undefined ? 1 : mapping[axis] ?? 1);
}

/** Adds, to every element that an instance owns, its place and the local subscripts; and to `B` what the part's ends hold. */
function sourceOf(design: Design): string {
  const { mapping, entries, shape } = design;
  const type = `Tensor<int32, [${shape.join(", ")}]>`;
  const subscripts = shape.map((_, d) => `[i${d}]`).join("");
  const places = mapping.map((_, axis) => `p[${axis}] * ${1000 * 7 ** axis}`);
  const locals = shape.map((_, d) => `i${d} * ${10 ** d * 50}`);
  const body = `a${subscripts} += ${[...places, ...locals].join(" + ")};`;
  const nest = shape.reduceRight((inner, _, d) => {
    const { halo } = entries[d] ?? replicate;
    return `for (let i${d} = ${halo}; i${d} < a.shape[${d}] - ${halo}; i${d}++) ${inner}`;
  }, body);
  return `import { int32, kernel, pid, region, type Layout, type Replicate, type Shard, type Tensor } from "heddle";
export type Used = Layout<[Replicate, Shard<0>]>;
@region()
export function f(A: ${type}): void {
  @kernel({ mapping: [${mapping.join(", ")}], args: [A] })
  function k(a: ${type} & Layout<[${entries.map((e) => e.text).join(", ")}]>) {
    const p = pid<${mapping.length}>();
    ${nest}
  }
}
`;
}

/** By the definition of layouts, element by element. */
function expected(design: Design): readonly bigint[] {
  const { mapping, entries, shape } = design;
  return Array.from({ length: shape.reduce((n, e) => n * e, 1) }, (_, flat) => {
    let rest = flat;
    const at = [...shape].reverse().map((extent) => {
      const i = rest % extent;
      rest = Math.floor(rest / extent);
      return i;
    }).reverse();
    const parts = at.map((i, d) => Math.floor((i - (entries[d]?.halo ?? 0)) / own(design, d)));
    const isOwned = at.every((i, d) => {
      const halo = entries[d]?.halo ?? 0;
      return i >= halo && i < (shape[d] ?? 1) - halo;
    });
    if (!isOwned) return BigInt(flat);
    const places = mapping.map((_, axis) => {
      const d = entries.findIndex((e) => e.axis === axis);
      return d < 0 ? 0 : (parts[d] ?? 0) * 1000 * 7 ** axis;
    });
    const locals = at.map((i, d) => (entries[d]?.axis === undefined ? i : i - (parts[d] ?? 0) * own(design, d)) * 10 ** d * 50);
    return BigInt([...places, ...locals].reduce((sum, n) => sum + n, flat));
  });
}

describe("layouts", () => {
  const all = designs();
  const files = all.map((_, i) => virtualFile(`layout-${i}.ts`));
  const program = programOf(files, new Map(all.map((d, i) => [files[i] ?? "", sourceOf(d)])));

  it("are many", () => {
    assert.ok(all.length > 40, String(all.length));
  });

  for (const [i, design] of all.entries()) {
    const { mapping, entries, shape } = design;
    it(`[${shape.join(", ")}] as [${entries.map((e) => e.text).join(", ")}] over [${mapping.join(", ")}]`, () => {
      const source = program.getSourceFile(files[i] ?? "");
      assert.ok(source !== undefined);
      const { units, diagnostics } = compileFile(program, source);
      assert.deepEqual(diagnostics.map((d) => d.message), []);
      const module = units[0]?.unit.module;
      assert.ok(module !== undefined);
      assert.deepEqual(verifyModule(module), []);
      assert.equal(module.functions.length, 1, "the instances share a function");
      assert.deepEqual(racesOf(module).flatMap((n) => n.tensors.map((t) => t.verdict.kind)), ["disjoint"]);
      const values = expected(design);
      const A = values.map((_, at) => BigInt(at));
      interpret(module, [A]);
      assert.deepEqual(A, values);
    });
  }
});
