/**
 * Range analysis: which integers each expression can be, and which subscripts certainly lie inside their tensors. One
 * pass over each function in program order, without fixed points: what a loop assigns is unknown while it runs.
 */
import type { Const, Expr, For, Func, If, Load, Module, Stmt, Store, While } from "../ir/ir.js";
import { bool, intervalOf, isIntegral, isScalar, union, type Interval } from "../ir/types.js";
import { addForms, constantForm, sameForm, type Form } from "./affine.js";
import { assignedIn, Path } from "./path.js";
import { assume, evaluate, noteSubscripts, type Recorder } from "./values.js";

/** The results of `analyseRanges`; nodes are looked up by identity. */
export interface Ranges {
  /** An interval that certainly holds the value, at most the type's; `undefined` when `e` is not integral. */
  of(e: Expr): Interval | undefined;
  /** Per dimension: is this subscript certainly inside the tensor? */
  inBounds(access: Load | Store): boolean[];
  /** The linear form of an integral expression over symbols (by id) that are never assigned, if it is one. */
  formOf(e: Expr): Form | undefined;
}

/** Analyses every function of `m`. */
export function analyseRanges(m: Module): Ranges {
  const notes = new Notes();
  for (const f of m.functions) analyseFunction(f, notes);
  return notes;
}

/** What is found out about nodes. A node that stands in several places gets what holds in all of them. */
class Notes implements Ranges, Recorder {
  private readonly ranges = new Map<Expr, Interval>();
  private readonly forms = new Map<Expr, Form | undefined>();
  private readonly proven = new Map<Load | Store, boolean[]>();

  noteValue(e: Expr, range: Interval, form: Form | undefined): void {
    const known = this.ranges.get(e);
    this.ranges.set(e, known === undefined ? range : union(known, range));
    const before = this.forms.get(e);
    const agrees = !this.forms.has(e) || (form !== undefined && before !== undefined && sameForm(form, before));
    this.forms.set(e, agrees ? form : undefined);
  }

  noteAccess(access: Load | Store, inside: boolean[]): void {
    const known = this.proven.get(access);
    this.proven.set(access, known === undefined ? inside : inside.map((x, d) => x && known[d] === true));
  }

  of(e: Expr): Interval | undefined {
    return isIntegral(e.type) ? (this.ranges.get(e) ?? intervalOf(e.type)) : undefined;
  }

  inBounds(access: Load | Store): boolean[] {
    return this.proven.get(access) ?? access.index.map(() => false);
  }

  /** Forms with fresh ids (negative: the contents of a variable at some moment) mean nothing outside the analysis. */
  formOf(e: Expr): Form | undefined {
    const form = this.forms.get(e);
    return form !== undefined && [...form.terms.keys()].every((id) => id >= 0) ? form : undefined;
  }
}

function analyseFunction(f: Func, notes: Notes): void {
  const path = new Path(assignedIn(f.body));
  for (const p of f.params) {
    if (p.type.kind === "tensor") path.declareTensor(p.sym, p.type);
    else if (isScalar(p.type)) path.declare(p.sym, p.type);
  }
  walk(f.body, path, notes);
}

function walk(stmts: readonly Stmt[], path: Path, notes: Notes): void {
  for (const s of stmts) {
    if (path.dead) return;
    step(s, path, notes);
  }
}

function step(s: Stmt, path: Path, notes: Notes): void {
  switch (s.kind) {
    case "let":
      return path.declare(s.sym, s.type, evaluate(s.init, path, notes));
    case "assign":
      return path.assign(s.sym, evaluate(s.value, path, notes));
    case "alloc":
      if (s.init.kind === "fill") evaluate(s.init.value, path, notes);
      return path.declareTensor(s.sym, s.type, s.init.kind === "values" ? valuesRange(s.init.values) : undefined);
    case "store":
      evaluate(s.value, path, notes);
      return noteSubscripts(s, path, notes);
    case "for":
      return stepFor(s, path, notes);
    case "while":
      return stepWhile(s, path, notes);
    case "if":
      return stepIf(s, path, notes);
    case "break":
    case "continue":
      return path.end();
    case "return":
      if (s.value !== undefined && s.value.kind !== "ref") evaluate(s.value, path, notes);
      return path.end();
    case "callstmt":
      for (const a of s.args) if (a.kind !== "ref") evaluate(a, path, notes);
      if (s.result === undefined) return;
      return s.result.type.kind === "tensor"
        ? path.declareTensor(s.result.sym, s.result.type)
        : path.declare(s.result.sym, s.result.type);
    case "put":
      evaluate(s.value, path, notes);
      return;
    case "get":
      return path.declare(s.sym, s.type);
  }
}

function valuesRange(values: readonly Const["value"][]): Interval | undefined {
  const ranges = values.map((v): Interval | undefined =>
    typeof v === "bigint" ? { lo: v, hi: v } : typeof v === "boolean" ? intervalOf(bool) : undefined,
  );
  return ranges.reduce((a, b) => (a === undefined || b === undefined ? undefined : union(a, b)));
}

/** The body runs only if lo < hi, and then lo ≤ iter < hi (for a step down: lo > hi, lo ≥ iter > hi). */
function stepFor(s: For, path: Path, notes: Notes): void {
  const lo = evaluate(s.lo, path, notes);
  const hi = evaluate(s.hi, path, notes);
  const inside = path.copy();
  path.forget(assignedIn(s.body));
  if (lo === undefined || hi === undefined) return;
  const first = inside.formFor(lo);
  const last = lastIteration(first, inside.formFor(hi), s.step);
  const [least, most] = s.step > 0n ? [first, last] : [last, first];
  inside.assumeAtMost(least, most);
  inside.forget(assignedIn(s.body));
  inside.declare(s.iter, s.type);
  const iter = inside.valueOf(s.iter);
  if (iter !== undefined) {
    inside.assumeAtMost(least, iter);
    inside.assumeAtMost(iter, most);
  }
  walk(s.body, inside, notes);
}

/** The value of the last iteration, or one that it does not pass. */
function lastIteration(first: Form, end: Form, step: bigint): Form {
  const last = addForms(end, constantForm(step > 0n ? -1n : 1n));
  const distance = addForms(last, first, -1n);
  if (distance.terms.size > 0 || distance.constant / step < 0n) return last;
  return addForms(first, constantForm((distance.constant / step) * step));
}

/** What holds at the loop's head holds whenever control comes back there, save for what the loop assigns. */
function stepWhile(s: While, path: Path, notes: Notes): void {
  path.forget(assignedIn([...s.body, ...s.update]));
  const inside = path.copy();
  evaluate(s.cond, inside, notes);
  assume(s.cond, true, inside, notes);
  const update = inside.copy();
  walk(s.body, inside, notes);
  update.forget(assignedIn(s.body));
  walk(s.update, update, notes);
}

function stepIf(s: If, path: Path, notes: Notes): void {
  evaluate(s.cond, path, notes);
  const otherwise = path.copy();
  assume(s.cond, true, path, notes);
  assume(s.cond, false, otherwise, notes);
  walk(s.then, path, notes);
  walk(s.else, otherwise, notes);
  path.join(otherwise);
}
