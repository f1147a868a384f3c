/**
 * Lowers the operators of fixed point that the vendor's classes have (native-fixed.ts has rewritten the others). Their
 * results grow so that they are exact; a conversion is exact too, or the rounding that the IR's cast asks for.
 */
import { convertFrom } from "../../numeric/convert.js";
import type { Binary, Cast, Compare, Const, Expr, Select, Unary } from "../../ir/ir.js";
import { contains, interval, intervalOf, rawInterval, type FixedType, type FloatType, type ScalarType } from "../../ir/types.js";
import { asInt, unifyTypes, type Integral } from "../../ir/typing.js";
import { noteType, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { oddDouble, roundedSmall } from "./floats.js";
import { amount } from "./shifts.js";
import {
  cast, infix, literal, method, prefix, sameExpr, ternary, type CppExpr, type CppFixed, type CppType, type InfixOp,
} from "./tree.js";
import {
  boolean, classOfBits, fixedClass, int64, integerType, isSymmetric, plainInt, sameCppType, uint32, uint64, wide, withoutModes,
} from "./types.js";
import { callHelper, castTo, exact, integerLiteral, isSimple, toWide, type Lowered } from "./value.js";

/** A lowered number in a fixed-point class. */
type Fixed = Lowered & { readonly type: CppFixed };

function made(expr: CppExpr, type: CppFixed, c: FuncContext): Fixed {
  noteType(type, c);
  return { expr, type, bits: exact };
}

/** An operand: a number of a class, or an integer that may stand beside one. */
function operand(e: Expr, c: FuncContext): Lowered {
  const v = lower(e, c);
  return v.type.kind === "int" && v.type.width === 64 ? toWide(v, valuesOf(e), c) : v;
}

const valuesOf = (e: Expr): ReturnType<typeof intervalOf> => intervalOf(e.type as Integral);

interface Format {
  readonly width: number;
  readonly integer: number;
  readonly signed: boolean;
}

/** Integers are numbers without a fraction. */
function formatOf(t: CppType): Format {
  switch (t.kind) {
    case "fixed":
      return t;
    case "int":
    case "wide":
      return { width: t.width, integer: t.width, signed: t.signed };
    case "bool":
      return { width: 1, integer: 1, signed: false };
    default:
      throw new Error(`${t.kind} has no fixed-point format`);
  }
}

const fracOf = ({ width, integer }: Format): number => width - integer;

function plain(integer: number, frac: number, signed: boolean): CppFixed {
  return { kind: "fixed", width: integer + frac, integer, signed, rounding: "trunc", overflow: "wrap" };
}

/** The result class of `op`, by the vendor's documented growth. */
function grown(op: "+" | "-" | "*" | "&" | "|" | "^", a: Format, b: Format): CppFixed {
  if (op === "*") return plain(a.integer + b.integer, fracOf(a) + fracOf(b), a.signed || b.signed);
  const integer = Math.max(a.integer + Number(b.signed && !a.signed), b.integer + Number(a.signed && !b.signed));
  const frac = Math.max(fracOf(a), fracOf(b));
  const carries = op === "+" || op === "-";
  return plain(integer + Number(carries), frac, op === "-" || a.signed || b.signed);
}

/** In class `t`, unless it is so already; where values are lost, by its modes. */
function inClass(t: CppFixed, v: Lowered, c: FuncContext): Fixed {
  return sameCppType(v.type, t) ? { ...v, type: t } : made(cast(t, v.expr), t, c);
}

/** With exactly the bits of its IR type: what operators on bits need. */
export function withOwnBits(e: Expr, t: FixedType, c: FuncContext): Fixed {
  const own = fixedClass(t);
  const v = lower(e, c);
  const isOwn = v.type.kind === "fixed" && sameCppType(withoutModes(v.type), withoutModes(own));
  return isOwn ? { ...v, type: own } : inClass(withoutModes(own), v, c);
}

// ---- operators ----------------------------------------------------------------------------------------------------------

const infixes: Readonly<Partial<Record<Binary["op"], "+" | "-" | "*" | "&" | "|" | "^">>> = {
  add: "+", sub: "-", mul: "*", and: "&", or: "|", xor: "^",
};

/** A binary operator whose result is of fixed point. */
export function fixedBinary(e: Binary, type: FixedType, c: FuncContext): Lowered {
  const op = infixes[e.op];
  if (op !== undefined) {
    const [l, r] = besideClass(e, type, c);
    return made(infix(op, l.expr, r.expr), grown(op, formatOf(l.type), formatOf(r.type)), c);
  }
  if (e.op === "min" || e.op === "max") return extreme(e, e.op === "min" ? "<" : ">", c);
  if (e.op !== "shl" && e.op !== "shr") throw new Error(`'${e.op}' is rewritten before`);
  const left = withOwnBits(e.left, type, c);
  return made(infix(e.op === "shl" ? "<<" : ">>", left.expr, amount(e.right, c)), left.type, c);
}

/** Both operands, at least one of them of a class. */
function besideClass(e: Binary | Compare, type: FixedType, c: FuncContext): readonly [Lowered, Lowered] {
  const [l, r] = [operand(e.left, c), operand(e.right, c)];
  return l.type.kind === "fixed" || r.type.kind === "fixed" ? [l, r] : [inClass(fixedClass(type), l, c), r];
}

/** A ternary when both sides are short and of one class, else a helper. */
function extreme(e: Binary, op: "<" | ">", c: FuncContext): Lowered {
  const [l, r] = [lower(e.left, c), lower(e.right, c)];
  if (isSimple(l.expr) && sameExpr(l.expr, r.expr)) return l;
  if (isSimple(l.expr) && isSimple(r.expr) && sameCppType(l.type, r.type)) {
    return { ...l, expr: ternary(infix(op, l.expr, r.expr), l.expr, r.expr) };
  }
  const both = commonClass(e.left.type, e.right.type);
  return made(callHelper(op === "<" ? "min_of" : "max_of", [both], [l.expr, r.expr], c), both, c);
}

/** A class for every value of either type. */
function commonClass(a: ScalarType, b: ScalarType): CppFixed {
  const t = unifyTypes(a, b);
  if (t.kind !== "fixed") throw new Error("neither side is of fixed point");
  return withoutModes(fixedClass(t));
}

/** A unary operator on fixed point: its result too, but for that of `sign`. */
export function fixedUnary(e: Unary, type: FixedType, c: FuncContext): Lowered {
  if (e.op === "bitnot") {
    const x = withOwnBits(e.operand, type, c);
    return made(prefix("~", x.expr), x.type, c);
  }
  const x = inSomeClass(lower(e.operand, c), type, c);
  const wider = plain(x.type.integer + 1, fracOf(x.type), true);
  switch (e.op) {
    case "neg":
      return made(prefix("-", x.expr), wider, c);
    case "abs":
      return x.type.signed ? made(callHelper("abs_of", [wider], [x.expr], c), wider, c) : x;
    case "sign":
      return { expr: callHelper("sign_of", [x.type], [x.expr], c), type: plainInt, bits: exact };
    default:
      throw new Error(`'${e.op}' is rewritten before`);
  }
}

function inSomeClass(v: Lowered, type: FixedType, c: FuncContext): Fixed {
  return v.type.kind === "fixed" ? { ...v, type: v.type } : inClass(fixedClass(type), v, c);
}

/** A comparison with fixed point on one side at least. */
export function fixedCompare(e: Compare, op: InfixOp, c: FuncContext): Lowered {
  const type = [e.left.type, e.right.type].find((t) => t.kind === "fixed");
  if (type?.kind !== "fixed") throw new Error("neither side is of fixed point");
  const [l, r] = besideClass(e, type, c);
  return { expr: infix(op, signedLike(l, r, c).expr, signedLike(r, l, c).expr), type: boolean, bits: exact };
}

/**
 * `v` for a comparison with `other`: the classes compare as C does, so a negative number would count as a large one
 * beside an unsigned one that is as wide.
 */
function signedLike(v: Lowered, other: Lowered, c: FuncContext): Lowered {
  const [a, b] = [formatOf(v.type), formatOf(other.type)];
  if (a.signed || !b.signed || (other.value !== undefined && other.value >= 0n)) return v;
  const after = Math.max(fracOf(a), fracOf(b));
  const [wide, otherWide] = [a.integer + after, b.integer + after];
  if (otherWide > wide + 1 || Math.max(wide, otherWide) < 31) return v;
  return inClass(plain(a.integer + 1, fracOf(a), true), v, c);
}

/** A ternary: C++ wants both sides of one class. */
export function fixedSelect(e: Select, type: FixedType, cond: CppExpr, c: FuncContext): Lowered {
  const [yes, no] = [lower(e.whenTrue, c), lower(e.whenFalse, c)];
  if (isSimple(yes.expr) && isSimple(no.expr) && yes.type.kind === "fixed" && sameCppType(yes.type, no.type)) {
    return { ...yes, expr: ternary(cond, yes.expr, no.expr) };
  }
  const both = classOfBits(type);
  const side = (v: Lowered): CppExpr => (isSimple(v.expr) ? inClass(both, v, c).expr : cast(both, v.expr));
  return made(ternary(cond, side(yes), side(no)), both, c);
}

// ---- conversions --------------------------------------------------------------------------------------------------------

/** A cast to fixed point. */
export function toFixed(e: Cast, type: FixedType, c: FuncContext): Lowered {
  const { operand: from } = e;
  if (from.kind === "const") return fixedConstant(convertFrom(from.value, from.type, type), type, c);
  const own = fixedClass(type);
  if (from.type.kind === "float") return made(callHelper("float_to_fixed", [own], [lower(from, c).expr], c), own, c);
  return inClass(own, lower(from, c), c);
}

/** The value of a variable of class `t`: what is assigned is converted by itself, by the modes of the class. */
export function storedFixed(e: Expr, t: CppFixed, c: FuncContext): CppExpr {
  if (e.kind === "const") return initializer(e, c);
  if (e.kind !== "cast" || e.type.kind !== "fixed" || !sameCppType(fixedClass(e.type), t)) return lower(e, c).expr;
  if (e.operand.kind === "const" || e.operand.type.kind === "float") return lower(e, c).expr;
  return lower(e.operand, c).expr;
}

/** A constant as an operand: an integer, or a number of the class. */
export function fixedConstant(value: Const["value"], type: FixedType, c: FuncContext): Lowered {
  if (typeof value !== "bigint") throw new Error("a constant of fixed point is its raw value");
  const own = classOfBits(type);
  if (isOffRange(value, type)) return fromBits(value, own, c);
  const integral = integerValue(value, type);
  if (integral !== undefined) return integerLiteral(integral, c);
  const real = realLiteral(value, type);
  return real === undefined ? fromBits(value, own, c) : made(cast(own, literal(real)), own, c);
}

/** A constant where the class is known: `0.75`. */
export function initializer(e: Pick<Const, "value" | "type">, c: FuncContext): CppExpr {
  if (e.type.kind !== "fixed" || typeof e.value !== "bigint") throw new Error("not a constant of fixed point");
  const isReal = integerValue(e.value, e.type) === undefined && !isOffRange(e.value, e.type);
  const real = isReal ? realLiteral(e.value, e.type) : undefined;
  return real === undefined ? fixedConstant(e.value, e.type, c).expr : literal(real);
}

function integerValue(raw: bigint, { frac }: FixedType): bigint | undefined {
  if (frac <= 0) return raw << BigInt(-frac);
  const whole = raw >> BigInt(frac);
  return whole << BigInt(frac) === raw ? whole : undefined;
}

/** The value of a symmetric range that only bits make: the class saturates it. */
function isOffRange(raw: bigint, t: FixedType): boolean {
  return isSymmetric(t) && raw === rawInterval(t).lo;
}

/** The number as a double's literal, if it is one. */
function realLiteral(raw: bigint, { frac }: FixedType): string | undefined {
  const value = Number(raw) * 2 ** -frac;
  const isExact = frac <= finest && BigInt.asIntN(54, raw) === raw;
  return isExact ? String(value).replace("e+", "e") : undefined;
}

/** Fractions finer than these are kept clear of subnormal doubles, which the classes take for normal ones. */
export const finest = 1000;

/** The number whose bits are those of `raw`. */
function fromBits(raw: bigint, own: CppFixed, c: FuncContext): Lowered {
  const type = noteType(wide(own.width, false), c);
  const bits = cast(type, integerLiteral(BigInt.asUintN(own.width, raw), c).expr);
  return made(callHelper("from_bits", [own], [bits], c), own, c);
}

/** A cast of fixed point to an integer: truncates toward zero, then wraps. */
export function fixedToInteger(e: Cast, from: FixedType, t: Integral, need: number, c: FuncContext): Lowered {
  if (e.operand.kind === "const") return integerLiteral(BigInt(convertFrom(e.operand.value, from, t)), c);
  const x = inSomeClass(lower(e.operand, c), from, c);
  const v = integerPart(x.type.integer > 0 ? x : inClass(fixedClass(from), x, c), need, c);
  const whole = intervalOf(t);
  const own = integerType(t);
  const { integer, signed } = x.type;
  const values = integer > 0 ? intervalOf({ kind: "int", width: integer, signed }) : interval(0, 0);
  if (contains(whole, values) && v.bits === exact) return v;
  const { width } = asInt(t);
  if (need <= width) return { ...v, bits: Math.min(v.bits, width) };
  return castTo(own, v, whole, c);
}

/** The integer part, or its low bits where no more are wanted. */
function integerPart(x: Fixed, need: number, c: FuncContext): Lowered {
  const { integer, signed } = x.type;
  const { wideTo } = c.dialect;
  const fits = integer <= 64;
  if (integer <= (signed ? 32 : 31)) return { expr: method(x.expr, wideTo.int32), type: plainInt, bits: exact };
  if (integer === 32) return { expr: method(x.expr, wideTo.uint32), type: uint32, bits: exact };
  if (need <= 32) return { expr: method(x.expr, wideTo.int32), type: plainInt, bits: 32 };
  if (fits && !signed) return { expr: method(x.expr, wideTo.uint64), type: uint64, bits: exact };
  if (fits || need <= 64) return { expr: method(x.expr, wideTo.int64), type: int64, bits: fits ? exact : 64 };
  const type = noteType(wide(integer, signed), c);
  return { expr: cast(type, x.expr), type, bits: exact };
}

/** A cast of fixed point to a float, rounded once. */
export function fixedToFloat(e: Cast, from: FixedType, to: FloatType, c: FuncContext): Lowered {
  const { width, frac } = from;
  const x = inSomeClass(lower(e.operand, c), from, c);
  const { float32, float64 } = c.dialect.wideTo;
  const isNormal = frac <= 126 && width - frac <= 127;
  const result = (expr: CppExpr): Lowered => ({ expr, type: noteType(to, c), bits: exact });
  if (to.precision === 53) return result(method(x.expr, float64));
  if (isNormal && (to.precision === 24 || width <= 24)) {
    const value = method(x.expr, float32);
    return result(to.precision === 24 ? value : cast(to, value));
  }
  const twoWider = plain(x.type.integer + 2, fracOf(x.type), true);
  const double = width <= 53 ? method(x.expr, float64) : oddDouble(twoWider, x.expr, c);
  return result(to.precision === 24 ? cast(to, double) : roundedSmall(to, double, c));
}
