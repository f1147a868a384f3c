/** What a picture of dataflow shows: plain data, in one order for each module, so that it can be compared and printed. */

/** How many places there are in each dimension of a grid; empty for what is not in a grid. */
export type Extents = readonly number[];

/** A kernel, or the instances of a kernel grid that do the same: one node, whatever their number. */
export interface KernelNode {
  readonly kind: "kernel";
  readonly id: string;
  /** The cluster it stands in; absent at the outermost level. */
  readonly cluster?: string;
  readonly name: string;
  readonly extents: Extents;
  /** Of one instance in an unfolded picture: where it stands in its grid. */
  readonly place?: readonly number[];
  /** The kernel, without the place that `name` has then. */
  readonly kernel: string;
  /** Which places of the grid, where that is not all of it: `[1..4, 0]`. */
  readonly places?: string;
  /** Running copies, those of the clusters around included. */
  readonly instances: number;
}

/** A tensor: a parameter of the region, or a memory between the regions that a kernel calls. */
export interface TensorNode {
  readonly kind: "tensor";
  readonly id: string;
  readonly cluster?: string;
  readonly name: string;
  readonly type: string;
  readonly isParameter: boolean;
}

/** Where the tokens of several producers become one sequence. */
export interface MergeNode {
  readonly kind: "merge";
  readonly id: string;
  readonly cluster?: string;
  readonly name: string;
}

/** The missing end of a stream that nobody puts to, or that nobody gets from. */
export interface OpenNode {
  readonly kind: "open";
  readonly id: string;
  readonly cluster?: string;
}

export type GraphNode = KernelNode | TensorNode | MergeNode | OpenNode;

/** A region inside the region, or a kernel that calls regions. */
export interface Cluster {
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly extents: Extents;
  /** The region that runs there, where it is called otherwise than the cluster. */
  readonly region?: string;
}

/** Values that pass through streams in a whole run. */
export interface Traffic {
  readonly total: number;
  /** Of each stream, where all have the same. */
  readonly each?: number;
}

/** Streams of one declaration that join the same two nodes; `from` and `to` are the same for those inside a grid. */
export interface StreamEdge {
  readonly kind: "stream";
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** As declared, of an array its name; of a single element its name with subscripts. */
  readonly name: string;
  /** It is one element of an array. */
  readonly isElement?: true;
  readonly element: string;
  readonly depth: number;
  /** How many streams the edge stands for. */
  readonly streams: number;
  /** From which place to which: `(i, j) → (i, j+1)`, `i → (i, 0)`. `*` where no rule was found. */
  readonly link?: string;
  /** Known only where it was given. */
  readonly traffic?: Traffic;
  /** It is one end of a merge, to which another edge belongs that has the label. */
  readonly isBranch?: true;
}

/** How a kernel uses a tensor; `from` is the tensor when it is read only, otherwise the kernel. */
export interface TensorEdge {
  readonly kind: "tensor";
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly use: "reads" | "writes" | "reads and writes";
  /** The part of each instance, where they differ: `[Shard<0>, Replicate]`. */
  readonly layout?: string;
}

export type GraphEdge = StreamEdge | TensorEdge;

/** The picture of a region, or of a kernel, as data. */
export interface NetworkGraph {
  readonly name: string;
  /** Every running copy is a node of its own. */
  readonly isUnfolded: boolean;
  readonly instances: number;
  readonly streams: number;
  readonly clusters: readonly Cluster[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Streams with neither end, by name. */
  readonly unused: readonly string[];
}
