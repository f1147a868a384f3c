/** Random functions: helpers, top kernels, and the kernels of a region, which pass values through streams. */
import { noSpan } from "../../../lib/diagnostics/source.js";
import { indexConst, ref } from "../../../lib/ir/build.js";
import type { Aggregate, Expr, Func, Param, ResultType, State, Stmt, Sym } from "../../../lib/ir/ir.js";
import { index, isScalar, valueIn, type StreamType, type TensorType, type ValueType } from "../../../lib/ir/types.js";
import type { Draw } from "./draw.js";
import { value, variableOf } from "./expressions.js";
import {
  bring, freshName, innerSite, scalarsOf, valueType, type Helper, type Program, type Routine, type ScalarVar, type Site,
  type TensorVar,
} from "./site.js";
import { constants, newTensor, returnStatement, someValue, statements } from "./statements.js";
import { scalarType } from "./types.js";

const span = noSpan;

/** What a function has from outside: parameters, in their order, and states. */
interface Inputs {
  readonly params: readonly Param[];
  readonly states: readonly State[];
  readonly scalars: readonly ScalarVar[];
  readonly tensors: readonly TensorVar[];
}

/** `counts` are the least and greatest numbers of values, then of tensors. */
function inputs(draw: Draw, p: Program, counts: readonly [number, number, number, number], writable: boolean): Inputs {
  const valueTypes = Array.from({ length: draw.between(counts[0], counts[1]) }, () => valueType(draw, p));
  const tensorTypes = Array.from({ length: draw.between(counts[2], counts[3]) }, () => draw.pick(p.tensorTypes));
  const named = (name: string): Sym => p.syms.fresh(name);
  const values = valueTypes.map((type) => ({ sym: named(draw.pick(["n", "x", "s"])), type }));
  const tensors = tensorTypes.map((type) => ({ sym: named(draw.pick(["A", "B", "out"])), type, writable, own: false }));
  const params = [...tensors, ...values].map(({ sym, type }) => ({ sym, type, span }));
  return { params, states: [], scalars: values.flatMap(({ sym, type }) => scalarsOf(sym, type)), tensors };
}

/** `given`, mostly with no states, sometimes with one or two. */
function withStates(draw: Draw, p: Program, given: Inputs): Inputs {
  const states = Array.from({ length: draw.pick([0, 0, 1, 2]) }, (): State => {
    const sym = p.syms.fresh(draw.pick(["state", "count", "x"]));
    const type = draw.oneIn(2) ? draw.pick(p.tensorTypes) : scalarType(draw);
    return { sym, type, init: type.kind === "tensor" ? constants(draw, type) : [someValue(draw, type)], span };
  });
  const scalars = states.flatMap(({ sym, type }) => (isScalar(type) ? scalarsOf(sym, type, true) : []));
  const tensors = states.flatMap(({ sym, type }) => (
    type.kind === "tensor" ? [{ sym, type, writable: true, own: false }] : []
  ));
  return { ...given, states, scalars: [...given.scalars, ...scalars], tensors: [...given.tensors, ...tensors] };
}

function siteOf(routine: Routine, given: Inputs, nest: number): Site {
  const { scalars, tensors } = given;
  return { routine, draw: routine.draw, scalars: [...scalars], tensors: [...tensors], targets: [], nest, trips: 1 };
}

/** What a helper may do: in regions, where several kernels call it in some order, it must not keep states. */
export interface HelperOptions {
  readonly mayKeep: boolean;
}

/** A function for others to call: pure (values and read-only tensors to a scalar), or one that may do more. */
export function helper(draw: Draw, p: Program, { mayKeep }: HelperOptions): Helper {
  const pure = !draw.oneIn(2);
  const bare = inputs(draw, p, pure ? [1, 2, 0, 2] : [0, 2, 1, 2], !pure);
  const given = pure || !mayKeep ? bare : withStates(draw, p, bare);
  const results = pure ? [scalarType(draw)] : resultTypes(draw, p);
  const name = draw.pick(["f", "g", "max", "f"]);
  const { func, work } = finished(draw, p, { name, given, results, nest: 2, most: 3, mayLast: !pure });
  return { func, work, lasting: !pure, writes: func.params.map((param) => !pure && param.type.kind === "tensor") };
}

/** The kernel that a test runs. */
export function topFunction(draw: Draw, p: Program): Func {
  const given = withStates(draw, p, inputs(draw, p, [0, 3, 1, 3], true));
  const results = resultTypes(draw, p);
  return finished(draw, p, { name: "kernel", given, results, nest: 3, most: 8, mayLast: true }).func;
}

/** Nothing, one result of any kind, or several. */
function resultTypes(draw: Draw, p: Program): readonly ResultType[] {
  const tensor = (): TensorType => draw.pick(p.tensorTypes);
  const given = (): ValueType => valueType(draw, p);
  switch (draw.below(6)) {
    case 0:
      return [];
    case 1:
      return [given()];
    case 2:
      return [tensor()];
    case 3:
      return [given(), given()];
    case 4:
      return [tensor(), given(), tensor()];
    default:
      return [given(), tensor()];
  }
}

/** What a function is to be: `most` statements at its outermost level, blocks nested `nest` deep. */
interface Plan {
  readonly name: string;
  readonly given: Inputs;
  readonly results: readonly ResultType[];
  readonly nest: number;
  readonly most: number;
  readonly mayLast: boolean;
}

function finished(draw: Draw, p: Program, plan: Plan): { func: Func; work: number } {
  const { given, results, mayLast } = plan;
  const routine: Routine = { draw, program: p, results, mayReturn: true, mayLast, work: 1 };
  const s = siteOf(routine, given, plan.nest);
  const first = results.flatMap((type) => (type.kind === "tensor" ? [newTensor(s, type)] : []));
  const middle = statements(s, plan.most);
  const last = results.length === 0 ? [] : [returnStatement(s)];
  const body = [...first, ...middle, ...last];
  const { params, states } = given;
  const func: Func = { kind: "func", sym: p.syms.fresh(plan.name), params, results, states, body, span };
  return { func, work: routine.work };
}

// ---- kernels of a region --------------------------------------------------------------------------------------------

/** A stream as a kernel sees it. */
export interface End {
  readonly sym: Sym;
  readonly type: StreamType;
}

/** A kernel's streams; `tokens` is how many values pass through each. */
export interface Links {
  readonly ins: readonly End[];
  readonly outs: readonly End[];
  readonly tokens: number;
}

/**
 * A kernel that gets one value from each of `ins` and puts one to each of `outs`, in this order, `tokens` times. Loops
 * of the pass itself are not left early, so kernels with the same number of tokens never wait for ever.
 */
export function streamKernel(draw: Draw, p: Program, { ins, outs, tokens }: Links): Func {
  const given = withStates(draw, p, inputs(draw, p, [0, 1, 1, 2], true));
  const s = siteOf({ draw, program: p, results: [], mayReturn: false, mayLast: true, work: 1 }, given, 2);
  const before = statements(s, 2);
  const pass = passLoop(s, tokens, (inside) => [
    ...ins.map((end) => getFrom(inside, end)),
    ...statements({ ...inside, targets: [] }, 3),
    ...outs.map((end) => putTo(inside, end)),
  ]);
  const after = statements(s, 2);
  const params = [...given.params, ...[...ins, ...outs].map(({ sym, type }) => ({ sym, type, span }))];
  const sym = p.syms.fresh(ins.length === 0 ? "producer" : outs.length === 0 ? "consumer" : "stage");
  return { kind: "func", sym, params, results: [], states: given.states, body: [...before, pass, ...after], span };
}

/** `tokens` iterations of `body`, in one loop or in two. */
function passLoop(s: Site, tokens: number, body: (inside: Site) => readonly Stmt[]): Stmt {
  const halves = tokens % 2 === 0 && s.draw.oneIn(2);
  const loop = (at: Site, count: number, inner: (inside: Site) => readonly Stmt[]): Stmt => {
    const iter = freshName(at);
    const inside = innerSite(at, { trips: at.trips * count });
    inside.scalars.push({ sym: iter, type: index, assignable: false, range: { lo: 0, hi: count - 1 } });
    const bounds = { lo: indexConst(0), hi: indexConst(count), step: 1n };
    const id = s.routine.program.freshLoop();
    return { kind: "for", iter, type: index, ...bounds, body: inner(inside), reduction: false, id, span };
  };
  return halves ? loop(s, 2, (outer) => [loop(outer, tokens / 2, body)]) : loop(s, tokens, body);
}

function getFrom(s: Site, end: End): Stmt {
  const sym = freshName(s);
  const type = valueIn(end.type);
  bring(s, sym, type);
  return { kind: "get", stream: end.sym, sym, type, span };
}

/** Puts here, or through a helper that puts. */
function putTo(s: Site, end: End): Stmt {
  const token = value(s, valueIn(end.type), 2);
  if (!s.draw.oneIn(3)) return { kind: "put", stream: end.sym, value: token, span };
  const emit = putHelper(s.routine.program, end.type);
  return { kind: "callstmt", callee: emit.sym, args: [token, ref(end.sym)], results: [], span };
}

function putHelper(p: Program, type: StreamType): Func {
  const [x, to] = [p.syms.fresh("x"), p.syms.fresh("to")];
  const params = [{ sym: x, type: valueIn(type), span }, { sym: to, type, span }];
  const body: readonly Stmt[] = [{ kind: "put", stream: to, value: whole(x, valueIn(type)), span }];
  const made: Func = { kind: "func", sym: p.syms.fresh("emit"), params, results: [], states: [], body, span };
  p.putHelpers.push(made);
  return made;
}

/** The value of a variable; of a struct, put together again. */
function whole(sym: Sym, type: ValueType): Expr | Aggregate {
  const leaves = scalarsOf(sym, type).map((v) => variableOf(v));
  const [only] = leaves;
  if (type.kind === "struct") return { kind: "aggregate", type, leaves, span };
  if (only === undefined) throw new Error("a scalar is one value");
  return only;
}
