import { pipeline, reorder } from "heddle";

/** Row by row: the sum over k is outside, so that no addition waits for the last one. */
export const steps = [
  reorder("k", "j"),
  pipeline("j"), pipeline("j.after"),
];
