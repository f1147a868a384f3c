/** What TypeScript is told of the shapes of results. */

/** The extents of a tensor. */
export type Shape = readonly number[];

/** The shape that both are stretched to: the last dimensions meet, and an extent of 1 takes that of the other. */
export type Broadcast<A extends Shape, B extends Shape> = number extends A["length"] | B["length"] ? number[]
  : A extends readonly [...infer RestA extends number[], infer LastA extends number]
    ? B extends readonly [...infer RestB extends number[], infer LastB extends number]
      ? [...Broadcast<RestA, RestB>, Stretch<LastA, LastB>]
      : [...A]
    : [...B];

/** `never` where the extents do not fit. */
type Stretch<A extends number, B extends number> = A extends 1 ? B : B extends 1 ? A : A extends B ? A : never;
