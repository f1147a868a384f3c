/** The meaning of statements and calls. They run as coroutines, for they may block on streams. */
import { convert, toBigInt, type Value } from "../numeric/convert.js";
import type { Alloc, CallStmt, For, Func, Get, Put, Return, Stmt, While } from "./ir.js";
import { callFunction, evaluate, isTrue, subscripts } from "./interpret-expr.js";
import {
  channelOf, flatIndex, scalar, tensorOf,
  type Binding, type Frame, type Machine, type Running, type ScalarCell, type TensorCell, type Wait,
} from "./interpret-values.js";
import { elementCount } from "./types.js";

/** How a statement ended: `undefined`, or a jump that is under way to its target. */
type Ending =
  | undefined
  | { readonly kind: "break" | "continue"; readonly loop: number }
  | { readonly kind: "return"; readonly value: ScalarCell | TensorCell | undefined };

type Steps = Generator<Wait, Ending>;

/** Runs `func` with `args` bound to its parameters, in order. */
export function* runFunction(func: Func, args: readonly Binding[], machine: Machine): Running {
  const names = new Map<number, Binding>();
  func.params.forEach((p, i) => {
    const arg = args[i];
    if (arg === undefined) throw new Error(`${func.sym.name}: no argument for ${p.sym.name}`);
    names.set(p.sym.id, arg);
  });
  const ending = yield* runBlock(func.body, { machine, names });
  return ending?.kind === "return" ? ending.value : undefined;
}

function* runBlock(stmts: readonly Stmt[], frame: Frame): Steps {
  for (const s of stmts) {
    const ending = yield* runStmt(s, frame);
    if (ending !== undefined) return ending;
  }
  return undefined;
}

function* runStmt(s: Stmt, frame: Frame): Steps {
  frame.machine.step();
  switch (s.kind) {
    case "let":
      frame.names.set(s.sym.id, scalar(evaluate(s.init, frame)));
      return undefined;
    case "assign":
      frame.names.set(s.sym.id, scalar(evaluate(s.value, frame)));
      return undefined;
    case "alloc":
      frame.names.set(s.sym.id, allocate(s, frame));
      return undefined;
    case "store": {
      const cell = tensorOf(frame, s.tensor);
      const at = flatIndex(cell, s.tensor, subscripts(s.index, frame), s.span);
      cell.data[at] = evaluate(s.value, frame);
      return undefined;
    }
    case "for":
      return yield* runFor(s, frame);
    case "while":
      return yield* runWhile(s, frame);
    case "if":
      return yield* runBlock(isTrue(s.cond, frame) ? s.then : s.else, frame);
    case "break":
    case "continue":
      return { kind: s.kind, loop: s.loop };
    case "return":
      return { kind: "return", value: returned(s, frame) };
    case "callstmt":
      return yield* runCall(s, frame);
    case "put":
      return yield* runPut(s, frame);
    case "get":
      return yield* runGet(s, frame);
  }
}

function allocate(s: Alloc, frame: Frame): TensorCell {
  const { shape } = s.type;
  if (s.init.kind === "values") return { kind: "tensor", shape, data: [...s.init.values] };
  const value = evaluate(s.init.value, frame);
  return { kind: "tensor", shape, data: new Array<Value>(elementCount(shape)).fill(value) };
}

function* runFor(s: For, frame: Frame): Steps {
  const lo = toBigInt(evaluate(s.lo, frame));
  const hi = toBigInt(evaluate(s.hi, frame));
  for (let i = lo; s.step > 0n ? i < hi : i > hi; i += s.step) {
    frame.machine.step();
    frame.names.set(s.iter.id, scalar(convert(i, s.type)));
    const ending = yield* runBlock(s.body, frame);
    if (leaves(ending, s.id)) return afterLoop(ending, s.id);
  }
  return undefined;
}

function* runWhile(s: While, frame: Frame): Steps {
  while (isTrue(s.cond, frame)) {
    frame.machine.step();
    const ending = yield* runBlock(s.body, frame);
    if (leaves(ending, s.id)) return afterLoop(ending, s.id);
    yield* runBlock(s.update, frame);
  }
  return undefined;
}

/** Whether a body that ended so leaves its loop: all but the end of the body and the loop's own `continue`. */
function leaves(ending: Ending, loop: number): boolean {
  return ending !== undefined && !(ending.kind === "continue" && ending.loop === loop);
}

/** What is left of a jump out of a loop's body after the loop. */
function afterLoop(ending: Ending, loop: number): Ending {
  return ending?.kind === "break" && ending.loop === loop ? undefined : ending;
}

function returned(s: Return, frame: Frame): ScalarCell | TensorCell | undefined {
  if (s.value === undefined) return undefined;
  return s.value.kind === "ref" ? tensorOf(frame, s.value.sym) : scalar(evaluate(s.value, frame));
}

function* runCall(s: CallStmt, frame: Frame): Steps {
  const value = yield* callFunction(s.callee, s.args, frame);
  if (s.result === undefined) return undefined;
  if (value === undefined) throw new Error(`${s.callee.name} returns nothing`);
  frame.names.set(s.result.sym.id, value);
  return undefined;
}

function* runPut(s: Put, frame: Frame): Steps {
  const channel = channelOf(frame, s.stream);
  const value = evaluate(s.value, frame);
  while (channel.queue.length >= channel.depth) yield { kind: "put", channel, span: s.span };
  channel.queue.push(value);
  return undefined;
}

function* runGet(s: Get, frame: Frame): Steps {
  const channel = channelOf(frame, s.stream);
  let value = channel.queue.shift();
  while (value === undefined) {
    yield { kind: "get", channel, span: s.span };
    value = channel.queue.shift();
  }
  frame.names.set(s.sym.id, scalar(value));
  return undefined;
}
