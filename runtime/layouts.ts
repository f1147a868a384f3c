/** Layouts of tensors over the grids of kernels, as TypeScript's checker sees them: they carry no code. */

declare const heddleAxis: unique symbol;
declare const heddleWhole: unique symbol;
declare const heddleOperation: unique symbol;
declare const heddleLayout: unique symbol;

/** `halo`: how many elements of each neighbour's part an instance sees on either side. */
export interface ShardOptions {
  readonly halo?: number;
}

/** A dimension of a tensor that is dealt out in equal parts to the instances along axis `Axis` of the mapping. */
export interface Shard<Axis extends number, Options extends ShardOptions = ShardOptions> {
  readonly [heddleAxis]?: readonly [Axis, Options] | undefined;
}

/** A dimension of a tensor that every instance sees whole. */
export interface Replicate {
  readonly [heddleWhole]?: true | undefined;
}

/** How the values that instances leave in their copies of a tensor become one: in the order of their places. */
export interface Reduce<Operation extends "sum" | "prod" | "min" | "max"> {
  readonly [heddleOperation]?: Operation | undefined;
}

/**
 * Which part of a tensor each instance of a kernel sees, one entry for each dimension: `Tensor<int32, [64, 8]> &
 * Layout<[Shard<0>, Replicate]>`. The shape is that of the whole; inside the kernel `.shape` and subscripts are the part's.
 * With `Reduce` each instance works on its own copy, and the copies are combined.
 */
export interface Layout<
  Dimensions extends readonly (Shard<number> | Replicate)[],
  Combined extends Reduce<"sum" | "prod" | "min" | "max"> | undefined = undefined,
> {
  readonly [heddleLayout]?: readonly [Dimensions, Combined] | undefined;
}
