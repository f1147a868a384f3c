/** The meaning of expressions. They have no effects and never block. */
import type { Span } from "../diagnostics/source.js";
import { ArithmeticTrap, binary, compare, unary } from "../numeric/arith.js";
import { bitsOf, fromBits } from "../numeric/bits.js";
import { convertFrom, toBigInt, type Value } from "../numeric/convert.js";
import type { Aggregate, Arg, CallExpr, Expr, Sym } from "./ir.js";
import { touch } from "./interpret-races.js";
import {
  bindingOf, position, RunError, scalarOf, tensorOf, valueCell, type Binding, type Frame, type Running, type ValueCell,
} from "./interpret-values.js";
import { sameType } from "./types.js";

/** The value of `e`: of its type, or a `RunError`. */
export function evaluate(e: Expr, frame: Frame): Value {
  switch (e.kind) {
    case "const":
      return e.value;
    case "var":
      return scalarOf(frame, e.sym, e.path);
    case "load": {
      const cell = tensorOf(frame, e.tensor);
      const at = position(cell, e, subscripts(e.index, frame));
      touch("read", cell, at, frame.machine.actor, { tensor: e.tensor.name, span: e.span });
      return elementAt(cell.data, at);
    }
    case "binary": {
      const left = evaluate(e.left, frame);
      const right = evaluate(e.right, frame);
      const types = { left: e.left.type, right: e.right.type, result: e.type };
      return trapped(e.span, () => binary(e.op, left, right, types));
    }
    case "compare": {
      const types = { left: e.left.type, right: e.right.type };
      return compare(e.op, evaluate(e.left, frame), evaluate(e.right, frame), types);
    }
    case "logic": {
      const left = isTrue(e.left, frame);
      if (e.op === "and" ? !left : left) return left;
      return isTrue(e.right, frame);
    }
    case "unary":
      return unary(e.op, evaluate(e.operand, frame), e.operand.type, e.type);
    case "select": {
      const side = isTrue(e.cond, frame) ? e.whenTrue : e.whenFalse;
      const value = evaluate(side, frame);
      return sameType(side.type, e.type) ? value : convertFrom(value, side.type, e.type);
    }
    case "cast":
      return convertFrom(evaluate(e.operand, frame), e.operand.type, e.type);
    case "bitcast":
      return fromBits(bitsOf(evaluate(e.operand, frame), e.operand.type), e.type);
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
  return a.kind === "ref" ? bindingOf(frame, a.sym) : evaluateValue(a, frame);
}

/** The value of an expression or of a struct that is put together. */
export function evaluateValue(v: Expr | Aggregate, frame: Frame): ValueCell {
  if (v.kind !== "aggregate") return valueCell(v.type, evaluate(v, frame));
  return valueCell(v.type, ...v.leaves.map((leaf) => evaluate(leaf, frame)));
}

function callPure(e: CallExpr, frame: Frame): Value {
  const step = callFunction(e.callee, e.args, frame).next();
  if (step.done !== true) throw new Error(`${e.callee.name} blocks on a stream, so it is not pure`);
  const [result] = step.value;
  const value = result?.kind === "value" ? result.leaves[0] : undefined;
  if (value === undefined) throw new Error(`${e.callee.name} returns no scalar`);
  return value;
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
