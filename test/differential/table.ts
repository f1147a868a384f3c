/** Tables of values for operators: a kernel stores what expressions give in each row, which the interpreter must give too. */
import assert from "node:assert/strict";
import { binary, cast, compare, constant, indexConst, intConst, load, select, symSource, variable } from "../../lib/ir/build.js";
import { interpret } from "../../lib/ir/interpret.js";
import type { BinaryOp, Expr, Func, Param, Stmt } from "../../lib/ir/ir.js";
import { binaryType, isShift } from "../../lib/ir/typing.js";
import { index, isExact, rawInterval, tensor, typeName, type FloatType, type ScalarType } from "../../lib/ir/types.js";
import { noSpan as span } from "../../lib/diagnostics/source.js";
import { convert, type Value } from "../../lib/numeric/convert.js";
import { simulateAll, type Case } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";
import { agree as sameNatively } from "../targets/js/agree.js";

export const binaries: readonly BinaryOp[] = [
  "add", "sub", "mul", "div", "rem", "floordiv", "mod", "shl", "shr", "ushr", "and", "or", "xor", "min", "max", "pow", "hypot",
];

/** The values at the edges of `type`, and what is ordinary. */
export function edges(type: ScalarType): readonly Value[] {
  if (!isExact(type)) return floatEdges(type);
  const { lo, hi } = rawInterval(type);
  const half = type.kind === "fixed" && type.frac > 0 ? 1n << BigInt(type.frac - 1) : 1n;
  const raws = [lo, lo + 1n, hi, hi - 1n, 0n, 1n, -1n, 2n, -7n, 100n, hi / 3n, half, -half, 3n * half];
  if (type.kind !== "fixed") return [...new Set(raws.map((v) => convert(v, type)))];
  return [...new Set(raws.filter((v) => v >= lo && v <= hi))];
}

const reals = [
  0, 1, 0.5, 1.5, 2.5, 3, 7.25, 100, 0.1, 1 / 3, 255.5, 2047, 2049, 65504, 65520, 2 ** 31, 2 ** 53 + 2, 2 ** 62, 2 ** 63, 2 ** 64 + 2 ** 12,
  3e38, 1e300, 2 ** -14, 2 ** -15 + 2 ** -24, 2 ** -24, 3 * 2 ** -25, 2 ** -25, 2 ** -126, 2 ** -133, 2 ** -149, 5e-324, Infinity,
];

function floatEdges(type: FloatType): readonly Value[] {
  const signed = [...reals, ...reals.map((x) => -x), NaN].map((x) => convert(x, type));
  return signed.filter((v, i) => signed.findIndex((w) => Object.is(v, w)) === i);
}

/** A case with a name to complain with. */
export interface NamedCase extends Case {
  readonly name: string;
}

/** A kernel that stores each of `expressions` of each edge value of `type`. */
export function singleCase(type: ScalarType, expressions: (x: Expr) => readonly Expr[]): NamedCase {
  const values = edges(type);
  return { name: typeName(type), ...tableCase(values.length, (column) => expressions(column(type, values))) };
}

/** The same for each edge value of `left` beside each of `right`. */
export function pairCase(left: ScalarType, right: ScalarType, expressions: (a: Expr, b: Expr) => readonly Expr[]): NamedCase {
  const pairs = edges(left).flatMap((a) => edges(right).map((b) => [a, b] as const));
  const made = tableCase(pairs.length, (column) =>
    expressions(column(left, pairs.map(([a]) => a)), column(right, pairs.map(([, b]) => b))));
  return { name: `${typeName(left)} and ${typeName(right)}`, ...made };
}

/** What a row holds of a column of values. */
type Column = (type: ScalarType, values: readonly Value[]) => Expr;

function tableCase(rows: number, expressions: (column: Column) => readonly Expr[]): Case {
  const syms = symSource();
  const k = syms.fresh("k");
  const params: Param[] = [];
  const args: Value[][] = [];
  const column = (type: ScalarType, values: readonly Value[]): Param => {
    const made: Param = { sym: syms.fresh(`p${params.length}`), type: tensor(type, [rows]), span };
    params.push(made);
    args.push([...values]);
    return made;
  };
  const at = [variable(k, index)];
  const made = expressions((type, values) => load(column(type, values).sym, tensor(type, [rows]), at));
  const body = made.map((value): Stmt => {
    const zeros = Array.from({ length: rows }, () => convert(0n, value.type));
    return { kind: "store", tensor: column(value.type, zeros).sym, index: at, value, span };
  });
  const loop: Stmt = {
    kind: "for", iter: k, type: index, lo: indexConst(0), hi: indexConst(rows), step: 1n, body, reduction: false, id: 0, span,
  };
  const f: Func = { kind: "func", sym: syms.fresh("f"), params, results: [], states: [], body: [loop], span };
  return { module: { functions: [f], top: f }, args };
}

/** `a op b` where the types allow it, with operands that do not stop the run. */
export function applied(op: BinaryOp, a: Expr, b: Expr): readonly Expr[] {
  if (binaryType(op, a.type, b.type).kind === "error") return [];
  return [binary(op, a, a.type.kind === "float" || b.type.kind === "float" ? b : safeRight(op, b))];
}

function safeRight(op: BinaryOp, right: Expr): Expr {
  const isDivision = ["div", "rem", "floordiv", "mod"].includes(op);
  if (isDivision) return select(compare("eq", right, constant(0n, right.type)), intConst(3), right);
  return isShift(op) ? binary("and", right, intConst(127)) : right;
}

/** Each as it is, and converted to one of `targets`: to each of them in turn. */
export function converted(values: readonly Expr[], targets: readonly ScalarType[]): readonly Expr[] {
  return values.flatMap((e, i) => [e, ...targets.slice(i % targets.length, i % targets.length + 1).map((t) => cast(e, t))]);
}

/** That native code leaves in each case what the interpreter leaves. */
export function agreeNatively(cases: readonly NamedCase[]): void {
  for (const c of cases) assert.ok(sameNatively(c.module, c.args, { times: 1 }), `${c.name} was not compared`);
}

/** That native code and C simulation leave in each case what the interpreter leaves. */
export async function agree(cases: readonly NamedCase[], test: Mocha.Context): Promise<void> {
  agreeNatively(cases);
  const gxx = await requireGxx(test);
  const outcomes = await simulateAll(cases, gxx);
  cases.forEach((c, i) => {
    const after = c.args.map((a) => (Array.isArray(a) ? [...a] : a));
    interpret(c.module, after);
    after.forEach((expected, p) => {
      assert.deepEqual(outcomes[i]?.args[p], expected, `${c.name}, parameter ${p}`);
    });
  });
}

/** All pairs with `HEDDLE_ALL_PAIRS=1`; otherwise some, in which each type is once on each side. */
export function pairsOf<T>(all: readonly T[], some: readonly number[]): readonly (readonly [T, T])[] {
  const steps = process.env.HEDDLE_ALL_PAIRS === "1" ? all.map((_, d) => d) : some;
  return steps.flatMap((step) => all.map((t, i) => [t, all[(i + step) % all.length] ?? t] as const));
}
