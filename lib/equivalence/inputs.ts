/** Arguments to try: edge values first, then random ones, the same ones each time. */
import type { InterpretArg } from "../ir/interpret.js";
import type { Param } from "../ir/ir.js";
import {
  elementCount, leavesOf, rawInterval, type BoolType, type FloatType, type ScalarType, type ValueType,
} from "../ir/types.js";
import { fromBits } from "../numeric/bits.js";
import { convert, type Value } from "../numeric/convert.js";

/** Gives a number in [0, 1). */
type Random = () => number;

/** A generator of numbers that depend on `seed` alone (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the scalars of a set of arguments are drawn from. */
type Flavour = "small" | "any" | "edges" | "mixed";
const flavours: readonly Flavour[] = ["any", "small", "mixed", "edges"];

/** Arguments number `n` for `params`. */
export function argumentsFor(params: readonly Param[], n: number): InterpretArg[] {
  const random = randomFrom(Math.imul(n + 1, 0x9e3779b9));
  const flavour = flavours[n % flavours.length] ?? "mixed";
  return params.map(({ type }): InterpretArg => {
    if (type.kind === "stream") throw new Error("a stream is no argument");
    if (type.kind === "tensor") return values(type.element, elementCount(type.shape), flavour, random);
    if (type.kind === "struct") return values(type, 1, flavour, random);
    return scalar(type, flavour, random);
  });
}

function values(element: ValueType, count: number, flavour: Flavour, random: Random): Value[] {
  const leaves = leavesOf(element);
  return Array.from({ length: count }, () => leaves.map((l) => scalar(l.type, flavour, random))).flat();
}

function scalar(t: ScalarType, flavour: Flavour, random: Random): Value {
  const kind = flavour === "mixed" ? pick(["small", "any", "edges"] as const, random) : flavour;
  if (t.kind === "bool") return random() < 0.5;
  return t.kind === "float" ? float(t, kind, random) : integer(t, kind, random);
}

const floatEdges = [
  -0, 0, 1, -1, 0.1, NaN, Infinity, -Infinity, 1e-40, 2 ** 24 + 2, 65504, 6e-8, 2 ** 31, -0.5, 3.4e38,
] as const;

type Source = Exclude<Flavour, "mixed">;

function float(t: FloatType, kind: Source, random: Random): Value {
  switch (kind) {
    case "small":
      return convert(Math.floor(random() * 17) - 8, t);
    case "any":
      if (random() < 0.1) return fromBits(bits(t.width, random), t);
      return convert((random() - 0.5) * 2 ** Math.floor(random() * 12), t);
    case "edges":
      return convert(pick(floatEdges, random), t);
  }
}

function integer(t: Exclude<ScalarType, FloatType | BoolType>, kind: Source, random: Random): bigint {
  const { lo, hi } = rawInterval(t);
  const within = (v: bigint): bigint => (v < lo ? lo : v > hi ? hi : v);
  switch (kind) {
    case "small":
      return within(BigInt(Math.floor(random() * 17) - (lo < 0n ? 8 : 0)));
    case "any":
      return lo + bits(t.kind === "index" ? 32 : t.width, random);
    case "edges":
      return within(pick([0n, 1n, -1n, lo, lo + 1n, hi, hi - 1n, hi / 2n], random));
  }
}

function bits(width: number, random: Random): bigint {
  let v = 0n;
  for (let n = 0; n < width; n += 32) v = (v << 32n) | BigInt(Math.floor(random() * 2 ** 32));
  return BigInt.asUintN(width, v);
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)] ?? (items[0] as T);
}
