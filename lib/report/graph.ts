/** The operations of one run of a body, as a graph: what each waits for, and when it is done at the earliest. */
import type { Span } from "../diagnostics/source.js";
import type { Stmt, Sym } from "../ir/ir.js";
import type { Form } from "../analysis/affine.js";
import type { Operator } from "./operators.js";

/** A node's number; `always` is what is there from the start. */
export type NodeId = number;
export const always: NodeId = -1;

/** A read or write of a memory, or of a stream (without place). */
export interface Touch {
  readonly kind: "read" | "write";
  readonly target: Sym;
  /** A form for each dimension; `undefined` where it is anything. */
  readonly at: readonly (Form | undefined)[];
  readonly node: NodeId;
  readonly span: Span;
}

/** Grows only; a node's inputs have smaller numbers. */
export class Graph {
  /** What each node takes, when it is done, and what it waits for. */
  readonly stages: number[] = [];
  readonly ends: number[] = [];
  readonly inputs: (readonly NodeId[])[] = [];
  readonly operators: (Operator | undefined)[] = [];
  readonly touches: Touch[] = [];
  /** Variables that are read before they are written: the node that stands for what the iteration before left. */
  readonly carried = new Map<number, { readonly sym: Sym; readonly node: NodeId; readonly span: Span }>();
  /** The last value of each variable that is written. */
  readonly finals = new Map<number, NodeId>();
  /** When each put and get begins at the earliest; of several copies the first. */
  readonly transfers = new Map<Stmt, number>();
  private readonly known = new Map<string, NodeId>();

  get size(): number {
    return this.stages.length;
  }

  /** The number of cycles from the first operation to the last. */
  get depth(): number {
    let depth = 0;
    for (const end of this.ends) if (end > depth) depth = end;
    return depth;
  }

  add(stages: number, inputs: readonly NodeId[], operator?: Operator): NodeId {
    const waits = inputs.filter((n) => n !== always);
    let start = 0;
    for (const n of waits) start = Math.max(start, this.ends[n] ?? 0);
    this.stages.push(stages);
    this.ends.push(start + stages);
    this.inputs.push(waits);
    this.operators.push(operator);
    return this.stages.length - 1;
  }

  /** The node of an operation on values; the same operation on the same values is done once. */
  operation(operator: Operator, inputs: readonly NodeId[], detail: string): NodeId {
    const key = `${operator.name} ${detail} ${inputs.join()}`;
    const found = this.known.get(key) ?? this.add(operator.stages, inputs, operator);
    this.known.set(key, found);
    return found;
  }

  /** The cycles on the longest way from one of `from` to one of `to`, both included; `undefined` when there is none. */
  longestPath(from: readonly NodeId[], to: ReadonlySet<NodeId>): number | undefined {
    const sources = new Set(from);
    const first = Math.min(...from);
    const reached = new Float64Array(this.size).fill(-1);
    let longest: number | undefined;
    for (let n = Math.max(first, 0); n < this.size; n++) {
      let before = sources.has(n) ? 0 : -1;
      for (const input of this.inputs[n] ?? []) before = Math.max(before, reached[input] ?? -1);
      if (before < 0) continue;
      reached[n] = before + (this.stages[n] ?? 0);
      if (to.has(n)) longest = Math.max(longest ?? 0, reached[n] ?? 0);
    }
    return longest;
  }

  /** How many of each operator there are. */
  operatorCounts(): ReadonlyMap<Operator["name"], { readonly operator: Operator; readonly count: number }> {
    return countsOf(this.operators);
  }

  /** How many of each operator begin in the busiest cycle: what it takes to start each as early as possible. */
  busiest(): ReadonlyMap<Operator["name"], { readonly operator: Operator; readonly count: number }> {
    const byCycle = new Map<number, Operator[]>();
    this.operators.forEach((operator, n) => {
      const start = (this.ends[n] ?? 0) - (this.stages[n] ?? 0);
      if (operator !== undefined) byCycle.set(start, [...(byCycle.get(start) ?? []), operator]);
    });
    const most = new Map<string, { readonly operator: Operator; readonly count: number }>();
    for (const operators of byCycle.values()) {
      for (const [name, c] of countsOf(operators)) if (c.count > (most.get(name)?.count ?? 0)) most.set(name, c);
    }
    return most;
  }
}

function countsOf(
  operators: readonly (Operator | undefined)[],
): Map<string, { readonly operator: Operator; readonly count: number }> {
  const counts = new Map<string, { readonly operator: Operator; readonly count: number }>();
  for (const operator of operators) {
    if (operator !== undefined) counts.set(operator.name,
      { operator, count: (counts.get(operator.name)?.count ?? 0) + 1 });
  }
  return counts;
}
