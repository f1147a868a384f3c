/**
 * The semantics of the IR: exact, slow, obvious. Whatever else runs a kernel (lowered JavaScript, C simulation) must
 * agree with this bit for bit. Expressions are in interpret-expr.ts, statements in interpret-call.ts, regions in
 * interpret-region.ts.
 */
import { convert, type Value } from "../numeric/convert.js";
import { runFunction } from "./interpret-call.js";
import { runNetwork } from "./interpret-network.js";
import { runToEnd, type Order } from "./interpret-tasks.js";
import {
  dataLength, machine, tensorCell, valueCell, type Binding, type ExternalModel, type LeftOver, type States,
  type TensorCell, type ValueCell,
} from "./interpret-values.js";
import type { External, Module, Param } from "./ir.js";
import { leavesOf } from "./types.js";

export { RunError, StepLimitError, type ExternalModel, type LeftOver, type States } from "./interpret-values.js";
export { RaceRunError } from "./interpret-races.js";
export { DeadlockRunError, type Blocked, type Order } from "./interpret-tasks.js";

/** A scalar; the scalars of a struct; or a tensor's elements, flat and row-major, which the run may change in place. */
export type InterpretArg = Value | Value[];

export interface InterpretOptions {
  /** The run stops with a `StepLimitError` after so many statements and iterations; no limit unless given. */
  readonly stepLimit?: number;
  /** What states hold; the run changes it. A run that is given none starts afresh. */
  readonly states?: States;
  /** Gets each line that the program prints. */
  readonly print?: (line: string) => void;
  readonly externals?: ReadonlyMap<string, ExternalModel>;
  /** For tests: results do not depend on the order, unless the program asks streams or merges them. */
  readonly order?: Order;
}

export interface InterpretResult {
  /** What a function returned: scalars, structs as arrays of their scalars, tensors as arrays of their elements. */
  readonly results: readonly (Value | Value[])[];
  /** Streams of a region that still held values at the end. */
  readonly leftOver: readonly LeftOver[];
}

/** Runs the module's top with `args`, one for each parameter. Throws `RunError` when a mistake of the program stops it. */
export function interpret(m: Module, args: readonly InterpretArg[], options: InterpretOptions = {}): InterpretResult {
  const { top } = m;
  if (args.length !== top.params.length) throw new Error(`${top.sym.name} takes ${top.params.length} arguments`);
  const shared = machine(m, runFunction, {
    stepLimit: options.stepLimit ?? Infinity,
    states: options.states ?? new Map<number, ValueCell | TensorCell>(),
    print: options.print ?? (() => undefined),
    external: (e) => modelOf(e, options.externals),
  });
  const bindings = top.params.map((p, i) => bind(p, args[i]));
  const names = new Map(top.params.map((p, i) => [p.sym.id, bindings[i]] as const).flatMap(([id, b]) => (b ? [[id, b]] : [])));
  const running = top.kind === "region" ? runNetwork(top, names, shared) : runFunction(top, bindings, shared);
  const results = runToEnd(running, shared, options.order ?? ((tasks) => tasks));
  return { results: results.map(plain), leftOver: shared.leftOver };
}

function modelOf({ model }: External, models: InterpretOptions["externals"]): ExternalModel {
  const found = models?.get(model);
  if (found === undefined) throw new Error(`no model is given for the external function ${model}`);
  return found;
}

function plain(cell: ValueCell | TensorCell): Value | Value[] {
  if (cell.kind === "tensor") return cell.data;
  const [only] = cell.leaves;
  return cell.type.kind === "struct" || only === undefined ? [...cell.leaves] : only;
}

function bind({ sym, type }: Param, arg: InterpretArg | undefined): Binding {
  switch (type.kind) {
    case "tensor": {
      const length = dataLength(type.element, type.shape);
      if (!Array.isArray(arg) || arg.length !== length) throw new Error(`${sym.name} needs an array of ${length} values`);
      return tensorCell(type.element, type.shape, arg);
    }
    case "stream":
      throw new Error(`${sym.name} is a stream: only a region can run this function`);
    case "struct": {
      const leaves = leavesOf(type);
      if (!Array.isArray(arg) || arg.length !== leaves.length) throw new Error(`${sym.name} needs ${leaves.length} values`);
      return valueCell(type, ...arg);
    }
    case "fixed": // given as its raw value
      if (typeof arg !== "bigint") throw new Error(`${sym.name} needs a raw value`);
      return valueCell(type, arg);
    case "int":
    case "index":
    case "bool":
    case "float":
      if (arg === undefined || Array.isArray(arg)) throw new Error(`${sym.name} needs a scalar`);
      return valueCell(type, convert(arg, type));
  }
}
