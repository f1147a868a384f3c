import { distribute, partition, pipeline, reorder, unroll } from "heddle";

const columns = { kind: "cyclic", dim: 2, factor: 4 } as const;

/** Row by row, four columns a cycle: the sums over k are outside, so that no addition waits for the last one. */
export const steps = [
  reorder("k#1", "j#1"),
  reorder("k#2", "j#2"),
  distribute("i#2"),
  pipeline("j#1"), unroll("j#1", { factor: 4 }),
  pipeline("j.before"),
  pipeline("j#2"), unroll("j#2", { factor: 4 }),
  partition("tmp", columns), partition("B", columns), partition("C", columns), partition("D", columns),
];
