/**
 * Kernels on custom widths and fixed point against the same kernel on int32 and float64, in one process. Each is given
 * as IR with the types left open, so that nothing but the types differs.
 */
import { parseModule } from "../lib/ir/parse.js";
import { leavesOf, type ScalarType, type Type } from "../lib/ir/types.js";
import { lowerToJs } from "../lib/targets/js/index.js";
import { makeStorage } from "../runtime/codec.js";
import * as native from "../runtime/native.js";
import { geometricMean, interleaved, type Variant } from "./measure.js";
import type { Section } from "./report.js";

/** The types that a kernel's text names, by name. */
type Types = Readonly<Record<string, string>>;

interface Kernel {
  readonly name: string;
  /** The IR; `$elem` stands for the type that a variant gives by the name `elem`, `$elem(…)` for a conversion to it. */
  readonly text: string;
  readonly custom: Types;
  /** Its exact intermediate values need more than 53 bits: outside the aim. */
  readonly isWide?: boolean;
  /** It has an operator that floats have not. */
  readonly onIntegers?: boolean;
}

// A run takes well under a millisecond: one that the system interrupts on a busy machine would only show how busy it is.
const length = 16_384;
const outputs = 1024;
const taps = 32;

const fir = `top func fir(c: $tap[${taps}], x: $tap[${outputs + taps}], y: $acc[${outputs}]) {
  for i: index = 0 to ${outputs} {
    let sum: $acc = $acc(0)
    for k: index = 0 to ${taps} { sum = $acc(sum + c[k] * x[i + k]) }
    y[i] = sum
  }
}`;

const dot = `top func dot(a: $elem[${length}], b: $elem[${length}]) -> $acc {
  let sum: $acc = $acc(0)
  for i: index = 0 to ${length} { sum = $acc(sum + a[i] * b[i]) }
  return sum
}`;

const scale = `top func scale(x: $elem[${length}], y: $elem[${length}], f: $factor) {
  for i: index = 0 to ${length} { y[i] = $elem(x[i] * f) }
}`;

const blend = `top func blend(a: $elem[${length}], b: $elem[${length}], y: $elem[${length}], t: $elem) {
  for i: index = 0 to ${length} { y[i] = $elem(a[i] + (b[i] - a[i]) * t) }
}`;

const stencil = `top func stencil(a: $elem[${length}], y: $elem[${length}]) {
  for i: index = 1 to ${length - 1} { y[i] = $elem(a[i - 1] + $elem(2) * a[i] + a[i + 1]) }
}`;

const hash = `top func hash(a: $elem[${length}], y: $elem[${length}]) {
  for i: index = 1 to ${length} { y[i] = $elem((a[i] >> 3) + a[i - 1] % 1009) }
}`;

const generator = `top func generator(y: $elem[${length}]) {
  let s: $elem = $elem(1)
  for i: index = 0 to ${length} {
    s = $elem(s * $elem(1103) + $elem(12345))
    y[i] = s
  }
}`;

const kernels: readonly Kernel[] = [
  { name: "FIR, Fixed<16, 12> in Fixed<40, 24>", text: fir, custom: { tap: "fixed<16, 12>", acc: "fixed<40, 24>" } },
  { name: "FIR, Fixed<16, 12> in Fixed<32, 20>", text: fir, custom: { tap: "fixed<16, 12>", acc: "fixed<32, 20>" } },
  { name: "dot product, Int<12> in Int<24>", text: dot, custom: { elem: "int12", acc: "int24" } },
  { name: "dot product, Int<12> in Int<40>", text: dot, custom: { elem: "int12", acc: "int40" } },
  { name: "dot product, UInt<20> in UInt<48>", text: dot, custom: { elem: "uint20", acc: "uint48" } },
  {
    name: "scale, Fixed<8, 4> round saturate", text: scale,
    custom: { elem: "fixed<8, 4, round, saturate>", factor: "fixed<8, 4>" },
  },
  { name: "scale, Fixed<24, 16> truncZero", text: scale,
    custom: { elem: "fixed<24, 16, truncZero, wrap>", factor: "fixed<16, 8>" } },
  { name: "blend, Fixed<18, 10> saturate", text: blend, custom: { elem: "fixed<18, 10, trunc, saturate>" } },
  { name: "stencil, Int<48>", text: stencil, custom: { elem: "int48" } },
  { name: "shift and remainder, Int<40>", text: hash, custom: { elem: "int40" }, onIntegers: true },
  { name: "congruential generator, UInt<40>: wraps each time", text: generator, custom: { elem: "uint40" } },
  { name: "multiply-accumulate, Fixed<32, 16>", text: dot, custom: { elem: "fixed<32, 16>", acc: "fixed<32, 16>" },
    isWide: true },
  {
    name: "the same, round saturate", text: dot,
    custom: { elem: "fixed<32, 16>", acc: "fixed<32, 16, round, saturate>" }, isWide: true,
  },
  { name: "dot product, int32 in Int<40>", text: dot, custom: { elem: "int32", acc: "int40" }, isWide: true },
];

export async function customWidthsSection(): Promise<Section> {
  const rows = kernels.map((kernel) => ({ kernel, ratios: measured(kernel) }));
  const within = rows.filter((r) => r.kernel.isWide !== true).map((r) => r.ratios);
  const worst = (of: "int32" | "float64"): number =>
    Math.max(...within.map((r) => r[of]).filter((r) => !Number.isNaN(r)));
  return {
    title: "Custom widths: time relative to the same kernel on int32 and on float64",
    head: ["kernel", "custom ms", "int32 ms", "float64 ms", "/ int32", "/ float64"],
    rows: rows.map(({ kernel, ratios: r }) => [
      kernel.name + (kernel.isWide === true ? " *" : ""),
      ...[r.custom, r.int32Time, r.float64Time, r.int32, r.float64].map(cell),
    ]),
    summary: [
      { name: "slowest of those within 53 bits, relative to int32", value: worst("int32"), unit: "×", aim: 2 },
      { name: "slowest of those within 53 bits, relative to float64", value: worst("float64"), unit: "×", aim: 2 },
      { name: "geometric mean relative to int32, those beyond 53 bits (*) included",
        value: geometricMean(rows.map((r) => r.ratios.int32)), unit: "×" },
    ],
  };
}

/** Empty where there is nothing to compare with. */
function cell(value: number): number | string {
  return Number.isNaN(value) ? "" : value;
}

interface Ratios {
  readonly custom: number;
  readonly int32Time: number;
  readonly float64Time: number;
  readonly int32: number;
  readonly float64: number;
}

function measured({ text, custom, onIntegers }: Kernel): Ratios {
  const all = (type: string): Types => Object.fromEntries(Object.keys(custom).map((name) => [name, type]));
  const floats = onIntegers === true ? [] : [variant("float64", text, all("float64"))];
  const medians = interleaved([variant("custom", text, custom), variant("int32", text, all("int32")), ...floats], 1500);
  const { custom: time = NaN, int32 = NaN, float64 = NaN } = medians;
  return { custom: time, int32Time: int32, float64Time: float64, int32: time / int32, float64: time / float64 };
}

const callsInARun = 4;

type Entry = (...args: readonly unknown[]) => unknown;

/** Several calls in a run, so that the clock is fine enough. */
function variant(name: string, text: string, types: Types): Variant {
  const module = parseModule(text.replace(/\$([a-z]+)/g, (_, type: string) => types[type] ?? type));
  const { code, entry } = lowerToJs(module, { prefix: "", runtime: "$heddle" });
  const make = new Function("$heddle", `"use strict";\n${code}\nreturn ${entry};`) as (runtime: unknown) => Entry;
  const call = make(native);
  const args = module.top.params.map((p, i) => argument(p.type, i + 1));
  return {
    name,
    prepare: () => () => {
      for (let i = 0; i < callsInARun; i++) call(...args);
    },
  };
}

/** Pseudo-random values, small enough that sums stay in range, as those of real kernels do. */
function argument(type: Type, seed: number): unknown {
  if (type.kind === "stream" || type.kind === "struct") throw new Error("not an argument here");
  if (type.kind !== "tensor") return someValue(type, seed * 7919);
  const [leaf] = leavesOf(type.element);
  if (leaf === undefined) throw new Error("a tensor has elements");
  const [count = 0] = type.shape;
  const storage = makeStorage(leaf.type, count);
  for (let i = 0; i < count; i++) Reflect.set(storage, i, someValue(leaf.type, seed * 7919 + i));
  return storage;
}

function someValue(type: ScalarType, at: number): number {
  const hash = Math.imul(at ^ (at >>> 7), 0x9e3779b1) >>> 8;
  if (type.kind === "float") return (hash % 2001) / 1000 - 1;
  const isUnsigned = type.kind === "int" && !type.signed;
  const size = Math.min(type.kind === "fixed" ? 2 ** Math.min(type.width - 1, type.frac + 2) : 1000, 2 ** 20);
  return (hash % size) - (isUnsigned ? 0 : size / 2);
}
