/**
 * Random loop nests with linear subscripts, many of them out of bounds: what range analysis proves, what is hoisted and
 * what is kept in variables must not change what the interpreter says, nor where it stops.
 */
import fc from "fast-check";
import { parseModule } from "../../../lib/ir/parse.js";
import { drawFrom, type Draw } from "../../support/generate/draw.js";
import { runs } from "../../support/runs.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree } from "./agree.js";

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
  const near = [v, v, v, `${v} - 1`, `${v} + 1`];
  return d.pick([...near, `${v} - ${w}`, `${v} - ${w} - 1`, `${v} - ${w} - 2`, `2 * ${v}`, `4 - ${v}`, `min(${v}, 4)`]);
}

function access(d: Draw, t: Tensor, vars: readonly string[]): string {
  return `${t.name}[${Array.from({ length: t.dims }, () => subscript(d, vars)).join(", ")}]`;
}

function value(d: Draw, element: string, vars: readonly string[], depth: number): string {
  const load = access(d, d.pick(tensors.filter((t) => t.element === element)), vars);
  if (depth === 0 || d.oneIn(3)) return load;
  const [a, b] = [value(d, element, vars, depth - 1), value(d, element, vars, depth - 1)];
  const v = d.pick(vars);
  const both = [`(${a} * ${b})`, `(${a} + ${b})`];
  if (element !== "float32") return `${element}(${d.pick([...both, v, `(${a} - ${v})`, "s"])})`;
  return d.pick([...both, `select(${condition(d, vars)}, ${a}, ${b})`, `float32(${v})`, `(x * ${a})`, "(x + x)"]);
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
  const random = (): string => value(d, t.element, p.vars, 2);
  const store = (): string => `${target} = ${random()}`;
  const counted = (): string => `${t.element}(${target} + ${d.pick(p.vars)})`;
  const sum = (): string => (t.element === "float32" ? `${target} + ${random()}` : counted());
  const update = (): string => `${target} = ${sum()}`;
  const nest = (): string => (depth > 0 ? loop(d, p, depth - 1) : store());
  const guarded = (): string => `if ${condition(d, p.vars)} {\n${body(d, p, depth - 1)}}`;
  const leave = (): string => `${d.pick(["break", "continue"])} #${d.below(p.loops) + 1}`;
  const jump = (): string => `if ${condition(d, p.vars)} {\n${d.pick([leave(), "return"])}\n}`;
  const change = (): string => `s = int32(s + ${subscript(d, p.vars)})`;
  const scalar = (): string => d.pick([`x = ${value(d, "float32", p.vars, 1)}`, change()]);
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
  const [lo, hi] = down ? [bound("4"), bound("-1")] : [bound("0"), bound("5")];
  const range = `${lo} to ${hi} step ${down ? "-" : ""}${d.between(1, 2)}`;
  return `for ${name}: index = ${range} #${inner.loops} {\n${body(d, inner, depth)}}`;
}

function program(tape: readonly number[]): string {
  const d = drawFrom(tape);
  const params = tensors.map((t) => `${t.name}: ${t.element}[${t.dims === 1 ? extent : `${extent}, ${extent}`}]`);
  const aliases = { count: 0 };
  const nest = (): string => loop(d, { vars: ["n", "s"], loops: 0, aliases }, 2);
  return `top func f(${params.join(", ")}, n: int32) {
    let x: float32 = 0.5f
    let s: int32 = 1:int32
    ${nest()}
    ${nest()}
    u[0] = x
    C[0, 0] = s
  }`;
}

const programs = fc.array(fc.nat(255), { minLength: 40, maxLength: 200, size: "max" }).map(program);

describe("targets/js loop nests", () => {
  it("agree with the interpreter", function () {
    this.timeout(runs(120_000));
    fc.assert(fc.property(programs, fc.integer({ min: -1, max: 6 }), (text, n) => {
      const m = withOwnSpans(parseModule(text));
      const args = tensors.map(({ dims, element }) => (
        Array.from({ length: extent ** dims }, (_, i) => (element === "float32" ? (i % 7) / 4 : BigInt(i % 5)))
      ));
      agree(m, [...args, BigInt(n)]);
    }), { numRuns: runs(500) });
  });
});
