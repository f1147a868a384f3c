import { partition, pipeline, reorder } from "heddle";

/** The means of all columns grow side by side; whole sums of the covariance follow each other. */
export const steps = [
  reorder("i#1", "j#1"), pipeline("j#1"), pipeline("j.after"),
  pipeline("j#2"),
  pipeline("j#3"),
  partition("data", { kind: "cyclic", dim: 1, factor: 4 }),
];
