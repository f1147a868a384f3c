import { partition, pipeline } from "heddle";

/** Whole sums follow each other. */
export const steps = [
  pipeline("p#1"), pipeline("p#2"),
  partition("A", { kind: "cyclic", dim: 3, factor: 4 }), partition("C4", { kind: "cyclic", dim: 1, factor: 4 }),
];
