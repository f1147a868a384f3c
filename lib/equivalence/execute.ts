/**
 * The meaning of statements on nodes: interpret-call.ts, where values are not known. Loops are run, iteration by
 * iteration; where a decision depends on data both sides run, and what they leave is chosen from by its condition.
 */
import type { Span } from "../diagnostics/source.js";
import type { Assert, CallStmt, For, Func, If, Return, Stmt, Switch, While } from "../ir/ir.js";
import { isScalar, type TensorType } from "../ir/types.js";
import { and, isNegative, isZero, not, or, select } from "./choices.js";
import { chosenEnding, mapEnding, whenEnding, withoutEnding, type Ending, type Returned } from "./endings.js";
import { evaluator, placeOf, store, subscriptsOf } from "./expressions.js";
import { no, none, one, yes, type Node } from "./graph.js";
import { add, canonical, sub } from "./integers.js";
import { messageOf } from "./messages.js";
import { asInteger, kindOf } from "./operators.js";
import { scalarOf, sizeOf, type Channel, type Run } from "./run.js";
import { Undecided } from "./undecided.js";

/** Calls by expressions are of pure functions of one scalar. */
const by = evaluator((run, e, args) => {
  const [result] = call(run, functionOf(run, e.callee.id), args, e.span);
  if (typeof result !== "number") throw new Error(`${e.callee.name} returns no scalar`);
  return result;
});

function functionOf(run: Run, id: number): Func {
  const func = run.functions.get(id);
  if (func === undefined) throw new Error(`no function ${id}`);
  return func;
}

/** Runs `func`; tensors are passed as cells, streams as the names they are bound to already. */
export function call(run: Run, func: Func, args: readonly (Returned | Channel)[], span: Span): readonly Returned[] {
  const { name } = func.sym;
  if (func.external !== undefined) throw new Undecided(`${name} is external: what it computes is not known`, span);
  func.params.forEach(({ sym }, i) => {
    const arg = args[i];
    if (typeof arg === "number") run.declare(sym, arg);
    else if (arg !== undefined && "queue" in arg) run.channels.set(sym.id, arg);
    else if (arg !== undefined) run.tensors.set(sym.id, arg);
  });
  return resultsOf(run, func, runBlock(run, func.body));
}

function resultsOf(run: Run, func: Func, e: Ending): readonly Returned[] {
  if (e?.kind !== "choice") return e?.kind === "return" ? e.values : [];
  const [then, other] = [resultsOf(run, func, e.then), resultsOf(run, func, e.else)];
  return func.results.map((type, i): Returned => {
    const [x, y] = [then[i], other[i]];
    if (typeof x === "number" && typeof y === "number" && type.kind !== "tensor") {
      return select(run.graph, kindOf(scalarOf(type)), e.cond, x, y);
    }
    if (x !== undefined && x === y) return x;
    throw new Undecided(`which tensor ${func.sym.name} returns depends on data`, func.span);
  });
}

/** Runs statements; after one that may have ended them the rest runs where it has not. */
function runBlock(run: Run, stmts: readonly Stmt[], from = 0): Ending {
  for (let i = from; i < stmts.length; i++) {
    const s = stmts[i];
    if (s === undefined) break;
    run.step(s.span);
    const ending = runStmt(run, s);
    if (ending === undefined) continue;
    if (ending.kind !== "choice") return ending;
    return thenRest(run, ending, isUndefined, () => runBlock(run, stmts, i + 1), s.span);
  }
  return undefined;
}

const isUndefined = (e: Ending): boolean => e === undefined;

/** `rest` runs where `ending` is one that `goesOn`, and says what comes of that. */
function thenRest(run: Run, ending: Ending, goesOn: (e: Ending) => boolean, rest: () => Ending, span: Span): Ending {
  const g = run.graph;
  const cond = whenEnding(g, ending, goesOn);
  if (cond === yes || cond === no) return cond === yes ? rest() : ending;
  const [after] = run.either(cond, rest, () => undefined, not(g, cond), span);
  return chosenEnding(cond, after, withoutEnding(ending, goesOn));
}

function runStmt(run: Run, s: Stmt): Ending {
  switch (s.kind) {
    case "let":
      run.declare(s.sym, by.value(run, s.init));
      return undefined;
    case "assign":
      run.memory.write(run.scalars, s.sym.id, by.value(run, s.value));
      return undefined;
    case "alloc":
      run.tensors.set(s.sym.id, run.allocate(s.type, contents(run, s.type, s.init)));
      return undefined;
    case "store": {
      const cell = run.tensor(s.tensor);
      const place = placeOf(run, cell, subscriptsOf(run, s.index, by), s.span);
      store(run, cell, place, by.value(run, s.value), kindOf(s.value.type), s.span);
      return undefined;
    }
    case "for":
      return runFor(run, s);
    case "while":
      return runWhile(run, s);
    case "if":
      return runIf(run, s);
    case "switch":
      return leaveLoop(runSwitch(run, s, 0, by.value(run, s.value)), s.id);
    case "break":
    case "continue":
      return { kind: s.kind, loop: s.loop };
    case "return":
      return { kind: "return", values: returned(run, s) };
    case "callstmt":
      return runCall(run, s);
    case "put":
    case "get":
    case "probe":
      return runStream(run, s);
    case "print":
      run.see("print", `${run.path} ${messageOf(run, s.parts, by)}`, s.span);
      return undefined;
    case "assert":
      return check(run, s);
  }
}

function contents(run: Run, type: TensorType, init: Extract<Stmt, { kind: "alloc" }>["init"]): Int32Array {
  const data = new Int32Array(sizeOf(type));
  if (init.kind === "values") return data.map((_, i) => run.graph.constant(init.values[i] ?? 0n));
  if (init.value.kind === "aggregate") throw new Error("structs must be split first");
  return data.fill(by.value(run, init.value));
}

function returned(run: Run, s: Return): readonly Returned[] {
  return by.arguments(run, s.values);
}

function runCall(run: Run, s: CallStmt): undefined {
  const func = functionOf(run, s.callee.id);
  const args = s.args.map((a, i) => {
    const isStream = a.kind === "ref" && func.params[i]?.type.kind === "stream";
    return isStream ? channelOf(run, a.sym.id) : (by.arguments(run, [a])[0] ?? none);
  });
  const values = call(run, func, args, s.span);
  s.results.forEach(({ sym }, i) => {
    const value = values[i];
    if (typeof value === "number") run.declare(sym, value);
    else if (value !== undefined) run.tensors.set(sym.id, value);
  });
  return undefined;
}

// ---- decisions ------------------------------------------------------------------------------------------------------

function runIf(run: Run, s: If): Ending {
  return decide(run, by.value(run, s.cond), () => runBlock(run, s.then), () => runBlock(run, s.else), s.span);
}

function decide(run: Run, cond: Node, then: () => Ending, other: () => Ending, span: Span): Ending {
  if (cond === yes || cond === no) return cond === yes ? then() : other();
  const [a, b] = run.either(cond, then, other, not(run.graph, cond), span);
  return chosenEnding(cond, a, b);
}

/** The cases from number `at` on. */
function runSwitch(run: Run, s: Switch, at: number, value: Node): Ending {
  const g = run.graph;
  const c = s.cases[at];
  if (c === undefined) return runBlock(run, s.default);
  const n = asInteger(g, value, s.value.type);
  const cond = c.values.reduce<Node>((any, v) => or(g, any, isZero(g, sub(g, n, g.integer(v)))), no);
  return decide(run, cond, () => runBlock(run, c.body), () => runSwitch(run, s, at + 1, value), s.span);
}

// ---- loops ----------------------------------------------------------------------------------------------------------

interface Loop {
  readonly id: number;
  readonly body: readonly Stmt[];
  readonly span: Span;
  /** Whether another iteration begins. */
  test(): Node;
  advance(): void;
}

function runLoop(run: Run, loop: Loop): Ending {
  const goesOn = (e: Ending): boolean => e === undefined || (e.kind === "continue" && e.loop === loop.id);
  const next = (): Ending => {
    loop.advance();
    return runLoop(run, loop);
  };
  for (;;) {
    const cond = loop.test();
    if (cond === no) return undefined;
    run.step(loop.span);
    if (cond !== yes) {
      const once = (): Ending => leaveLoop(afterBody(run, loop, goesOn, next), loop.id);
      return decide(run, cond, once, () => undefined, loop.span);
    }
    const ending = runBlock(run, loop.body);
    if (goesOn(ending)) loop.advance();
    else return leaveLoop(thenRest(run, ending, goesOn, next, loop.span), loop.id);
  }
}

function afterBody(run: Run, loop: Loop, goesOn: (e: Ending) => boolean, next: () => Ending): Ending {
  return thenRest(run, runBlock(run, loop.body), goesOn, next, loop.span);
}

/** What is left of endings after the loop or switch that they may have left. */
function leaveLoop(ending: Ending, id: number): Ending {
  return mapEnding(ending, (e) => (e?.kind === "break" && e.loop === id ? undefined : e));
}

/** So often a loop may run whose end depends on data. */
const mostUnknown = 300;

function runFor(run: Run, s: For): Ending {
  const g = run.graph;
  const bound = (e: For["lo"]): Node => canonical(g, asInteger(g, by.value(run, e), e.type));
  const [lo, hi] = [bound(s.lo), bound(s.hi)];
  const up = s.step > 0n;
  const distance = canonical(g, up ? sub(g, hi, lo) : sub(g, lo, hi));
  const isKnown = g.intOf(lo) !== undefined && g.intOf(hi) !== undefined;
  if (!isKnown && g.hi(distance) > mostUnknown) throw new Undecided("how often this loop runs depends on data", s.span);
  let [i, rest] = [lo, distance];
  const size = g.integer(up ? s.step : -s.step);
  const step = g.integer(s.step);
  run.declare(s.iter, i);
  return runLoop(run, {
    id: s.id, body: s.body, span: s.span,
    test: () => {
      run.declare(s.iter, i);
      return not(g, isNegative(g, sub(g, rest, one)));
    },
    advance: () => {
      [i, rest] = [canonical(g, add(g, i, step)), canonical(g, sub(g, rest, size))];
    },
  });
}

function runWhile(run: Run, s: While): Ending {
  let asks = !s.bodyFirst;
  return runLoop(run, {
    id: s.id, body: s.body, span: s.span,
    test: () => {
      const cond = asks ? by.value(run, s.cond) : yes;
      asks = true;
      if (cond !== yes && cond !== no) throw new Undecided("how often this loop runs depends on data", s.span);
      return cond;
    },
    advance: () => {
      if (runBlock(run, s.update) !== undefined) throw new Undecided("a jump out of the update of a loop", s.span);
    },
  });
}

// ---- what is seen ---------------------------------------------------------------------------------------------------

function check(run: Run, s: Assert): undefined {
  const g = run.graph;
  const fails = not(g, by.value(run, s.cond));
  const cond = and(g, run.path, fails);
  if (cond === no) return undefined;
  if (cond === yes) throw new Undecided("the assertion fails in every run", s.span);
  const text = run.under(fails, () => messageOf(run, s.message, by), s.span);
  run.see("assert", `${cond} ${text}`, s.span);
  return undefined;
}

// ---- streams --------------------------------------------------------------------------------------------------------

export function channelOf(run: Run, id: number): Channel {
  const channel = run.channels.get(id);
  if (channel === undefined) throw new Error("a stream that is bound to nothing");
  return channel;
}

function runStream(run: Run, s: Extract<Stmt, { kind: "put" | "get" | "probe" }>): undefined {
  if (s.kind === "probe" || s.ok !== undefined) throw new Undecided("what a stream holds at a moment depends on time", s.span);
  const channel = channelOf(run, s.stream.id);
  if (run.path !== yes) throw new Undecided(`whether this ${s.kind} happens depends on data`, s.span);
  run.actions.push({ kind: s.kind, channel, span: s.span });
  if (s.kind === "put") {
    if (s.value.kind === "aggregate") throw new Error("structs must be split first");
    if (s.value.kind === "ref") throw new Undecided("the stream carries blocks", s.span);
    channel.queue.push(by.value(run, s.value));
    return undefined;
  }
  if (s.type.kind === "tensor") throw new Undecided("the stream carries blocks", s.span);
  if (!isScalar(s.type)) throw new Error("structs must be split first");
  const node = channel.queue[channel.taken++];
  if (node === undefined) throw new Undecided(`more is taken from stream '${channel.name}' than put into it`, s.span);
  run.declare(s.sym, node);
  return undefined;
}
