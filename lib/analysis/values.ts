/** Range analysis of expressions: their values on a path, what conditions tell, and proofs for subscripts. */
import type {
  Binary, Bitcast, CallExpr, CallStmt, Cast, Compare, CompareOp, Expr, Load, Select, Store, Sym, Unary,
} from "../ir/ir.js";
import { contains, intervalOf, isIntegral, union, type Interval } from "../ir/types.js";
import { addForms, combinedForm, constantForm, sameForm, scaleForm, type Form } from "./affine.js";
import { assumeLess, assumeNonNegative, provesNonNegative, rangeOf, type Facts } from "./facts.js";
import { binaryInterval, intersect, unaryInterval } from "./intervals.js";
import type { Path, Value } from "./path.js";

/** Is told what each node was found to be. */
export interface Recorder {
  noteValue(e: Expr, range: Interval, form: Form | undefined): void;
  noteAccess(access: Load | Store, inside: boolean[]): void;
  /** An integral argument of a call. */
  noteArgument(callee: Sym, position: number, range: Interval): void;
}

/** The value of `e` on `path`; `undefined` for floats (whose subexpressions are looked at all the same). */
export function evaluate(e: Expr, path: Path, notes: Recorder): Value | undefined {
  const found = evaluateKind(e, path, notes);
  if (!isIntegral(e.type)) return undefined;
  const whole = intervalOf(e.type);
  const form = found?.form;
  const byForm = form === undefined ? undefined : rangeOf(path.known(), form);
  const range = intersect(intersect(found?.range ?? whole, byForm ?? whole) ?? whole, whole) ?? whole;
  notes.noteValue(e, range, form);
  return { range, form };
}

/** What is known beyond the type. */
function evaluateKind(e: Expr, path: Path, notes: Recorder): Value | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "number" ? undefined : constant(BigInt(e.value));
    case "var":
      return e.path === undefined ? ofForm(path.valueOf(e.sym), path) : undefined;
    case "load":
      noteSubscripts(e, path, notes);
      return e.path === undefined ? ofRange(path.tensor(e.tensor)?.range) : undefined;
    case "binary":
      return binary(e, path, notes);
    case "compare":
      evaluate(e.left, path, notes);
      evaluate(e.right, path, notes);
      return undefined;
    case "logic": {
      evaluate(e.left, path, notes);
      const right = path.copy();
      assume(e.left, e.op === "and", right, notes);
      evaluate(e.right, right, notes);
      return undefined;
    }
    case "unary":
      return unary(e, path, notes);
    case "select":
      return select(e, path, notes);
    case "cast":
    case "bitcast":
      return cast(e, path, notes);
    case "call":
      evaluateArgs(e, path, notes);
      return undefined;
  }
}

/** Looks at the arguments of a call. */
export function evaluateArgs({ callee, args }: CallExpr | CallStmt, path: Path, notes: Recorder): void {
  args.forEach((a, position) => {
    if (a.kind === "aggregate") a.leaves.forEach((leaf) => evaluate(leaf, path, notes));
    const value = a.kind === "ref" || a.kind === "aggregate" ? undefined : evaluate(a, path, notes);
    if (value !== undefined) notes.noteArgument(callee, position, value.range);
  });
}

function constant(value: bigint): Value {
  return { range: { lo: value, hi: value }, form: constantForm(value) };
}

function ofRange(range: Interval | undefined): Value | undefined {
  return range === undefined ? undefined : { range, form: undefined };
}

function ofForm(form: Form | undefined, path: Path): Value | undefined {
  const range = form === undefined ? undefined : rangeOf(path.known(), form);
  return range === undefined ? undefined : { range, form };
}

function binary(e: Binary, path: Path, notes: Recorder): Value | undefined {
  const left = evaluate(e.left, path, notes);
  const right = evaluate(e.right, path, notes);
  if (left === undefined || right === undefined || !isIntegral(e.type)) return undefined;
  const form = left.form && right.form && combinedForm(e.op, left.form, right.form);
  return { range: binaryInterval(e.op, left.range, right.range, e.type), form };
}

function unary(e: Unary, path: Path, notes: Recorder): Value | undefined {
  const operand = evaluate(e.operand, path, notes);
  if (operand === undefined || !isIntegral(e.type)) return undefined;
  const form = e.op === "neg" && operand.form !== undefined ? scaleForm(operand.form, -1n) : undefined;
  return { range: unaryInterval(e.op, operand.range, e.type), form };
}

/** Each side is evaluated knowing how the condition came out. */
function select(e: Select, path: Path, notes: Recorder): Value | undefined {
  evaluate(e.cond, path, notes);
  const [yes, no] = [path.copy(), path.copy()];
  assume(e.cond, true, yes, notes);
  assume(e.cond, false, no, notes);
  const a = evaluate(e.whenTrue, yes, notes);
  const b = evaluate(e.whenFalse, no, notes);
  if (a === undefined || b === undefined) return undefined;
  const same = a.form !== undefined && b.form !== undefined && sameForm(a.form, b.form);
  return { range: union(a.range, b.range), form: same ? a.form : undefined };
}

/** A cast that changes no value is the value, and so is what its bits are; another may give anything of its type. */
function cast(e: Cast | Bitcast, path: Path, notes: Recorder): Value | undefined {
  const operand = evaluate(e.operand, path, notes);
  if (operand === undefined || !isIntegral(e.type)) return undefined;
  return contains(intervalOf(e.type), operand.range) ? operand : undefined;
}

/** Adds to `path` that `cond` came out as `truth`. */
export function assume(cond: Expr, truth: boolean, path: Path, notes: Recorder): void {
  switch (cond.kind) {
    case "const":
      if (cond.value !== truth) path.end();
      return;
    case "logic":
      if ((cond.op === "and") !== truth) return;
      assume(cond.left, truth, path, notes);
      assume(cond.right, truth, path, notes);
      return;
    case "unary":
      if (cond.op === "not") assume(cond.operand, !truth, path, notes);
      return;
    case "compare":
      return assumeCompare(cond, truth, path, notes);
    default:
      return;
  }
}

const negated: Record<CompareOp, CompareOp> = { eq: "ne", ne: "eq", lt: "ge", le: "gt", gt: "le", ge: "lt" };

function assumeCompare(cond: Compare, truth: boolean, path: Path, notes: Recorder): void {
  const left = evaluate(cond.left, path, notes);
  const right = evaluate(cond.right, path, notes);
  if (left === undefined || right === undefined) return;
  const [a, b] = [path.formFor(left), path.formFor(right)];
  const facts = path.known();
  if (!possible[truth ? cond.op : negated[cond.op]](facts, a, b)) path.end();
}

const difference = (a: Form, b: Form): Form => addForms(a, b, -1n);

/** Adds `a op b` to the facts; false when it cannot be. */
const possible: Record<CompareOp, (facts: Facts, a: Form, b: Form) => boolean> = {
  lt: (facts, a, b) => assumeLess(facts, a, b),
  gt: (facts, a, b) => assumeLess(facts, b, a),
  le: (facts, a, b) => assumeNonNegative(facts, difference(b, a)),
  ge: (facts, a, b) => assumeNonNegative(facts, difference(a, b)),
  eq: (facts, a, b) => assumeNonNegative(facts, difference(a, b)) && assumeNonNegative(facts, difference(b, a)),
  ne: assumeDifferent,
};

/** An inequality tells something only at the ends of what is possible. */
function assumeDifferent(facts: Facts, a: Form, b: Form): boolean {
  const d = difference(a, b);
  const range = rangeOf(facts, d);
  if (range?.lo === 0n) return assumeLess(facts, b, a);
  if (range?.hi === 0n) return assumeLess(facts, a, b);
  return true;
}

/** Notes for each subscript of `access` whether it is proven inside the tensor. */
export function noteSubscripts(access: Load | Store, path: Path, notes: Recorder): void {
  const shape = path.tensor(access.tensor)?.type.shape;
  const inside = access.index.map((e, d) => {
    const value = evaluate(e, path, notes);
    const extent = shape?.[d];
    return value !== undefined && extent !== undefined && isInside(value, BigInt(extent), path);
  });
  notes.noteAccess(access, inside);
}

function isInside(value: Value, extent: bigint, path: Path): boolean {
  const { range, form } = value;
  const facts = path.known();
  const fromBelow = range.lo >= 0n || (form !== undefined && provesNonNegative(facts, form));
  const toEnd = form === undefined ? undefined : addForms(constantForm(extent - 1n), form, -1n);
  return fromBelow && (range.hi < extent || (toEnd !== undefined && provesNonNegative(facts, toEnd)));
}
