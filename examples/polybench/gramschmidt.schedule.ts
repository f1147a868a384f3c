import { partition, pipeline } from "heddle";

/** A column of A at a time: the next one starts while the product with this one is still growing. */
export const steps = [
  pipeline("i#1"), pipeline("i#2"),
  pipeline("j"),
  partition("A", { kind: "cyclic", dim: 1, factor: 4 }), partition("Q", { kind: "cyclic", dim: 1, factor: 4 }),
];
