import { pipeline } from "heddle";

/** Row by row. */
export const steps = [pipeline("j")];
