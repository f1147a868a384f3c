/**
 * The semantics of the IR: exact, slow, obvious. Whatever else runs a kernel (lowered JavaScript, C simulation) must
 * agree with this bit for bit. Expressions are in interpret-expr.ts, statements in interpret-call.ts, regions in
 * interpret-region.ts.
 */
import { convert, type Value } from "../numeric/convert.js";
import { runFunction } from "./interpret-call.js";
import { runRegion, type LeftOver } from "./interpret-region.js";
import { machine, type Binding } from "./interpret-values.js";
import type { Module, Param } from "./ir.js";
import { elementCount } from "./types.js";

export { RunError, StepLimitError } from "./interpret-values.js";
export { DeadlockRunError, type Blocked, type LeftOver } from "./interpret-region.js";

/** A scalar, or a tensor's elements, flat and row-major, which the run may change in place. */
export type InterpretArg = Value | Value[];

export interface InterpretOptions {
  /** The run stops with a `StepLimitError` after so many statements and iterations; no limit unless given. */
  readonly stepLimit?: number;
}

export interface InterpretResult {
  /** What a function returned: a scalar, or a tensor's elements. */
  readonly result?: Value | Value[];
  /** Streams of a region that still held values at the end. */
  readonly leftOver: readonly LeftOver[];
}

/** Runs the module's top with `args`, one for each parameter. Throws `RunError` when a mistake of the program stops it. */
export function interpret(m: Module, args: readonly InterpretArg[], options: InterpretOptions = {}): InterpretResult {
  const { top } = m;
  if (args.length !== top.params.length) throw new Error(`${top.sym.name} takes ${top.params.length} arguments`);
  const shared = machine(m, runFunction, options.stepLimit ?? Infinity);
  const bindings = top.params.map((p, i) => bind(p, args[i]));
  if (top.kind === "region") return { leftOver: runRegion(m, top, bindings, shared) };
  const step = runFunction(top, bindings, shared).next();
  if (step.done !== true) throw new Error(`${top.sym.name} uses a stream outside a region`);
  if (step.value === undefined) return { leftOver: [] };
  return { result: step.value.kind === "tensor" ? step.value.data : step.value.value, leftOver: [] };
}

function bind({ sym, type }: Param, arg: InterpretArg | undefined): Binding {
  switch (type.kind) {
    case "tensor":
      if (!Array.isArray(arg) || arg.length !== elementCount(type.shape)) {
        throw new Error(`${sym.name} needs an array of ${elementCount(type.shape)} elements`);
      }
      return { kind: "tensor", shape: type.shape, data: arg };
    case "stream":
      throw new Error(`${sym.name} is a stream: only a region can run this function`);
    case "int":
    case "index":
    case "bool":
    case "float":
      if (arg === undefined || Array.isArray(arg)) throw new Error(`${sym.name} needs a scalar`);
      return { kind: "scalar", value: convert(arg, type) };
  }
}
