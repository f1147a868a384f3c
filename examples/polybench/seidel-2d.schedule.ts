import { pipeline, reorder, skew } from "heddle";

/** Along a wavefront no element needs another: skewed, the rows follow each other two columns apart. */
export const steps = [
  skew("i", "j", 2),
  reorder("j.skewed", "i"),
  pipeline("i"),
];
