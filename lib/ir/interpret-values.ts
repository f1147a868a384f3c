/** What a running function holds, and what stops a run: shared by the parts of the interpreter. */
import { runtime } from "../diagnostics/catalogue/runtime.js";
import type { Span } from "../diagnostics/source.js";
import type { Value } from "../numeric/convert.js";
import type { Func, Module, Sym } from "./ir.js";
import { allFunctions } from "./walk.js";

/** A mistake of the program stopped the run: 6001 division by zero, 6002 bounds, 6003 negative shift, 5001 deadlock. */
export class RunError extends Error {
  readonly code: number;
  readonly span: Span;

  constructor(code: number, message: string, span: Span) {
    super(message);
    this.name = "RunError";
    this.code = code;
    this.span = span;
  }
}

/** The run took more steps than `InterpretOptions.stepLimit` allows. */
export class StepLimitError extends Error {
  constructor(limit: number) {
    super(`the run did not end within ${limit} steps`);
    this.name = "StepLimitError";
  }
}

/** A tensor's elements, flat and row-major. Whoever names the tensor shares them. */
export interface TensorCell {
  readonly kind: "tensor";
  readonly shape: readonly number[];
  readonly data: Value[];
}

/** A bounded first-in first-out channel. */
export interface Channel {
  readonly kind: "stream";
  readonly sym: Sym;
  readonly depth: number;
  readonly queue: Value[];
}

export interface ScalarCell {
  readonly kind: "scalar";
  readonly value: Value;
}

export function scalar(value: Value): ScalarCell {
  return { kind: "scalar", value };
}

export type Binding = ScalarCell | TensorCell | Channel;

/** Why an instance cannot go on: its channel is full (put) or empty (get). */
export interface Wait {
  readonly kind: "put" | "get";
  readonly channel: Channel;
  readonly span: Span;
}

/** A running function: gives a `Wait` whenever it blocks, and at its end what it returns. */
export type Running = Generator<Wait, ScalarCell | TensorCell | undefined>;

/** What one run shares between all its calls. */
export interface Machine {
  readonly functions: ReadonlyMap<number, Func>;
  /** Runs a function's body; a field, because expressions and statements call each other. */
  readonly run: (func: Func, args: readonly Binding[], machine: Machine) => Running;
  /** Counts a statement or an iteration. */
  step(): void;
}

export function machine(m: Module, run: Machine["run"], stepLimit: number): Machine {
  let steps = 0;
  return {
    functions: new Map(allFunctions(m).map((f) => [f.sym.id, f])),
    run,
    step() {
      steps += 1;
      if (steps > stepLimit) throw new StepLimitError(stepLimit);
    },
  };
}

/** One call: its names by the ids of their `Sym`s. */
export interface Frame {
  readonly machine: Machine;
  readonly names: Map<number, Binding>;
}

export function scalarOf(frame: Frame, sym: Sym): Value {
  const b = bindingOf(frame, sym);
  if (b.kind !== "scalar") throw new Error(`${sym.name} is a ${b.kind}, not a scalar`);
  return b.value;
}

export function tensorOf(frame: Frame, sym: Sym): TensorCell {
  const b = bindingOf(frame, sym);
  if (b.kind !== "tensor") throw new Error(`${sym.name} is a ${b.kind}, not a tensor`);
  return b;
}

export function channelOf(frame: Frame, sym: Sym): Channel {
  const b = bindingOf(frame, sym);
  if (b.kind !== "stream") throw new Error(`${sym.name} is a ${b.kind}, not a stream`);
  return b;
}

export function bindingOf(frame: Frame, sym: Sym): Binding {
  const b = frame.names.get(sym.id);
  if (b === undefined) throw new Error(`${sym.name} has no value here`);
  return b;
}

/** The position of an element in `data`; stops the run (6002) when a subscript is outside. Dimensions count from 1. */
export function flatIndex(cell: TensorCell, sym: Sym, subscripts: readonly bigint[], span: Span): number {
  return cell.shape.reduce((flat, extent, d) => {
    const subscript = subscripts[d] ?? 0n;
    if (subscript < 0n || subscript >= BigInt(extent)) {
      const { code, message } = runtime.outOfBounds;
      throw new RunError(code, message(sym.name, d + 1, subscript, extent), span);
    }
    return flat * extent + Number(subscript);
  }, 0);
}
