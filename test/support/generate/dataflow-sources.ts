/**
 * Random regions as source text. A chain of stages, each of which takes tokens from the lanes of one array of streams and
 * gives them to those of the next: grids, gathers, merges, inner regions, kernels that ask. Depths and counts are drawn too,
 * so many of them deadlock or leave values over.
 */
import type { Draw } from "./draw.js";

/** What streams carry, and how it becomes an int32 and is made of one. */
interface Token {
  readonly type: string;
  /** As a value that describes the type. */
  readonly value: string;
  readonly toInt: (v: string) => string;
  readonly ofInt: (x: string) => string;
}

const scalars: readonly Token[] = [
  { type: "int32", value: "int32", toInt: (v) => v, ofInt: (x) => x },
  { type: "int8", value: "int8", toInt: (v) => `int32(${v})`, ofInt: (x) => `int8(${x})` },
  { type: "Int<100>", value: "Int<100>", toInt: (v) => `int32(${v} >> 37)`, ofInt: (x) => `Int<100>(${x}) << 37` },
  { type: "Fixed<14, 5>", value: "Fixed<14, 5>", toInt: (v) => `int32(${v} * 2)`, ofInt: (x) => `Fixed<14, 5>(${x})` },
  { type: "bool", value: "bool", toInt: (v) => `(${v} ? 5 : 2)`, ofInt: (x) => `${x} > 3` },
  { type: "float32", value: "float32", toInt: (v) => `int32(${v} * 0.5)`, ofInt: (x) => `float32(${x})` },
];
const pair: Token = {
  type: "Pair", value: "dtype<Pair>()", toInt: (v) => `${v}.x + ${v}.y.z * 3`, ofInt: (x) => `{ x: int16(${x}), y: { z: int32(${x} + 1) } }`,
};
const block: Token = {
  type: "Tensor<int32, [2]>", value: "tensorOf(int32, [2])", toInt: (v) => `${v}[0] - ${v}[1]`, ofInt: (x) => `two(${x})`,
};

/** The streams between two stages: `shape` is empty for a single one. */
interface Link {
  readonly name: string;
  readonly shape: readonly number[];
  readonly token: Token;
  /** So many tokens go through each lane. */
  readonly tokens: number;
}

interface Program {
  readonly d: Draw;
  /** Declarations beside the region and within it. */
  readonly outside: string[];
  readonly inside: string[];
  made: number;
}

const head = `interface Pair { x: int16; y: { z: int32 } }
enum Kind { First, Second = 5 }
const table = [[3, 1, 4, 1], [5, 9, 2, 6]];
function two(x: int32): Tensor<int32, [2]> { const t = zeros(int32, [2]); t[0] = x * 2; t[1] = x; return t; }
`;

/** A region `top` over A, 8 numbers, and B, 64 numbers. */
export function dataflowSource(d: Draw): string {
  const program: Program = { d, outside: [], inside: [], made: 0 };
  let link = send(program);
  for (let stages = d.between(1, 4); stages > 0; stages--) link = d.pick(stageMakers)(program, link);
  d.pick([receive, receiveSharded, receiveReduced])(program, link);
  const body = shuffled(d, program.inside).map((s) => `  ${s.replaceAll("\n", "\n  ")}`).join("\n");
  return `${head}${program.outside.join("\n")}
@region()
export function top(A: Tensor<int32, [8]>, B: Tensor<int32, [64]>): void {
${body}
}
`;
}

/** Streams must be declared before their use as arguments, so they keep the front. */
function shuffled(d: Draw, parts: readonly string[]): readonly string[] {
  const isStream = (s: string): boolean => s.startsWith("const ");
  const rest = parts.filter((s) => !isStream(s));
  return [...parts.filter(isStream), ...(d.oneIn(2) ? rest.reverse() : rest)];
}

function fresh(p: Program, stem: string): string {
  return `${stem}${p.made++}`;
}

function newLink(p: Program, shape: readonly number[], tokens: number, token = newToken(p.d)): Link {
  const name = fresh(p, "s");
  const options = `{ depth: ${p.d.pick([4, 2, 1, 8])} }`;
  p.inside.push(`const ${name} = ${shape.length === 0 ? "stream" : "streams"}(${[token.value, ...(shape.length === 0 ? [] : [`[${shape.join(", ")}]`]), options].join(", ")});`);
  return { name, shape, token, tokens };
}

function newToken(d: Draw): Token {
  return d.oneIn(4) ? d.pick([pair, block]) : d.pick(scalars);
}

function lanesOf({ shape }: Link): number {
  return shape.reduce((a, b) => a * b, 1);
}

const index = (name: string, subscripts: readonly string[]): string => name + subscripts.map((s) => `[${s}]`).join("");

/** Sometimes one too few or too many: values are left over, or somebody waits for ever. */
function nearly(d: Draw, n: number): number {
  return d.oneIn(12) ? Math.max(1, n + d.pick([1, -1])) : n;
}

function kernel(p: Program, stem: string, options: string, params: string, body: string): void {
  p.inside.push(`@kernel(${options})\nfunction ${fresh(p, stem)}(${params}) {\n${body}\n}`);
}

/** Statements over all lanes of `link`, written out or with subscripts that are known only at run time. */
function overLanes(p: Program, link: Link, body: (stream: string, lane: string) => string): string {
  const names = link.shape.map(() => fresh(p, "i"));
  const isWritten = p.d.oneIn(2);
  const loops = names.map((n, at) => (isWritten ? `for (const ${n} of unrolled(${link.shape[at]}))` : `for (let ${n} = 0; ${n} < ${link.shape[at]}; ${n}++)`));
  const lane = names.reduce((sum, n, at) => (at === 0 ? n : `(${sum}) * ${link.shape[at]} + ${n}`), "0");
  return `${loops.join(" ")} {\n${body(index(link.name, names), lane)}\n}`;
}

function calculation(d: Draw, x: string, place: string): string {
  return d.pick([`${x} + 1`, `${x} * 3 - ${place}`, `${x} ^ ${place}`, `${x} % 5 + table[1][2]`, `${place} === 1 ? ${x} : -${x}`, `${x} > ${place} ? ${x} - Kind.Second : ${x} + 2`]);
}

// ---- ends ---------------------------------------------------------------------------------------------------------------

function send(p: Program): Link {
  const { d } = p;
  const link = newLink(p, d.pick([[2], [], [4], [2, 2], [2, 1, 2]]), d.between(2, 8));
  kernel(p, "send", "{ args: [A] }", "a: Tensor<int32, [8]>", `for (let n = 0; n < ${nearly(d, link.tokens)}; n++) {
${overLanes(p, link, (s, lane) => `const x: int32 = a[n % 8] + ${lane};\n${s}.put(${link.token.ofInt("x")});`)}
}`);
  return link;
}

function receive(p: Program, link: Link): void {
  kernel(p, "receive", "{ args: [B] }", "b: Tensor<int32, [64]>", `for (let n = 0; n < ${nearly(p.d, link.tokens)}; n++) {
${overLanes(p, link, (s, lane) => `const v = ${s}.get();\nb[(n * ${lanesOf(link)} + ${lane}) % 64] += ${link.token.toInt("v")};`)}
}`);
}

/** The instance at each place takes its lane. */
function placesOf(link: Link): { readonly mapping: string; readonly pids: string; readonly names: readonly string[]; readonly place: string } {
  const extents = link.shape.length === 0 ? [1] : link.shape;
  const names = extents.map((_, i) => `p${i}`);
  const rank = extents.length === 1 ? "" : `<${extents.length}>`;
  const place = names.reduce((sum, n, i) => (i === 0 ? n : `(${sum}) * ${extents[i]} + ${n}`), "0");
  return { mapping: `[${extents.join(", ")}]`, pids: `const [${names.join(", ")}] = pid${rank}();`, names: link.shape.length === 0 ? [] : names, place };
}

function receiveSharded(p: Program, link: Link): void {
  const { shape } = link;
  if (shape.length !== 1 || 64 % lanesOf(link) !== 0) return receive(p, link);
  const own = 64 / (shape[0] ?? 1);
  kernel(p, "receive", `{ mapping: [${shape.join()}], args: [B] }`, "b: Tensor<int32, [64]> & Layout<[Shard<0>]>", `const [p0] = pid();
for (let n = 0; n < ${nearly(p.d, link.tokens)}; n++) {
const v = ${link.name}[${turned(p.d, "p0", shape[0] ?? 1)}].get();
b[n % ${own}] = b[(n + 1) % b.shape[0]] + ${link.token.toInt("v")};
}`);
}

function receiveReduced(p: Program, link: Link): void {
  const { mapping, pids, names } = placesOf(link);
  if (lanesOf(link) === 1) return receive(p, link);
  kernel(p, "receive", `{ mapping: ${mapping}, args: [B] }`, `b: Tensor<int32, [64]> & Layout<[Replicate], Reduce<"${p.d.pick(["sum", "max", "prod"])}">>`, `${pids}
for (let n = 0; n < ${nearly(p.d, link.tokens)}; n++) {
const v = ${index(link.name, names)}.get();
b[n % 64] += ${link.token.toInt("v")};
}`);
}

// ---- stages -------------------------------------------------------------------------------------------------------------

/** A subscript that is another lane at every place. */
function turned(d: Draw, name: string, extent: number): string {
  return d.pick([name, `${extent - 1} - ${name}`, `(${name} + 1) % ${extent}`, `((${name} - 1) % ${extent} + ${extent}) % ${extent}`]);
}

/** A grid with an instance for each lane, which does something else here and there. */
function grid(p: Program, from: Link): Link {
  const { d } = p;
  const to = newLink(p, from.shape, from.tokens);
  const { mapping, pids, names, place } = placesOf(from);
  const source = index(from.name, names.map((n, i) => turned(d, n, from.shape[i] ?? 1)));
  const target = index(to.name, names.map((n, i) => turned(d, n, from.shape[i] ?? 1)));
  const move = d.pick<Move>([direct, direct, byHelper, peeking, trying])(p, from, to, source, target, place);
  const other = direct(p, from, to, source, target, place);
  const condition = d.pick([`p0 === 0`, `(${place}) % 2 === 1`, `p0 > 0 && ${place} < 3`, `table[p0 % 2][1] === 9`]);
  const body = d.pick([move, withState(p, from, to, source, target, place), `if (${condition}) {\n${move}\nreturn;\n}\n${other}`, `if (${condition}) {\n${move}\n} else {\n${other}\n}`, `switch (p0) {\ncase 1: {\n${move}\nbreak;\n}\ndefault: {\n${other}\n}\n}`]);
  kernel(p, "pe", `{ mapping: ${mapping} }`, "", `${pids}\n${body}`);
  return to;
}

type Move = (p: Program, from: Link, to: Link, source: string, target: string, place: string) => string;

function counted(p: Program, from: Link, body: string): string {
  return `for (let n = 0; n < ${nearly(p.d, from.tokens)}; n++) {\n${body}\n}`;
}

function direct(p: Program, from: Link, to: Link, source: string, target: string, place: string): string {
  return counted(p, from, `const v = ${source}.get();
const x: int32 = ${from.token.toInt("v")};
const y: int32 = ${calculation(p.d, "x", place)};
${target}.put(${to.token.ofInt("y")});${p.d.oneIn(6) ? "\nif (y === -7) break;" : ""}`);
}

function byHelper(p: Program, from: Link, to: Link, source: string, target: string, place: string): string {
  const name = fresh(p, "hop");
  const inner = fresh(p, "give");
  p.outside.push(`function ${inner}(to: Stream<${to.token.type}>, x: int32): void { to.put(${to.token.ofInt("x")}); }
function ${name}(to: Stream<${to.token.type}>, from: Stream<${from.token.type}>, by: int32): void {
${counted(p, from, `const v = from.get();\n${inner}(to, ${calculation(p.d, from.token.toInt("v"), "by")});`)}
}`);
  return `${name}(${target}, ${source}, ${place});`;
}

function peeking(p: Program, from: Link, to: Link, source: string, target: string, place: string): string {
  return counted(p, from, `const seen = ${source}.peek();
const x: int32 = ${from.token.toInt("seen")};
if (x % 2 === 0 || ${place} > 5) ${target}.put(${to.token.ofInt("x")});
const v = ${source}.get();
const y: int32 = ${from.token.toInt("v")} + 1;
if (x % 2 !== 0 && ${place} <= 5) ${target}.put(${to.token.ofInt("y")});`);
}

/** Counts how often it asked in vain, so that the order of turns shows. */
function trying(p: Program, from: Link, to: Link, source: string, target: string, place: string): string {
  const asks = p.d.pick([
    `const [ok, v] = ${source}.tryGet();\nif (!ok) { vain++; continue; }`,
    `if (${source}.empty()) { vain++; continue; }\nconst v = ${source}.get();`,
  ]);
  const tells = p.d.pick([
    `while (${target}.full()) vain += 2;\n${target}.put(${to.token.ofInt("y")});`,
    `${target}.put(${to.token.ofInt("y")});`,
  ]);
  return `let done: int32 = 0;
let vain: int32 = 0;
while (done < ${from.tokens}) {
${asks}
done++;
const y: int32 = ${from.token.toInt("v")} + vain * 16 + ${place};
${tells}
}`;
}

function withState(p: Program, from: Link, to: Link, source: string, target: string, place: string): string {
  const name = fresh(p, "kept");
  return `const ${name} = state(int32, 3);\n${counted(p, from, `const v = ${source}.get();
${name}.value += ${from.token.toInt("v")} + ${place};
${target}.put(${to.token.ofInt(`${name}.value`)});`)}`;
}

/** One kernel that takes from all lanes and gives to other ones. */
function router(p: Program, from: Link): Link {
  const lanes = lanesOf(from);
  const to = newLink(p, p.d.pick([[2], [3], []]), from.tokens);
  const [out] = to.shape;
  const target = out === undefined ? to.name : `${to.name}[(at + 1) % ${out}]`;
  const give = `const y: int32 = ${from.token.toInt("v")};\n${target}.put(${to.token.ofInt("y")});\nat = (at + 1) % ${out ?? 1};`;
  kernel(p, "route", "", "", `let at: int32 = 0;\n${counted(p, from, overLanes(p, from, (s) => `const v = ${s}.get();\n${give}`))}`);
  return { ...to, tokens: Math.max(1, Math.floor((from.tokens * lanes) / (out ?? 1))) };
}

/** Puts the lanes' tokens together and deals them out again. */
function gathered(p: Program, from: Link): Link {
  const { d } = p;
  const [lanes] = from.shape;
  if (from.shape.length !== 1 || lanes === undefined || from.token.type !== "int32") return router(p, from);
  const to = newLink(p, [lanes], from.tokens, scalars[0]);
  const give = d.pick([`scatter(row, ${to.name});`, `broadcast(row[0] + row[1], ${to.name});`, `scatter(row, slice(${to.name}, [0, ${lanes}]));`]);
  kernel(p, "gatherer", "", "", counted(p, from, `const row = gather(${from.name});\nfor (let i = 0; i < ${lanes}; i++) row[i] += i;\n${give}`));
  return to;
}

function merged(p: Program, from: Link): Link {
  const [lanes] = from.shape;
  if (from.shape.length !== 1 || lanes === undefined || from.token.type.startsWith("Tensor")) return router(p, from);
  const to = newLink(p, [], from.tokens * lanes);
  kernel(p, "merger", "", "", `for (let n = 0; n < ${nearly(p.d, to.tokens)}; n++) {
const [v, which] = merge(${from.name});
const y: int32 = ${from.token.toInt("v")} * 4 + which;
${to.name}.put(${to.token.ofInt("y")});
}`);
  return to;
}

/** An inner region beside the kernels, as a function with a type parameter or as a class. */
function inner(p: Program, from: Link): Link {
  const { d } = p;
  if (from.shape.length > 0) return grid(p, from);
  const to = newLink(p, [], from.tokens);
  const name = fresh(p, d.pick(["inner", "Inner"]));
  const own = newToken(d);
  const depth = d.pick([2, 1]);
  const first = `for (let n = 0; n < ${from.tokens}; n++) { const v = this.from.get(); const y: int32 = ${from.token.toInt("v")}; this.own.put(${own.ofInt("y")}); }`;
  const second = `for (let n = 0; n < ${nearly(d, from.tokens)}; n++) { const v = this.own.get(); const y: int32 = ${own.toInt("v")} - 1; this.to.put(${to.token.ofInt("y")}); }`;
  if (name.startsWith("Inner")) {
    p.outside.push(`@region()
class ${name} {
from!: Stream<${from.token.type}>;
to!: Stream<${to.token.type}>;
own = stream(${own.value}, { depth: ${depth} });
@kernel() first() { ${first} }
@kernel() second() { ${second} }
}`);
    p.inside.push(`run(${name}, ${from.name}, ${to.name});`);
  } else {
    const isNumeric = scalars.includes(from.token) && from.token.type !== "bool";
    const [parameters, type, token] = isNumeric ? [`<T extends number = ${from.token.type}>`, "T", "dtype<T>()"] : ["", from.token.type, from.token.value];
    p.outside.push(`@region()
function ${name}${parameters}(from: Stream<${type}>, to: Stream<${to.token.type}>): void {
const own = stream(${token}, { depth: ${depth} });
@kernel() function second() { for (let n = 0; n < ${nearly(d, from.tokens)}; n++) { const v = own.get(); const y: int32 = ${isNumeric ? "int32(v)" : from.token.toInt("v")} - 1; to.put(${to.token.ofInt("y")}); } }
@kernel() function first() { for (let n = 0; n < ${from.tokens}; n++) own.put(from.get()); }
}`);
    p.inside.push(`${name}${isNumeric && d.oneIn(2) ? `<${from.token.type}>` : ""}(${from.name}, ${to.name});`);
  }
  return to;
}

/** A kernel that calls a region in a loop, in a grid. */
function calling(p: Program, from: Link): Link {
  const to = newLink(p, from.shape, from.tokens);
  const { mapping, pids, names, place } = placesOf(from);
  const name = fresh(p, "called");
  const size = p.d.between(1, 3);
  p.outside.push(`@region()
function ${name}<N extends number>(X: Tensor<int32, [N]>, Y: Tensor<int32, [N]>, k: int32): void {
const own = stream(int32, { depth: ${p.d.pick([2, 1])} });
@kernel({ args: [X] }) function read(x: Tensor<int32, [N]>) { for (const v of x) own.put(v + k); }
@kernel({ args: [Y] }) function write(y: Tensor<int32, [N]>) { for (let i = 0; i < ${p.d.oneIn(12) ? "y.shape[0] + 1" : "y.shape[0]"}; i++) y[i % y.shape[0]] = own.get(); }
}`);
  kernel(p, "caller", `{ mapping: ${mapping} }`, "", `${pids}
const x = zeros(int32, [2, ${size}]);
${counted(p, from, `const v = ${index(from.name, names)}.get();
for (let i = 0; i < ${size}; i++) x[0][i] = ${from.token.toInt("v")} + i;
${name}<${size}>(x[0], x[1], ${place});
const y: int32 = x[1][${size - 1}];
${index(to.name, names)}.put(${to.token.ofInt("y")});`)}`);
  return to;
}

/** Takes a way round a second kernel, and joins in another rhythm: shallow streams deadlock. */
function round(p: Program, from: Link): Link {
  if (from.shape.length > 0) return calling(p, from);
  const [near, far, to] = [newLink(p, [], from.tokens), newLink(p, [], from.tokens), newLink(p, [], from.tokens)];
  kernel(p, "fork", "", "", counted(p, from, `const v = ${from.name}.get();\nconst x: int32 = ${from.token.toInt("v")};\n${near.name}.put(${near.token.ofInt("x")});\n${far.name}.put(${far.token.ofInt("x")});`));
  kernel(p, "join", "", "", `let sum: int32 = 0;
for (let n = 0; n < ${from.tokens}; n++) {
const v = ${near.name}.get();
sum += ${near.token.toInt("v")};
if (n % 3 === 2 || n === ${from.tokens - 1}) for (let m = 0; m <= n % 3; m++) { const w = ${far.name}.get(); const y: int32 = sum - ${far.token.toInt("w")}; ${to.name}.put(${to.token.ofInt("y")}); }
}`);
  return to;
}

const stageMakers: readonly ((p: Program, from: Link) => Link)[] = [grid, grid, grid, router, gathered, merged, inner, calling, round];
