import { pipeline } from "heddle";

/** All sums are in registers: only what is inside a sum overlaps. */
export const steps = [pipeline("k#1"), pipeline("k#2"), pipeline("j#3"), pipeline("j#4")];
