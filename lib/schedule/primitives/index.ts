/** Every primitive. A new one is a file and a line here: the fluent API, the JSON schema and the docs follow. */
import type { Primitive } from "../primitive.js";
import { bind } from "./bind.js";
import { bufferAt } from "./buffer-at.js";
import { composeOf } from "./compose.js";
import { computeAt } from "./compute-at.js";
import { dataflow } from "./dataflow.js";
import { distribute } from "./distribute.js";
import { fuse } from "./fuse.js";
import { inline } from "./inline.js";
import { outline } from "./outline.js";
import { pack } from "./pack.js";
import { parallel } from "./parallel.js";
import { partition } from "./partition.js";
import { pipeline } from "./pipeline.js";
import { reorder } from "./reorder.js";
import { reshape } from "./reshape.js";
import { reuseAt } from "./reuse-at.js";
import { skew } from "./skew.js";
import { split } from "./split.js";
import { tile } from "./tile.js";
import { to } from "./to.js";
import { unfold } from "./unfold.js";
import { unpack } from "./unpack.js";
import { unroll } from "./unroll.js";
import { vectorize } from "./vectorize.js";

const compose = composeOf(() => primitives);

/** By name, with the types of their parameters. */
export const primitiveTable = {
  split, tile, reorder, distribute, fuse, skew, pipeline, unroll, parallel, vectorize, partition, bind, bufferAt, reuseAt, reshape,
  pack, unpack, inline, outline, dataflow, computeAt, to, unfold, compose,
};

/** By name. */
export const primitives: ReadonlyMap<string, Primitive> =
  new Map(Object.entries(primitiveTable).map(([name, p]) => [name, p as unknown as Primitive]));
