/** Makes a function of statements: its parameters are what they use, its results the variables they assign. */
import type { Span } from "../diagnostics/source.js";
import { field, ref, variable } from "../ir/build.js";
import type { Arg, Expr, Func, Module, Param, Stmt, Sym } from "../ir/ir.js";
import { printModule } from "../ir/print.js";
import { isScalar, leavesOf, type ScalarType, type Type } from "../ir/types.js";
import { declarationsOf, declaredBy, refArgs, stmtExprs, streamOf, visitExpr, visitStmts } from "../ir/walk.js";
import { copied, copying, sayingOfMemories, type Copying } from "./copies.js";

export interface Outlined {
  readonly func: Func;
  /** What stands in the place of the statements. */
  readonly call: readonly Stmt[];
}

/** The function called `name` that does what `stmts` of `f` do. */
export function outlined(m: Module, f: Func, stmts: readonly Stmt[], name: string): Outlined {
  const by = copying(m, f);
  const span = stmts[0]?.span ?? f.span;
  const { used, assigned } = usesOf(f, stmts);
  const names = new Map<number, Sym>();
  const params: Param[] = [];
  const copies: Stmt[] = [];
  for (const { sym, type } of used) {
    const param = by.fresh(sym.name);
    params.push({ sym: param, type, span });
    if (assigned.has(sym.id) && isScalar(type)) copies.push(variableOf(by, names, sym, type, param, span));
    else names.set(sym.id, param);
  }
  const changed = used.flatMap(({ sym, type }) => (assigned.has(sym.id) && isScalar(type) ? [{ sym, type }] : []));
  const body = copied(stmts, by, names);
  const values = changed.map(({ sym, type }): Expr => variable(names.get(sym.id) ?? sym, type, span));
  const end: readonly Stmt[] = values.length === 0 ? [] : [{ kind: "return", values, span }];
  const made: Func = {
    kind: "func", sym: by.fresh(name), params, results: changed.map((c) => c.type), states: [],
    body: [...copies, ...body, ...end], span,
  };
  const func = sayingOfMemories(made, memoriesInside(f, stmts, names));
  return { func, call: callOf(by, func, used, changed, span) };
}

/** A variable that starts as the parameter, for statements that assign it. */
function variableOf(by: Copying, names: Map<number, Sym>, sym: Sym, type: ScalarType, param: Sym, span: Span): Stmt {
  const own = by.fresh(sym.name);
  names.set(sym.id, own);
  return { kind: "let", sym: own, type, mutable: true, init: variable(param, type, span), span };
}

function callOf(
  by: Copying, callee: Func, used: readonly Use[], changed: readonly { sym: Sym; type: ScalarType }[], span: Span,
): readonly Stmt[] {
  const args = used.map(({ sym, type }): Arg => argumentOf(sym, type, span));
  const results = changed.map(({ sym, type }) => ({ sym: by.fresh(sym.name), type }));
  const assigns = changed.map(({ sym, type }, i): Stmt => {
    const value = variable(results[i]?.sym ?? sym, type, span);
    return { kind: "assign", sym, value, span };
  });
  return [{ kind: "callstmt", callee: callee.sym, args, results, span }, ...assigns];
}

function argumentOf(sym: Sym, type: Type, span: Span): Arg {
  if (type.kind === "struct") {
    return { kind: "aggregate", type, leaves: leavesOf(type).map(({ path }) => field(sym, type, path, span)), span };
  }
  return isScalar(type) ? variable(sym, type, span) : ref(sym, span);
}

/** What is said of memories that the statements make. */
function memoriesInside(
  f: Func, stmts: readonly Stmt[], names: ReadonlyMap<number, Sym>,
): NonNullable<Func["memories"]> {
  const made = declaredIn(stmts);
  return (f.memories ?? []).flatMap((m) => (made.has(m.sym.id) ? [{ ...m, sym: names.get(m.sym.id) ?? m.sym }] : []));
}

/** `f` without what is said of memories that `stmts` make. */
export function withoutMemoriesOf(f: Func, stmts: readonly Stmt[]): Func {
  const made = declaredIn(stmts);
  return sayingOfMemories(f, (f.memories ?? []).filter((m) => !made.has(m.sym.id)));
}

function declaredIn(stmts: readonly Stmt[]): ReadonlySet<number> {
  const made = new Set<number>();
  visitStmts(stmts, (s) => {
    for (const d of declaredBy(s)) made.add(d.sym.id);
  });
  return made;
}

interface Use {
  readonly sym: Sym;
  readonly type: Type;
}

/** The names of `f` that `stmts` use but do not declare, in the order of their first use, and those they assign. */
function usesOf(
  f: Func, stmts: readonly Stmt[],
): { readonly used: readonly Use[]; readonly assigned: ReadonlySet<number> } {
  const own = declaredIn(stmts);
  const types = new Map(declarationsOf(f).map((d) => [d.sym.id, d.type]));
  const used = new Map<number, Use>();
  const assigned = new Set<number>();
  const use = (sym: Sym): void => {
    const type = types.get(sym.id);
    if (type !== undefined && !own.has(sym.id) && !used.has(sym.id)) used.set(sym.id, { sym, type });
  };
  visitStmts(stmts, (s) => {
    for (const root of stmtExprs(s)) {
      visitExpr(root, (e) => {
        if (e.kind === "var") use(e.sym);
        if (e.kind === "load") use(e.tensor);
        for (const r of refArgs(e)) use(r.sym);
      });
    }
    for (const r of refArgs(s)) use(r.sym);
    if (s.kind === "store") use(s.tensor);
    const stream = streamOf(s);
    if (stream !== undefined) use(stream);
    if (s.kind === "assign") {
      use(s.sym);
      if (!own.has(s.sym.id)) assigned.add(s.sym.id);
    }
  });
  return { used: [...used.values()], assigned };
}

/** Do the two do the same, with the same directives? The names of what they declare do not count. */
export function sameFunction(m: Module, a: Func, b: Func): boolean {
  return canonicalText(m, a) === canonicalText(m, b);
}

/** The text of the function with names by number. */
function canonicalText(m: Module, f: Func): string {
  let count = 0;
  const names = new Map<number, Sym>();
  const base = copying(m, f);
  const numbered = (): Sym => ({ name: `v${count++}`, id: base.fresh("v").id });
  const params = f.params.map((p) => {
    const sym = numbered();
    names.set(p.sym.id, sym);
    return { ...p, sym };
  });
  const body = copied(f.body, { fresh: numbered, loopId: base.loopId }, names);
  const memories = (f.memories ?? []).map((d) => ({ ...d, sym: names.get(d.sym.id) ?? d.sym }));
  const plain = sayingOfMemories({ ...f, sym: { name: "f", id: base.fresh("f").id }, params, body }, memories);
  return printModule({ functions: [...m.functions.filter((g) => g.sym.name !== f.sym.name), plain], top: plain });
}
