import { pipeline } from "heddle";

/** Each maximum needs the elements before it: only what is inside a maximum overlaps. */
export const steps = [pipeline("k")];
