/** Whether two accesses of different instances meet: boxes around them first, the exact test where those overlap. */
import type { Interval } from "../ir/types.js";
import { constantForm, valueForm, type Form } from "./affine.js";
import { atMost, equal, less, solve, type Constraint, type Point } from "./integer-systems.js";
import { namesNone, replaced, type Touch } from "./touches.js";

/** Instances of one function that are given the same names, and differ in the constants given to `placed` only. */
export interface Group {
  readonly placed: readonly number[];
  readonly members: readonly Member[];
}

/** One instance: its position in the network, and its constants. */
export interface Member {
  readonly position: number;
  readonly constants: readonly bigint[];
}

/** A touch of every member of a group. */
export interface GroupTouch {
  readonly group: Group;
  readonly touch: Touch;
}

/** What is known of ids that no domain bounds; those that are `shared` have one value for all instances. */
export interface Values {
  readonly bounds: ReadonlyMap<number, Interval>;
  readonly shared: ReadonlySet<number>;
}

/** `none`: never; `meet`: `members` do, for certain if `isCertain`; the exact tests of one tensor are counted in `budget`. */
export type Meeting =
  | { readonly kind: "none" }
  | { readonly kind: "meet"; readonly members: readonly [Member, Member]; readonly isCertain: boolean };

export interface Budget {
  tests: number;
}

const none: Meeting = { kind: "none" };

/** Do `a` of one instance and `b` of another meet? */
export function meeting(a: GroupTouch, b: GroupTouch, values: Values, budget: Budget): Meeting {
  const isCertain = [a.touch, b.touch].every((t) => t.isExact && namesNone(t, values.shared));
  if (budget.tests <= 0) return oneByOne(a, b, isCertain, values, budget);
  const own = pairs(a.group, b.group, a.touch === b.touch);
  if (own.length === 0) return none;
  // All pairs of instances at once, their constants being values too.
  const found = own.map((different) => meet(a, b, different, values, budget));
  if (found.every((f) => f.kind === "none")) return none;
  for (const f of found) {
    if (f.kind !== "some") continue;
    const members = [memberAt(a.group, f.point, 0), memberAt(b.group, f.point, far)] as const;
    const [x, y] = members;
    if (x !== undefined && y !== undefined && x !== y) return { kind: "meet", members: [x, y], isCertain };
  }
  return oneByOne(a, b, isCertain, values, budget);
}

/** Each pair of instances by itself, where the point that was found is not of instances that there are. */
function oneByOne(a: GroupTouch, b: GroupTouch, isCertain: boolean, values: Values, budget: Budget): Meeting {
  let open: Meeting = none;
  for (const x of a.group.members) {
    for (const y of b.group.members) {
      if (x === y || (a.touch === b.touch && a.group === b.group && x.position > y.position)) continue;
      const [one, other] = [at(a, x), at(b, y)];
      const found = budget.tests > 0 ? meet(one, other, [], values, budget) : { kind: "unknown" as const };
      if (found.kind === "none") continue;
      open = { kind: "meet", members: [x, y], isCertain: isCertain && found.kind === "some" };
      if (found.kind === "some" || budget.tests <= 0) return open;
    }
  }
  return open;
}

function at({ group, touch }: GroupTouch, member: Member): GroupTouch {
  const forms = group.placed.map((id, i) => [id, constantForm(member.constants[i] ?? 0n)] as const);
  return { group: { placed: [], members: [member] }, touch: replaced(touch, forms) };
}

function memberAt({ placed, members }: Group, point: Point, shift: number): Member | undefined {
  return members.find((m) => placed.every((id, i) => {
    const value = point.get(id + shift);
    return value === undefined || value === m.constants[i];
  }));
}

// ---- the exact test -----------------------------------------------------------------------------------------------------

/** The ids of the second access are moved by this, so that they are others than those of the first. */
const far = 2 ** 40;

/** Systems, one of which holds of two different instances of these groups. */
function pairs(a: Group, b: Group, isSymmetric: boolean): readonly (readonly Constraint[])[] {
  if (a !== b) return [[]];
  const [mine, other] = [(id: number): Form => valueForm(id), (id: number): Form => valueForm(id + far)];
  const found = a.placed.flatMap((id, k) => {
    const before = a.placed.slice(0, k).map((same) => equal(mine(same), other(same)));
    const lower = [...before, less(mine(id), other(id))];
    return isSymmetric ? [lower] : [lower, [...before, less(other(id), mine(id))]];
  });
  const keys = new Set(a.members.map((m) => m.constants.join()));
  const twins = keys.size < a.members.length ? [a.placed.map((id) => equal(mine(id), other(id)))] : [];
  return [...found, ...twins];
}

function meet(
  a: GroupTouch, b: GroupTouch, different: readonly Constraint[], { bounds, shared }: Values, budget: Budget,
): ReturnType<typeof solve> {
  budget.tests--;
  const moved = (f: Form): Form => (
    { ...f, terms: new Map([...f.terms].map(([id, c]) => [shared.has(id) ? id : id + far, c] as const)) }
  );
  const system = [
    ...a.touch.domain,
    ...b.touch.domain.map((c) => ({ ...c, form: moved(c.form) })),
    ...a.touch.at.map((f, d) => equal(f, moved(b.touch.at[d] ?? f))),
    ...placesOf(a.group, 0), ...placesOf(b.group, far), ...different,
  ];
  return solve([...system, ...boundsOf(system, bounds)]);
}

function placesOf({ placed, members }: Group, shift: number): readonly Constraint[] {
  return placed.flatMap((id, i) => {
    const { lo, hi } = hullOf(members, i);
    return [atMost(constantForm(lo), valueForm(id + shift)), atMost(valueForm(id + shift), constantForm(hi))];
  });
}

function boundsOf(system: readonly Constraint[], bounds: Values["bounds"]): readonly Constraint[] {
  const ids = new Set(system.flatMap((c) => [...c.form.terms.keys()]));
  return [...ids].flatMap((id) => {
    const range = bounds.get(id > far / 2 ? id - far : id);
    return range === undefined ? [] : [
      atMost(constantForm(range.lo), valueForm(id)), atMost(valueForm(id), constantForm(range.hi)),
    ];
  });
}

function hullOf(members: readonly Member[], i: number): Interval {
  let [lo, hi] = [members[0]?.constants[i] ?? 0n, members[0]?.constants[i] ?? 0n];
  for (const { constants } of members) {
    const n = constants[i] ?? 0n;
    if (n < lo) lo = n;
    if (n > hi) hi = n;
  }
  return { lo, hi };
}

// ---- boxes --------------------------------------------------------------------------------------------------------------

/** The least and the greatest subscript in each dimension, one after the other. */
export type Box = readonly number[];

/** A box that holds all that the members of the group touch; `undefined` when they touch nothing. */
export function boxOf({ group, touch }: GroupTouch, bounds: Values["bounds"]): Box | undefined {
  const ranges: Ranges = new Map();
  for (const f of [...touch.at, ...touch.domain.map((c) => c.form)]) {
    for (const id of f.terms.keys()) {
      const placed = group.placed.indexOf(id);
      const range = placed >= 0 ? hullOf(group.members, placed) : bounds.get(id);
      if (!ranges.has(id)) ranges.set(id, range === undefined ? [-Infinity, Infinity] : [Number(range.lo), Number(range.hi)]);
    }
  }
  for (const { form, relation } of touch.domain) {
    const [lo, hi] = extremes(form, ranges);
    if (hi < 0 || (relation === "eq" && lo > 0)) return undefined;
    for (const id of form.terms.keys()) tighten(form, id, relation, ranges);
  }
  if ([...ranges.values()].some(([lo, hi]) => lo > hi)) return undefined;
  return touch.at.flatMap((f) => extremes(f, ranges));
}

type Ranges = Map<number, [number, number]>;

/** Bounds `id` by what the constraint leaves to it. */
function tighten(form: Form, id: number, relation: Constraint["relation"], ranges: Ranges): void {
  const range = ranges.get(id);
  const n = Number(form.terms.get(id) ?? 0n);
  if (range === undefined || n === 0) return;
  const [lo, hi] = extremes(form, ranges, id);
  const [least, most] = [-hi / n, relation === "eq" ? -lo / n : Infinity * n];
  const [from, to] = n > 0 ? [least, most] : [most, least];
  if (from > range[0]) range[0] = Math.ceil(from);
  if (to < range[1]) range[1] = Math.floor(to);
}

/** The least and greatest value of the form, its term in `without` left out. */
function extremes(form: Form, ranges: Ranges, without?: number): [number, number] {
  let [lo, hi] = [Number(form.constant), Number(form.constant)];
  for (const [id, c] of form.terms) {
    if (id === without) continue;
    const n = Number(c);
    const [least, most] = ranges.get(id) ?? [-Infinity, Infinity];
    lo += n * (n > 0 ? least : most);
    hi += n * (n > 0 ? most : least);
  }
  return [lo, hi];
}

/** All pairs whose boxes overlap, each item with itself among them; stops when `visit` says so. */
export function overlapping<T>(
  items: readonly { readonly box: Box; readonly item: T }[], visit: (a: T, b: T) => boolean,
): boolean {
  const rank = (items[0]?.box.length ?? 0) / 2;
  const dim = bestDimension(items.map((i) => i.box), rank);
  const sorted = [...items].sort((x, y) => (x.box[2 * dim] ?? 0) - (y.box[2 * dim] ?? 0));
  for (const [i, x] of sorted.entries()) {
    for (let k = i; k < sorted.length; k++) {
      const y = sorted[k];
      if (y === undefined || (y.box[2 * dim] ?? 0) > (x.box[2 * dim + 1] ?? 0)) break;
      if (overlap(x.box, y.box) && !visit(x.item, y.item)) return false;
    }
  }
  return true;
}

/** The one in which the boxes are most apart. */
function bestDimension(boxes: readonly Box[], rank: number): number {
  let [best, most] = [0, -1];
  for (let d = 0; d < rank; d++) {
    const starts = new Set(boxes.map((b) => b[2 * d])).size;
    if (starts > most) [best, most] = [d, starts];
  }
  return best;
}

function overlap(a: Box, b: Box): boolean {
  for (let i = 0; i < a.length; i += 2) {
    if ((a[i] ?? 0) > (b[i + 1] ?? 0) || (b[i] ?? 0) > (a[i + 1] ?? 0)) return false;
  }
  return true;
}
