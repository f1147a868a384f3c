/** Fixed point at the edges of its values, in all its modes: native code and C simulation give what the interpreter gives. */
import { binary, bitcast, cast, compare, intConst, select, unary } from "../../lib/ir/build.js";
import type { CompareOp, Expr, UnaryOp } from "../../lib/ir/ir.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, type FixedType, type ScalarType,
} from "../../lib/ir/types.js";
import { overflows, roundings } from "../support/generate/types.js";
import { agree, applied, binaries, converted, pairCase, pairsOf, singleCase } from "./table.js";

/** Ordinary formats, those without integer or fraction bits, beyond the width on either side, and wide ones. */
const formats: readonly FixedType[] = [
  fixed(16, 8), fixed(8, 4, false), fixed(12, 0), fixed(6, 9), fixed(7, -3, false), fixed(1, 0), fixed(1, 1, false), fixed(8, 8),
  fixed(33, 2, true, "round", "saturate"), fixed(54, 54, false), fixed(70, 35, true, "roundConv", "saturateSym"), fixed(64, 32),
];

const others: readonly ScalarType[] = [bool, index, int(8), int(16, false), int(64), int(64, false), int(33), int(80)];
const floats: readonly ScalarType[] = [float16, bfloat16, float32, float64];

const comparisons: readonly CompareOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const prefixes: readonly UnaryOp[] = ["neg", "abs", "sign", "bitnot", "reverse", "floor", "ceil", "round", "trunc"];

/** A few formats, each in all pairs of modes. */
const inAllModes: readonly (readonly FixedType[])[] = [fixed(8, 4), fixed(10, -1, false), fixed(20, 22), fixed(4, 2), fixed(1, 1)]
  .map((t) => roundings.flatMap((rounding) => overflows.map((overflow) => ({ ...t, rounding, overflow }))));
const targets: readonly ScalarType[] = [...inAllModes.flat(), ...others, ...floats];

/** All of them with `HEDDLE_ALL_PAIRS=1`; otherwise two for each `i`. */
function someFormats(i: number): readonly FixedType[] {
  const isThorough = process.env.HEDDLE_ALL_PAIRS === "1";
  return inAllModes.filter((_, k) => isThorough || (k + i) % inAllModes.length < 2).flat();
}

function operators(a: Expr, b: Expr): readonly Expr[] {
  const compared = comparisons.map((op) => compare(op, a, b));
  return [
    ...binaries.flatMap((op) => applied(op, a, b)), ...compared, select(compare("lt", a, b), a, b),
    ...prefixes.map((op) => unary(op, a)), unary("neg", binary("sub", a, b)), binary("mul", binary("add", a, b), binary("sub", a, b)),
  ];
}

/** Quotients have the modes and the format that they are asked for. */
function quotients(a: Expr, b: Expr, types: readonly FixedType[]): readonly Expr[] {
  const divisor = select(compare("eq", b, intConst(0)), intConst(3), b);
  return types.map((type) => ({ ...binary("div", a, divisor), type }));
}

describe("fixed point in every executor", () => {
  it("agree on operators", async function () {
    this.timeout(600_000);
    await agree(pairsOf(formats, [5]).map(([l, r]) => pairCase(l, r, (a, b) => converted(operators(a, b), targets))), this);
  });

  it("agree on operators with integers", async function () {
    this.timeout(600_000);
    const pairs = formats.map((f, i) => {
      const other = others[i % others.length] ?? bool;
      return i % 2 === 0 ? [f, other] as const : [other, f] as const;
    });
    await agree(pairs.map(([l, r]) => pairCase(l, r, (a, b) => converted(operators(a, b), targets))), this);
  });

  it("agree on operators with floats", async function () {
    this.timeout(600_000);
    const pairs = formats.map((f, i) => [f, floats[i % floats.length] ?? float32] as const);
    await agree(pairs.map(([l, r]) => pairCase(l, r, (a, b) => (["add", "mul", "div", "max"] as const).flatMap((op) => applied(op, a, b)))), this);
  });

  it("agree on quotients", async function () {
    this.timeout(600_000);
    const pairs = pairsOf(formats.slice(0, 8), [3]);
    await agree(pairs.map(([l, r], i) => pairCase(l, r, (a, b) => quotients(a, b, someFormats(i)))), this);
  });

  for (const [kind, from] of [["fixed point", formats], ["integers", others], ["floats", floats]] as const) {
    it(`agree on conversions from ${kind}, in all modes`, async function () {
      this.timeout(600_000);
      const cases = from.map((type, i) => singleCase(type, (x) => [...someFormats(i), ...others, ...floats].map((t) => cast(x, t))));
      await agree(cases, this);
    });
  }

  it("agree on what is the same bits", async function () {
    this.timeout(60_000);
    const cases = formats.flatMap((type) => {
      const same = [int(type.width), int(type.width, false), { ...type, frac: type.frac + 1 }, { ...type, signed: !type.signed }];
      return [type, ...same].map((from) => singleCase(from, (x) => same.map((t) => bitcast(x, t))));
    });
    await agree(cases, this);
  });
});
