/**
 * Puts the body of a function where it is called. A call in an expression gives way to what the function returns, where
 * that is one expression of its parameters; otherwise the statements of the body come before the statement of the call,
 * which keeps every result, since such a function is pure.
 */
import type { Span } from "../diagnostics/source.js";
import { variable } from "../ir/build.js";
import type { Arg, CallExpr, CallStmt, Expr, Func, MemoryDirectives, Module, Stmt, Sym, VarRef } from "../ir/ir.js";
import { leafIndex, type Type } from "../ir/types.js";
import { allInstances } from "../ir/networks.js";
import { mapExprChildren, mapStmtChildren, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import { copied, copying, sayingOfMemories, withMemories, type Copying } from "./copies.js";

/** Why a call stays a call, and where. */
export interface Hindrance {
  readonly reason: string;
  readonly span: Span;
}

export type Inlined =
  | { readonly kind: "module"; readonly module: Module }
  | { readonly kind: "hindered"; readonly by: Hindrance };

/** `m` without `callee`, which stands where it was called. */
export function inlinedEverywhere(m: Module, callee: Func): Inlined {
  const callers = m.functions.filter((f) => calls(f, callee) > 0);
  const hindrance = calleeHindrance(m, callee, callers);
  if (hindrance !== undefined) return { kind: "hindered", by: hindrance };
  let made = m;
  for (const caller of callers) {
    const result = new Inliner(made, caller, callee).run();
    if ("reason" in result) return { kind: "hindered", by: result };
    made = {
      functions: made.functions.map((f) => (f === caller ? result : f)),
      top: made.top === caller ? result : made.top,
    };
  }
  return { kind: "module", module: { ...made, functions: made.functions.filter((f) => f !== callee) } };
}

/** The names of the functions that call `callee`. */
export function callersOf(m: Module, callee: Func): readonly string[] {
  return m.functions.filter((f) => calls(f, callee) > 0).map((f) => f.sym.name);
}

function calls(f: Func, callee: Func): number {
  let count = 0;
  visitStmts(f.body, (s) => {
    if (s.kind === "callstmt" && s.callee.id === callee.sym.id) count += 1;
    for (const e of stmtExprs(s)) visitExpr(e, (x) => (count += Number(isCallOf(x, callee))));
  });
  return count;
}

function isCallOf(e: Expr, callee: Func): e is CallExpr {
  return e.kind === "call" && e.callee.id === callee.sym.id;
}

function calleeHindrance(m: Module, callee: Func, callers: readonly Func[]): Hindrance | undefined {
  const { span } = callee;
  const isInstance = allInstances(m).some((i) => i.callee.id === callee.sym.id);
  if (callee === m.top || isInstance) return { reason: "it is hardware by itself: nothing calls it", span };
  if (callers.length === 0) return { reason: "nothing calls it", span };
  if (callee.network !== undefined) return { reason: "it is a region, whose kernels run side by side", span };
  if (callee.external !== undefined) return { reason: "its body is code outside of the kernel", span };
  if (callee.inline === "never") return { reason: "it was said to be hardware of its own", span };
  if (callee.dataflow === true) {
    return { reason: "its statements are stages, which would be lost among those of the caller", span };
  }
  if (callee.states.length > 0 && callers.length > 1) {
    return {
      reason: `each of its callers, ${callers.map((f) => f.sym.name).join(" and ")}, would have a state of its own`,
      span,
    };
  }
  const last = callee.body.at(-1);
  let early: Span | undefined;
  visitStmts(callee.body, (s) => {
    if (s.kind === "return" && s !== last) early ??= s.span;
  });
  return early && { reason: "it returns before its end", span: early };
}

class Inliner {
  private readonly by: Copying;
  private readonly assigned: ReadonlySet<number>;
  private readonly caller: Func;
  private readonly callee: Func;
  private memories: readonly MemoryDirectives[];
  private problem: Hindrance | undefined;
  /** What stands for the scalars of structs that calls gave. */
  private readonly structs = new Map<number, readonly Expr[]>();

  constructor(m: Module, caller: Func, callee: Func) {
    this.caller = caller;
    this.callee = callee;
    this.by = copying(m, caller);
    this.memories = caller.memories ?? [];
    const assigned = new Set<number>();
    visitStmts(caller.body, (s) => {
      if (s.kind === "assign") assigned.add(s.sym.id);
    });
    this.assigned = assigned;
  }

  run(): Func | Hindrance {
    const { caller, callee } = this;
    const body = this.block(caller.body);
    if (this.problem !== undefined) return this.problem;
    return sayingOfMemories({ ...caller, states: [...caller.states, ...callee.states], body }, this.memories);
  }

  private block(stmts: readonly Stmt[]): readonly Stmt[] {
    return stmts.flatMap((s) => this.statement(s));
  }

  private statement(s: Stmt): readonly Stmt[] {
    const before: Stmt[] = [];
    let isFirst = true;
    const made = mapStmtChildren(s, {
      expr: (e) => {
        // A message is evaluated only when its assertion fails, the condition of a loop again and again.
        const always = s.kind !== "while" && (s.kind !== "assert" || isFirst);
        isFirst = false;
        return this.expression(e, always, before);
      },
      stmts: (body) => this.block(body),
    });
    const isCall = made.kind === "callstmt" && made.callee.id === this.callee.sym.id;
    return [...before, ...(isCall ? this.callStatement(made) : [made])];
  }

  /** `before` gets what must run first; `always`: whether `e` is evaluated whenever its statement runs, and once. */
  private expression(e: Expr, always: boolean, before: Stmt[]): Expr {
    if (e.kind === "var") return this.structs.get(e.sym.id)?.[this.leafOf(e)] ?? e;
    let isFirst = true;
    const made = mapExprChildren(e, (child) => {
      const isSure = always && ((e.kind !== "select" && e.kind !== "logic") || isFirst);
      isFirst = false;
      return this.expression(child, isSure, before);
    });
    if (!isCallOf(made, this.callee)) return made;
    const short = this.substituted(made);
    if (short !== undefined) return short;
    if (!always) {
      this.problem ??= { reason: "this call is evaluated only under a condition, or again and again", span: e.span };
      return made;
    }
    const { stmts, values } = this.opened(made, []);
    before.push(...stmts);
    const [value] = values;
    if (value === undefined || value.kind === "ref" || value.kind === "aggregate") {
      throw new Error("a call in an expression gives a scalar");
    }
    return value;
  }

  private readonly structTypes = new Map<number, Type>();

  private leafOf({ sym, path = [] }: VarRef): number {
    const type = this.structTypes.get(sym.id);
    return type?.kind === "struct" ? leafIndex(type, path) : 0;
  }

  /**
   * The value of a function that is one expression; `undefined` if an argument would be evaluated otherwise than once.
   */
  private substituted(call: CallExpr): Expr | undefined {
    const [only, ...others] = this.callee.body;
    if (only?.kind !== "return" || others.length > 0) return undefined;
    const [value] = only.values;
    if (value === undefined || value.kind === "ref" || value.kind === "aggregate") return undefined;
    const fits = this.callee.params.every((p, i) => {
      const arg = call.args[i];
      if (arg === undefined || arg.kind === "aggregate") return false;
      return arg.kind === "ref" || this.isSimple(arg) || sureUses(value, p.sym) === 1;
    });
    if (!fits) return undefined;
    const { stmts, values: [result] } = this.opened(call, [], true);
    return stmts.length > 0 || result === undefined || result.kind === "ref" || result.kind === "aggregate" ? undefined
      : result;
  }

  private callStatement(call: CallStmt): readonly Stmt[] {
    const { stmts, values } = this.opened(call, call.results.map((r) => r.sym));
    const named = values.flatMap((v, i): readonly Stmt[] => {
      const sym = call.results[i]?.sym;
      if (v.kind === "ref") return [];
      if (v.kind !== "aggregate") return [constant(sym ?? this.by.fresh("unused"), v)];
      const leaves = v.leaves.map((e) => constant(this.by.fresh(sym?.name ?? "unused"), e));
      if (sym !== undefined) {
        this.structs.set(sym.id, leaves.map((l) => variable(l.sym, l.type, l.span)));
        this.structTypes.set(sym.id, v.type);
      }
      return leaves;
    });
    return [...stmts, ...named];
  }

  /**
   * The body with the arguments of one call: the statements, and what it returns. `results` name tensors it returns.
   */
  private opened(
    call: CallExpr | CallStmt, results: readonly Sym[], inPlace = false,
  ): { readonly stmts: readonly Stmt[]; readonly values: readonly Arg[] } {
    const { callee, by } = this;
    const last = callee.body.at(-1);
    const returned = last?.kind === "return" ? last : undefined;
    const names = new Map<number, Sym>();
    const given = new Map<number, { readonly type: Type; readonly values: readonly Expr[] }>();
    const bound: Stmt[] = [];
    const valueFor = (e: Expr, name: string): Expr => {
      if (inPlace || this.isSimple(e)) return e;
      const made = constant(by.fresh(name), e);
      bound.push(made);
      return variable(made.sym, made.type, e.span);
    };
    callee.params.forEach(({ sym, type }, i) => {
      const arg = call.args[i];
      if (arg?.kind === "ref") names.set(sym.id, arg.sym);
      else if (arg !== undefined) {
        const leaves = arg.kind === "aggregate" ? arg.leaves : [arg];
        given.set(sym.id, { type, values: leaves.map((e) => valueFor(e, sym.name)) });
      }
    });
    returned?.values.forEach((v, i) => {
      const result = results[i];
      if (v.kind === "ref" && result !== undefined) names.set(v.sym.id, result);
    });
    for (const s of callee.states) names.set(s.sym.id, s.sym);
    const valueOf = ({ sym, path = [] }: VarRef): Expr | undefined => {
      const found = given.get(sym.id);
      return found?.values[found.type.kind === "struct" ? leafIndex(found.type, path) : 0];
    };
    const stmts = copied(callee.body, by, names, valueOf);
    this.remember(names);
    const end = stmts.at(-1);
    return end?.kind === "return" && returned !== undefined
      ? { stmts: [...bound, ...stmts.slice(0, -1)], values: end.values }
      : { stmts: [...bound, ...stmts], values: [] };
  }

  private remember(names: ReadonlyMap<number, Sym>): void {
    const said = withMemories(this.memories, this.callee.memories ?? [], names);
    if (!("name" in said)) {
      this.memories = said;
      return;
    }
    const reason = `what it says of the memory '${said.name}' contradicts what its caller says`;
    this.problem ??= { reason, span: this.callee.span };
  }

  /** Has the same value whenever it is evaluated, at no cost. */
  private isSimple(e: Expr): boolean {
    return e.kind === "const" || (e.kind === "var" && !this.assigned.has(e.sym.id));
  }
}

function constant(sym: Sym, init: Expr): Extract<Stmt, { kind: "let" }> {
  return { kind: "let", sym, type: init.type, mutable: false, init, span: init.span };
}

/** How often `e` reads `sym`; uses that may be left out count for two. */
function sureUses(e: Expr, sym: Sym, isSure = true): number {
  if (e.kind === "var") return e.sym.id === sym.id ? (isSure ? 1 : 2) : 0;
  let count = 0;
  let isFirst = true;
  mapExprChildren(e, (child) => {
    count += sureUses(child, sym, isSure && ((e.kind !== "select" && e.kind !== "logic") || isFirst));
    isFirst = false;
    return child;
  });
  return count;
}
