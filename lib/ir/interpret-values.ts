/** What a running function holds, and what stops a run: shared by the parts of the interpreter. */
import { runtime } from "../diagnostics/catalogue/runtime.js";
import type { Span } from "../diagnostics/source.js";
import type { Value } from "../numeric/convert.js";
import type { External, Func, Module, Sym } from "./ir.js";
import type { Role, Watch } from "./interpret-races.js";
import { elementCount, leafIndex, leavesOf, type Path, type TokenType, type ValueType } from "./types.js";
import { allFunctions } from "./walk.js";

/**
 * A mistake of the program stopped the run: 6001 division by zero, 6002 bounds, 6003 negative shift, 6004 assertion,
 * 5001 deadlock, 5002 race, 5007 livelock.
 */
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

/** A tensor's elements, flat and row-major, structs scalar by scalar. Whoever names the tensor shares them. */
export interface TensorCell {
  readonly kind: "tensor";
  readonly element: ValueType;
  readonly shape: readonly number[];
  readonly data: Value[];
}

/** A bounded first-in first-out channel; each token is its scalars. */
export interface Channel {
  readonly kind: "stream";
  readonly name: string;
  readonly element: TokenType;
  readonly depth: number;
  readonly queue: (readonly Value[])[];
}

/** The value of a variable: its scalars, one unless it is a struct. */
export interface ValueCell {
  readonly kind: "value";
  readonly type: ValueType;
  readonly leaves: readonly Value[];
}

export function valueCell(type: ValueType, ...leaves: readonly Value[]): ValueCell {
  return { kind: "value", type, leaves };
}

export function tensorCell(element: ValueType, shape: readonly number[], data: Value[]): TensorCell {
  return { kind: "tensor", element, shape, data };
}

/** How many values the data of a tensor consists of. */
export function dataLength(element: ValueType, shape: readonly number[]): number {
  return elementCount(shape) * leavesOf(element).length;
}

export type Binding = ValueCell | TensorCell | Channel;

/** Why an instance cannot go on: its channel is full (put) or empty (get). */
export interface StreamWait {
  readonly kind: "put" | "get";
  readonly channel: Channel;
  readonly span: Span;
}

/** An instance of a network, ready to run. */
export interface Start {
  readonly title: string;
  readonly running: Running;
  /** The channels at whose ends it stands. */
  readonly puts: ReadonlySet<Binding>;
  readonly gets: ReadonlySet<Binding>;
}

/** Why a function stops for a while: for a stream, to let others run after asking in vain, or for its network to end. */
export type Wait =
  | StreamWait
  | { readonly kind: "poll"; readonly channel: Channel; readonly span: Span }
  | { readonly kind: "network"; readonly watch: Watch; readonly instances: readonly Start[] };

/** What a function gives back: one for each of its results. */
export type Results = readonly (ValueCell | TensorCell)[];

/** A running function: gives a `Wait` whenever it blocks, and at its end what it returns. */
export type Running = Generator<Wait, Results>;

/** What functions keep from call to call: contents by the ids of their states' `Sym`s. */
export type States = Map<number, ValueCell | TensorCell>;

/** The model of an external function: gets a value or the data of a tensor for each parameter, which it may write. */
export type ExternalModel = (args: readonly (Value | Value[])[]) => Value | undefined;

/** What lies outside the module. */
export interface Surroundings {
  readonly stepLimit: number;
  readonly states: States;
  readonly print: (line: string) => void;
  readonly external: (e: External) => ExternalModel;
}

/** Values that were put but never got. */
export interface LeftOver {
  readonly stream: string;
  readonly count: number;
}

/** The instance that runs now: its name, empty for the top itself, and its place in the networks it is part of. */
export interface Actor {
  readonly name: string;
  readonly roles: readonly Role[];
}

/** What one run shares between all its calls. */
export interface Machine extends Surroundings {
  readonly module: Module;
  readonly functions: ReadonlyMap<number, Func>;
  /** Runs a function's body; a field, because expressions and statements call each other. */
  readonly run: (func: Func, args: readonly Binding[], machine: Machine) => Running;
  readonly leftOver: LeftOver[];
  actor: Actor;
  /** How many tokens were put or taken so far. */
  moves: number;
  /** Counts a statement or an iteration. */
  step(): void;
}

export function machine(m: Module, run: Machine["run"], surroundings: Surroundings): Machine {
  let steps = 0;
  const { stepLimit } = surroundings;
  return {
    ...surroundings,
    module: m,
    functions: new Map(allFunctions(m).map((f) => [f.sym.id, f])),
    run,
    leftOver: [],
    actor: { name: "", roles: [] },
    moves: 0,
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

/** The scalar at `path` in a variable. */
export function scalarOf(frame: Frame, sym: Sym, path: Path = []): Value {
  const b = bindingOf(frame, sym);
  const value = b.kind === "value" ? b.leaves[leafIndex(b.type, path)] : undefined;
  if (value === undefined) throw new Error(`${sym.name} has no scalar at '${path.join(".")}'`);
  return value;
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

/** The position in `data` of the scalar at `path` in an element; stops the run (6002) when a subscript is outside. */
export function position(cell: TensorCell, at: Access, subscripts: readonly bigint[]): number {
  const flat = flatIndex(cell, at, subscripts);
  if (cell.element.kind !== "struct") return flat;
  return flat * leavesOf(cell.element).length + leafIndex(cell.element, at.path ?? []);
}

/** A load or store, as far as errors tell of it. */
interface Access {
  readonly tensor: Sym;
  readonly path?: Path;
  readonly span: Span;
}

/** Dimensions count from 1. */
function flatIndex({ shape }: TensorCell, { tensor, span }: Access, subscripts: readonly bigint[]): number {
  return shape.reduce((flat, extent, d) => {
    const subscript = subscripts[d] ?? 0n;
    if (subscript < 0n || subscript >= BigInt(extent)) {
      const { code, message } = runtime.outOfBounds;
      throw new RunError(code, message(tensor.name, d + 1, subscript, extent), span);
    }
    return flat * extent + Number(subscript);
  }, 0);
}
