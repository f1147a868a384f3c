import { partition, pipeline, reorder, unroll } from "heddle";

/** Two elements a cycle; the sums over j are outside, so that no addition waits for the last one. */
export const steps = [
  reorder("j#1", "i#1"), pipeline("i#1"), unroll("i#1", { factor: 2 }),
  reorder("j#2", "i#2"), pipeline("i#2"), unroll("i#2", { factor: 2 }),
  partition("A", { kind: "cyclic", factor: 2 }),
  partition("x1", { kind: "cyclic", factor: 2 }), partition("x2", { kind: "cyclic", factor: 2 }),
];
