import { distribute, partition, pipeline, unroll } from "heddle";

const columns = { kind: "cyclic", dim: 2, factor: 4 } as const;

/** Row by row, four columns a cycle: the sum over k is outside already. */
export const steps = [
  distribute("i"),
  pipeline("j#1"),
  pipeline("j#2"), unroll("j#2", { factor: 4 }),
  partition("B", columns), partition("C", columns),
];
