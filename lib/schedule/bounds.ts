/** The bounds of linear forms: read off where every value has bounds of its own, else found by solving systems. */
import { constantForm, scaleForm, type Form } from "../analysis/affine.js";
import { atMost, less, solve, type Constraint } from "../analysis/integer-systems.js";

/** Whether 0 ≤ `form` < `extent` wherever `domain` holds. */
export function isInside(form: Form, extent: number, domain: readonly Constraint[]): boolean {
  return isNeverBelow(form, 0n, domain) && isNeverBelow(scaleForm(form, -1n), 1n - BigInt(extent), domain);
}

/** Whether `form` ≥ `least` wherever `domain` holds. */
export function isNeverBelow(form: Form, least: bigint, domain: readonly Constraint[]): boolean {
  const quick = leastIn(boundsOf(domain), form);
  if (quick !== undefined && quick >= least) return true;
  return solve([...domain, less(form, constantForm(least))]).kind === "none";
}

/** Whether `domain` holds nowhere. */
export function isEmpty(domain: readonly Constraint[]): boolean {
  return !boundsOf(domain).isBox && solve(domain).kind === "none";
}

/** The least value of `form` in a domain that is not empty; `undefined` when there is no bound, or it is not found. */
export function leastOf(form: Form, domain: readonly Constraint[]): bigint | undefined {
  if (form.terms.size === 0) return form.constant;
  const bounds = boundsOf(domain);
  if (bounds.isBox) return leastIn(bounds, form);
  const first = solve(domain);
  if (first.kind !== "some") return undefined;
  let reached = [...form.terms].reduce((sum, [id, c]) => sum + c * (first.point.get(id) ?? 0n), form.constant);
  const isBelow = (most: bigint): boolean => solve([...domain, atMost(form, constantForm(most))]).kind !== "none";
  let step = 1n;
  while (isBelow(reached - step)) {
    reached -= step;
    step *= 2n;
    if (step > farthest) return undefined;
  }
  let never = reached - step;
  while (reached - never > 1n) {
    const middle = never + (reached - never) / 2n;
    if (isBelow(middle)) reached = middle;
    else never = middle;
  }
  return reached;
}

/** The greatest value; as `leastOf`. */
export function greatestOf(form: Form, domain: readonly Constraint[]): bigint | undefined {
  const least = leastOf(scaleForm(form, -1n), domain);
  return least === undefined ? undefined : -least;
}

/** No tensor is so long: what goes on past it has no bound. */
const farthest = 1n << 32n;

/** The least that each value, times 1 or −1, can be by the constraints on it alone. */
interface Bounds {
  readonly least: ReadonlyMap<number, bigint>;
  readonly leastNegated: ReadonlyMap<number, bigint>;
  /** There are no other constraints, and each value has room. */
  readonly isBox: boolean;
}

const known = new WeakMap<readonly Constraint[], Bounds>();

function boundsOf(domain: readonly Constraint[]): Bounds {
  const found = known.get(domain) ?? findBounds(domain);
  known.set(domain, found);
  return found;
}

function findBounds(domain: readonly Constraint[]): Bounds {
  const [least, leastNegated] = [new Map<number, bigint>(), new Map<number, bigint>()];
  let isBox = true;
  for (const constraint of domain) {
    const bound = ownBound(constraint);
    if (bound === undefined) {
      isBox &&= isTrue(constraint);
      continue;
    }
    const into = bound.isNegated ? leastNegated : least;
    const before = into.get(bound.id);
    if (before === undefined || bound.least > before) into.set(bound.id, bound.least);
  }
  for (const [id, lo] of least) isBox &&= lo <= -(leastNegated.get(id) ?? -lo);
  return { least, leastNegated, isBox };
}

/** `x ≥ least`, or `−x ≥ least`, when the constraint is one of those. */
function ownBound(
  { form, relation }: Constraint,
): { readonly id: number; readonly isNegated: boolean; readonly least: bigint } | undefined {
  const [term, ...others] = form.terms;
  if (term === undefined || others.length > 0 || relation === "eq") return undefined;
  const [id, c] = term;
  return c === 1n || c === -1n ? { id, isNegated: c < 0n, least: -form.constant } : undefined;
}

/** Without naming any value. */
function isTrue({ form, relation }: Constraint): boolean {
  return form.terms.size === 0 && (relation === "eq" ? form.constant === 0n : form.constant >= 0n);
}

/** `undefined` when a value has no bound of its own. */
function leastIn({ least, leastNegated }: Bounds, form: Form): bigint | undefined {
  let sum = form.constant;
  for (const [id, c] of form.terms) {
    const own = c > 0n ? least.get(id) : leastNegated.get(id);
    if (own === undefined) return undefined;
    sum += (c > 0n ? c : -c) * own;
  }
  return sum;
}
