/** What must hold in the picture of any network: everything is drawn once, named, and apart from everything else. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { networkGraph } from "../../lib/graph/graph.js";
import { graphDot } from "../../lib/graph/dot.js";
import { placed, type PlacedGraph } from "../../lib/graph/layout.js";
import type { NetworkGraph } from "../../lib/graph/model.js";
import { graphSvg } from "../../lib/graph/svg.js";
import { tokensOfRates } from "../../lib/graph/traffic.js";
import { graphText } from "../../lib/graph/text.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { runs } from "../support/runs.js";
import { networks, oddNames, systolic } from "./networks.js";

interface Rectangle {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function rectangle(name: string, b: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): Rectangle {
  return { name, left: b.x - b.width / 2, right: b.x + b.width / 2, top: b.y - b.height / 2, bottom: b.y + b.height / 2 };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  const slack = 0.01;
  return a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack;
}

function isInside(a: Rectangle, b: Rectangle): boolean {
  return a.left >= b.left - 0.01 && a.right <= b.right + 0.01 && a.top >= b.top - 0.01 && a.bottom <= b.bottom + 0.01;
}

/** Pairs that overlap: nodes and labels among each other, and clusters with what isn't in them. */
function overlaps(p: PlacedGraph, g: NetworkGraph): readonly string[] {
  const boxes = [
    ...p.nodes.map((n) => rectangle(n.node.id, n.box)),
    ...p.edges.filter((e) => e.lines.length > 0).map((e) => rectangle(e.edge.id, e.label)),
    ...p.nodes.flatMap((n) => n.loops.map((l) => rectangle(l.edge.id, { x: l.text.x + 20, y: l.text.y, width: 40, height: l.height }))),
  ];
  const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a, b)).map((b) => `${a.name} and ${b.name}`));
  const clusters = new Map(p.clusters.map((c) => [c.cluster.id, rectangle(c.cluster.id, c.box)]));
  const isWithin = (inner: string | undefined, outer: string): boolean => (
    inner !== undefined && (inner === outer || isWithin(g.clusters.find((c) => c.id === inner)?.parent, outer))
  );
  const wrong = [...clusters].flatMap(([id, box]) => p.nodes.flatMap((n) => {
    const node = rectangle(n.node.id, n.box);
    const fits = isWithin(n.node.cluster, id) ? isInside(node, box) : !overlap(node, box);
    return fits ? [] : [`${n.node.id} and cluster ${id}`];
  }));
  return [...pairs, ...wrong];
}

function checkPicture(g: NetworkGraph): void {
  const p = placed(g);
  const svg = graphSvg(g);
  assert.deepEqual(overlaps(p, g), []);
  const drawn = g.edges.reduce((n, e) => n + (e.kind === "stream" && e.isBranch === undefined ? e.streams : 0), 0);
  assert.equal(drawn + g.unused.length, g.streams, "every stream is in one edge");
  const instances = g.nodes.reduce((n, x) => n + (x.kind === "kernel" ? x.instances : 0), 0);
  assert.equal(instances, g.instances, "every instance is in one node");
  const streams = g.edges.filter((e) => e.kind === "stream");
  assert.equal(svg.split("<g class=\"stream\">").length - 1, streams.length, "every edge is drawn once");
  assert.equal(graphDot(g).split(" -> ").length - 1, g.edges.length);
  const text = graphText(g);
  for (const { name } of streams) assert.ok(text.includes(name) && svg.includes(name.replaceAll(">", "&gt;")), `${name} is named`);
  assertWellFormed(svg);
  for (const points of p.edges.flatMap((e) => e.pieces)) for (const { x, y } of points) assert.ok(Number.isFinite(x + y));
  for (const { x, y } of p.edges.flatMap((e) => e.pieces.flat())) assert.ok(x >= 0 && y >= 0 && x <= p.width && y <= p.height);
}

/** Elements close in the order in which they opened; text has no bare `<` or `&`. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replaceAll(/<(\/?)([a-z]+)((?:\s+[A-Za-z-]+="[^"<]*")*)\s*(\/?)>/g, (_, close: string, name: string, _attributes, single: string) => {
    if (close === "/") assert.equal(open.pop(), name);
    else if (single === "") open.push(name);
    return "";
  });
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!amp;|lt;|gt;|quot;)/);
  assert.doesNotMatch(svg, /[\u0000-\u0008\u000b-\u001f]/);
}

describe("pictures of networks", () => {
  for (const [name, text] of networks) {
    const m = parseModule(text);
    it(`${name}: everything is drawn once and apart`, () => checkPicture(networkGraph(m)));
    if (name !== "systolic-16") it(`${name}, unfolded`, () => checkPicture(networkGraph(m, { unfold: true })));
  }

  it("are the same each time, whatever the ids of names", () => {
    for (const text of networks.values()) {
      const shifted = text.replace(/(func|region)/, "func unused(x: int8) { }\n  $1");
      const [once, again, other] = [text, text, shifted].map((t) => graphSvg(networkGraph(parseModule(t))));
      assert.equal(once, again);
      assert.equal(once, other);
    }
  });

  it("stay small: a 32×32 array is as large as a 4×4 array", () => {
    const size = (n: number): readonly number[] => [networkGraph(parseModule(systolic(n)))].flatMap((g) => [g.nodes.length, g.edges.length]);
    assert.deepEqual(size(32), size(4));
  });

  it("draw an unfolded grid in rows and columns, with those that feed it at its sides", () => {
    const p = placed(networkGraph(parseModule(systolic(4)), { unfold: true }));
    const at = new Map(p.nodes.flatMap(({ node, box }) => (node.kind === "kernel" ? [[node.name, box] as const] : [])));
    const middle = (name: string): { readonly x: number; readonly y: number } => at.get(name) ?? assert.fail(name);
    assert.equal(middle("loadRow[2]").y, middle("pe[2, 3]").y);
    assert.equal(middle("loadColumn[1]").x, middle("pe[3, 1]").x);
    assert.ok(middle("loadRow[0]").x < middle("pe[0, 0]").x && middle("pe[0, 3]").x < middle("drainRow[0]").x);
    assert.ok(middle("loadColumn[0]").y < middle("pe[0, 0]").y && middle("pe[3, 0]").y < middle("drainColumn[0]").y);
  });

  it("escape names", () => {
    const m = parseModule(networks.get("odd-names") ?? "");
    const svg = graphSvg(networkGraph(m));
    assert.ok(svg.includes("graph &quot;größer&quot; &lt;&amp;&gt;") && svg.includes(oddNames.kernel) && svg.includes("$x\ufffd"));
    assert.ok(svg.includes("--&gt;") && svg.includes("\\n]]&gt;{}|"));
    assert.ok(graphDot(networkGraph(m)).startsWith("digraph \"graph \\\"größer\\\" <&>\" {"));
    assert.ok(graphDot(networkGraph(m)).includes("label=\"\\\\n]]>{}|\""));
  });

  it("show tokens where they are known", () => {
    const m = parseModule(networks.get("systolic-4") ?? "");
    const g = networkGraph(m, { tokens: ({ name }) => (name.startsWith("h") ? 32 : name === "v[0][0]" ? 7 : undefined) });
    const traffic = g.edges.flatMap((e) => (e.kind === "stream" ? [e.traffic] : []));
    const four = { total: 128, each: 32 };
    assert.deepEqual(traffic, [four, { total: 384, each: 32 }, four, undefined, undefined, undefined]);
    assert.match(graphText(g), /h ×12: inside pe 4×4; .*; 384 tokens, 32 each\n/);
  });

  it("call the parts of instances a layout only when they are one", () => {
    const layout = (subscript: string, count: number): string | undefined => {
      const m = parseModule(`
        func f(a: int8[12], b: int8[12], p: index) { for i: index = 0 to ${count} { b[p] = a[${subscript}] } }
        region r(A: int8[12], B: int8[12]) {
          ${[0, 1, 2].map((p) => `run f(A, B, ${p}:index) as f[${p}]`).join("\n")}
        }`);
      const [use] = networkGraph(m).edges;
      return use?.kind === "tensor" ? use.layout : assert.fail();
    };
    assert.equal(layout("p * 4 + i", 4), "[Shard<0>]");
    assert.equal(layout("i * 3 + p", 4), undefined, "every third element");
    assert.equal(layout("p * 3 + i", 6), undefined, "overlaps that no halo explains");
    assert.equal(layout("p * 2 + i", 8), "[Shard<0, { halo: 3 }>]");
    assert.equal(layout("i", 12), undefined, "all use all");
  });

  it("take tokens from the rates of streams", () => {
    const m = parseModule(networks.get("pipeline") ?? "");
    const [raw, scaled] = m.top.kind === "region" ? m.top.streams : [];
    assert.ok(raw !== undefined && scaled !== undefined);
    const tokens = tokensOfRates([
      { name: "raw", stream: raw, puts: { count: 16 } }, { name: "scaled", stream: scaled, puts: { count: { reason: "a loop without bound" } } },
    ]);
    const shown = networkGraph(m, { tokens }).edges.flatMap((e) => (e.kind === "stream" ? [[e.name, e.traffic]] : []));
    assert.deepEqual(shown, [["raw", { total: 16, each: 16 }], ["scaled", undefined]]);
  });

  it("tell two runs of one region apart, by the names that executors give them", () => {
    const m = parseModule(`
      func relay(in: stream<int32, 1>, out: stream<int32, 1>) { get x: int32 from in put out, x }
      func stage(in: stream<int32, 1>, out: stream<int32, 1>) network {
        mid: stream<int32, 1>
        run relay(in, mid) as first
        run relay(mid, out) as second
      }
      func source(A: int32[1], to: stream<int32, 1>) { put to, A[0] }
      func sink(in: stream<int32, 1>, A: int32[1]) { get x: int32 from in A[0] = x }
      region top(A: int32[1], B: int32[1]) {
        a: stream<int32, 1>
        b: stream<int32, 1>
        c: stream<int32, 1>
        run source(A, a)
        run stage(a, b)
        run stage(b, c)
        run sink(c, B)
      }`);
    assert.deepEqual(verifyModule(m), []);
    const text = graphText(networkGraph(m));
    for (const name of ["stage[0]", "stage[1]"]) assert.ok(text.includes(name), text);
    assert.equal(text.match(/^ *(first|second)$/gm)?.length, 4);
  });

  it("show missing ends, and name streams that nobody uses", () => {
    const m = parseModule(`
      func f(s: stream<int8, 1>) { put s, int8(1) }
      region r() {
        s: stream<int8, 1>
        t: stream<int8, 1>[2]
        run f(s)
      }`);
    const g = networkGraph(m);
    assert.deepEqual(g.unused, ["t[0]", "t[1]"]);
    assert.match(graphText(g), /s: f → nobody; int8, depth 1\n\nstreams that nobody uses\n {2}t\[0\]\n {2}t\[1\]$/);
    assert.match(graphSvg(g), /<g class="open">.*nobody uses t\[0\], t\[1\]/s);
  });
});

interface Plan {
  readonly kernels: number;
  /** From one kernel to another, or itself. */
  readonly streams: readonly (readonly [from: number, to: number])[];
  /** The inner region of each kernel; 0 is the outermost. */
  readonly regions: readonly number[];
  /** Which kernels read the first tensor and write the second. */
  readonly reads: readonly boolean[];
  readonly writes: readonly boolean[];
}

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 1, max: 9 }).chain((kernels) => {
  const kernel = fc.integer({ min: 0, max: kernels - 1 });
  const flags = fc.array(fc.boolean(), { minLength: kernels, maxLength: kernels });
  return fc.record({
    kernels: fc.constant(kernels), streams: fc.array(fc.tuple(kernel, kernel), { maxLength: 16 }),
    regions: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: kernels, maxLength: kernels }), reads: flags, writes: flags,
  });
});

function planText({ kernels, streams, regions, reads, writes }: Plan): string {
  const all = [...Array(kernels).keys()];
  const [type, tensor] = ["stream<int8, 3>", "int8[8]"];
  const inRegion = (r: number): readonly number[] => all.filter((k) => regions[k] === r);
  const homeOf = ([a, b]: readonly [number, number]): number => (regions[a] === regions[b] ? regions[a] ?? 0 : 0);
  const ends = (k: number): readonly number[] => [...streams.keys()].filter((s) => streams[s]?.includes(k));
  const tensorsOf = (k: number): readonly string[] => [...(reads[k] === true ? ["X"] : []), ...(writes[k] === true ? ["Y"] : [])];
  const params = (names: readonly string[]): string => names.map((n) => `${n}: ${n === "X" || n === "Y" ? tensor : type}`).join(", ");
  const argsOf = (k: number): readonly string[] => [...ends(k).map((s) => `s${s}`), ...tensorsOf(k)];
  const kernelText = (k: number): string => `func k${k}(${params(argsOf(k))}) {
    ${ends(k).flatMap((s) => [...(streams[s]?.[0] === k ? [`put s${s}, int8(1)`] : []), ...(streams[s]?.[1] === k ? [`get v${s}: int8 from s${s}`] : [])]).join("\n")}
    ${reads[k] === true ? "let x: int8 = X[0]" : ""}
    ${writes[k] === true ? "Y[0] = int8(1)" : ""}
  }`;
  const outer = (r: number): readonly string[] => [...new Set(inRegion(r).flatMap(argsOf))].filter((n) => !n.startsWith("s") || homeOf(streams[Number(n.slice(1))] ?? [0, 0]) !== r);
  const declared = (r: number): readonly string[] => [...streams.keys()].filter((s) => homeOf(streams[s] ?? [0, 0]) === r).map((s) => `s${s}: ${type}`);
  const runs = (r: number): readonly string[] => inRegion(r).map((k) => `run k${k}(${argsOf(k).join(", ")})`);
  const inner = [1, 2].filter((r) => inRegion(r).length > 0);
  return [
    ...all.map(kernelText),
    ...inner.map((r) => `func r${r}(${params(outer(r))}) network {\n${[...declared(r), ...runs(r)].join("\n")}\n}`),
    `region top(X: ${tensor}, Y: ${tensor}) {\n${[...declared(0), ...runs(0), ...inner.map((r) => `run r${r}(${outer(r).join(", ")})`)].join("\n")}\n}`,
  ].join("\n");
}

describe("pictures of random networks", () => {
  it("draw everything once and apart", () => {
    fc.assert(fc.property(plans, (plan) => {
      const m = parseModule(planText(plan));
      assert.deepEqual(verifyModule(m).filter((p) => p.rule !== "let"), []);
      checkPicture(networkGraph(m));
    }), { numRuns: runs(40) });
  });
});
