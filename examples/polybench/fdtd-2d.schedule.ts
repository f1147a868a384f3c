import { partition, pipeline, unroll } from "heddle";

const columns = { kind: "cyclic", dim: 2, factor: 2 } as const;

/** Two columns a cycle. */
export const steps = [
  pipeline("j#1"),
  pipeline("j#2"), unroll("j#2", { factor: 2 }),
  pipeline("j#3"), unroll("j#3", { factor: 2 }),
  pipeline("j#4"), unroll("j#4", { factor: 2 }),
  partition("ex", columns), partition("ey", columns), partition("hz", columns),
];
