import { pipeline } from "heddle";

/** Each sum needs the elements before it: only what is inside a sum overlaps. */
export const steps = [pipeline("k#1"), pipeline("k#2")];
