import { partition, pipeline, reorder, unroll } from "heddle";

/** Two elements a cycle; the sums over j are outside, so that no addition waits for the last one. */
export const steps = [
  pipeline("j#1"), unroll("j#1", { factor: 2 }),
  reorder("j#2", "i#2"), pipeline("i#2"), unroll("i#2", { factor: 2 }),
  pipeline("i#3"),
  reorder("j#3", "i#4"), pipeline("i#4"), unroll("i#4", { factor: 2 }),
  partition("A", { kind: "cyclic", factor: 2 }),
  partition("v1", { kind: "cyclic", factor: 2 }), partition("v2", { kind: "cyclic", factor: 2 }),
  partition("w", { kind: "cyclic", factor: 2 }), partition("x", { kind: "cyclic", factor: 2 }),
];
