/** The meaning of statements and calls. They run as coroutines, for they may block on streams. */
import { runtime } from "../diagnostics/catalogue/runtime.js";
import { formatParts, type MessageValue } from "../numeric/format.js";
import { convert, toBigInt, type Value } from "../numeric/convert.js";
import type {
  Aggregate, Alloc, Assert, Assign, CallStmt, Expr, External, For, Func, Get, MessagePart, Probe, Put, RefArg, Return, State,
  Stmt, Switch, While,
} from "./ir.js";
import { callFunction, evaluate, evaluateValue, isTrue, subscripts } from "./interpret-expr.js";
import { runNetwork } from "./interpret-network.js";
import { touch, touchAll } from "./interpret-races.js";
import {
  channelOf, position, RunError, tensorCell, tensorOf, valueCell,
  type Binding, type Frame, type Machine, type Results, type Running, type TensorCell, type ValueCell, type Wait,
} from "./interpret-values.js";
import { bool, elementCount, isScalar, leavesOf, type TokenType } from "./types.js";

/** How a statement ended: `undefined`, or a jump that is under way to its target. */
type Ending =
  | undefined
  | { readonly kind: "break" | "continue"; readonly loop: number }
  | { readonly kind: "return"; readonly values: Results };

type Steps = Generator<Wait, Ending>;

/** Runs `func` with `args` bound to its parameters, in order. */
export function* runFunction(func: Func, args: readonly Binding[], machine: Machine): Running {
  if (func.external !== undefined) return runExternal(func, func.external, args, machine);
  const names = new Map<number, Binding>();
  func.params.forEach((p, i) => {
    const arg = args[i];
    if (arg === undefined) throw new Error(`${func.sym.name}: no argument for ${p.sym.name}`);
    names.set(p.sym.id, arg);
  });
  if (func.network !== undefined) return yield* runNetwork(func.network, names, machine);
  for (const s of func.states) names.set(s.sym.id, stateCell(s, machine));
  const ending = yield* runBlock(func.body, { machine, names });
  return ending?.kind === "return" ? ending.values : [];
}

/** What the state holds: since the last call, or at first. */
function stateCell(s: State, { states }: Machine): ValueCell | TensorCell {
  const known = states.get(s.sym.id) ?? firstContents(s);
  states.set(s.sym.id, known);
  return known;
}

function firstContents({ type, init }: State): ValueCell | TensorCell {
  return type.kind === "tensor" ? tensorCell(type.element, type.shape, [...init]) : valueCell(type, ...init);
}

/** The model works on the data of tensors itself, so what it writes is written. */
function runExternal(func: Func, e: External, args: readonly Binding[], machine: Machine): Results {
  const given = args.map((arg, i): Value | Value[] => {
    if (arg.kind === "stream") throw new Error("an external function takes no streams");
    const at = { tensor: func.params[i]?.sym.name ?? "", span: func.span };
    if (arg.kind === "tensor") touchAll(e.writes.includes(i) ? "write" : "read", arg, machine.actor, at);
    return arg.kind === "tensor" ? arg.data : (arg.leaves[0] ?? 0n);
  });
  const value = machine.external(e)(given);
  const [type] = func.results;
  return type === undefined || !isScalar(type) || value === undefined ? [] : [valueCell(type, value)];
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
      frame.names.set(s.sym.id, valueCell(s.type, evaluate(s.init, frame)));
      return undefined;
    case "assign":
      return assign(s, frame);
    case "alloc":
      frame.names.set(s.sym.id, allocate(s, frame));
      return undefined;
    case "store": {
      const cell = tensorOf(frame, s.tensor);
      const at = position(cell, s, subscripts(s.index, frame));
      const value = evaluate(s.value, frame);
      touch("write", cell, at, frame.machine.actor, { tensor: s.tensor.name, span: s.span });
      cell.data[at] = value;
      return undefined;
    }
    case "for":
      return yield* runFor(s, frame);
    case "while":
      return yield* runWhile(s, frame);
    case "if":
      return yield* runBlock(isTrue(s.cond, frame) ? s.then : s.else, frame);
    case "switch":
      return yield* runSwitch(s, frame);
    case "break":
    case "continue":
      return { kind: s.kind, loop: s.loop };
    case "return":
      return { kind: "return", values: returned(s, frame) };
    case "callstmt":
      return yield* runCall(s, frame);
    case "put":
      return yield* runPut(s, frame);
    case "get":
      return yield* runGet(s, frame);
    case "probe":
      return yield* runProbe(s, frame);
    case "print":
      frame.machine.print(messageOf(s.parts, frame));
      return undefined;
    case "assert":
      return check(s, frame);
  }
}

function assign(s: Assign, { names, machine }: Frame): undefined {
  const cell = valueCell(s.value.type, evaluate(s.value, { names, machine }));
  names.set(s.sym.id, cell);
  if (machine.states.has(s.sym.id)) machine.states.set(s.sym.id, cell);
  return undefined;
}

function allocate(s: Alloc, frame: Frame): TensorCell {
  const { element, shape } = s.type;
  if (s.init.kind === "values") return tensorCell(element, shape, [...s.init.values]);
  const { leaves } = evaluateValue(s.init.value, frame);
  return tensorCell(element, shape, Array.from({ length: elementCount(shape) }, () => leaves).flat());
}

/** The condition first, then the message, which may stop the run itself. */
function check(s: Assert, frame: Frame): undefined {
  if (isTrue(s.cond, frame)) return undefined;
  const { code, message } = runtime.assertion;
  throw new RunError(code, message(messageOf(s.message, frame)), s.span);
}

function messageOf(parts: readonly MessagePart[], frame: Frame): string {
  return formatParts(parts.map((part): MessageValue => {
    if (part.kind === "text") return part.text;
    if (part.kind !== "tensor") return { type: part.type, values: [evaluate(part, frame)] };
    const cell = tensorOf(frame, part.sym);
    touchAll("read", cell, frame.machine.actor, { tensor: part.sym.name, span: part.span });
    return { type: part.element, shape: cell.shape, values: cell.data };
  }));
}

function* runFor(s: For, frame: Frame): Steps {
  const lo = toBigInt(evaluate(s.lo, frame));
  const hi = toBigInt(evaluate(s.hi, frame));
  for (let i = lo; s.step > 0n ? i < hi : i > hi; i += s.step) {
    frame.machine.step();
    frame.names.set(s.iter.id, valueCell(s.type, convert(i, s.type)));
    const ending = yield* runBlock(s.body, frame);
    if (leaves(ending, s.id)) return afterLoop(ending, s.id);
  }
  return undefined;
}

function* runWhile(s: While, frame: Frame): Steps {
  let asks = !s.bodyFirst;
  while (!asks || isTrue(s.cond, frame)) {
    asks = true;
    frame.machine.step();
    const ending = yield* runBlock(s.body, frame);
    if (leaves(ending, s.id)) return afterLoop(ending, s.id);
    yield* runBlock(s.update, frame);
  }
  return undefined;
}

function* runSwitch(s: Switch, frame: Frame): Steps {
  const value = toBigInt(evaluate(s.value, frame));
  const chosen = s.cases.find((c) => c.values.includes(value))?.body ?? s.default;
  return afterLoop(yield* runBlock(chosen, frame), s.id);
}

/** Whether a body that ended so leaves its loop: all but the end of the body and the loop's own `continue`. */
function leaves(ending: Ending, loop: number): boolean {
  return ending !== undefined && !(ending.kind === "continue" && ending.loop === loop);
}

/** What is left of a jump out of a loop's body after the loop. */
function afterLoop(ending: Ending, loop: number): Ending {
  return ending?.kind === "break" && ending.loop === loop ? undefined : ending;
}

function returned(s: Return, frame: Frame): Results {
  return s.values.map((v) => (v.kind === "ref" ? tensorOf(frame, v.sym) : evaluateValue(v, frame)));
}

function* runCall(s: CallStmt, frame: Frame): Steps {
  const values = yield* callFunction(s.callee, s.args, frame);
  s.results.forEach(({ sym }, i) => {
    const value = values[i];
    if (value === undefined) throw new Error(`${s.callee.name} returns too little`);
    frame.names.set(sym.id, value);
  });
  return undefined;
}

function* runPut(s: Put, frame: Frame): Steps {
  const channel = channelOf(frame, s.stream);
  const leaves = token(s.value, frame);
  const isFull = (): boolean => channel.queue.length >= channel.depth;
  if (s.ok === undefined) while (isFull()) yield { kind: "put", channel, span: s.span };
  const fits = !isFull();
  if (fits) channel.queue.push(leaves);
  if (fits) frame.machine.moves++;
  else yield { kind: "poll", channel, span: s.span };
  if (s.ok !== undefined) frame.names.set(s.ok.id, valueCell(bool, fits));
  return undefined;
}

/** The scalars of what is put; of a block, a copy. */
function token(value: Expr | Aggregate | RefArg, frame: Frame): readonly Value[] {
  if (value.kind !== "ref") return evaluateValue(value, frame).leaves;
  const cell = tensorOf(frame, value.sym);
  touchAll("read", cell, frame.machine.actor, { tensor: value.sym.name, span: value.span });
  return [...cell.data];
}

function* runGet(s: Get, frame: Frame): Steps {
  const channel = channelOf(frame, s.stream);
  if (s.ok === undefined) while (channel.queue.length === 0) yield { kind: "get", channel, span: s.span };
  const leaves = channel.queue.shift();
  if (leaves !== undefined) frame.machine.moves++;
  else yield { kind: "poll", channel, span: s.span };
  frame.names.set(s.sym.id, received(s.type, leaves ?? zeros(s.type)));
  if (s.ok !== undefined) frame.names.set(s.ok.id, valueCell(bool, leaves !== undefined));
  return undefined;
}

function received(type: TokenType, leaves: readonly Value[]): ValueCell | TensorCell {
  return type.kind === "tensor" ? tensorCell(type.element, type.shape, [...leaves]) : valueCell(type, ...leaves);
}

/** What a `get` that finds nothing gives. */
function zeros(type: TokenType): readonly Value[] {
  const [element, count] = type.kind === "tensor" ? [type.element, elementCount(type.shape)] : [type, 1];
  const leaves = leavesOf(element).map((leaf) => convert(0n, leaf.type));
  return Array.from({ length: count }, () => leaves).flat();
}

function* runProbe(s: Probe, frame: Frame): Steps {
  const channel = channelOf(frame, s.stream);
  const is = s.asks === "empty" ? channel.queue.length === 0 : channel.queue.length >= channel.depth;
  if (is) yield { kind: "poll", channel, span: s.span };
  frame.names.set(s.sym.id, valueCell(bool, is));
  return undefined;
}
