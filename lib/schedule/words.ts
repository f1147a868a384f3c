/** Several integers of equal width side by side in one, the first in the low bits. */
import { binary, cast, intConst, unary } from "../ir/build.js";
import type { Alloc, Const, Expr } from "../ir/ir.js";
import { int, type IntType, type TensorType } from "../ir/types.js";
import { divided, type Keeps } from "./subscripts.js";

/** `factor` elements of `part` along dimension `dim` of the shape `parts` are one of `word`, of the shape `words`. */
export interface Words {
  readonly dim: number;
  readonly factor: number;
  readonly part: IntType;
  readonly word: IntType;
  readonly parts: readonly number[];
  readonly words: readonly number[];
}

/** The word that the element at `at` is in, and its first bit there. */
export function placeInWord(
  { dim, factor, part }: Words, at: readonly Expr[], keeps: Keeps,
): { readonly at: readonly Expr[]; readonly low: Expr } {
  const own = at[dim] ?? intConst(0);
  const { quotient, rest } = divided(own, factor, keeps);
  const low = rest.kind === "const" ? intConst(BigInt(rest.value) * BigInt(part.width), own.span)
    : binary("mul", rest, intConst(part.width, own.span), own.span);
  return { at: at.map((e, d) => (d === dim ? quotient : e)), low };
}

/** The bits of `word` from `low` on, as a `part`. */
export function slice(word: Expr, low: Expr, part: IntType): Expr {
  const plain = cast(word, int(wordWidth(word), false));
  return cast(low.kind === "const" && low.value === 0n ? plain : binary("shr", plain, low, word.span), part);
}

/** `word` with the bits from `low` on replaced by those of `value`; both have the types of `w`. */
export function withSlice(word: Expr, low: Expr, value: Expr, w: Words): Expr {
  const whole = int(w.word.width, false);
  const mask = binary("shl", cast(intConst(ones(w.part.width)), whole), low, word.span);
  const kept = binary("and", cast(word, whole), unary("bitnot", mask), word.span);
  const added = binary("shl", cast(cast(value, int(w.part.width, false)), whole), low, value.span);
  return cast(binary("or", kept, added, value.span), w.word);
}

/** The word of these parts, the first in the low bits; each is evaluated once. */
export function joined(parts: readonly Expr[], { part, word }: Words): Expr {
  const whole = int(word.width, false);
  const placed = parts.map((e, k) => {
    const plain = cast(cast(e, int(part.width, false)), whole);
    return k === 0 ? plain : binary("shl", plain, intConst(k * part.width, e.span), e.span);
  });
  return cast(placed.reduce((all, e) => binary("or", all, e, e.span)), word);
}

/** The first contents of the words, from those of the parts. */
export function packedInit(init: Alloc["init"], w: Words): Alloc["init"] {
  if (init.kind === "values") return { kind: "values", values: packedValues(init.values, w) };
  const { value } = init;
  if (value.kind === "aggregate") throw new Error("parts are integers");
  if (value.kind === "const") {
    const same = Array.from({ length: w.factor }, () => value.value);
    return { kind: "fill", value: { ...value, type: w.word, value: joinedValue(same, w) } };
  }
  const each = Array.from({ length: w.factor }, (_, k) => 1n << BigInt(k * w.part.width)).reduce((a, b) => a | b);
  const plain = cast(value, int(w.part.width, false));
  return { kind: "fill", value: cast(binary("mul", plain, intConst(each, value.span), value.span), w.word) };
}

/** The first contents of the parts; `undefined` when words start with a value whose parts are not known to be equal. */
export function unpackedInit(init: Alloc["init"], w: Words): Alloc["init"] | undefined {
  if (init.kind === "values") return { kind: "values", values: unpackedValues(init.values, w) };
  const { value } = init;
  if (value.kind !== "const") return undefined;
  const [first = 0n, ...others] = splitValue(value.value, w);
  if (others.some((v) => v !== first)) return undefined;
  return { kind: "fill", value: { ...value, type: w.part, value: first } };
}

function packedValues(values: readonly Const["value"][], w: Words): readonly bigint[] {
  const { inner, extent } = stridesOf(w.words, w.dim);
  return Array.from({ length: values.length / w.factor }, (_, i) => {
    const [outer, at, rest] = [Math.floor(i / (inner * extent)), Math.floor(i / inner) % extent, i % inner];
    return joinedValue(Array.from({ length: w.factor }, (_x, k) => (
      values[((outer * extent + at) * w.factor + k) * inner + rest] ?? 0n
    )), w);
  });
}

function unpackedValues(values: readonly Const["value"][], w: Words): readonly bigint[] {
  const { inner, extent } = stridesOf(w.parts, w.dim);
  return Array.from({ length: values.length * w.factor }, (_, i) => {
    const [outer, at, rest] = [Math.floor(i / (inner * extent)), Math.floor(i / inner) % extent, i % inner];
    const word = values[((outer * extent + at - (at % w.factor)) / w.factor) * inner + rest] ?? 0n;
    return splitValue(word, w)[at % w.factor] ?? 0n;
  });
}

function stridesOf(shape: readonly number[], dim: number): { readonly inner: number; readonly extent: number } {
  return { inner: shape.slice(dim + 1).reduce((a, b) => a * b, 1), extent: shape[dim] ?? 1 };
}

function joinedValue(parts: readonly Const["value"][], { part, word }: Words): bigint {
  const bits = parts.map(
    (v, k) => BigInt.asUintN(part.width, BigInt(v)) << BigInt(k * part.width),
  ).reduce((a, b) => a | b, 0n);
  return word.signed ? BigInt.asIntN(word.width, bits) : bits;
}

function splitValue(value: Const["value"], { part, word, factor }: Words): readonly bigint[] {
  const bits = BigInt.asUintN(word.width, BigInt(value));
  return Array.from({ length: factor }, (_, k) => {
    const own = BigInt.asUintN(part.width, bits >> BigInt(k * part.width));
    return part.signed ? BigInt.asIntN(part.width, own) : own;
  });
}

function ones(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

function wordWidth(e: Expr): number {
  if (e.type.kind !== "int") throw new Error("words are integers");
  return e.type.width;
}

/** The tensor type of `shape`. */
export function ofShape(element: IntType, shape: readonly number[]): TensorType {
  return { kind: "tensor", element, shape };
}
