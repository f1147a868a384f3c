/**
 * Random networks of processes, as IR text: graphs with cycles, rates that fit or do not, depths that are too small, arrays
 * of streams, blocks and structs, kernels of one form at several places, regions in regions. Many deadlock or leave
 * something; none divides, or leaves a tensor. Each instance writes one element of `out`.
 */
import type { Draw } from "./draw.js";

/** What a network may do besides waiting. */
export interface NetworkOptions {
  /** `try…`, `empty`, `full`, several producers of one stream: results depend on the order of turns. */
  readonly asks: boolean;
}

const tokens = ["int32", "uint8", "int32[2, 2]", "Pair"] as const;

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly token: (typeof tokens)[number];
  readonly depth: number;
  /** How many tokens go through it in one round, at either end, and before the first round. */
  readonly puts: number;
  readonly gets: number;
  readonly first: number;
  /** As instances name it. */
  readonly name: string;
}

/** A process: its ends are those of `edges` at which it stands. */
interface Node {
  readonly at: number;
  readonly rounds: number;
  readonly ins: readonly Edge[];
  readonly outs: readonly Edge[];
}

/** The text of a module whose top is a region `top(out: int32[n])`; `n` is the number of its instances. */
export function networkText(d: Draw, options: NetworkOptions): { readonly text: string; readonly outputs: number } {
  const count = d.between(2, 6);
  const { edges, streams } = drawEdges(d, count, options);
  const rounds = d.between(1, 4);
  const nodes = Array.from({ length: count }, (_, at): Node => ({
    at, rounds: d.oneIn(16) ? rounds + 1 : rounds,
    ins: edges.filter((e) => e.to === at), outs: edges.filter((e) => e.from === at),
  }));
  const forms = new Map<string, string>();
  const functions: string[] = [];
  const runs = nodes.map((n) => instanceText(n, count, forms, functions, d, options));
  const { inner, top } = divided(d, nodes, runs, count);
  const text = [
    "struct Pair { a: int32, b: uint8 }", ...functions, ...inner,
    `region top(out: int32[${count}]) {`, ...streams.map((s) => `  ${s}`), ...top.map((r) => `  ${r}`), "}",
  ].join("\n");
  return { text, outputs: count };
}

function drawEdges(d: Draw, count: number, { asks }: NetworkOptions): { readonly edges: readonly Edge[]; readonly streams: readonly string[] } {
  const edges: Edge[] = [];
  const streams: string[] = [];
  // A chain joins all; the other edges go anywhere.
  const ends = [
    ...Array.from({ length: count - 1 }, (_, i) => [i, i + 1] as const),
    ...Array.from({ length: d.between(0, 3) }, () => [d.below(count), d.below(count)] as const),
  ];
  for (const [i, [from, to]] of ends.entries()) {
    const token = d.oneIn(3) ? d.pick(tokens) : "int32";
    const depth = d.between(1, 3);
    const puts = d.between(1, 3);
    const gets = d.oneIn(16) ? d.between(1, 3) : puts;
    const edge = { to, token, depth, puts, gets, first: from >= to && !d.oneIn(4) ? puts : 0 };
    const size = d.oneIn(4) ? d.between(2, 3) : 1;
    const producers = asks && size === 1 && d.oneIn(3) ? [from, d.below(count)] : [from];
    const shape = size === 1 ? "" : `[${d.oneIn(2) ? `${size}` : `1, ${size}`}]`;
    const isMerge = new Set(producers).size > 1;
    streams.push(`s${i}: stream<${token}, ${depth}>${shape}${isMerge ? " merge" : ""}`);
    const names = size === 1 ? [`s${i}`] : Array.from({ length: size }, (_, k) => `s${i}[${shape.startsWith("[1,") ? "0, " : ""}${k}]`);
    for (const name of names) {
      const all = [...new Set(producers)];
      all.forEach((p, k) => edges.push({ ...edge, from: p, to: k === 0 ? to : -1, gets: gets * all.length, name }));
    }
  }
  return { edges, streams };
}

// ---- functions ----------------------------------------------------------------------------------------------------------

/** `run …`; adds the function if there is none of its form. */
function instanceText(n: Node, count: number, forms: Map<string, string>, functions: string[], d: Draw, o: NetworkOptions): string {
  const side = (e: Edge, rate: number): string => `${e.token} ${e.depth} ${rate} ${e.first}`;
  const form = [n.rounds, ...n.ins.map((e) => `in ${side(e, e.gets)}`), ...n.outs.map((e) => `out ${side(e, e.puts)}`)].join(", ");
  const known = forms.get(form);
  const name = known ?? `k${forms.size}`;
  if (known === undefined) {
    forms.set(form, name);
    functions.push(functionText(name, n, count, d, o));
  }
  const args = [`${n.at}:index`, "out", ...[...n.ins, ...n.outs].map((e) => e.name)];
  return `run ${name}(${args.join(", ")}) as ${name}[${n.at}]`;
}

function functionText(name: string, n: Node, count: number, d: Draw, o: NetworkOptions): string {
  const params = [
    "p: index", `out: int32[${count}]`, ...n.ins.map((e, i) => `a${i}: stream<${e.token}, ${e.depth}>`),
    ...n.outs.map((e, i) => `b${i}: stream<${e.token}, ${e.depth}>`),
  ];
  const before = n.outs.flatMap((e, i) => Array.from({ length: e.first }, () => put(`b${i}`, e, d, { asks: false })));
  const actions = shuffled(d, [
    ...n.ins.map((e, i) => Array.from({ length: e.gets }, () => () => get(`a${i}`, e, d, o))),
    ...n.outs.map((e, i) => Array.from({ length: e.puts }, () => () => put(`b${i}`, e, d, o))),
  ].flat()).flatMap((f, i) => f().map((l) => l.replaceAll("#", String(i))));
  return [
    `func ${name}(${params.join(", ")}) {`,
    "  let acc: int32 = int32(p + 1)", "  alloc t: int32[2, 2] = 1:int32",
    ...before.flatMap((lines, i) => lines.map((l) => `  ${l.replaceAll("#", `f${i}`)}`)),
    `  for i: index = 0:index to ${n.rounds}:index {`, ...actions.map((l) => `    ${l}`), "  }",
    "  out[p] = acc", "}",
  ].join("\n");
}

/** Mostly what is got comes before what is put. */
function shuffled<T>(d: Draw, items: readonly T[]): readonly T[] {
  if (!d.oneIn(4)) return items;
  const left = [...items];
  return items.map(() => left.splice(d.below(left.length), 1)[0]).filter((x) => x !== undefined);
}

const sums: Readonly<Record<Edge["token"], string>> = {
  "int32": "x#", "uint8": "x#", "int32[2, 2]": "x#[0, 1] - x#[1, 0]", "Pair": "x#->a + x#->b",
};

/** 0: not at all. What fails may be missed, so most do not ask. */
function waysToAsk(d: Draw): number {
  return d.oneIn(4) ? d.pick([1, 2, 2, 2, 2, 2, 3]) : 0;
}

/** `#` stands for a number of the action's own. */
function get(stream: string, { token }: Edge, d: Draw, { asks }: NetworkOptions): readonly string[] {
  const sum = (more: string): string => `acc = int32(acc * 3 + ${sums[token]}${more})`;
  switch (asks ? waysToAsk(d) : 0) {
    case 1:
      return [`get try ok#, x#: ${token} from ${stream}`, sum(" + ok#")];
    case 2:
      return [`probe e#: empty ${stream}`, "acc = int32(acc * 5 + e#)", `get x#: ${token} from ${stream}`, sum("")];
    case 3:
      return [
        "let done#: bool = false", "while !done# {", `  get try ok#, x#: ${token} from ${stream}`, `  ${sum(" + ok#")}`,
        "  done# = ok#", "}",
      ];
    default:
      return [`get x#: ${token} from ${stream}`, sum("")];
  }
}

const values: Readonly<Record<Edge["token"], string>> = {
  "int32": "acc", "uint8": "uint8(acc)", "int32[2, 2]": "t", "Pair": "{acc, uint8(acc + 1)}",
};

function put(stream: string, { token }: Edge, d: Draw, { asks }: NetworkOptions): readonly string[] {
  const before = token === "int32[2, 2]" ? ["t[0, 1] = acc", "t[1, 0] = int32(acc * p)"] : [];
  const value = values[token];
  switch (asks ? waysToAsk(d) : 0) {
    case 1:
      return [...before, `put try ok#, ${stream}, ${value}`, "acc = int32(acc * 7 + ok#)"];
    case 2:
      return [...before, `probe e#: full ${stream}`, "acc = int32(acc * 5 + e#)", `put ${stream}, ${value}`];
    case 3:
      return [
        ...before, "let done#: bool = false", "while !done# {", `  put try ok#, ${stream}, ${value}`,
        "  acc = int32(acc + 1)", "  done# = ok#", "}",
      ];
    default:
      return [...before, `put ${stream}, ${value}`, "acc = int32(acc + 1)"];
  }
}

// ---- regions in regions -------------------------------------------------------------------------------------------------

/** Some of the instances put into an inner region, which an instance is, or a kernel calls. */
function divided(
  d: Draw, nodes: readonly Node[], runs: readonly string[], count: number,
): { readonly inner: readonly string[]; readonly top: readonly string[] } {
  if (!d.oneIn(3)) return { inner: [], top: runs };
  const from = d.below(nodes.length);
  const to = d.between(from, nodes.length - 1);
  const chosen = nodes.slice(from, to + 1);
  const used = new Map(chosen.flatMap((n) => [...n.ins, ...n.outs]).map((e) => [e.name, e]));
  const names = [...used.keys()];
  const params = [`out: int32[${count}]`, ...[...used.values()].map((e, i) => `c${i}: stream<${e.token}, ${e.depth}>`)];
  const renamed = runs.slice(from, to + 1).map((run) => (
    run.replace(/(?<=, )s\d+(\[[\d, ]+\])?(?=[,)])/g, (name) => `c${names.indexOf(name)}`)
  ));
  const region = [`func inner(${params.join(", ")}) network {`, ...renamed.map((r) => `  ${r}`), "}"].join("\n");
  const args = `(${["out", ...names].join(", ")})`;
  const rest = (callee: string): readonly string[] => [...runs.slice(0, from), `run ${callee}${args}`, ...runs.slice(to + 1)];
  if (!d.oneIn(2)) return { inner: [region], top: rest("inner") };
  const call = `  call inner(${["out", ...names.map((_, i) => `c${i}`)].join(", ")})`;
  return { inner: [region, [`func caller(${params.join(", ")}) {`, call, "}"].join("\n")], top: rest("caller") };
}
