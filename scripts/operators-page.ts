/** docs/operators.md: what each operator gives on each pair of types, from the code that decides it. */
import type { BinaryOp, CompareOp, UnaryOp } from "../lib/ir/ir.js";
import { binaryType, unaryType, type TypingError } from "../lib/ir/typing.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, typeName, type ScalarType,
} from "../lib/ir/types.js";
import { holdsAll } from "../lib/numeric/inclusion.js";

interface Operator {
  /** How it is written in a kernel. */
  readonly spelling: string;
  readonly meaning: string;
}

const binary: Readonly<Record<BinaryOp, Operator>> = {
  add: { spelling: "a + b", meaning: "Exact; floats are rounded once to their type." },
  sub: { spelling: "a - b", meaning: "Exact; floats are rounded once to their type." },
  mul: { spelling: "a * b", meaning: "Exact; floats are rounded once to their type. `a ** n` with a constant n from 0 to 16 is n - 1 products." },
  div: {
    spelling: "a / b",
    meaning: "Of integers the quotient truncated toward zero. With fixed point the quotient rounded by the modes of the type it is stored as, with " +
      "that type's fraction bits; where nothing says more, with those of the operand that has more of them, rounded down. By zero " +
      "the run stops (HDL6001). Of floats as IEEE 754: by zero an infinity or NaN.",
  },
  rem: { spelling: "a % b", meaning: "What truncated division leaves: it has the sign of a, and is exact on floats too. By zero the run stops (HDL6001); NaN on floats." },
  floordiv: { spelling: "floorDiv(a, b)", meaning: "The quotient rounded down, an integer. By zero the run stops (HDL6001)." },
  mod: { spelling: "mod(a, b)", meaning: "What floorDiv leaves: it has the sign of b. By zero the run stops (HDL6001)." },
  shl: { spelling: "a << n", meaning: "In the type of a: what leaves it is lost. An amount of the width or more gives 0; a negative one stops the run (HDL6003)." },
  shr: { spelling: "a >> n", meaning: "Rounds down: arithmetic on signed types, logical on unsigned ones. An amount of the width or more gives 0, or -1 unit below zero." },
  ushr: { spelling: "a >>> n", meaning: "Of the bits of a as an unsigned number." },
  and: { spelling: "a & b", meaning: "Of the bits in two's complement, the narrower operand widened with its sign; fixed point is brought to the same fraction bits first." },
  or: { spelling: "a | b", meaning: "As `&`." },
  xor: { spelling: "a ^ b", meaning: "As `&`." },
  min: { spelling: "min(a, b)", meaning: "The smaller value, exactly. Of floats NaN if either is NaN, and -0 is below 0. Also `Math.min`, of any number of operands." },
  max: { spelling: "max(a, b)", meaning: "The larger value, exactly. Of floats NaN if either is NaN, and 0 is above -0. Also `Math.max`, of any number of operands. `clamp(x, lo, hi)` is `min(max(x, lo), hi)`." },
  pow: { spelling: "a ** b", meaning: "Of floats, as `Math.pow`, rounded once to the type." },
  hypot: { spelling: "Math.hypot(a, b)", meaning: "Of floats, without overflow on the way, rounded once to the type." },
};

const unary: Readonly<Record<UnaryOp, Operator>> = {
  neg: { spelling: "-a", meaning: "Exact." },
  abs: { spelling: "abs(a)", meaning: "Exact. Also `Math.abs`." },
  sign: { spelling: "Math.sign(a)", meaning: "-1, 0 or 1; of floats NaN and signed zeros stay." },
  bitnot: { spelling: "~a", meaning: "All bits inverted, in the type of a." },
  reverse: { spelling: "reverseBits(a)", meaning: "The bits in reverse, in the type of a." },
  not: { spelling: "!a", meaning: "Of truth values." },
  floor: { spelling: "Math.floor(a)", meaning: "Down to an integer." },
  ceil: { spelling: "Math.ceil(a)", meaning: "Up to an integer." },
  round: { spelling: "Math.round(a)", meaning: "To the nearest integer, ties up." },
  trunc: { spelling: "Math.trunc(a)", meaning: "Toward zero to an integer." },
  sqrt: { spelling: "Math.sqrt(a)", meaning: "Rounded correctly." },
  exp: { spelling: "Math.exp(a)", meaning: "Computed in double precision and rounded to the type; the same bits everywhere." },
  log: { spelling: "Math.log(a)", meaning: "As `Math.exp`." },
  sin: { spelling: "Math.sin(a)", meaning: "As `Math.exp`." },
  cos: { spelling: "Math.cos(a)", meaning: "As `Math.exp`." },
  tan: { spelling: "Math.tan(a)", meaning: "As `Math.exp`." },
  tanh: { spelling: "Math.tanh(a)", meaning: "As `Math.exp`." },
};

const comparisons: Readonly<Record<CompareOp, string>> = {
  eq: "a === b, a == b", ne: "a !== b, a != b", lt: "a < b", le: "a <= b", gt: "a > b", ge: "a >= b",
};

/** One type of each kind; what holds for them holds for the kind. */
const examples: readonly ScalarType[] = [
  bool, int(8, false), int(8), index, fixed(8, 4, false), fixed(8, 4), float16, bfloat16, float32, float64,
];

/** The page. */
export function operatorsPage(): string {
  return `${[
    "# Operators",
    "Made by `npm run docs` from the code that types operators. Integers and fixed point are exact until they are stored, so types grow: a result",
    "has the narrowest type that holds every possible value. The tables show it for 8 bits; other widths follow the same rule.",
    "Beside a float the other operand becomes that float; of two floats the narrower becomes the wider, and `float16` with `bfloat16` gives",
    "`float32`. A literal takes the type of the other operand.",
    "",
    "## Of two operands",
    ...(Object.keys(binary) as BinaryOp[]).flatMap(binarySection),
    "",
    "## Comparisons",
    `${(Object.values(comparisons)).map((s) => `\`${s}\``).join(", ")} give a \`bool\`. Integers and fixed point compare by their exact values,`,
    "whatever their signs and widths. Beside a float the other operand becomes that float. NaN differs from everything, itself too. `bool` compares",
    "with `bool`.",
    "",
    "## Of one operand",
    ...unaryTable(),
    "",
    "## Conversions",
    "A value is converted where it is stored: assignment, element, field, cast, `return`, argument, `put`. The table says whether every value of the",
    "type on the left is one of the type above: then TypeScript lets it be assigned, and nothing is lost. Every other conversion needs a cast.",
    "",
    ...conversions(),
    "",
    "| From | To | Rule |",
    "|---|---|---|",
    "| integer, fixed point | integer | fraction dropped toward zero, then wraps |",
    "| integer, fixed point | fixed point | by the rounding and overflow modes of the target |",
    "| float | integer | truncates toward zero, then wraps; NaN and infinities give 0 |",
    "| float | fixed point | by the rounding and overflow modes of the target; NaN and infinities give 0 |",
    "| anything | float | rounded once, to nearest, ties to even |",
    "| number | `bool` | none: write a comparison |",
    "| `bool` | number | none but by `x ? 1 : 0`, and a cast, which gives 0 or 1 |",
  ].join("\n")}\n`;
}

function binarySection(op: BinaryOp): readonly string[] {
  const { spelling, meaning } = binary[op];
  const rows = examples.map((left) => row(name(left), examples.map((right) => shown(binaryType(op, left, right)))));
  return ["", `### \`${spelling}\``, "", meaning, "", row("a, b", examples.map(name)), rule(examples.length + 1), ...rows];
}

function unaryTable(): readonly string[] {
  const ops = Object.keys(unary) as UnaryOp[];
  const rows = ops.map((op) => row(`\`${unary[op].spelling}\``, [...examples.map((t) => shown(unaryType(op, t))), unary[op].meaning]));
  return ["", row("a", [...examples.map(name), "Meaning"]), rule(examples.length + 2), ...rows];
}

function conversions(): readonly string[] {
  const rows = examples.map((from) => row(name(from), examples.map((to) => (holdsAll(to, from) ? "yes" : ""))));
  return [row("from, to", examples.map(name)), rule(examples.length + 1), ...rows];
}

function shown(t: ScalarType | TypingError): string {
  return t.kind === "error" ? "–" : name(t);
}

function name(t: ScalarType): string {
  return typeName(t).replace(/[<>]/g, (c) => (c === "<" ? "&lt;" : "&gt;"));
}

function row(first: string, cells: readonly string[]): string {
  return `| ${[first, ...cells].map((c) => c.replace(/\|/g, "\\|")).join(" | ")} |`;
}

function rule(columns: number): string {
  return `|${"---|".repeat(columns)}`;
}
