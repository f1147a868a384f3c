/** Where the elements of a tensor or view lie in its columns of storage. */
import { elementCount } from "../lib/ir/types.js";
import type { AnyStorage } from "./types.js";

/** The element with subscripts `[i, j]` is at `offset + i * strides[0] + j * strides[1]` of each column. */
export interface Window {
  readonly columns: readonly AnyStorage[];
  readonly shape: readonly number[];
  readonly offset: number;
  readonly strides: readonly number[];
}

/** All of `columns`, row-major. */
export function wholeWindow(columns: readonly AnyStorage[], shape: readonly number[]): Window {
  const strides = shape.map((_, d) => elementCount(shape.slice(d + 1)));
  return { columns, shape, offset: 0, strides };
}

/** What is left of the first dimension's `i`: one dimension less. */
export function rowOf({ columns, shape, offset, strides }: Window, i: number): Window {
  return { columns, shape: shape.slice(1), offset: offset + i * (strides[0] ?? 0), strides: strides.slice(1) };
}

/** What is to be left of a dimension: `extent` subscripts from `from` on, or only `from`, without the dimension. */
export interface Cut {
  readonly from: number;
  readonly extent: number | undefined;
}

/** One cut for each dimension. */
export function cutWindow({ columns, offset, strides }: Window, cuts: readonly Cut[]): Window {
  const kept = cuts.flatMap(({ extent }, d) => (extent === undefined ? [] : [{ extent, stride: strides[d] ?? 0 }]));
  return {
    columns,
    shape: kept.map((k) => k.extent),
    offset: cuts.reduce((at, { from }, d) => at + from * (strides[d] ?? 0), offset),
    strides: kept.map((k) => k.stride),
  };
}

/** The position in the columns of the element that is the `flat`th in row-major order. */
export function positionIn({ shape, offset, strides }: Window, flat: number): number {
  let rest = flat;
  let at = offset;
  for (let d = shape.length - 1; d >= 0; d--) {
    const extent = shape[d] ?? 1;
    at += (rest % extent) * (strides[d] ?? 0);
    rest = Math.floor(rest / extent);
  }
  return at;
}

/** Do the elements follow each other in row-major order? */
export function isContiguous({ shape, strides }: Window): boolean {
  return shape.every((extent, d) => extent === 1 || strides[d] === elementCount(shape.slice(d + 1)));
}

/** The elements' storage by columns, flat and row-major: the columns themselves where they can be shared, or copies. */
export function flatColumns(w: Window): readonly AnyStorage[] {
  return w.columns.map((column) => (isShared(w, column) ? sharedPart(w, column) : copyOf(w, column)));
}

/** Can the elements be had as one piece of `column`, without a copy? Arrays of bigints have no such parts. */
export function isShared(w: Window, column: AnyStorage): boolean {
  return isWhole(w, column) || (!Array.isArray(column) && isContiguous(w));
}

function isWhole(w: Window, column: AnyStorage): boolean {
  return w.offset === 0 && elementCount(w.shape) === column.length && isContiguous(w);
}

function sharedPart(w: Window, column: AnyStorage): AnyStorage {
  if (isWhole(w, column) || Array.isArray(column)) return column;
  return column.subarray(w.offset, w.offset + elementCount(w.shape));
}

function copyOf(w: Window, column: AnyStorage): AnyStorage {
  const positions = positionsIn(w);
  if (Array.isArray(column)) return positions.map((at) => column[at] ?? 0n);
  const copy = column.slice(0, positions.length);
  positions.forEach((at, i) => put(copy, i, column[at] ?? 0));
  return copy;
}

/** The positions of all elements, in row-major order. */
export function positionsIn(w: Window): readonly number[] {
  return Array.from({ length: elementCount(w.shape) }, (_, flat) => positionIn(w, flat));
}

/** Do the two share an element? Views of one tensor have the same columns. */
export function overlap(a: Window, b: Window): boolean {
  if (a.columns[0] !== b.columns[0] || !rangesMeet(rangeOf(a), rangeOf(b))) return false;
  if (isContiguous(a) && isContiguous(b)) return true;
  const taken = new Set(positionsIn(a));
  return positionsIn(b).some((at) => taken.has(at));
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function rangeOf(w: Window): Range {
  return { first: w.offset, last: positionIn(w, elementCount(w.shape) - 1) };
}

function rangesMeet(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Storage takes the one of number and bigint that its elements are; codecs give exactly that. */
export function put(storage: AnyStorage, at: number, value: number | bigint): void {
  (storage as (number | bigint)[])[at] = value;
}
