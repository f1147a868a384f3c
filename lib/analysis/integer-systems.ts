/**
 * Systems of linear constraints over the integers: whether one has a solution, and which. Equalities are solved by
 * substitution, inequalities by eliminating one value after the other, exactly (W. Pugh, "The Omega test", 1991).
 */
import { addForms, constantForm, type Form } from "./affine.js";

/** `form` = 0, or `form` ≥ 0. */
export interface Constraint {
  readonly form: Form;
  readonly relation: "eq" | "ge";
}

/** A value for each id that the system names. */
export type Point = ReadonlyMap<number, bigint>;

/** `unknown`: the search was given up. */
export type Answer = { readonly kind: "none" } | { readonly kind: "some"; readonly point: Point } | { readonly kind: "unknown" };

/** So many constraints are looked at before a system is given up; dependences of real programs take some hundreds. */
const mostRows = 40_000;

export const isZero = (form: Form): Constraint => ({ form, relation: "eq" });
export const isAtLeastZero = (form: Form): Constraint => ({ form, relation: "ge" });
/** a ≤ b. */
export const atMost = (a: Form, b: Form): Constraint => isAtLeastZero(addForms(b, a, -1n));
/** a < b. */
export const less = (a: Form, b: Form): Constraint => atMost(addForms(a, constantForm(1n)), b);
/** a = b. */
export const equal = (a: Form, b: Form): Constraint => isZero(addForms(a, b, -1n));

/** Finds a point at which all constraints hold. */
export function solve(system: readonly Constraint[]): Answer {
  const ids = [...new Set(system.flatMap((c) => [...c.form.terms.keys()]))];
  const column = new Map(ids.map((id, i) => [id, i + 1]));
  const point = solveRows(system.map(({ form, relation }): Row => {
    const row = new Array<number>(ids.length + 1).fill(0);
    row[0] = Number(form.constant);
    for (const [id, c] of form.terms) row[column.get(id) ?? 0] = Number(c);
    return { row, isEquality: relation === "eq" };
  }), ids.length + 1);
  if (typeof point === "string") return { kind: point };
  return { kind: "some", point: new Map(ids.map((id, i) => [id, BigInt(point[i + 1] ?? 0)])) };
}

/** The same for rows of `columns` columns: the value of each column, column 0 being 1. */
export function solveRows(rows: readonly Row[], columns: number): readonly number[] | "none" | "unknown" {
  return solved({ rows: mostRows, columns }, rows);
}

/**
 * A constraint as a row of numbers: the constant, then the coefficient of each value; those that are missing at the end
 * are 0. Numbers that leave what doubles hold exactly end the search.
 */
export interface Row {
  readonly row: readonly number[];
  readonly isEquality: boolean;
}

interface Search {
  rows: number;
  columns: number;
}

/** The value of each column, column 0 being 1. */
type Found = number[] | "none" | "unknown";

function solved(search: Search, system: readonly Row[]): Found {
  search.rows -= system.length;
  if (search.rows < 0) return "unknown";
  const tight = tightened(system);
  if (typeof tight === "string") return tight;
  const equality = tight.find((c) => c.isEquality);
  return equality === undefined ? eliminated(search, tight) : solvedFor(search, tight, equality.row);
}

// ---- single constraints -------------------------------------------------------------------------------------------------

/** Divided by common factors and rounded; without those that always hold, and one for each sum. `none` when one never does. */
function tightened(system: readonly Row[]): readonly Row[] | "none" | "unknown" {
  const kept: Row[] = [];
  const places = new Map<number, number>();
  for (const c of system) {
    const tight = tightenedOne(c);
    if (tight === "never") return "none";
    if (tight === "always") continue;
    if (tight === "inexact") return "unknown";
    const hash = hashOf(tight.row);
    const place = places.get(hash);
    const known = place === undefined ? undefined : kept[place];
    if (place === undefined || known?.isEquality !== tight.isEquality || !sameSum(known.row, tight.row)) {
      if (place === undefined) places.set(hash, kept.length);
      kept.push(tight);
    } else if (tight.isEquality && at(known.row, 0) !== at(tight.row, 0)) return "none";
    else if (at(tight.row, 0) < at(known.row, 0)) kept[place] = tight;
  }
  return kept;
}

function hashOf(row: readonly number[]): number {
  let hash = 0;
  for (let i = 1; i < row.length; i++) hash = (Math.imul(hash, 31) + at(row, i)) | 0;
  return hash;
}

/** Are all coefficients the same? */
function sameSum(a: readonly number[], b: readonly number[]): boolean {
  const length = Math.max(a.length, b.length);
  for (let i = 1; i < length; i++) if (at(a, i) !== at(b, i)) return false;
  return true;
}

function tightenedOne(c: Row): Row | "always" | "never" | "inexact" {
  const { row, isEquality } = c;
  const constant = at(row, 0);
  let divisor = 0;
  let isExact = Number.isSafeInteger(constant);
  for (let i = 1; i < row.length; i++) {
    const n = at(row, i);
    if (n === 0) continue;
    isExact &&= Number.isSafeInteger(n);
    if (divisor !== 1) divisor = gcd(divisor, Math.abs(n));
  }
  if (!isExact) return "inexact";
  if (divisor === 0) return (isEquality ? constant === 0 : constant >= 0) ? "always" : "never";
  if (divisor === 1) return c;
  if (isEquality && constant % divisor !== 0) return "never";
  return { row: row.map((n, i) => (i === 0 ? Math.floor(n / divisor) : n / divisor)), isEquality };
}

// ---- equalities ---------------------------------------------------------------------------------------------------------

/** Replaces one value by what the row = 0 says it is. */
function solvedFor(search: Search, system: readonly Row[], row: readonly number[]): Found {
  let best = 0;
  row.forEach((n, i) => {
    if (i > 0 && n !== 0 && (best === 0 || Math.abs(n) < Math.abs(at(row, best)))) best = i;
  });
  const coefficient = at(row, best);
  const by = Math.abs(coefficient) === 1
    ? row.map((n, i) => (i === best ? 0 : -coefficient * n))
    : reducing(row, best, coefficient, search.columns++);
  const rest = solved(search, system.map((c) => ({ ...c, row: substituted(c.row, best, by) })));
  if (typeof rest === "string") return rest;
  rest[best] = valueAt(by, rest);
  return rest;
}

/** No coefficient is 1: the value in terms of a new one, by which all coefficients become smaller (Pugh, §2.3.1). */
function reducing(row: readonly number[], column: number, coefficient: number, fresh: number): readonly number[] {
  const m = Math.abs(coefficient) + 1;
  const sign = Math.sign(coefficient);
  const by = Array.from({ length: fresh + 1 }, (_, i) => (i === column ? 0 : sign * centredRemainder(at(row, i), m)));
  by[fresh] = -sign * m;
  return by;
}

function substituted(row: readonly number[], column: number, by: readonly number[]): readonly number[] {
  const coefficient = at(row, column);
  if (coefficient === 0) return row;
  const made = combined(row, 1, by, coefficient);
  made[column] = coefficient * at(by, column);
  return made;
}

/** a · row + b · other. */
function combined(row: readonly number[], a: number, other: readonly number[], b: number): number[] {
  const made: number[] = [];
  const length = Math.max(row.length, other.length);
  for (let i = 0; i < length; i++) made.push(a * at(row, i) + b * at(other, i));
  return made;
}

// ---- inequalities -------------------------------------------------------------------------------------------------------

/** The inequalities of one value: lower ones, where its coefficient is positive, and upper ones. */
interface Bounds {
  readonly column: number;
  readonly lower: readonly (readonly number[])[];
  readonly upper: readonly (readonly number[])[];
  readonly others: readonly Row[];
}

function eliminated(search: Search, system: readonly Row[]): Found {
  const column = cheapest(system);
  if (column === undefined) return [1];
  const bounds = boundsOf(system, column);
  if (bounds.lower.length * bounds.upper.length > search.rows) return "unknown";
  const real = solved(search, [...bounds.others, ...shadow(bounds, "real")]);
  if (typeof real === "string") return real;
  const middle = between(bounds, real);
  if (middle !== undefined) return placed(column, middle, real);
  const dark = solved(search, [...bounds.others, ...shadow(bounds, "dark")]);
  if (typeof dark === "string") return splintered(search, system, bounds);
  const inside = between(bounds, dark);
  if (inside === undefined) throw new Error("a dark shadow has an integer above each of its points");
  return placed(column, inside, dark);
}

function placed(column: number, value: number, point: number[]): number[] {
  point[column] = value;
  return point;
}

/** The value whose elimination makes the fewest constraints, exact ones before others. */
function cheapest(system: readonly Row[]): number | undefined {
  const counts: { lower: number; upper: number; lowerUnit: boolean; upperUnit: boolean }[] = [];
  for (const { row } of system) {
    for (let i = 1; i < row.length; i++) {
      const n = at(row, i);
      if (n === 0) continue;
      const count = (counts[i] ??= { lower: 0, upper: 0, lowerUnit: true, upperUnit: true });
      if (n > 0) {
        count.lower += 1;
        count.lowerUnit &&= n === 1;
      } else {
        count.upper += 1;
        count.upperUnit &&= n === -1;
      }
    }
  }
  let best: number | undefined;
  let least = Infinity;
  counts.forEach((c, i) => {
    const cost = c.lower * c.upper + (c.lowerUnit || c.upperUnit ? 0 : 1000);
    if (cost < least) [best, least] = [i, cost];
  });
  return best;
}

function boundsOf(system: readonly Row[], column: number): Bounds {
  const of = (sign: number): readonly (readonly number[])[] =>
    system.filter(({ row }) => Math.sign(at(row, column)) === sign).map(({ row }) => row);
  return { column, lower: of(1), upper: of(-1), others: system.filter(({ row }) => at(row, column) === 0) };
}

/** What the bounds say without the value: over the reals; `dark`, where an integer is certain to lie between them. */
function shadow({ column, lower, upper }: Bounds, kind: "real" | "dark"): readonly Row[] {
  const rows: Row[] = [];
  for (const l of lower) {
    for (const u of upper) {
      const [a, b] = [at(l, column), -at(u, column)];
      const row = combined(u, a, l, b);
      row[column] = 0;
      if (kind === "dark") row[0] = at(row, 0) - (a - 1) * (b - 1);
      rows.push({ row, isEquality: false });
    }
  }
  return rows;
}

/** The least integer between the bounds at `point`. */
function between({ column, lower, upper }: Bounds, point: readonly number[]): number | undefined {
  const rest = (row: readonly number[]): number => valueAt(row, point) - at(row, column) * at(point, column);
  const least = Math.max(...lower.map((l) => Math.ceil(-rest(l) / at(l, column))));
  const most = Math.min(...upper.map((u) => Math.floor(rest(u) / -at(u, column))));
  if (least === -Infinity) return most === Infinity ? 0 : most;
  return least <= most ? least : undefined;
}

/** Outside the dark shadow a solution lies close above one of the lower bounds (Pugh, §2.3.3). */
function splintered(search: Search, system: readonly Row[], { column, lower, upper }: Bounds): Found {
  const most = Math.max(...upper.map((u) => -at(u, column)));
  let isKnown = true;
  for (const l of lower) {
    const coefficient = at(l, column);
    const last = Math.floor((most * coefficient - most - coefficient) / most);
    for (let i = 0; i <= last; i++) {
      const near = { row: l.map((n, c) => (c === 0 ? n - i : n)), isEquality: true };
      const found = solved(search, [...system, near]);
      if (typeof found !== "string") return found;
      isKnown &&= found === "none";
    }
  }
  return isKnown ? "none" : "unknown";
}

// ---- numbers ------------------------------------------------------------------------------------------------------------

function at(row: readonly number[], i: number): number {
  return row[i] ?? 0;
}

/** The row's value at `point`. */
function valueAt(row: readonly number[], point: readonly number[]): number {
  let sum = at(row, 0);
  for (let i = 1; i < row.length; i++) sum += at(row, i) * at(point, i);
  return sum;
}

/** The greatest common divisor; neither is negative. */
export function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The remainder of `n` by `m` that is nearest to 0: from -m/2 to m/2. */
function centredRemainder(n: number, m: number): number {
  return n - m * Math.floor((2 * n + m) / (2 * m));
}
