import { partition, pipeline } from "heddle";

/** A row of A and B at a time: the next row starts while the sums over this one are still growing. */
export const steps = [
  pipeline("i"),
  partition("A", { kind: "cyclic", dim: 2, factor: 4 }), partition("B", { kind: "cyclic", dim: 2, factor: 4 }),
  partition("x", { kind: "cyclic", factor: 4 }),
];
