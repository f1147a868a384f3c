import { partition, pipeline, reorder } from "heddle";

/** Means and deviations of all columns grow side by side; whole sums of the correlation follow each other. */
export const steps = [
  reorder("i#1", "j#1"), pipeline("j#1"), pipeline("j.after#1"),
  reorder("i#2", "j#2"), pipeline("j#2"), pipeline("j.after#2"),
  pipeline("j#3"),
  pipeline("j#4"),
  partition("data", { kind: "cyclic", dim: 1, factor: 4 }),
];
