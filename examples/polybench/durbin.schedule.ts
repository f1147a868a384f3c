import { partition, pipeline, unroll } from "heddle";

/** The sum is a recurrence; the two loops after it take two elements a cycle. */
export const steps = [
  pipeline("i#1"),
  pipeline("i#2"), unroll("i#2", { factor: 2 }),
  pipeline("i#3"), unroll("i#3", { factor: 2 }),
  partition("y", { kind: "cyclic", factor: 2 }), partition("z", { kind: "cyclic", factor: 2 }),
];
