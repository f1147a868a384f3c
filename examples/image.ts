/** The size of the example picture, and what the kernels that work on it share. */
import { uint8 } from "heddle";

export const rows = 96;
export const columns = 128;
/** All of them, for kernels that see the picture as one line. */
export const pixels = 12288;
export type Rows = typeof rows;
export type Columns = typeof columns;
export type Pixels = typeof pixels;

/** The nearest value that a pixel can have. Kernels in other files call it. */
export function toPixel(value: number): uint8 {
  return uint8(Math.max(0, Math.min(value, 255)));
}
