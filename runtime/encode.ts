/** Host values on their way to storage: checked, so that nothing is changed silently but by rounding. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import {
  fracOf, rawInterval, type FixedType, type FloatType, type IndexType, type IntType, type ScalarType,
} from "../lib/ir/types.js";
import { bfloatBits, halfBits } from "../lib/numeric/bits.js";
import { fitted, roundedRaw } from "../lib/numeric/fixed.js";
import { roundToFloat, splitDouble } from "../lib/numeric/floats.js";
import { formatFixed } from "../lib/numeric/format.js";
import { describe } from "./describe.js";
import { heddleError } from "./errors.js";

/** Names the place a value goes to, for errors; a function so that nothing is built when all is well. */
export type Place = () => string;

/** The stored form of a host value. */
export type Encode = (value: unknown, place: Place) => number | bigint;

/** How values of `type`, which the user spells `name`, are encoded. */
export function encoderOf(type: ScalarType, name: string): Encode {
  switch (type.kind) {
    case "bool":
      return encodeBool;
    case "float":
      return floatEncoder(type, name);
    case "fixed":
      return fixedEncoder(type, name);
    case "index":
      return numberEncoder(type, name);
    case "int":
      return type.width > 53 ? bigintEncoder(type, name) : numberEncoder(type, name);
  }
}

function encodeBool(value: unknown, place: Place): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw heddleError(runtime.notAScalar, [place(), "true or false", describe(value)]);
}

/** 16-bit floats are stored as their bits. */
function floatEncoder(type: FloatType, name: string): Encode {
  const toBits = type.width !== 16 ? undefined : type.precision === 8 ? bfloatBits : halfBits;
  return (value, place) => {
    if (typeof value !== "number") throw notANumber(value, name, place);
    const rounded = roundToFloat(value, type);
    return toBits === undefined ? rounded : toBits(rounded);
  };
}

function numberEncoder(type: IntType | IndexType, name: string): Encode {
  const { lo, hi } = rawInterval(type);
  const [least, greatest] = [Number(lo), Number(hi)];
  return (value, place) => {
    const n = typeof value === "bigint" ? value : integer(value, name, place);
    if (n < least || n > greatest) throw outOfRange(type, name, String(n), place);
    return Number(n) + 0; // -0 becomes 0
  };
}

function bigintEncoder(type: IntType, name: string): Encode {
  const { lo, hi } = rawInterval(type);
  return (value, place) => {
    const n = typeof value === "bigint" ? value : BigInt(safeInteger(value, name, place));
    if (n < lo || n > hi) throw outOfRange(type, name, String(n), place);
    return n;
  };
}

function integer(value: unknown, name: string, place: Place): number {
  if (typeof value !== "number") {
    throw heddleError(runtime.notAScalar, [place(), `an integer (${name})`, describe(value)]);
  }
  if (!Number.isInteger(value)) throw heddleError(runtime.notAnInteger, [place(), name, String(value)]);
  return value;
}

function safeInteger(value: unknown, name: string, place: Place): number {
  const n = integer(value, name, place);
  if (!Number.isSafeInteger(n)) throw heddleError(runtime.unsafeInteger, [place(), name, String(n)]);
  return n;
}

/** Rounds as the type says. What is outside is an error, unless the type says what it becomes. */
function fixedEncoder(type: FixedType, name: string): Encode {
  const { lo, hi } = rawInterval(type);
  const isBig = type.width > 53;
  return (value, place) => {
    const raw = nearestRaw(value, type, name, place);
    if (type.overflow === "wrap" && (raw < lo || raw > hi)) throw outOfRange(type, name, String(value), place);
    const stored = fitted(raw, type);
    return isBig ? stored : Number(stored);
  };
}

/** The real number `value` as a multiple of the type's unit. */
function nearestRaw(value: unknown, type: FixedType, name: string, place: Place): bigint {
  if (typeof value === "bigint") return roundedRaw(value, -type.frac, type.rounding);
  if (typeof value !== "number") throw notANumber(value, name, place);
  if (!Number.isFinite(value)) throw heddleError(runtime.notFinite, [place(), name, String(value)]);
  const { m, e } = splitDouble(value);
  return roundedRaw(m, -e - type.frac, type.rounding);
}

function notANumber(value: unknown, name: string, place: Place): Error {
  return heddleError(runtime.notAScalar, [place(), `a number (${name})`, describe(value)]);
}

function outOfRange(type: IntType | IndexType | FixedType, name: string, got: string, place: Place): Error {
  const { lo, hi } = rawInterval(type);
  const [least, greatest] = [lo, hi].map((raw) => shortNumber(raw, fracOf(type))) as [string, string];
  return heddleError(runtime.outOfRange, [place(), name, least, greatest, got]);
}

/** `raw` / 2^`frac`; very wide limits read better as powers. */
function shortNumber(raw: bigint, frac: number): string {
  const isShort = raw >= -(2n ** 64n) && raw <= 2n ** 64n;
  if (isShort && frac >= -64 && frac <= 32) return formatFixed(raw, frac);
  const integer = isShort ? String(raw) : powerText(raw);
  if (frac === 0) return integer;
  return `${isShort ? integer : `(${integer})`} · 2^${-frac}`;
}

/** A limit of a range: -2^n or 2^n - 1. */
function powerText(limit: bigint): string {
  const bits = (limit < 0n ? -limit : limit + 1n).toString(2).length - 1;
  return limit < 0n ? `-2^${bits}` : `2^${bits} - 1`;
}
