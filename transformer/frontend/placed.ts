/**
 * Constants that depend on the place of a kernel's instance in its grid. Where one has to be known now, the instance's own
 * value is taken and that is noted; everywhere else it stays a variable, a hidden parameter of the kernel. Instances at
 * other places for which everything noted is the same share the function.
 */
import type * as TS from "typescript";
import type { Expr } from "../../lib/ir/ir.js";
import { index } from "../../lib/ir/types.js";
import { openConstant, type Constant } from "./constant.js";
import { freshSym, nodeSpan, type Decision, type Scope, type UnitContext } from "./context.js";
import { scalar, type PlacedValue, type TableValue, type Value } from "./value.js";

/** The place of the instance in dimension `d` of its mapping; `name` is what the hidden parameter for it is called. */
export function placeValue(scope: Scope, node: TS.Node, d: number, name?: string): Value | undefined {
  const { place } = scope;
  const [here, extent] = [place?.at[d], place?.extents[d]];
  if (place === undefined || here === undefined || extent === undefined) return undefined;
  if (extent === 1) return { kind: "literal", value: 0n };
  const sym = place.params.get(d) ?? freshSym(scope.unit, name ?? `p${d}`);
  place.params.set(d, sym);
  scope.ranges.set(sym.id, { lo: 0n, hi: BigInt(extent) - 1n });
  const expr: Expr = { kind: "var", sym, type: index, span: nodeSpan(scope, node) };
  return { kind: "placed", value: BigInt(here), at: (other) => BigInt(other[d] ?? 0), form: scalar(expr) };
}

/** Notes that something else would have been made if `at` were not `value`. */
export function note<T>(unit: UnitContext, value: T, at: Decision["at"]): T {
  unit.decisions.push({ value, at });
  return value;
}

/** `v` where its value has to be known now. */
export function decided(scope: { readonly unit: UnitContext }, v: Value): Value;
export function decided(scope: { readonly unit: UnitContext }, v: Value | undefined): Value | undefined;
export function decided(scope: { readonly unit: UnitContext }, v: Value | undefined): Value | undefined {
  if (v?.kind === "placed") return { kind: "literal", value: note(scope.unit, v.value, v.at) };
  if (v?.kind === "table" && v.row !== undefined) {
    return { ...v, array: note(scope.unit, v.row.value, v.row.at), index: [], row: undefined };
  }
  return v;
}

/** The constant that `v` is here; `undefined` when it is none. */
export function decidedConstant(scope: { readonly unit: UnitContext }, v: Value): Constant | undefined {
  const known = decided(scope, v);
  if (known.kind === "literal") return openConstant(known.value);
  return known.kind === "table" && known.index.length === 0 ? known.array : undefined;
}

/**
 * What stands at `position`, a literal or placed, of the array that `table` is here: part of the constant's memory at run
 * time. `undefined` for elements that have no place there.
 */
export function placedItem(table: TableValue, position: PlacedValue | (Value & { kind: "literal" }), at: Expr): Value | undefined {
  const { row } = table;
  const here = itemAt(row === undefined ? table.array : row.value, position.value);
  const elsewhere = (place: readonly number[]): Constant | undefined => {
    const array = row === undefined ? table.array : row.at(place);
    return itemAt(array, position.kind === "placed" ? position.at(place) : position.value);
  };
  const part: TableValue = { ...table, index: [...table.index, at], row: undefined };
  switch (here?.kind) {
    case "array":
      return { ...part, row: { value: here, at: elsewhere } };
    case "int":
    case "float":
    case "bool":
      return { kind: "placed", value: here.value, at: (p) => scalarOf(elsewhere(p)), form: part };
    default:
      return undefined;
  }
}

function itemAt(c: Constant | undefined, position: bigint | number | boolean | undefined): Constant | undefined {
  return c?.kind === "array" ? c.elements[Number(position)] : undefined;
}

function scalarOf(c: Constant | undefined): bigint | number | boolean | undefined {
  return c?.kind === "int" || c?.kind === "float" || c?.kind === "bool" ? c.value : undefined;
}

/** Subscripts of an array of streams: here, and for the instance at another place. */
export interface ElementAt {
  readonly index: readonly number[];
  /** `undefined` where they are outside of the array. */
  readonly at: (place: readonly number[]) => readonly number[] | undefined;
}

/** The subscripts `values` of an array of `shape`; `undefined` unless all are constants inside it. */
export function elementAt(values: readonly Value[], shape: readonly number[]): ElementAt | undefined {
  const inside = (ns: readonly (bigint | number | boolean | undefined)[]): readonly number[] | undefined => {
    const isInside = ns.every((n, d) => typeof n === "bigint" && n >= 0n && n < BigInt(shape[d] ?? 0));
    return isInside ? ns.map(Number) : undefined;
  };
  const here = inside(values.map((v) => (v.kind === "literal" || v.kind === "placed" ? v.value : undefined)));
  if (here === undefined || values.length !== shape.length) return undefined;
  const elsewhere = (place: readonly number[]): readonly number[] | undefined =>
    inside(values.map((v) => (v.kind === "placed" ? v.at(place) : v.kind === "literal" ? v.value : undefined)));
  return { index: here, at: elsewhere };
}
