import { partition, pipeline } from "heddle";

/** An element a cycle: with two banks, the three that it is made of come at once. */
export const steps = [
  pipeline("i#1"), pipeline("i#2"),
  partition("A", { kind: "cyclic", factor: 2 }), partition("B", { kind: "cyclic", factor: 2 }),
];
