/**
 * Directives: how hardware is to be built. They change no result: interpreter and native code pass over them, targets
 * write them as their tools want them. What they must satisfy is in lib/ir/verify/directives.ts.
 */
import type { Sym } from "./ir.js";

/** Starts an iteration every `ii` cycles; with `rewind` also from the last of one run to the first of the next. */
export interface Pipeline {
  readonly ii: number;
  readonly rewind: boolean;
}

/** How a loop becomes hardware. */
export interface LoopDirectives {
  readonly pipeline?: Pipeline;
  /** So many copies of the body side by side; without a factor one for each iteration. */
  readonly unroll?: { readonly factor?: number };
  /** The iterations depend on none of each other: they may run side by side. */
  readonly parallel?: true;
  /** All iterations at once, each a lane of one operation. */
  readonly vectorize?: true;
  /** The statements of the body run as stages side by side. */
  readonly dataflow?: true;
}

/** A dimension of a tensor spread over several memories. */
export interface Partition {
  /** 0 is the first. */
  readonly dim: number;
  /** A memory for each index, `factor` runs of neighbours, or neighbours in `factor` memories by turns. */
  readonly kind: "complete" | "block" | "cyclic";
  /** How many memories; none for `complete`. */
  readonly factor?: number;
}

/** What a memory is made of: blocks of RAM, large blocks, look-up tables, or what the tool thinks best. */
export type MemoryKind = "bram" | "uram" | "lutram" | "auto";

/**
 * What can reach a memory in one cycle: one access; a read beside a read or write; a read beside a write; any two; a
 * write beside any number of reads.
 */
export type Ports = "single" | "dual" | "simpleDual" | "trueDual" | "multiRead";

export interface MemoryBinding {
  readonly memory: MemoryKind;
  /** `dual` when absent. */
  readonly ports?: Ports;
  /** Cycles of an access; the tool's choice when absent. */
  readonly latency?: number;
}

/** How a tensor becomes memories. */
export interface MemoryDirectives {
  /** A tensor that the function declares: a parameter, a state, an `alloc` or what a call gives. */
  readonly sym: Sym;
  /** At most one for each dimension. */
  readonly partitions: readonly Partition[];
  readonly bind?: MemoryBinding;
  /**
   * It is a FIFO of this depth between two stages, which write and read each element once in the same order, so that
   * nobody reads what its `alloc` fills it with.
   */
  readonly streamDepth?: number;
}

/** How a function becomes hardware. */
export interface FuncDirectives {
  /** In no particular order, one at most for a tensor. */
  readonly memories?: readonly MemoryDirectives[];
  /** The statements of the body run as stages side by side. */
  readonly dataflow?: true;
  /** A part of each caller, or hardware of its own; the tool's choice when absent. */
  readonly inline?: "always" | "never";
}
