/** A symbolic run: what it has stored, under which conditions it goes on, and what could be seen of it from outside. */
import type { Span } from "../diagnostics/source.js";
import type { Expr, Func, Module, Sym } from "../ir/ir.js";
import { allFunctions, declarationsOf } from "../ir/walk.js";
import { elementCount, isIntegral, isScalar, type ScalarType, type TensorType, type ValueType } from "../ir/types.js";
import { and, select, type Kind } from "./choices.js";
import { no, none, ops, truth, unbounded, yes, type Graph, type Node } from "./graph.js";
import { kindAt, Memory, type Cell, type Changes } from "./memory.js";
import { kindOf } from "./operators.js";
import { Undecided } from "./undecided.js";
import { rangeCode, rangeOf } from "./widths.js";

export interface Limits {
  readonly nodes: number;
  /** Statements and iterations of each run. */
  readonly steps: number;
}

/** What is seen in order: a line printed, an assertion, an error that stops the run. Equal texts are the same. */
export interface Event {
  readonly kind: "print" | "assert" | "stop";
  readonly text: string;
  readonly span: Span;
}

/** What a run did with streams, and what was seen of it, in order. */
export type Action =
  | { readonly kind: "put" | "get"; readonly channel: Channel; readonly span: Span }
  | { readonly kind: "event"; readonly event: Event };

/** A stream without bounds: bounds are looked at when all instances have run. */
export interface Channel {
  readonly name: string;
  readonly depth: number;
  readonly queue: Node[];
  /** How many of the queue have been taken. */
  taken: number;
}

export class Run {
  readonly graph: Graph;
  readonly memory = new Memory();
  readonly functions: ReadonlyMap<number, Func>;
  /** Scalars by the id of their name: no function is active twice. */
  readonly scalars: Cell;
  readonly tensors = new Map<number, Cell>();
  readonly channels = new Map<number, Channel>();
  /** The condition under which what runs now does run. */
  path: Node = yes;
  nesting = 0;
  steps = 0;
  actions: Action[] = [];
  readonly #limits: Limits;

  constructor(graph: Graph, m: Module, limits: Limits) {
    this.graph = graph;
    this.#limits = limits;
    this.functions = new Map(allFunctions(m).map((f) => [f.sym.id, f]));
    const kinds: Kind[] = [];
    const add = (d: { readonly sym: Sym; readonly type: { readonly kind: string } }): void => {
      kinds[d.sym.id] = d.type.kind === "bool" ? "truth" : d.type.kind === "float" ? "float" : "integer";
    };
    for (const f of this.functions.values()) declarationsOf(f).forEach(add);
    if (m.top.kind === "region") m.top.params.forEach(add);
    this.scalars = this.memory.cell(kinds, new Int32Array(kinds.length), [kinds.length]);
  }

  step(span: Span): void {
    const { steps } = this.#limits;
    if (++this.steps > steps) throw new Undecided(`the run takes more than ${steps} steps`, span);
  }

  /** A declared name gets its first value: nobody outside of where it is declared reads it, so nothing is noted. */
  declare(sym: Sym, node: Node): void {
    this.scalars.data[sym.id] = node;
  }

  tensor(sym: Sym): Cell {
    const cell = this.tensors.get(sym.id);
    if (cell === undefined) throw new Error(`${sym.name} is no tensor`);
    return cell;
  }

  allocate(type: TensorType, data: Int32Array): Cell {
    return this.memory.cell(kindOf(scalarOf(type.element)), data, type.shape);
  }

  see(kind: Event["kind"], text: string, span: Span): void {
    this.actions.push({ kind: "event", event: { kind, text, span } });
  }

  /** The run stops with error `code` where `when` holds. */
  stop(code: number, when: Node, span: Span): void {
    const cond = when === no ? no : and(this.graph, this.path, when);
    if (cond === no) return;
    if (cond === yes) throw new Undecided(`every run stops here with error ${code}`, span);
    this.see("stop", `${code} ${cond}`, span);
  }

  /** Runs `f` where `cond` holds, which is not known. */
  under<T>(cond: Node, f: () => T, span: Span): T {
    const outside = this.path;
    this.path = and(this.graph, outside, cond);
    if (++this.nesting > 400) throw new Undecided("too many decisions that depend on data follow each other", span);
    try {
      return f();
    } finally {
      this.path = outside;
      this.nesting--;
    }
  }

  /** Runs one side where `cond` holds and the other elsewhere; each place then holds what the side that ran left. */
  either<T, U>(cond: Node, then: () => T, other: () => U, not: Node, span: Span): readonly [T, U] {
    const a = this.memory.attempt(() => this.under(cond, then, span));
    const b = this.memory.attempt(() => this.under(not, other, span));
    this.#merge(cond, a.changes, b.changes);
    return [a.result, b.result];
  }

  #merge(cond: Node, then: Changes, other: Changes): void {
    for (const [place, { cell, at, node }] of then) this.#choose(cond, cell, at, node, other.get(place)?.node);
    for (const [place, { cell, at, node }] of other) {
      if (!then.has(place)) this.#choose(cond, cell, at, undefined, node);
    }
  }

  #choose(cond: Node, cell: Cell, at: number, then: Node | undefined, other: Node | undefined): void {
    const before = cell.data[at] ?? none;
    const [x, y] = [then ?? before, other ?? before];
    if (x === none || y === none) return;
    this.memory.write(cell, at, select(this.graph, kindAt(cell, at), cond, x, y));
  }
}

/** What is not known of a run: the argument or state number `number`. */
export function symbolOf(g: Graph, number: number, t: ScalarType): Node {
  if (isIntegral(t) && t.kind !== "bool") return g.make(ops.symbol, number, rangeCode(t), none, rangeOf(t));
  return g.make(ops.symbol, number, 0, none, t.kind === "bool" ? truth : unbounded);
}

/** Structs have been split. */
export function scalarOf(t: ValueType): ScalarType {
  if (!isScalar(t)) throw new Error("structs must be split first");
  return t;
}

export function sizeOf(t: TensorType): number {
  return elementCount(t.shape);
}

/** Whether `e` is worth a condition of its own: constants and variables cannot stop a run. */
export function isPlain(e: Expr): boolean {
  return e.kind === "const" || e.kind === "var";
}
