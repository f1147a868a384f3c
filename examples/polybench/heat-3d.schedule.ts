import { partition, pipeline } from "heddle";

/** An element a cycle: with eight banks, the seven that it is made of come at once. */
export const steps = [
  pipeline("k#1"), pipeline("k#2"),
  partition("A", { kind: "cyclic", factor: 2 }), partition("B", { kind: "cyclic", factor: 2 }),
];
