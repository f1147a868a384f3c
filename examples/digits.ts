/** The pictures of handwritten digits that come with the examples: see data/README.md. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface Digit {
  /** 8 rows of 8 pixels, from 0 (white) to 16 (black). */
  readonly pixels: readonly number[];
  /** What it shows, 0 to 9. */
  readonly label: number;
}

const file = readFileSync(new URL("../data/digits.csv.gz", import.meta.url));
const digits = gunzipSync(file).toString("latin1").trim().split("\n").map((line): Digit => {
  const numbers = line.split(",").map(Number);
  return { pixels: numbers.slice(0, 64), label: numbers[64] };
});

/** Every fifth picture is for tests only; the others are what the network in digits-mlp.ts was trained with. */
const isForTests = (_: Digit, n: number): boolean => n % 5 === 4;
export const testDigits = digits.filter(isForTests);
export const trainingDigits = digits.filter((digit, n) => !isForTests(digit, n));
