/** Looks for arguments on which two modules differ, by running both in the interpreter: what it finds is so. */
import { interpret, RunError, StepLimitError, type InterpretArg, type States } from "../ir/interpret.js";
import type { Module } from "../ir/ir.js";
import { leavesOf, type Type } from "../ir/types.js";
import { allFunctions } from "../ir/walk.js";
import type { Value } from "../numeric/convert.js";
import { argumentsFor } from "./inputs.js";

export interface Counterexample {
  readonly kind: "different";
  /** What differs: `C[3][4]`, `the result`, `line 2 of what is printed`, `the run`. */
  readonly output: string;
  /** Arguments of the top, as lib/ir/interpret.ts takes them. */
  readonly input: readonly InterpretArg[];
  /** The arguments of the calls before that one: there are some only where states keep something. */
  readonly before: readonly (readonly InterpretArg[])[];
  /** What the first and the second give. */
  readonly a: Value | string;
  readonly b: Value | string;
}

export interface Effort {
  /** How many sets of arguments are tried. */
  readonly inputs: number;
  /** Statements and iterations of each run; longer ones are not looked at. */
  readonly steps: number;
}

/** The first difference that is found; `undefined` says nothing. */
export function findDifference(a: Module, b: Module, effort: Effort): Counterexample | undefined {
  const functions = [...allFunctions(a), ...allFunctions(b)];
  if (functions.some((f) => f.external !== undefined)) return undefined;
  if (a.top.params.some((p) => p.type.kind === "stream")) return undefined;
  const calls = functions.some((f) => f.states.length > 0) ? 3 : 1;
  for (let n = 0; n < effort.inputs; n++) {
    const [mine, theirs]: readonly [States, States] = [new Map(), new Map()];
    const before: InterpretArg[][] = [];
    for (let c = 0; c < calls; c++) {
      const input = argumentsFor(a.top.params, n + c * 1000);
      const [x, y] = [seen(a, input, mine, effort.steps), seen(b, input, theirs, effort.steps)];
      if (x === undefined || y === undefined) break;
      const found = difference(x, y);
      if (found !== undefined) return { kind: "different", ...found, input, before };
      if (x.stopped !== undefined) break;
      before.push(input);
    }
  }
  return undefined;
}

/** What is seen of a run: named values, lines, and the error that stopped it. */
interface Seen {
  readonly values: readonly { readonly values: readonly Value[]; readonly name: (at: number) => string }[];
  readonly printed: readonly string[];
  readonly leftOver: string;
  readonly stopped?: string;
}

function seen(m: Module, input: readonly InterpretArg[], states: States, stepLimit: number): Seen | undefined {
  const args = input.map((a) => (Array.isArray(a) ? [...a] : a));
  const printed: string[] = [];
  try {
    const { results, leftOver } = interpret(m, args, { states, stepLimit, print: (line) => printed.push(line) });
    const types = m.top.kind === "func" ? m.top.results : [];
    const given = results.map((r, i) => named(results.length === 1 ? "the result" : `result ${i + 1}`, types[i], r));
    const written = m.top.params.map((p, i) => named(p.sym.name, p.type, args[i]));
    const inStreams = leftOver.map((l) => `${l.count} left over in ${l.stream}`);
    return { values: [...given, ...written], printed, leftOver: inStreams.join(", ") };
  } catch (error) {
    if (error instanceof RunError) return { values: [], printed, leftOver: "", stopped: `stops: ${error.message}` };
    if (error instanceof StepLimitError) return undefined;
    throw error;
  }
}

function named(name: string, type: Type | undefined, v: InterpretArg | undefined): Seen["values"][number] {
  return { values: Array.isArray(v) ? v : v === undefined ? [] : [v], name: (at) => elementName(name, type, at) };
}

/** `C[3][4]`, of structs `C[3].x`. */
export function elementName(name: string, type: Type | undefined, at: number): string {
  if (type === undefined || type.kind === "stream") return name;
  const leaves = leavesOf(type.kind === "tensor" ? type.element : type);
  const path = (leaves[at % leaves.length]?.path ?? []).map((f) => `.${f}`).join("");
  return `${name}${type.kind === "tensor" ? subscripts(type.shape, Math.floor(at / leaves.length)) : ""}${path}`;
}

/** `[3][4]` for a place in row-major order. */
export function subscripts(shape: readonly number[], at: number): string {
  let rest = at;
  const found = [...shape].reverse().map((extent) => {
    const s = rest % extent;
    rest = Math.floor(rest / extent);
    return `[${s}]`;
  });
  return found.reverse().join("");
}

type Difference = Pick<Counterexample, "output" | "a" | "b">;

function difference(x: Seen, y: Seen): Difference | undefined {
  if (x.stopped !== undefined || y.stopped !== undefined) {
    // Which of several errors stops a run first, and what was printed before it, may change with the order.
    if (x.stopped !== undefined && y.stopped !== undefined) return undefined;
    return { output: "the run", a: x.stopped ?? "ends", b: y.stopped ?? "ends" };
  }
  for (const [i, { values, name }] of x.values.entries()) {
    const others = y.values[i]?.values ?? [];
    const at = values.findIndex((v, k) => !Object.is(v, others[k]));
    if (at >= 0) return { output: name(at), a: values[at] ?? "nothing", b: others[at] ?? "nothing" };
  }
  const line = differentLine(x.printed, y.printed);
  if (line !== undefined || x.leftOver === y.leftOver) return line;
  return { output: "the streams", a: x.leftOver, b: y.leftOver };
}

function differentLine(x: readonly string[], y: readonly string[]): Difference | undefined {
  const lines = x.length > y.length ? x : y;
  const at = lines.findIndex((_, i) => x[i] !== y[i]);
  if (at < 0) return undefined;
  return { output: `line ${at + 1} of what is printed`, a: x[at] ?? "nothing", b: y[at] ?? "nothing" };
}
