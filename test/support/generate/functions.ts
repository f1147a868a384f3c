/** Random functions: helpers, top kernels, and the kernels of a region, which pass values through streams. */
import { noSpan } from "../../../lib/diagnostics/source.js";
import { indexConst, ref, variable } from "../../../lib/ir/build.js";
import type { Func, Param, Stmt, Sym } from "../../../lib/ir/ir.js";
import { index, type ScalarType, type StreamType, type TensorType } from "../../../lib/ir/types.js";
import type { Draw } from "./draw.js";
import { typed } from "./expressions.js";
import {
  freshName, innerSite, scalarType, type Helper, type Program, type Routine, type ScalarVar, type Site, type TensorVar,
} from "./site.js";
import { newTensor, returnStatement, statements } from "./statements.js";

const span = noSpan;

/** What a function takes, in the order of its parameters. */
interface Inputs {
  readonly params: readonly Param[];
  readonly scalars: readonly ScalarVar[];
  readonly tensors: readonly TensorVar[];
}

/** `counts` are the least and greatest numbers of scalars, then of tensors. */
function inputs(draw: Draw, p: Program, counts: readonly [number, number, number, number], writable: boolean): Inputs {
  const scalarTypes = Array.from({ length: draw.between(counts[0], counts[1]) }, () => scalarType(draw));
  const tensorTypes = Array.from({ length: draw.between(counts[2], counts[3]) }, () => draw.pick(p.tensorTypes));
  const named = (name: string): Sym => p.syms.fresh(name);
  const scalars = scalarTypes.map((type) => ({ sym: named(draw.pick(["n", "x", "s"])), type, assignable: false }));
  const tensors = tensorTypes.map((type) => ({ sym: named(draw.pick(["A", "B", "out"])), type, writable, own: false }));
  const params = [...tensors, ...scalars].map(({ sym, type }) => ({ sym, type, span }));
  return { params, scalars, tensors };
}

function siteOf(routine: Routine, given: Inputs, nest: number): Site {
  const { scalars, tensors } = given;
  return { routine, draw: routine.draw, scalars: [...scalars], tensors: [...tensors], loops: [], nest, trips: 1 };
}

/** A function for others to call: pure (scalars and read-only tensors to a scalar), or one that may write tensors. */
export function helper(draw: Draw, p: Program): Helper {
  const pure = !draw.oneIn(2);
  const given = inputs(draw, p, pure ? [1, 2, 0, 2] : [0, 2, 1, 2], !pure);
  const result = pure ? scalarType(draw) : resultType(draw, p);
  const name = draw.pick(["f", "g", "max", "f"]);
  const { func, work } = finished(draw, p, { name, given, result, nest: 2, most: 3 });
  return { func, work, writes: func.params.map((param) => !pure && param.type.kind === "tensor") };
}

/** The kernel that a test runs. */
export function topFunction(draw: Draw, p: Program): Func {
  const given = inputs(draw, p, [0, 3, 1, 3], true);
  return finished(draw, p, { name: "kernel", given, result: resultType(draw, p), nest: 3, most: 8 }).func;
}

function resultType(draw: Draw, p: Program): ScalarType | TensorType | undefined {
  return draw.pick([undefined, scalarType(draw), draw.pick(p.tensorTypes)]);
}

/** What a function is to be: `most` statements at its outermost level, blocks nested `nest` deep. */
interface Plan {
  readonly name: string;
  readonly given: Inputs;
  readonly result: ScalarType | TensorType | undefined;
  readonly nest: number;
  readonly most: number;
}

function finished(draw: Draw, p: Program, plan: Plan): { func: Func; work: number } {
  const { given, result } = plan;
  const routine: Routine = { draw, program: p, mayReturn: true, work: 1, ...(result && { result }) };
  const s = siteOf(routine, given, plan.nest);
  const first = result?.kind === "tensor" ? [newTensor(s, result)] : [];
  const middle = statements(s, plan.most);
  const last = result === undefined ? [] : [returnStatement(s)];
  const body = [...first, ...middle, ...last];
  const sym = p.syms.fresh(plan.name);
  const func: Func = { kind: "func", sym, params: given.params, ...(result && { result }), body, span };
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
  const given = inputs(draw, p, [0, 1, 1, 2], true);
  const s = siteOf({ draw, program: p, mayReturn: false, work: 1 }, given, 2);
  const before = statements(s, 2);
  const pass = passLoop(s, tokens, (inside) => [
    ...ins.map((end) => getFrom(inside, end)),
    ...statements({ ...inside, loops: [] }, 3),
    ...outs.map((end) => putTo(inside, end)),
  ]);
  const after = statements(s, 2);
  const params = [...given.params, ...[...ins, ...outs].map(({ sym, type }) => ({ sym, type, span }))];
  const name = ins.length === 0 ? "producer" : outs.length === 0 ? "consumer" : "stage";
  return { kind: "func", sym: p.syms.fresh(name), params, body: [...before, pass, ...after], span };
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
  const type = end.type.element;
  s.scalars.push({ sym, type, assignable: false });
  return { kind: "get", stream: end.sym, sym, type, span };
}

/** Puts here, or through a helper that puts. */
function putTo(s: Site, end: End): Stmt {
  const value = typed(s, end.type.element, 2);
  if (!s.draw.oneIn(3)) return { kind: "put", stream: end.sym, value, span };
  const helper = putHelper(s.routine.program, end.type);
  return { kind: "callstmt", callee: helper.sym, args: [value, ref(end.sym)], span };
}

function putHelper(p: Program, type: StreamType): Func {
  const [x, to] = [p.syms.fresh("x"), p.syms.fresh("to")];
  const params = [{ sym: x, type: type.element, span }, { sym: to, type, span }];
  const body: readonly Stmt[] = [{ kind: "put", stream: to, value: variable(x, type.element), span }];
  const made: Func = { kind: "func", sym: p.syms.fresh("emit"), params, body, span };
  p.putHelpers.push(made);
  return made;
}
