import { pipeline, reorder } from "heddle";

/** Right of the diagonal the sum over k is outside; left of it, each sum needs the elements before it. */
export const steps = [
  pipeline("k#1"),
  reorder("k#2", "j#2"), pipeline("j#2"),
];
