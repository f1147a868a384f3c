/** What functions do to their parameters, callees included: tensors written, streams put to and got from. */
import type { Expr, Func, Module, Stmt, Sym } from "./ir.js";
import { visitExpr, visitStmts, stmtExprs } from "./walk.js";

/** The effects of a function: on its parameters, as ids of the parameters' `Sym`s, and on more than those. */
export interface Effects {
  readonly writes: ReadonlySet<number>;
  readonly puts: ReadonlySet<number>;
  readonly gets: ReadonlySet<number>;
  /** Keeps a state, writes a message, runs a network or code from outside: a call may not be dropped, repeated or moved. */
  readonly lasting: boolean;
}

interface Summary {
  readonly func: Func;
  readonly effects: Effects;
}

/** Modules are immutable, so their summaries are worked out once. */
const summaries = new WeakMap<Module, ReadonlyMap<number, Summary>>();

/** All effects of `f` on its parameters. */
export function effectsOf(f: Func, m: Module): Effects {
  const known = summaries.get(m) ?? summarise(m);
  summaries.set(m, known);
  const own = known.get(f.sym.id);
  return own?.func === f ? own.effects : effects(f, known);
}

/** Callees come first in a module, so one pass in order knows every callee. */
function summarise(m: Module): ReadonlyMap<number, Summary> {
  const known = new Map<number, Summary>();
  for (const func of m.functions) known.set(func.sym.id, { func, effects: effects(func, known) });
  return known;
}

function effects(f: Func, known: ReadonlyMap<number, Summary>): Effects {
  const params = new Set(f.params.map((p) => p.sym.id));
  const found = { writes: new Set<number>(), puts: new Set<number>(), gets: new Set<number>() };
  let lasting = f.states.length > 0 || f.external !== undefined || f.network !== undefined;
  for (const at of f.external?.writes ?? []) found.writes.add(f.params[at]?.sym.id ?? NaN);
  const add = (to: Set<number>, sym: Sym): void => {
    if (params.has(sym.id)) to.add(sym.id);
  };
  const addAll = (sym: Sym, does: Does): void => {
    if (does.writes) add(found.writes, sym);
    if (does.puts) add(found.puts, sym);
    if (does.gets) add(found.gets, sym);
  };
  const addCall = (node: Stmt | Expr): void => {
    for (const [arg, does] of passedOn(node, known)) addAll(arg, does);
    const callee = node.kind === "call" || node.kind === "callstmt" ? known.get(node.callee.id) : undefined;
    lasting ||= callee?.effects.lasting === true;
  };
  for (const { callee, args } of f.network?.instances ?? []) {
    const inner = known.get(callee.id);
    if (inner === undefined) continue;
    lasting ||= inner.effects.lasting;
    for (const [sym, does] of passedTo(inner, args.map((a) => (a.kind === "name" ? a.sym : undefined)))) addAll(sym, does);
  }
  visitStmts(f.body, (s) => {
    if (s.kind === "store") add(found.writes, s.tensor);
    if (s.kind === "put") add(found.puts, s.stream);
    if (s.kind === "get" || (s.kind === "probe" && s.asks === "empty")) add(found.gets, s.stream);
    if (s.kind === "probe" && s.asks === "full") add(found.puts, s.stream);
    lasting ||= s.kind === "print";
    addCall(s);
    for (const e of stmtExprs(s)) visitExpr(e, addCall);
  });
  return { ...found, lasting };
}

type Does = Readonly<Record<"writes" | "puts" | "gets", boolean>>;

/** What a call does to each tensor and stream it passes by reference. */
function passedOn(node: Stmt | Expr, known: ReadonlyMap<number, Summary>): readonly (readonly [Sym, Does])[] {
  if (node.kind !== "call" && node.kind !== "callstmt") return [];
  const callee = known.get(node.callee.id);
  if (callee === undefined) return [];
  return passedTo(callee, node.args.map((arg) => (arg.kind === "ref" ? arg.sym : undefined)));
}

/** What `callee` does to each name given to it. */
function passedTo({ func, effects: known }: Summary, args: readonly (Sym | undefined)[]): readonly (readonly [Sym, Does])[] {
  return func.params.flatMap((p, i) => {
    const arg = args[i];
    const does = { writes: known.writes.has(p.sym.id), puts: known.puts.has(p.sym.id), gets: known.gets.has(p.sym.id) };
    return arg === undefined ? [] : [[arg, does] as const];
  });
}
