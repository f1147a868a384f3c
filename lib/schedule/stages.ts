/**
 * Bodies whose statements run as stages side by side: loops and calls, joined by what one of them writes and one later
 * one reads. What two stages share in another way would race.
 */
import { accessesOf, world } from "../analysis/accesses.js";
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic, RelatedNote } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import type { CallExpr, CallStmt, Expr, For, Func, Module, Stmt, Sym } from "../ir/ir.js";
import { stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import { jumpOutOf } from "./loops.js";
import { refused, type StepContext } from "./primitive.js";

/** A body of stages, and what it is the body of. */
export interface StageBody {
  readonly func: Func;
  /** None when it is the body of the function. */
  readonly loop?: For;
  readonly stmts: readonly Stmt[];
}

/** What joins two stages: `from` writes it, `to` reads it. */
export interface Channel {
  readonly sym: Sym;
  readonly from: Stmt;
  readonly to: Stmt;
}

/** What the directives of `f` make bodies of stages. */
export function stageBodies(f: Func): readonly StageBody[] {
  const bodies: StageBody[] = f.dataflow === true ? [{ func: f, stmts: f.body }] : [];
  visitStmts(f.body, (s) => {
    if (s.kind === "for" && s.directives?.dataflow === true) bodies.push({ func: f, loop: s, stmts: s.body });
  });
  return bodies;
}

/** How messages name a stage. */
export function stageName(s: Stmt): string {
  if (s.kind === "callstmt") return s.callee.name;
  if (s.kind === "for") return s.label ?? s.iter.name;
  return s.kind === "while" ? (s.label ?? "while") : s.kind === "return" ? "the caller" : s.kind;
}

/** Stages are loops and calls; at the end of a function what is returned counts as read. */
export function stagesOf(b: StageBody): readonly Stmt[] {
  return b.stmts.filter((s) => s.kind === "for" || s.kind === "while" || s.kind === "callstmt" || s.kind === "return");
}

/** Why the statements of the body cannot be stages; empty when they can. */
export function stageErrors(context: StepContext, b: StageBody): readonly Diagnostic[] {
  const stages = stagesOf(b);
  const loose = b.stmts.find((s) => !stages.includes(s) && !isDeclaration(s));
  if (loose !== undefined) {
    return refused(context, kinds.notStage, [], [{ span: loose.span, message: "this is neither a loop nor a call" }]);
  }
  const jump = jumpOutOf(b.stmts.filter((s) => b.loop !== undefined || s.kind !== "return" || s !== b.stmts.at(-1)));
  if (jump !== undefined) {
    return refused(
      context, kinds.movedJump, ["dataflow", stageBodyName(b)], [{ span: jump.span, message: "it is left here" }],
    );
  }
  const shared = sharingsOf(context.module, b).map((s) => problemOf(s)).find((p) => p !== undefined);
  return shared === undefined ? []
    : refused(context, kinds.sharedByStages, [shared.name, shared.reason], shared.related);
}

function stageBodyName({ func, loop }: StageBody): string {
  return loop === undefined ? func.sym.name : loop.iter.name;
}

/** A name for what needs no stage to work it out. */
function isDeclaration(s: Stmt): boolean {
  if (s.kind === "alloc") return s.init.kind === "values" || stmtExprs(s).every(isKnown);
  return s.kind === "let" && isKnown(s.init);
}

function isKnown(e: Expr): boolean {
  let known = true;
  visitExpr(e, (x) => (known &&= x.kind !== "load" && x.kind !== "call"));
  return known;
}

/** The channels of a body of stages that has no errors. */
export function channelsOf(m: Module, b: StageBody): readonly Channel[] {
  return sharingsOf(m, b).flatMap(({ sym, users, isMade }) => {
    const from = users.find((u) => u.writes !== undefined);
    const to = users.find((u) => u !== from);
    return isMade && from !== undefined && to !== undefined ? [{ sym, from: from.stage, to: to.stage }] : [];
  });
}

// ---- who uses what --------------------------------------------------------------------------------------------------

interface User {
  readonly stage: Stmt;
  reads: Span | undefined;
  writes: Span | undefined;
}

/** Something that stages use. */
interface Sharing {
  readonly sym: Sym;
  /** In the order of the text. */
  readonly users: readonly User[];
  /** It is new each time the body runs. */
  readonly isMade: boolean;
}

interface Problem {
  readonly name: string;
  readonly reason: string;
  readonly related: readonly RelatedNote[];
}

function problemOf({ sym: { name }, users, isMade }: Sharing): Problem | undefined {
  const [first, second, third] = users;
  if (first === undefined || second === undefined) return undefined;
  const found = (reason: string, ...of: readonly User[]): Problem => ({ name, reason, related: of.map(noteOf) });
  const writers = users.filter((u) => u.writes !== undefined);
  const [writer, other] = writers;
  if (writer !== undefined && other !== undefined) return found("two stages write it", writer, other);
  if (third !== undefined) {
    return found("more than one stage reads it", ...users.filter((u) => u !== writer).slice(0, 2));
  }
  if (writer === undefined) return found("two stages read it", first, second);
  if (writer !== first) return found("a stage reads it before another writes it", first, writer);
  return isMade ? undefined
    : found("it is not made among the stages, so that the next run would overwrite what is still read", first, second);
}

function noteOf({ stage, reads, writes }: User): RelatedNote {
  const verb = writes === undefined ? "read" : "written";
  return { span: writes ?? reads ?? stage.span, message: `${verb} here by ${stageName(stage)}` };
}

function sharingsOf(m: Module, b: StageBody): readonly Sharing[] {
  const stages = stagesOf(b);
  const stageOf = new Map<Stmt, Stmt>();
  for (const stage of stages) visitStmts([stage], (s) => stageOf.set(s, stage));
  const { made, free } = namesOf(b);
  const all = new Map<number, { readonly sym: Sym; readonly users: User[] }>();
  const note = (sym: Sym, stage: Stmt, kind: "reads" | "writes", span: Span): void => {
    const known = all.get(sym.id) ?? { sym, users: [] };
    all.set(sym.id, known);
    let user = known.users.find((u) => u.stage === stage);
    if (user === undefined) known.users.push(user = { stage, reads: undefined, writes: undefined });
    user[kind] ??= span;
  };
  for (const a of accessesOf(b.func, m).accesses) {
    const stage = stageOf.get(a.stmt);
    if (stage === undefined || a.target.id === world.id || free.has(a.target.id)) continue;
    note(a.target, stage, a.kind === "read" ? "reads" : "writes", a.span);
  }
  for (const stage of stages) for (const { sym, span } of calledStates(m, stage)) note(sym, stage, "writes", span);
  const order = (u: User): number => stages.indexOf(u.stage);
  return [...all.values()].map(({ sym, users }) => (
    { sym, users: users.sort((x, y) => order(x) - order(y)), isMade: made.has(sym.id) }
  ));
}

/** What the body itself makes, and what never changes. */
function namesOf(b: StageBody): { readonly made: ReadonlySet<number>; readonly free: ReadonlySet<number> } {
  const made = new Set<number>();
  const free = new Set<number>();
  for (const s of b.stmts) {
    if (s.kind === "let" || s.kind === "alloc") made.add(s.sym.id);
    if (s.kind === "callstmt") for (const r of s.results) made.add(r.sym.id);
  }
  for (const p of b.func.params) if (p.type.kind !== "tensor" && p.type.kind !== "stream") free.add(p.sym.id);
  visitStmts(b.func.body, (s) => {
    if (s.kind === "for") free.add(s.iter.id);
    if ((s.kind === "let" && !s.mutable) || (s.kind === "alloc" && s.init.kind === "values")) free.add(s.sym.id);
  });
  return { made, free };
}

/** The states of the functions that `s` calls, directly or not. */
function calledStates(m: Module, s: Stmt): readonly { readonly sym: Sym; readonly span: Span }[] {
  const found: { readonly sym: Sym; readonly span: Span }[] = [];
  const visit = (stmts: readonly Stmt[], span: Span | undefined): void => {
    visitStmts(stmts, (x) => {
      const calls: (CallExpr | CallStmt)[] = x.kind === "callstmt" ? [x] : [];
      for (const root of stmtExprs(x)) visitExpr(root, (e) => e.kind === "call" && calls.push(e));
      for (const call of calls) {
        const callee = m.functions.find((f) => f.sym.id === call.callee.id);
        for (const state of callee?.states ?? []) found.push({ sym: state.sym, span: span ?? call.span });
        if (callee !== undefined) visit(callee.body, span ?? call.span);
      }
    });
  };
  visit([s], undefined);
  return found;
}
