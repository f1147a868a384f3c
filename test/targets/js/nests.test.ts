/**
 * Random loop nests with linear subscripts, many of them out of bounds: what range analysis proves, what is hoisted and
 * what is kept in variables must not change what the interpreter says, nor where it stops.
 */
import fc from "fast-check";
import { parseModule } from "../../../lib/ir/parse.js";
import { drawFrom, type Draw } from "../../support/generate/draw.js";
import { agree, runs, withSpans } from "./agree.js";

const tensors = [
  { name: "A", dims: 2, element: "float32" }, { name: "B", dims: 2, element: "float32" },
  { name: "u", dims: 1, element: "float32" }, { name: "C", dims: 2, element: "int32" },
  { name: "v", dims: 1, element: "int8" },
] as const;
type Tensor = (typeof tensors)[number];

const extent = 5;

function subscript(d: Draw, vars: readonly string[]): string {
  const v = d.pick(["1", ...vars]);
  const w = d.pick(["1", ...vars]);
  return d.pick([v, v, v, `${v} - 1`, `${v} + 1`, `${v} - ${w}`, `${v} - ${w} - 1`, `${v} - ${w} - 2`, `2 * ${v}`, `4 - ${v}`, `min(${v}, 4)`]);
}

function access(d: Draw, t: Tensor, vars: readonly string[]): string {
  return `${t.name}[${Array.from({ length: t.dims }, () => subscript(d, vars)).join(", ")}]`;
}

function value(d: Draw, element: string, vars: readonly string[], depth: number): string {
  const load = access(d, d.pick(tensors.filter((t) => t.element === element)), vars);
  if (depth === 0 || d.oneIn(3)) return load;
  const [a, b] = [value(d, element, vars, depth - 1), value(d, element, vars, depth - 1)];
  if (element === "float32") return d.pick([`(${a} * ${b})`, `(${a} + ${b})`, `select(${condition(d, vars)}, ${a}, ${b})`, `float32(${d.pick(vars)})`, `(x * ${a})`, "(x + x)"]);
  return `${element}(${d.pick([`(${a} + ${b})`, `(${a} * ${b})`, d.pick(vars), `(${a} - ${d.pick(vars)})`, "s"])})`;
}

function condition(d: Draw, vars: readonly string[]): string {
  const compare = (): string => `${d.pick(vars)} ${d.pick(["<", "<=", ">", "!=", "==", ">="])} ${subscript(d, vars)}`;
  return d.pick([compare(), compare(), `${compare()} && ${compare()}`, `!(${compare()} || ${compare()})`]);
}

/** Loop ids for jumps out of nested loops: `#n`. */
interface Place {
  readonly vars: readonly string[];
  readonly loops: number;
  readonly aliases: { count: number };
}

function statement(d: Draw, p: Place, depth: number): string {
  const t = d.pick(tensors);
  const target = access(d, t, p.vars);
  const store = (): string => `${target} = ${value(d, t.element, p.vars, 2)}`;
  const update = (): string => (t.element === "float32" ? `${target} = ${target} + ${value(d, t.element, p.vars, 2)}` : `${target} = ${t.element}(${target} + ${d.pick(p.vars)})`);
  const nest = (): string => (depth > 0 ? loop(d, p, depth - 1) : store());
  const guarded = (): string => `if ${condition(d, p.vars)} {\n${body(d, p, depth - 1)}}`;
  const jump = (): string => `if ${condition(d, p.vars)} {\n${d.pick([`${d.pick(["break", "continue"])} #${d.below(p.loops) + 1}`, "return"])}\n}`;
  const scalar = (): string => d.pick([`x = ${value(d, "float32", p.vars, 1)}`, `s = int32(s + ${subscript(d, p.vars)})`]);
  const alias = (): string => {
    const name = `k${p.aliases.count++}`;
    const init = subscript(d, p.vars);
    return `const ${name}: int32 = int32(${init})\n${statement(d, { ...p, vars: [...p.vars, name] }, depth)}`;
  };
  return d.pick([nest, nest, update, store, guarded, nest, scalar, alias, jump])();
}

function body(d: Draw, p: Place, depth: number): string {
  return Array.from({ length: d.between(1, 3) }, () => `${statement(d, p, Math.max(depth, 0))}\n`).join("");
}

function loop(d: Draw, p: Place, depth: number): string {
  const name = `i${p.loops}`;
  const bound = (limit: string): string => d.pick([limit, limit, ...p.vars, subscript(d, p.vars)]);
  const inner = { ...p, vars: [...p.vars, name], loops: p.loops + 1 };
  const down = d.oneIn(4);
  const range = down ? `${bound("4")} to ${bound("-1")} step -${d.between(1, 2)}` : `${bound("0")} to ${bound("5")} step ${d.between(1, 2)}`;
  return `for ${name}: index = ${range} #${inner.loops} {\n${body(d, inner, depth)}}`;
}

function program(tape: readonly number[]): string {
  const d = drawFrom(tape);
  const params = tensors.map((t) => `${t.name}: ${t.element}[${Array.from({ length: t.dims }, () => extent).join(", ")}]`);
  const nests = Array.from({ length: 2 }, (_, i) => loop(d, { vars: ["n", "s"], loops: 0, aliases: { count: 10 * i } }, 2));
  return `top func f(${params.join(", ")}, n: int32) {\nlet x: float32 = 0.5f\nlet s: int32 = 1\n${nests.join("\n")}\nu[0] = x\nC[0, 0] = s\n}`;
}

const programs = fc.array(fc.nat(255), { minLength: 40, maxLength: 200, size: "max" }).map(program);

describe("targets/js loop nests", () => {
  it("agree with the interpreter", function () {
    this.timeout(runs(120_000));
    fc.assert(fc.property(programs, fc.integer({ min: -1, max: 6 }), (text, n) => {
      const m = withSpans(parseModule(text));
      const args = tensors.map((t) => Array.from({ length: extent ** t.dims }, (_, i) => (t.element === "float32" ? (i % 7) / 4 : BigInt(i % 5))));
      agree(m, [...args, BigInt(n)]);
    }), { numRuns: runs(500) });
  });
});
