import { pipeline } from "heddle";

/** The loop over k has as many iterations as there are rows above, and one sum: only what is inside overlaps. */
export const steps = [pipeline("k")];
