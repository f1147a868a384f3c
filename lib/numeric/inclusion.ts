/** Which types hold all values of which others. */
import { contains, fracOf, rawInterval, scaleInterval, type FloatType, type ScalarType } from "../ir/types.js";
import { formatOf } from "./floats.js";

/** Is every value of `inner` one of `outer`? Truth values are no numbers. */
export function holdsAll(outer: ScalarType, inner: ScalarType): boolean {
  if (outer.kind === "bool" || inner.kind === "bool") return outer.kind === inner.kind;
  if (inner.kind === "float") return outer.kind === "float" && holdsFloats(outer, inner);
  if (outer.kind === "float") return holdsMultiples(outer, rawInterval(inner), fracOf(inner));
  const digits = fracOf(outer) - fracOf(inner);
  return digits >= 0 && contains(rawInterval(outer), scaleInterval(rawInterval(inner), digits));
}

function holdsFloats(outer: FloatType, inner: FloatType): boolean {
  const [o, i] = [formatOf(outer), formatOf(inner)];
  return o.precision >= i.precision && o.leastExponent <= i.leastExponent && o.largest >= i.largest;
}

/** All multiples of 2^-frac in the interval: those next to its end have as many digits as any. */
function holdsMultiples(outer: FloatType, { lo, hi }: { readonly lo: bigint; readonly hi: bigint }, frac: number): boolean {
  const { precision, leastExponent, largest } = formatOf(outer);
  const most = -lo > hi ? -lo : hi;
  return most <= 2n ** BigInt(precision) && -frac >= leastExponent && Number(most) * 2 ** -frac <= largest;
}
