/** Lowers loops and the jumps out of them. */
import { visitExpr, visitStmts, refArgs } from "../../ir/walk.js";
import type { Expr, For, Jump, Stmt, While } from "../../ir/ir.js";
import type { Interval } from "../../ir/types.js";
import { noteType, rangeOf, type FuncContext } from "./context.js";
import { loopDirectives } from "./directives.js";
import { condition, lower } from "./expressions.js";
import { lowerBlock, lowerUpdate, type Body } from "./statements.js";
import { infix, literal, name, type CppExpr, type CppInt, type CppStmt, type CppWide } from "./tree.js";
import { holds, int64, plainInt, promoted, wideTypeFor } from "./types.js";
import { castTo, isLiteral, type Lowered } from "./value.js";

/** What a jump may name around the statement being lowered; labels are made when a jump needs one. */
export interface Breakable {
  /** Of a `chain` of comparisons C++ knows nothing: jumps out of it always need a label. */
  readonly kind: "loop" | "switch" | "chain";
  readonly id: number;
  readonly name: string;
  /** `continue` must go to a label: updates that no `for` header holds follow it. */
  readonly continuesAtLabel: boolean;
  breakLabel?: string;
  continueLabel?: string;
}

/** What stands around a statement, innermost last, and the label of the band that the next loop belongs to. */
export interface Loops {
  readonly around: Breakable[];
  readonly band: { label: string | undefined };
}

/** `break;`, `continue;`, or a `goto` when C++ would take another loop or switch than is meant. */
export function jump(s: Jump, b: Body): CppStmt {
  const { around } = b.loops;
  const target = around.find((l) => l.id === s.loop);
  if (target === undefined) throw new Error(`a ${s.kind} outside its loop`);
  if (s.kind === "break") {
    if (around.findLast((l) => l.kind !== "chain") === target) return { kind: "break" };
    target.breakLabel ??= b.c.names.label(`after_${target.name}`);
    return { kind: "goto", label: target.breakLabel };
  }
  if (around.findLast((l) => l.kind === "loop") === target && !target.continuesAtLabel) return { kind: "continue" };
  target.continueLabel ??= b.c.names.label(`next_${target.name}`);
  return { kind: "goto", label: target.continueLabel };
}

/** The block of a loop or switch. */
export function inside(target: Breakable, stmts: readonly Stmt[], b: Body): readonly CppStmt[] {
  b.loops.around.push(target);
  const body = lowerBlock(stmts, b);
  b.loops.around.pop();
  return body;
}

/** The loop's body, with its end labelled if a jump goes there; `goto` must not pass declarations, hence the block. */
function loopBody(loop: Breakable, stmts: readonly Stmt[], b: Body): readonly CppStmt[] {
  const body = inside(loop, stmts, b);
  if (loop.continueLabel === undefined) return body;
  return [{ kind: "block", body }, { kind: "label", name: loop.continueLabel }];
}

export function withBreakLabel(target: Breakable, stmts: readonly CppStmt[]): readonly CppStmt[] {
  return target.breakLabel === undefined ? stmts : [...stmts, { kind: "label", name: target.breakLabel }];
}

// ---- for --------------------------------------------------------------------------------------------------------------

export function lowerFor(s: For, b: Body): readonly CppStmt[] {
  const { c } = b;
  const band = s.label ?? b.loops.band.label;
  const [only] = s.body;
  b.loops.band.label = s.body.length === 1 && only?.kind === "for" ? band : undefined;
  const type = counterType(s, c);
  const from = asCounter(s.lo, type, c);
  const end = asCounter(s.hi, type, c);
  const limit = isInvariant(s.hi, s.body) ? end : name(c.names.fresh(`${s.iter.name}_end`));
  return c.names.block(() => {
    c.types.set(s.iter.id, noteType(type, c));
    const counter = c.names.declare(s.iter);
    const label = band === undefined ? undefined : c.names.label(`${band}_${counter}`);
    if (label !== undefined) c.notes.add("labels");
    const loop: Breakable = { kind: "loop", id: s.id, name: counter, continuesAtLabel: false };
    const body = loopBody(loop, s.body, b);
    b.loops.band.label = undefined;
    const cond = s.step > 0n ? infix("<", name(counter), limit) : aboveLimit(name(counter), limit, lower(s.hi, c));
    const named = label === undefined ? {} : { label };
    const directives = s.directives === undefined ? {} : { directives: loopDirectives(s) };
    const made: CppStmt = { kind: "for", ...named, type, name: counter, from, cond, step: s.step, ...directives, body };
    const once: readonly CppStmt[] = limit.kind === "name" && limit !== end
      ? [{ kind: "declare", qualifiers: ["const"], type, name: limit.name, dims: [], init: end }]
      : [];
    return [...once, ...withBreakLabel(loop, [made])];
  });
}

/** `i >= 0` rather than `i > -1`. */
function aboveLimit(counter: CppExpr, limit: CppExpr, end: Lowered): CppExpr {
  const isSmall = end.value !== undefined && end.value >= -1n && end.value < 1n << 30n;
  return isSmall ? infix(">=", counter, literal(String(end.value + 1n))) : infix(">", counter, limit);
}

/** Holds the first value, the bound, and the value after the last. */
function counterType(s: For, c: FuncContext): CppInt | CppWide {
  const [lo, hi] = [rangeOf(s.lo, c), rangeOf(s.hi, c)];
  const after: Interval = s.step > 0n
    ? { lo: hi.lo, hi: hi.hi - 1n + s.step }
    : { lo: hi.lo + 1n + s.step, hi: hi.hi };
  const machine = [plainInt, int64].find((t) => [lo, hi, after].every((r) => holds(t, r)));
  return machine ?? { ...wideTypeFor(lo, hi, after, { lo: -1n, hi: 0n }) };
}

function asCounter(e: Expr, t: CppInt | CppWide, c: FuncContext): CppExpr {
  const v = lower(e, c);
  const p = promoted(v.type);
  const fits = isLiteral(v) || (p.kind === "int" && p.signed && p.width <= t.width);
  return t.kind === "int" && fits ? v.expr : castTo(t, v, rangeOf(e, c), c).expr;
}

/** The IR evaluates the bound once, C++ each time: the same if nothing in it changes and nothing in it is costly. */
function isInvariant(e: Expr, body: readonly Stmt[]): boolean {
  const names = new Set<number>();
  let hasCall = false;
  visitExpr(e, (x) => {
    if (x.kind === "var") names.add(x.sym.id);
    if (x.kind === "load") names.add(x.tensor.id);
    if (x.kind === "call") hasCall = true;
  });
  let isChanged = hasCall;
  visitStmts(body, (s) => {
    if (s.kind === "assign" && names.has(s.sym.id)) isChanged = true;
    if (s.kind === "store" && names.has(s.tensor.id)) isChanged = true;
    if (s.kind === "callstmt" && refArgs(s).some((a) => names.has(a.sym.id))) isChanged = true;
  });
  return !isChanged;
}

// ---- while ------------------------------------------------------------------------------------------------------------

export function lowerWhile(s: While, b: Body): readonly CppStmt[] {
  const { c } = b;
  b.loops.band.label = undefined;
  const cond = condition(s.cond, c);
  const inHeader = s.bodyFirst ? [] : s.update.map((u) => lowerUpdate(u, b));
  const updates = inHeader.filter((u) => u !== undefined);
  const fitsHeader = updates.length === s.update.length;
  const label = s.label === undefined ? undefined : c.names.label(s.label);
  if (label !== undefined) c.notes.add("labels");
  const loop: Breakable = { kind: "loop", id: s.id, name: label ?? "loop", continuesAtLabel: !fitsHeader };
  const body = loopBody(loop, s.body, b);
  const after = fitsHeader ? [] : lowerBlock(s.update, b);
  const made: CppStmt = {
    kind: "while", bodyFirst: s.bodyFirst, ...(label === undefined ? {} : { label }), cond, updates: fitsHeader ? updates : [],
    body: after.length === 0 ? body : [...scoped(body), { kind: "block", body: after }],
  };
  return withBreakLabel(loop, [made]);
}

/** A block of its own, unless it is one already (and its label). */
function scoped(body: readonly CppStmt[]): readonly CppStmt[] {
  return body[0]?.kind === "block" ? body : [{ kind: "block", body }];
}
