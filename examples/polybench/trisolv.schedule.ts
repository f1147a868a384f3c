import { pipeline } from "heddle";

/** Each element needs all before it: only what is inside a sum overlaps. */
export const steps = [pipeline("j")];
