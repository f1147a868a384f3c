/** The meaning of expressions. They have no effects and never block. */
import type { Span } from "../diagnostics/source.js";
import { ArithmeticTrap, binary, compare, unary } from "../numeric/arith.js";
import { convert, toBigInt, type Value } from "../numeric/convert.js";
import type { Arg, CallExpr, Expr, Sym } from "./ir.js";
import {
  bindingOf, flatIndex, RunError, scalar, scalarOf, tensorOf, type Binding, type Frame, type Running,
} from "./interpret-values.js";

/** The value of `e`: of its type, or a `RunError`. */
export function evaluate(e: Expr, frame: Frame): Value {
  switch (e.kind) {
    case "const":
      return e.value;
    case "var":
      return scalarOf(frame, e.sym);
    case "load": {
      const cell = tensorOf(frame, e.tensor);
      const at = flatIndex(cell, e.tensor, subscripts(e.index, frame), e.span);
      return elementAt(cell.data, at);
    }
    case "binary": {
      const left = evaluate(e.left, frame);
      const right = evaluate(e.right, frame);
      return trapped(e.span, () => binary(e.op, left, right, e.type));
    }
    case "compare":
      return compare(e.op, evaluate(e.left, frame), evaluate(e.right, frame));
    case "logic": {
      const left = isTrue(e.left, frame);
      if (e.op === "and" ? !left : left) return left;
      return isTrue(e.right, frame);
    }
    case "unary":
      return unary(e.op, evaluate(e.operand, frame), e.type);
    case "select":
      return convert(evaluate(isTrue(e.cond, frame) ? e.whenTrue : e.whenFalse, frame), e.type);
    case "cast":
      return convert(evaluate(e.operand, frame), e.type);
    case "call":
      return callPure(e, frame);
  }
}

/** The value of a condition. */
export function isTrue(e: Expr, frame: Frame): boolean {
  return evaluate(e, frame) === true;
}

/** Subscripts left to right, all before the first is checked. */
export function subscripts(index: readonly Expr[], frame: Frame): readonly bigint[] {
  return index.map((e) => toBigInt(evaluate(e, frame)));
}

function elementAt(data: readonly Value[], at: number): Value {
  const v = data[at];
  if (v === undefined) throw new Error("a tensor argument has too few elements");
  return v;
}

/** Calls `callee` with arguments that are evaluated, left to right, in `frame`. */
export function callFunction(callee: Sym, args: readonly Arg[], frame: Frame): Running {
  const func = frame.machine.functions.get(callee.id);
  if (func === undefined) throw new Error(`no function ${callee.name}`);
  return frame.machine.run(func, args.map((a) => argument(a, frame)), frame.machine);
}

function argument(a: Arg, frame: Frame): Binding {
  return a.kind === "ref" ? bindingOf(frame, a.sym) : scalar(evaluate(a, frame));
}

function callPure(e: CallExpr, frame: Frame): Value {
  const step = callFunction(e.callee, e.args, frame).next();
  if (step.done !== true) throw new Error(`${e.callee.name} blocks on a stream, so it is not pure`);
  if (step.value?.kind !== "scalar") throw new Error(`${e.callee.name} returns no scalar`);
  return step.value.value;
}

/** Runs `f`; an arithmetic trap in it stops the run at `span`. */
function trapped(span: Span, f: () => Value): Value {
  try {
    return f();
  } catch (error) {
    if (error instanceof ArithmeticTrap) throw new RunError(error.code, error.message, span);
    throw error;
  }
}
