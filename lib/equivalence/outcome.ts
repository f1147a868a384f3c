/** Everything that can be seen of a module's runs, as nodes. */
import type { Span } from "../diagnostics/source.js";
import type { Func, Module, State } from "../ir/ir.js";
import { typeName, type ScalarType, type TensorType, type Type } from "../ir/types.js";
import { allFunctions } from "../ir/walk.js";
import { lowerFixed } from "../passes/lower-fixed.js";
import { splitStructs } from "../passes/split-structs.js";
import { call } from "./execute.js";
import type { Returned } from "./endings.js";
import type { Graph } from "./graph.js";
import { canonical } from "./integers.js";
import type { Cell } from "./memory.js";
import { runRegion } from "./regions.js";
import { Run, scalarOf, sizeOf, symbolOf, type Event, type Limits } from "./run.js";
import { Undecided } from "./undecided.js";

/** A result, tensor parameter or state after the run: one node a scalar, in row-major order. */
export interface Output {
  readonly name: string;
  readonly shape: readonly number[];
  readonly nodes: Int32Array;
  readonly span: Span;
}

export interface Outcome {
  readonly outputs: readonly Output[];
  readonly events: readonly Event[];
  readonly steps: number;
}

/** Runs `m` with a symbol for every element of its parameters and for whatever its states hold. */
export function outcomeOf(graph: Graph, module: Module, limits: Limits): Outcome {
  const m = lowerFixed(splitStructs(module));
  const run = new Run(graph, m, limits);
  let symbols = 0;
  const bind = (id: number, type: Type): void => {
    if (type.kind === "stream") throw new Undecided("a function of streams runs only in a region", m.top.span);
    const element = scalarOf(type.kind === "tensor" ? type.element : type);
    const length = type.kind === "tensor" ? sizeOf(type) : 1;
    const unknowns = Int32Array.from({ length }, () => symbolOf(graph, symbols++, element));
    if (type.kind === "tensor") run.tensors.set(id, run.allocate(type, unknowns));
    else run.declare({ name: "", id }, unknowns[0] ?? 0);
  };
  for (const p of m.top.params) bind(p.sym.id, p.type);
  for (const { state } of statesOf(m)) bind(state.sym.id, state.type);
  const { outputs, events } = runTop(run, m);
  return { outputs: [...outputs, ...parameters(run, m), ...states(run, m)], events, steps: run.steps };
}

function runTop(run: Run, m: Module): Pick<Outcome, "outputs" | "events"> {
  const { top } = m;
  if (top.kind === "region") return { outputs: [], events: runRegion(run, m, top) };
  const args = top.params.map(({ sym, type }): Returned => (
    type.kind === "tensor" ? run.tensor(sym) : (run.scalars.data[sym.id] ?? 0)
  ));
  const results = call(run, top, args, top.span);
  const events = run.actions.flatMap((a) => (a.kind === "event" ? [a.event] : []));
  return { outputs: results.map((r, i) => resultOutput(run, top, r, i)), events };
}

function resultOutput(run: Run, top: Func, r: Returned, i: number): Output {
  const name = top.results.length === 1 ? "the result" : `result ${i + 1}`;
  if (typeof r !== "number") return tensorOutput(run, name, r, top.span);
  const type = top.results[i];
  const node = type?.kind === "float" || type?.kind === "bool" ? r : canonical(run.graph, r);
  return { name, shape: [], nodes: Int32Array.of(node), span: top.span };
}

function tensorOutput({ graph }: Run, name: string, cell: Cell, span: Span): Output {
  const nodes = cell.kind === "integer" ? cell.data.map((n) => canonical(graph, n)) : cell.data;
  return { name, shape: cell.shape, nodes, span };
}

function parameters(run: Run, m: Module): readonly Output[] {
  const tensors = m.top.params.filter((p) => p.type.kind === "tensor");
  return tensors.map(({ sym, span }) => tensorOutput(run, sym.name, run.tensor(sym), span));
}

function states(run: Run, m: Module): readonly Output[] {
  return statesOf(m).map(({ key, state: { sym, type, span } }): Output => {
    const name = `the state ${key}`;
    if (type.kind === "tensor") return tensorOutput(run, name, run.tensor(sym), span);
    const node = run.scalars.data[sym.id] ?? 0;
    const form = type.kind === "float" || type.kind === "bool" ? node : canonical(run.graph, node);
    return { name, shape: [], nodes: Int32Array.of(form), span };
  });
}

/** The states of a module with what they are recognised by in another: function, name and type. */
function statesOf(m: Module): readonly { readonly key: string; readonly state: State }[] {
  return allFunctions(m).flatMap((f) => f.states.map((state) => (
    { key: f.sym.id === m.top.sym.id ? state.sym.name : `${f.sym.name}.${state.sym.name}`, state }
  )));
}

/** Why `a` and `b` cannot be compared: they take, give or keep different things. */
export function mismatch(a: Module, b: Module): string | undefined {
  const [mine, theirs] = [a, b].map(signature) as [readonly string[], readonly string[]];
  const at = mine.findIndex((line, i) => line !== theirs[i]);
  if (at >= 0) return `the first has ${mine[at] ?? ""}, the second ${theirs[at] ?? "nothing like it"}`;
  const more = theirs[mine.length];
  return more === undefined ? undefined : `the second has ${more}, the first nothing like it`;
}

function signature(m: Module): readonly string[] {
  const results = m.top.kind === "func" ? m.top.results : [];
  return [
    ...m.top.params.map((p, i) => `a parameter ${i + 1} of ${describe(p.type)}`),
    ...results.map((t, i) => `a result ${i + 1} of ${describe(t)}`),
    ...statesOf(m).map(({ key, state: { type, init } }) => (
      `a state ${key} of ${describe(type)} that starts with ${init.map(text).join(", ")}`
    )),
  ];
}

const text = (v: State["init"][number]): string => (Object.is(v, -0) ? "-0" : String(v));

/** The name of a type, with the fields of structs. */
function describe(t: ScalarType | TensorType | Type): string {
  switch (t.kind) {
    case "tensor":
      return `Tensor<${describe(t.element)}, [${t.shape.join(", ")}]>`;
    case "struct":
      return `${t.name} { ${t.fields.map((f) => `${f.name}: ${describe(f.type)}`).join(", ")} }`;
    default:
      return typeName(t);
  }
}
