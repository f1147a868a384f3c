import { partition, pipeline } from "heddle";

/** An element a cycle: with four banks, the five that it is made of come at once. */
export const steps = [
  pipeline("j#1"), pipeline("j#2"),
  partition("A", { kind: "cyclic", factor: 2 }), partition("B", { kind: "cyclic", factor: 2 }),
];
