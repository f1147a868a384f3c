import { partition, pipeline, reorder, unroll } from "heddle";

const columns = { kind: "cyclic", dim: 2, factor: 4 } as const;
const rows = { kind: "cyclic", dim: 1, factor: 4 } as const;

/** Two products row by row, four columns a cycle; of the last, whole sums follow each other. */
export const steps = [
  reorder("k#1", "j#1"),
  reorder("k#2", "j#2"),
  pipeline("j#1"), unroll("j#1", { factor: 4 }),
  pipeline("j#2"), unroll("j#2", { factor: 4 }),
  pipeline("j#3"),
  partition("B", columns), partition("D", columns),
  partition("E", columns), partition("F", columns), partition("F", rows),
];
