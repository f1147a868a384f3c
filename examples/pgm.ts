/** Pictures in the PGM format (binary, 8 bits), for tests and demos. */
import { readFileSync } from "node:fs";
import { tensor, uint8, type Tensor } from "heddle";
import { columns, rows, type Columns, type Rows } from "./image.js";

/** Reads a picture of the examples' size. */
export function readPgm(file: string | URL): Tensor<uint8, [Rows, Columns]> {
  const bytes = readFileSync(file);
  const header = /^P5\s(?:#.*\n)*\s*(\d+)\s+(\d+)\s+(\d+)\s/.exec(bytes.toString("latin1"));
  if (header === null || header[3] !== "255") throw new Error(`${String(file)} is not a binary PGM file with 8 bits`);
  const [text, width, height] = header;
  if (Number(width) !== columns || Number(height) !== rows) {
    throw new Error(`${String(file)} is ${width}×${height}; the examples work on ${columns}×${rows}`);
  }
  return tensor(uint8, [rows, columns], bytes.subarray(text.length));
}

/** The picture that comes with the examples. */
export function examplePicture(): Tensor<uint8, [Rows, Columns]> {
  return readPgm(new URL("../data/shapes.pgm", import.meta.url));
}
