/** Each example with input for it: what `npm run demo` runs. */
import { readFileSync } from "node:fs";
import { dtype, float32, int32, int8, tensor, UInt, uint8, zeros, type Tensor } from "heddle";
import { aes256CtrOf64, aes256Of64 } from "./aes256.js";
import { atan2, sincos } from "./cordic.js";
import { crc32Of4096 } from "./crc32.js";
import { classify359 } from "./digits-mlp.js";
import { someBytes, someIntegers, someReals } from "./dataflow/data.js";
import { attention } from "./dataflow/flash-attention/flash-attention.js";
import { sort } from "./dataflow/sorting-network/sorting-network.js";
import { outputStationary } from "./dataflow/systolic-gemm/systolic-gemm.js";
import { testDigits } from "./digits.js";
import { fft256, type Complex } from "./fft.js";
import { block, firBlock, Sample } from "./fir.js";
import { gcd } from "./gcd.js";
import { gemmFloat32, gemmInt8 } from "./gemm.js";
import { histogram, prefixSum256 } from "./histogram.js";
import { pixels } from "./image.js";
import { insertionSort100 } from "./insertion-sort.js";
import { examplePicture } from "./pgm.js";
import { pipeline } from "./pipeline.js";
import { popcount13, popcount7 } from "./popcount.js";
import { increment } from "./producer-consumer.js";
import { runningHistogram } from "./running-histogram.js";
import { align64x128 } from "./smith-waterman.js";
import { sobel } from "./sobel.js";

export interface Demo {
  readonly title: string;
  readonly kernel: (...args: never[]) => unknown;
  /** Fresh arguments. */
  readonly args: () => readonly unknown[];
}

const numbers = (count: number, value: (n: number) => number): number[] => [...Array(count).keys()].map(value);
const bytes = (n: number): number => (n * 37) % 255 - 127;
const line = (): readonly number[] => [...examplePicture().data];
/** The first bytes of a file, as text to encrypt and to sum up. */
const file = (count: number): Uint8Array =>
  readFileSync(new URL("../data/shapes.pgm", import.meta.url)).subarray(0, count);
const aesKey = (): Tensor<uint8, [32]> => tensor(uint8, [32], numbers(32, (n) => n));
/** A letter of a sequence in which each looks random (Fibonacci hashing). */
const base = (n: number): number => "ACGT".charCodeAt(Math.imul(n, 0x9e3779b1) >>> 30);

/** Two sines, one of them far above the filter's cut-off. */
const signal = (n: number): number => 0.5 * Math.sin(n / 20) + 0.3 * Math.sin(n * 2.5);

export const demos: readonly Demo[] = [
  {
    title: "gemm int8",
    kernel: gemmInt8,
    args: () => [tensor(int8, [48, 32], numbers(48 * 32, bytes)), tensor(int8, [32, 64], numbers(32 * 64, bytes))],
  },
  {
    title: "gemm float32",
    kernel: gemmFloat32,
    args: () => [
      tensor(float32, [48, 32], numbers(48 * 32, (n) => bytes(n) / 7)),
      tensor(float32, [32, 64], numbers(32 * 64, (n) => bytes(n) / 9)),
    ],
  },
  { title: "sobel", kernel: sobel, args: () => [examplePicture()] },
  { title: "fir", kernel: firBlock, args: () => [tensor(Sample, [block], numbers(block, signal))] },
  {
    title: "producer, consumer",
    kernel: increment,
    args: () => [tensor(int32, [16, 24], numbers(16 * 24, (n) => n * n)), zeros(int32, [16, 24])],
  },
  {
    title: "pipeline of three",
    kernel: pipeline,
    args: () => [tensor(uint8, [pixels], line()), zeros(uint8, [pixels])],
  },
  { title: "histogram", kernel: histogram, args: () => [examplePicture()] },
  { title: "running histogram", kernel: runningHistogram, args: () => [examplePicture()[45]] },
  { title: "prefix sum", kernel: prefixSum256, args: () => [tensor(int32, [256], numbers(256, (n) => n * n - 5000))] },
  {
    title: "insertion sort",
    kernel: insertionSort100,
    args: () => [tensor(int32, [100], numbers(100, (n) => (n * 7919) % 1009 - 500))],
  },
  { title: "gcd", kernel: gcd, args: () => [3_263_442, 1_806_000] },
  {
    title: "fft",
    kernel: fft256,
    args: () => [tensor(dtype<Complex>(), [256], numbers(256, signal).map((re) => ({ re, im: 0 })))],
  },
  { title: "cordic sine, cosine", kernel: sincos, args: () => [0.7] },
  { title: "cordic atan2", kernel: atan2, args: () => [-1.5, -2.25] },
  {
    title: "popcount, 7 bits",
    kernel: popcount7,
    args: () => [tensor(UInt<7>, [128], numbers(128, (n) => n)), zeros(uint8, [128])],
  },
  {
    title: "popcount, 13 bits",
    kernel: popcount13,
    args: () => [tensor(UInt<13>, [128], numbers(128, (n) => (n * 4099) % 8192)), zeros(uint8, [128])],
  },
  { title: "crc32", kernel: crc32Of4096, args: () => [tensor(uint8, [4096], file(4096))] },
  { title: "aes-256", kernel: aes256Of64, args: () => [aesKey(), tensor(uint8, [64, 16], file(1024))] },
  {
    title: "aes-256, counter mode",
    kernel: aes256CtrOf64,
    args: () => [aesKey(), UInt<128>(-20), tensor(uint8, [64, 16], file(1024))],
  },
  {
    title: "smith-waterman",
    kernel: align64x128,
    args: () => [tensor(uint8, [64], numbers(64, (n) => base(n + 20))), tensor(uint8, [128], numbers(128, base))],
  },
  {
    title: "digits-mlp",
    kernel: classify359,
    args: () => [tensor(uint8, [359, 64], testDigits.flatMap((digit) => digit.pixels))],
  },
  {
    title: "systolic gemm, 4 × 4",
    kernel: outputStationary<16, 16, 16, 4, 4>,
    args: () => [
      tensor(int8, [16, 16], someBytes(16, 16, 1)), tensor(int8, [16, 16], someBytes(16, 16, 2)), zeros(int32, [16, 16]),
    ],
  },
  {
    title: "flash attention",
    kernel: attention,
    args: () => [
      ...[1, 2, 3].map((seed) => tensor(float32, [16, 8], someReals(16, 8, seed))), zeros(float32, [16, 8]),
    ],
  },
  {
    title: "sorting network",
    kernel: sort,
    args: () => [tensor(int32, [5, 8], someIntegers(40, -50, 50, 1)), zeros(int32, [5, 8])],
  },
];
