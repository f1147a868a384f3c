import { partition, pipeline } from "heddle";

/** A row of A at a time: the next row starts while the sum over this one is still growing. */
export const steps = [
  pipeline("i#1"),
  pipeline("i#2"),
  partition("A", { kind: "cyclic", dim: 2, factor: 2 }), partition("p", { kind: "cyclic", factor: 2 }),
  partition("s", { kind: "cyclic", factor: 4 }),
];
