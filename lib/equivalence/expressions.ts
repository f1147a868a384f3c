/** The meaning of expressions on nodes: interpret-expr.ts, where values are not known. */
import { runtime } from "../diagnostics/catalogue/runtime.js";
import type { Span } from "../diagnostics/source.js";
import type { Arg, CallExpr, Const, Expr, Load, Logic, Select } from "../ir/ir.js";
import { and, isNegative, isZero, not, or, select, type Kind } from "./choices.js";
import type { Returned } from "./endings.js";
import { isSmall, no, none, ops, smallNode, smallOf, yes, zero, type Graph, type Node } from "./graph.js";
import { add, canonical, multiply, sub } from "./integers.js";
import type { Cell } from "./memory.js";
import { asInteger, binaryNode, bitcastNode, castNode, compareNode, kindOf, unaryNode } from "./operators.js";
import { isPlain, type Run } from "./run.js";
import { Undecided } from "./undecided.js";

/** Calls a function: a parameter, because statements and expressions call each other. */
export type Call = (run: Run, e: CallExpr, args: readonly Returned[]) => Node;

export interface Evaluator {
  value(run: Run, e: Expr): Node;
  arguments(run: Run, args: readonly Arg[]): readonly Returned[];
}

/** An expression made ready to be evaluated often. */
type Code = (run: Run) => Node;

export function evaluator(call: Call): Evaluator {
  const codes = new WeakMap<Expr, Code>();
  const self = {
    value: (run: Run, e: Expr): Node => self.code(e)(run),
    code: (e: Expr): Code => {
      const known = codes.get(e);
      if (known !== undefined) return known;
      const made = codeOf(e, self, call);
      codes.set(e, made);
      return made;
    },
    arguments: (run: Run, args: readonly Arg[]) => args.map((a): Returned => {
      if (a.kind === "aggregate") throw new Error("structs must be split first");
      return a.kind === "ref" ? run.tensor(a.sym) : self.value(run, a);
    }),
  };
  return self;
}

interface Compiler extends Evaluator {
  code(e: Expr): Code;
}

function codeOf(e: Expr, by: Compiler, call: Call): Code {
  switch (e.kind) {
    case "const":
      return constantCode(e);
    case "var":
      return ({ scalars }) => stored(scalars.data[e.sym.id], e.sym.name);
    case "load": {
      const index = e.index.map((i) => by.code(i));
      return (run) => loaded(run, e, index);
    }
    case "binary": {
      const [left, right] = [by.code(e.left), by.code(e.right)];
      return (run) => {
        const x = left(run);
        return binaryNode(run.graph, e, x, right(run), run);
      };
    }
    case "compare": {
      const [left, right] = [by.code(e.left), by.code(e.right)];
      return (run) => {
        const x = left(run);
        return compareNode(run.graph, e, x, right(run));
      };
    }
    case "logic":
      return logicCode(e, by);
    case "select":
      return selectCode(e, by);
    case "call":
      return (run) => call(run, e, by.arguments(run, e.args));
    default: {
      const operand = by.code(e.operand);
      if (e.kind === "unary") return (run) => unaryNode(run.graph, e, operand(run));
      const convert = e.kind === "cast" ? castNode : bitcastNode;
      return (run) => convert(run.graph, operand(run), e.operand.type, e.type);
    }
  }
}

/** Small integers are the same node in every graph. */
function constantCode(e: Const): Code {
  const { value } = e;
  if (typeof value === "boolean") return () => (value ? yes : no);
  const small = typeof value === "bigint" ? smallNode(value) : undefined;
  return small === undefined ? (run) => run.graph.constant(value) : () => small;
}

function logicCode(e: Logic, by: Compiler): Code {
  const left = by.code(e.left);
  const isAnd = e.op === "and";
  return (run) => {
    const g = run.graph;
    const x = left(run);
    if (x === (isAnd ? no : yes)) return x;
    const y = guarded(run, isAnd ? x : not(g, x), e.right, by);
    return isAnd ? and(g, x, y) : or(g, x, y);
  };
}

function selectCode(e: Select, by: Compiler): Code {
  const cond = by.code(e.cond);
  const side = (run: Run, at: Expr, when: Node): Node =>
    castNode(run.graph, guarded(run, when, at, by), at.type, e.type);
  return (run) => {
    const c = cond(run);
    if (c === yes || c === no) return side(run, c === yes ? e.whenTrue : e.whenFalse, yes);
    const then = side(run, e.whenTrue, c);
    return select(run.graph, kindOf(e.type), c, then, side(run, e.whenFalse, not(run.graph, c)));
  };
}

function stored(node: Node | undefined, name: string): Node {
  if (node === undefined || node === none) throw new Error(`${name} has no value here`);
  return node;
}

/** A side that is looked at only where `when` holds. */
function guarded(run: Run, when: Node, e: Expr, by: Evaluator): Node {
  if (when === yes || isPlain(e)) return by.value(run, e);
  return run.under(when, () => by.value(run, e), e.span);
}

// ---- elements -------------------------------------------------------------------------------------------------------

/** The places of a tensor that subscripts may mean: `at` is one of `from` … `to`. */
export interface Place {
  readonly at: Node;
  readonly from: number;
  readonly to: number;
}

/** The subscripts of a load or store as integers. */
export function subscriptsOf(run: Run, index: readonly Expr[], by: Evaluator): readonly Node[] {
  return index.map((e) => asInteger(run.graph, by.value(run, e), e.type));
}

/** Where the subscripts lead; stops the run where one is outside. */
export function placeOf(run: Run, cell: Cell, subscripts: readonly Node[], span: Span): Place {
  const g = run.graph;
  const flat = knownPlace(cell.shape, subscripts);
  if (flat >= 0) return { at: g.number(flat), from: flat, to: flat };
  const start: Place = { at: zero, from: 0, to: 0 };
  return cell.shape.reduce(
    (place, extent, d) => nextPlace(run, place, canonical(g, subscripts[d] ?? zero), extent, span), start);
}

/** The place that constant subscripts mean; −1 for others, and where one is outside. */
function knownPlace(shape: readonly number[], subscripts: readonly Node[]): number {
  let flat = 0;
  for (let d = 0; d < shape.length; d++) {
    const [n, extent] = [subscripts[d] ?? zero, shape[d] ?? 0];
    if (!isSmall(n) || smallOf(n) < 0 || smallOf(n) >= extent) return -1;
    flat = flat * extent + smallOf(n);
  }
  return flat;
}

function nextPlace(run: Run, place: Place, n: Node, extent: number, span: Span): Place {
  const g = run.graph;
  const outside = or(g, isNegative(g, n), not(g, isNegative(g, sub(g, n, g.number(extent)))));
  run.stop(runtime.outOfBounds.code, outside, span);
  const lo = Math.min(Math.max(g.lo(n), 0), extent - 1);
  const hi = Math.max(Math.min(g.hi(n), extent - 1), lo);
  const at = canonical(g, add(g, multiply(g, place.at, g.number(extent)), n));
  const v = g.intOf(at);
  const [from, to] = [place.from * extent + lo, place.to * extent + hi];
  if (v === undefined || v < BigInt(from) || v > BigInt(to)) return { at, from, to };
  return { at, from: Number(v), to: Number(v) };
}

function loaded(run: Run, e: Load, index: readonly Code[]): Node {
  const cell = run.tensor(e.tensor);
  const subscripts = index.map((code, d) => asInteger(run.graph, code(run), e.index[d]?.type ?? e.type));
  const flat = knownPlace(cell.shape, subscripts);
  if (flat >= 0) return stored(cell.data[flat], e.tensor.name);
  const { at, from, to } = placeOf(run, cell, subscripts, e.span);
  if (from === to) return stored(cell.data[from], e.tensor.name);
  if (to - from >= 65536) throw new Undecided("which of many elements is read depends on data", e.span);
  const g = run.graph;
  const snapshot = snapshotOf(g, cell, from, to);
  if (g.op(snapshot) !== ops.array) return snapshot;
  const range = { lo: g.lo(snapshot), hi: g.hi(snapshot) };
  return g.make(ops.element, snapshot, canonical(g, sub(g, at, g.number(from))), none, range);
}

/** A node for all elements of a stretch; the element itself when all are the same. */
function snapshotOf(g: Graph, cell: Cell, from: number, to: number): Node {
  const known = cell.snapshot;
  if (known?.from === from && known.to === to) return known.node;
  const items = Array.from(cell.data.subarray(from, to + 1), (n) => (cell.kind === "integer" ? canonical(g, n) : n));
  const [first = none] = items;
  const lo = items.reduce((least, n) => Math.min(least, g.lo(n)), Infinity);
  const hi = items.reduce((most, n) => Math.max(most, g.hi(n)), -Infinity);
  const node = items.every((n) => n === first) ? first : g.list(ops.array, items, { lo, hi });
  cell.snapshot = { node, from, to };
  return node;
}

/** Stores at one of several places: each of them may have changed. */
export function store(run: Run, cell: Cell, place: Place, node: Node, kind: Kind, span: Span): void {
  if (place.from === place.to) return run.memory.write(cell, place.from, node);
  const g = run.graph;
  if (place.to - place.from >= 4096) throw new Undecided("which of many elements is written depends on data", span);
  for (let k = place.from; k <= place.to; k++) {
    const here = isZero(g, sub(g, place.at, g.number(k)));
    if (here !== no) run.memory.write(cell, k, select(g, kind, here, node, stored(cell.data[k], "an element")));
  }
}
