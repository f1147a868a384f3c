/**
 * What the instances of a network did with streams, and how long they computed in between, without any values: enough to
 * work out when each did what, for any depths of the streams.
 */

/** What an instance does: `drop` takes tokens away that are left when an inner region has ended. */
export type OperationKind = "get" | "put" | "drop";

/** One of the different things an instance does; its sequence says in which order. */
export interface Operation {
  readonly kind: OperationKind;
  /** The stream, by position in `Trace.streams`. */
  readonly stream: number;
  /** Cycles by which the instance's clock goes on before. */
  readonly advance: number;
  /** When it happens, in cycles after that clock; mostly before it, as the clock stands at the end of what is computed. */
  readonly offset: number;
}

/** An instance: all runs of one that an inner region starts again and again. */
export interface InstanceTrace {
  readonly name: string;
  /** It stands for the region itself, which only starts the others. */
  readonly isHidden?: true;
  readonly operations: readonly Operation[];
  /** Positions in `operations`, in the form of sequence.ts. */
  readonly sequence: Int32Array;
  /** Cycles after the last operation. */
  readonly tail: number;
}

export interface StreamTrace {
  readonly name: string;
  /** The name that it was declared by: streams of an array share it. */
  readonly declared: string;
  /** In the run that was recorded. */
  readonly depth: number;
  /**
   * No stream of the program: `start` makes the instances of an inner region wait for the call, `end` the caller for
   * their ends. They hold any number of tokens and take no time.
   */
  readonly internal?: "start" | "end";
  /** Of a merge: the instance, by position, that put each token, in the form of sequence.ts. */
  readonly order?: Int32Array;
}

export interface Trace {
  readonly instances: readonly InstanceTrace[];
  readonly streams: readonly StreamTrace[];
}
