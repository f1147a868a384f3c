/**
 * Sets of numbers as types, made so that a subset is assignable and nothing else is. TypeScript can't compare numbers,
 * but it can compare their digits: `UpTo<…, Key>` is a union with one member for each digit that may be the first to
 * differ. No template literal here has more than one digit in it, as TypeScript would write out all their combinations.
 */

interface Below {
  "0": never;
  "1": "0";
  "2": "0" | "1";
  "3": "0" | "1" | "2";
  "4": "0" | "1" | "2" | "3";
  "5": "0" | "1" | "2" | "3" | "4";
  "6": "0" | "1" | "2" | "3" | "4" | "5";
  "7": "0" | "1" | "2" | "3" | "4" | "5" | "6";
  "8": "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7";
  "9": "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8";
}
type Digit = keyof Below;
type Bit = "0" | "1";

type Digits<Text extends string> = Text extends `${infer First extends Digit}${infer Rest}` ? [First, ...Digits<Rest>]
  : [];

/** With leading zeros. */
type Padded<Ds> = Ds extends [unknown] ? ["0", "0", "0", ...Ds]
  : Ds extends [unknown, unknown] ? ["0", "0", ...Ds]
  : Ds extends [unknown, unknown, unknown] ? ["0", ...Ds]
  : Ds;
/** The four digits of a number from 0 to 9999. */
type FourDigits<Text extends string> = Padded<Digits<Text>>;

// ---- sums --------------------------------------------------------------------------------------------------------------

interface Tally {
  "0": []; "1": [0]; "2": [0, 0]; "3": [0, 0, 0]; "4": [0, 0, 0, 0]; "5": [0, 0, 0, 0, 0]; "6": [0, 0, 0, 0, 0, 0];
  "7": [0, 0, 0, 0, 0, 0, 0]; "8": [0, 0, 0, 0, 0, 0, 0, 0]; "9": [0, 0, 0, 0, 0, 0, 0, 0, 0];
}
/** Carry and digit. */
type TwoDigits = [
  ["0", "0"], ["0", "1"], ["0", "2"], ["0", "3"], ["0", "4"],
  ["0", "5"], ["0", "6"], ["0", "7"], ["0", "8"], ["0", "9"],
  ["1", "0"], ["1", "1"], ["1", "2"], ["1", "3"], ["1", "4"],
  ["1", "5"], ["1", "6"], ["1", "7"], ["1", "8"], ["1", "9"],
];
type AddDigits<A extends Digit, B extends Digit, Carry extends Bit> =
  TwoDigits[[...Tally[A], ...Tally[B], ...Tally[Carry]]["length"] & keyof TwoDigits];

/** `A + B + Carry`, for numbers of equally many digits, with the last carry before its digits. */
type Sum<A, B, Carry extends Bit> = A extends [...infer RestA, infer LastA extends Digit]
  ? B extends [...infer RestB, infer LastB extends Digit]
    ? AddDigits<LastA, LastB, Carry> extends [infer Next extends Bit, infer Last] ? [...Sum<RestA, RestB, Next>, Last]
      : never
    : never
  : [Carry];

interface Nines {
  "0": "9"; "1": "8"; "2": "7"; "3": "6"; "4": "5"; "5": "4"; "6": "3"; "7": "2"; "8": "1"; "9": "0";
}
/** `A + Complement<B> + 1` is `A - B + 10000`. */
type Complement<Ds> = { [I in keyof Ds]: Nines[Ds[I] & Digit] };

type Joined<Ds, Text extends string = ""> = Ds extends [infer First extends string, ...infer Rest]
  ? Joined<Rest, `${Text}${First}`> : Text;
type NumberOf<Ds> = Ds extends ["0", infer Next, ...infer Rest] ? NumberOf<[Next, ...Rest]>
  : Joined<Ds> extends `${infer N extends number}` ? N : never;

/** `A - B + Carry - 1` in digits; `never` when that is negative, or a number isn't a literal from 0 to 9999. */
type Minus<A extends number, B extends number> =
  Sum<FourDigits<`${A}`>, Complement<FourDigits<`${B}`>>, "1"> extends ["1", ...infer Ds] ? Ds : never;

/** `A - B`; `never` when it is negative, or a number isn't a literal from 0 to 9999. */
export type Difference<A extends number, B extends number> = NumberOf<Minus<A, B>>;

/** `A - B + 1`; `never` as `Difference`. */
export type Count<A extends number, B extends number> =
  Sum<Minus<A, B>, ["0", "0", "0", "0"], "1"> extends ["0", ...infer Ds] ? NumberOf<Ds> : never;

// ---- order -------------------------------------------------------------------------------------------------------------

/** Five digits that are in the order of the numbers from -9999 to 9999; those from 0 on begin with 1. */
type Key<N extends number> = `${N}` extends `-${infer Magnitude}` ? ["0", ...Complement<FourDigits<Magnitude>>]
  : ["1", ...FourDigits<`${N}`>];

/** The key of `A - B`, for `A` from 1. */
type KeyOfDifference<A extends number, B extends number> = `${B}` extends `-${infer Magnitude}`
  ? Sum<FourDigits<`${A}`>, FourDigits<Magnitude>, "0"> extends ["0", ...infer Ds] ? ["1", ...Ds] : never
  : Sum<FourDigits<`${A}`>, Complement<FourDigits<`${B}`>>, "1">;

/** All keys below `K`, and `K` itself unless `Last` is `never`. */
type Keys<Mark, K, Last> = K extends [
  infer A extends Digit, infer B extends Digit, infer C extends Digit, infer D extends Digit, infer E extends Digit,
]
  ? | [Mark, Below[A], Digit, Digit, Digit, Digit]
    | [Mark, A, Below[B], Digit, Digit, Digit]
    | [Mark, A, B, Below[C], Digit, Digit]
    | [Mark, A, B, C, Below[D], Digit]
    | [Mark, A, B, C, D, Below[E] | (Last & E)]
  : never;
type UpTo<Mark, K> = Keys<Mark, K, Digit>;
type LessThan<Mark, K> = Keys<Mark, K, never>;

/** What fits `N` bits one of which is the sign: signed numbers of at most as many bits, unsigned ones of fewer. */
type SignedBits<K> = UpTo<"signed", K> | LessThan<"unsigned", K>;
type UnsignedBits<K> = UpTo<"unsigned", K>;

/**
 * The values of a type: how many significant bits they have, how many before and how many after the binary point. All
 * three of a subset are at most as many, and any type of at least as many holds its values.
 */
interface Values<Significant, Integer, Fraction> {
  readonly integerBits: Integer;
  readonly fractionBits: Fraction;
  readonly significantBits: Significant;
}

/** Integers of `Width` bits. */
export type SignedValues<Width extends number> =
  Values<SignedBits<Key<Width>>, SignedBits<Key<Width>>, UpTo<"fraction", Key<0>>>;
export type UnsignedValues<Width extends number> =
  Values<UnsignedBits<Key<Width>>, UnsignedBits<Key<Width>>, UpTo<"fraction", Key<0>>>;

/** Multiples of 2^-Frac of `Width` bits. */
export type FixedValues<Width extends number, Frac extends number> =
  Values<SignedBits<Key<Width>>, SignedBits<KeyOfDifference<Width, Frac>>, UpTo<"fraction", Key<Frac>>>;
export type UFixedValues<Width extends number, Frac extends number> =
  Values<UnsignedBits<Key<Width>>, UnsignedBits<KeyOfDifference<Width, Frac>>, UpTo<"fraction", Key<Frac>>>;

/**
 * Floats of `Width - 1` significant bits, below 2^Top, down to 2^-Least; and NaN, which no type but floats has. `Width`
 * bits hold one more signed number, its least: a power of two.
 */
export type FloatValues<Width extends number, Top extends number, Least extends number> = Values<
  "float" | SignedBits<Key<Width>>, UpTo<"signed" | "unsigned", Key<Top>>, UpTo<"fraction", Key<Least>>
>;
