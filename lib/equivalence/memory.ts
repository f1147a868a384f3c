/**
 * What a run has stored: one cell for all scalar variables, one for each tensor. Changes can be taken back, which is
 * how both sides of a decision run that depends on data.
 */
import type { Kind } from "./choices.js";
import type { Node } from "./graph.js";

/** Numbered places that hold nodes; `none` where nothing was stored yet. */
export interface Cell {
  readonly id: number;
  readonly data: Int32Array;
  /** Of all elements; of scalars each has its own. */
  readonly kind: Kind | readonly Kind[];
  readonly shape: readonly number[];
  /** The node of all elements from `from`, as of the last change. */
  snapshot?: { readonly node: Node; readonly from: number; readonly to: number } | undefined;
}

/** A change: a cell, a place in it, and what the place then holds. */
export interface Change {
  readonly cell: Cell;
  readonly at: number;
  readonly node: Node;
}

/** Changes by cell and place. */
export type Changes = ReadonlyMap<number, Change>;

export class Memory {
  #cells = 0;
  #depth = 0;
  readonly #log: Change[] = [];

  cell(kind: Cell["kind"], data: Int32Array, shape: readonly number[]): Cell {
    return { id: this.#cells++, data, kind, shape, snapshot: undefined };
  }

  write(cell: Cell, at: number, node: Node): void {
    if (this.#depth > 0) this.#log.push({ cell, at, node: cell.data[at] ?? 0 });
    cell.data[at] = node;
    cell.snapshot = undefined;
  }

  /** Runs `f` and takes back what it changes; gives that and the result. */
  attempt<T>(f: () => T): { readonly result: T; readonly changes: Changes } {
    const mark = this.#log.length;
    this.#depth++;
    const result = f();
    this.#depth--;
    const changes = new Map<number, Change>();
    while (this.#log.length > mark) {
      const old = this.#log.pop();
      if (old === undefined) break;
      const { cell, at } = old;
      const place = cell.id * 2 ** 27 + at;
      if (!changes.has(place)) changes.set(place, { cell, at, node: cell.data[at] ?? 0 });
      cell.data[at] = old.node;
      cell.snapshot = undefined;
    }
    return { result, changes };
  }
}

export function kindAt(cell: Cell, at: number): Kind {
  return typeof cell.kind === "string" ? cell.kind : (cell.kind[at] ?? "integer");
}
