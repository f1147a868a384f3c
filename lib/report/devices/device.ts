/** What a family of devices is described by: one file each beside this one. */

/** What an operator costs. */
export interface OperatorCost {
  /** Cycles from its operands to its result; 0 fits into a cycle with others. A new pair of operands each cycle. */
  readonly stages: number;
  readonly dsps: number;
  readonly luts: number;
}

/** Operators on floats: by operation, one row for each width of the operands. */
export interface FloatOperator extends OperatorCost {
  readonly operation: string;
  readonly width: 16 | 32 | 64;
  /** Where the numbers come from; `assumption` where nothing was found. */
  readonly source: string;
}

/** A block of RAM: the widths of its words, and how many words there are of each. */
export interface BlockShape {
  readonly width: number;
  readonly depth: number;
}

/** How memories behave. */
export interface MemoryModel {
  /** Cycles from a subscript to the value read. */
  readonly readStages: number;
  readonly writeStages: number;
  /** The shapes of one block, 18 Kbit here. */
  readonly shapes: readonly BlockShape[];
  /** Large blocks. */
  readonly ultra: BlockShape;
  /** Banks of at most so many bits are made of look-up tables instead. */
  readonly lutramBits: number;
  /** Bits that one look-up table holds as RAM. */
  readonly bitsPerLut: number;
  readonly source: string;
}

/** How the tool builds loops. */
export interface LoopModel {
  /** Loops without a directive, of more iterations than this and with no loop inside, are pipelined. */
  readonly automaticPipeline: number;
  /** Cycles to enter and to leave a loop. */
  readonly overhead: number;
  /**
   * What a value saves that goes from one iteration to the next in a register: it is used as it leaves the operator.
   */
  readonly forwarding: number;
  readonly source: string;
}

export interface Device {
  readonly name: string;
  readonly doc: string;
  /** The length of a cycle in ns that the stages are for. */
  readonly clock: number;
  /** What there is of each on the largest part that the numbers are for. */
  readonly available: { readonly dsps: number; readonly brams: number; readonly luts: number };
  readonly floats: readonly FloatOperator[];
  readonly integers: {
    /** The widths of a DSP's multiplier. */
    readonly dsp: readonly [number, number];
    /** Products of factors of at most so many bits are made of look-up tables. */
    readonly lutFactor: number;
    /** Widths from which a product takes one stage, and two more for each further DSP in a row. */
    readonly source: string;
  };
  readonly memory: MemoryModel;
  readonly loops: LoopModel;
}
