/**
 * Range analysis: which integers each expression can be, and which subscripts certainly lie inside their tensors. One
 * pass over each function in program order, without fixed points: what a loop assigns is unknown while it runs.
 */
import type {
  Aggregate, Arg, Assert, Const, Expr, For, Func, If, Load, MessagePart, Module, Network, Stmt, Store, Switch, Sym, While,
} from "../ir/ir.js";
import { breaksOut } from "../ir/flow.js";
import { bool, intervalOf, isIntegral, isScalar, union, type Interval } from "../ir/types.js";
import { declaredBy, type Declaration } from "../ir/walk.js";
import { addForms, constantForm, sameForm, type Form } from "./affine.js";
import { assignedIn, Path } from "./path.js";
import { assume, evaluate, evaluateArgs, noteSubscripts, type Recorder } from "./values.js";

/** The results of `analyseRanges`; nodes are looked up by identity. */
export interface Ranges {
  /** An interval that certainly holds the value, at most the type's; `undefined` when `e` is not integral. */
  of(e: Expr): Interval | undefined;
  /** Per dimension: is this subscript certainly inside the tensor? */
  inBounds(access: Load | Store): boolean[];
  /** The linear form of an integral expression over symbols (by id) that are never assigned, if it is one. */
  formOf(e: Expr): Form | undefined;
  /** What an integral parameter is within; `undefined` when nothing but its type is known. */
  ofParam(sym: Sym): Interval | undefined;
}

/** Analyses every function of `m` by itself: whoever calls it. `params`: what parameters (by id) are known to be within. */
export function analyseRanges(m: Module, params: ReadonlyMap<number, Interval> = new Map()): Ranges {
  const notes = new Notes(new Map(), params);
  for (const f of m.functions) analyseFunction(f, notes);
  return notes;
}

/** The same for functions that only those of `m` call, but its top: parameters are what the calls in `m` give them. */
export function analyseProgram(m: Module): Ranges {
  const notes = new Notes(new Map(m.functions.filter((f) => f !== m.top).map((f) => [f.sym.id, f])));
  // Callees come first in a module: from the last on, every call of a function is seen before it.
  if (m.top.kind === "region") noteInstances(m.top, notes);
  for (const f of [...m.functions].reverse()) {
    if (f.network !== undefined) noteInstances(f.network, notes);
    analyseFunction(f, notes);
  }
  return notes;
}

/** Instances call their functions with constants and with the scalars of their network. */
function noteInstances({ instances }: Network, notes: Notes): void {
  for (const { callee, args } of instances) {
    args.forEach((a, i) => {
      if (a.kind === "const") {
        if (typeof a.value === "bigint") notes.noteArgument(callee, i, { lo: a.value, hi: a.value });
      } else {
        notes.noteArgument(callee, i, notes.ofParam(a.sym));
      }
    });
  }
}

/** What is found out about nodes. A node that stands in several places gets what holds in all of them. */
class Notes implements Ranges, Recorder {
  private readonly ranges = new Map<Expr, Interval>();
  private readonly forms = new Map<Expr, Form | undefined>();
  private readonly proven = new Map<Load | Store, boolean[]>();
  private readonly params: Map<number, Interval>;
  private readonly callees: ReadonlyMap<number, Func>;

  /** `callees`: the functions whose every call is noted before they are analysed themselves. */
  constructor(callees: ReadonlyMap<number, Func>, params: ReadonlyMap<number, Interval> = new Map()) {
    this.callees = callees;
    this.params = new Map(params);
  }

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

  /** Without a `range`, the argument may be anything of the parameter's type. */
  noteArgument(callee: Sym, position: number, range: Interval | undefined): void {
    const func = this.callees.get(callee.id);
    const param = func?.params[position];
    if (param === undefined || !isIntegral(param.type) || func?.external !== undefined) return;
    const known = this.params.get(param.sym.id);
    const given = range ?? intervalOf(param.type);
    this.params.set(param.sym.id, known === undefined ? given : union(known, given));
  }

  ofParam(sym: Sym): Interval | undefined {
    return this.params.get(sym.id);
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
  const path = new Path(new Set([...assignedIn(f.body), ...f.states.map((s) => s.sym.id)]));
  for (const p of f.params) declare(p, path, notes.ofParam(p.sym));
  for (const s of f.states) declare(s, path);
  walk(f.body, path, notes);
}

function declare({ sym, type }: Declaration, path: Path, range?: Interval): void {
  if (type.kind === "tensor") path.declareTensor(sym, type);
  else if (isScalar(type)) path.declare(sym, type, range && { range, form: undefined });
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
      if (s.init.kind === "fill") evaluateParts([s.init.value], path, notes);
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
    case "switch":
      return stepSwitch(s, path, notes);
    case "break":
    case "continue":
      return path.end();
    case "return":
      evaluateParts(s.values, path, notes);
      return path.end();
    case "callstmt":
      evaluateArgs(s, path, notes);
      return declaredBy(s).forEach((d) => declare(d, path));
    case "put":
      evaluateParts([s.value], path, notes);
      return declaredBy(s).forEach((d) => declare(d, path));
    case "get":
    case "probe":
      return declaredBy(s).forEach((d) => declare(d, path));
    case "print":
      return evaluateParts(s.parts, path, notes);
    case "assert":
      return stepAssert(s, path, notes);
  }
}

/** Looks at the expressions among `parts`. */
function evaluateParts(parts: readonly (Arg | Aggregate | MessagePart)[], path: Path, notes: Notes): void {
  for (const part of parts) {
    if (part.kind === "aggregate") evaluateParts(part.leaves, path, notes);
    else if (part.kind !== "ref" && part.kind !== "text" && part.kind !== "tensor") evaluate(part, path, notes);
  }
}

/** Hardware leaves assertions out, so nothing may be concluded from them. */
function stepAssert(s: Assert, path: Path, notes: Notes): void {
  evaluate(s.cond, path, notes);
  const failed = path.copy();
  assume(s.cond, false, failed, notes);
  evaluateParts(s.message, failed, notes);
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
  if (!s.bodyFirst) assume(s.cond, true, inside, notes);
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

/** Each case starts from what held before, and goes on behind the switch; so does a `break`, wherever it stands. */
function stepSwitch(s: Switch, path: Path, notes: Notes): void {
  evaluate(s.value, path, notes);
  const blocks = [...s.cases.map((c) => c.body), s.default];
  const ends = blocks.map((block) => {
    const inside = path.copy();
    walk(block, inside, notes);
    return inside;
  });
  path.forget(assignedIn(blocks.flat()));
  if (ends.every((end) => end.dead) && !blocks.some((block) => breaksOut(block, s.id))) path.end();
}
