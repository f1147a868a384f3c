import { partition, pipeline, reorder } from "heddle";

/** Whole sums over k follow each other. */
export const steps = [
  pipeline("j#1"),
  reorder("j#2", "k"), pipeline("j#2"),
  partition("A", { kind: "cyclic", dim: 2, factor: 4 }),
];
