/** Sine, cosine and the angle of a vector by shifts and additions only (CORDIC, Volder 1959), in fixed point. */
import { abs, assert, Fixed, kernel, type bool, type index } from "heddle";

/** Sixteen bits after the point; the results are rounded to them once, at the end. */
export type Real = Fixed<20, 16, "round">;
const Real = Fixed.of(20, 16, "round");
/** Inside there are six more, as each step loses up to one unit; and room for the gain, up to 8 · √2 · 1.65. */
type Wide = Fixed<28, 22>;

/** A vector, and an angle from it to somewhere. */
interface Vector {
  x: Wide;
  y: Wide;
  angle: Wide;
}

const steps = 20;

/** The angles whose tangents are 1, 1/2, 1/4, …, computed by the compiler. */
const angles = Array.from({ length: steps }, (_, i) => Math.atan(2 ** -i));

/** The CORDIC gain: what all the turns together lengthen a vector by. */
const gain = Array.from({ length: steps }, (_, i) => Math.hypot(1, 2 ** -i)).reduce((a, b) => a * b);

/** Turns `v` by the angle whose tangent is 2^-i, to the left or to the right. */
function turned(v: Vector, left: bool, i: index): Vector {
  const dx = v.y >> i;
  const dy = v.x >> i;
  return {
    x: left ? v.x - dx : v.x + dx,
    y: left ? v.y + dy : v.y - dy,
    angle: left ? v.angle - angles[i] : v.angle + angles[i],
  };
}

/** Sine and cosine of an angle from -π/2 to π/2: (1, 0) is turned until nothing is left of the angle. */
@kernel()
export function sincos(angle: Real): [Real, Real] {
  assert(abs(angle) < 1.6, "the angle is", angle); // all turns together reach 1.74
  let v: Vector = { x: 1 / gain, y: 0, angle };
  for (let i = 0; i < steps; i++) v = turned(v, v.angle >= 0, i);
  return [Real(v.y), Real(v.x)];
}

/** The angle from (1, 0) to (x, y), as Math.atan2: the vector is turned until it lies on the axis. */
@kernel()
export function atan2(y: Real, x: Real): Real {
  const halfTurn: Wide = Math.PI;
  let v: Vector = { x, y, angle: 0 };
  if (x < 0) v = { x: -x, y: -y, angle: y < 0 ? -halfTurn : halfTurn };
  for (let i = 0; i < steps; i++) v = turned(v, v.y < 0, i);
  return Real(v.angle);
}
