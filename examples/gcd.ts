/** Euclid's algorithm: scalars in, a scalar out, an early return. */
import { kernel, type uint32 } from "heddle";

/** The greatest common divisor; of 0 and n it is n. */
@kernel()
export function gcd(a: uint32, b: uint32): uint32 {
  if (a === 0) return b;
  let x = a;
  let y = b;
  while (y !== 0) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}
