/**
 * Where a function reads and writes what outlives a statement: tensors, variables, streams, messages. Each access knows
 * the loops around it, the iterations in which it happens, and its place in the text.
 */
import { writtenTensors } from "./purity.js";
import type { Span } from "../diagnostics/source.js";
import type { CallExpr, CallStmt, Expr, For, Func, Get, Jump, Module, Probe, Put, Stmt, Sym, While } from "../ir/ir.js";
import { intervalOf, isIntegral, isScalar, type Interval } from "../ir/types.js";
import { childExprs, declaredBy, refArgs, stmtExprs, visitStmts } from "../ir/walk.js";
import { constantForm, valueForm, type Form } from "./affine.js";
import type { Facts } from "./facts.js";
import { atMost, type Constraint } from "./integer-systems.js";
import { iterationsOf } from "./iterations.js";
import { linearCondition, linearForm, type LinearContext } from "./linear-values.js";
import { updateOf, type Update } from "./updates.js";

/** A loop, and the id that its counter has in forms. */
export interface Loop {
  readonly node: For | While;
  readonly id: number;
}

export interface Access {
  readonly kind: "read" | "write";
  readonly target: Sym;
  /**
   * A form for each dimension, `undefined` where it is anything. What is declared inside loops is another memory in each
   * iteration: the counters of these loops come first.
   */
  readonly at: readonly (Form | undefined)[];
  /** Outermost first. */
  readonly loops: readonly Loop[];
  /** Holds whenever the access happens. */
  readonly domain: readonly Constraint[];
  /** Places in the text, comparable as lists. */
  readonly order: readonly number[];
  readonly stmt: Stmt;
  readonly span: Span;
  /** Part of `x = x op e`, whose repetitions may come in any order. */
  readonly update?: Update;
}

/** Stands for what is printed, and for the order of everything else that the world sees. */
export const world: Sym = { name: "what is printed", id: -1 };

/** Stands for whether a loop has ended early: written by what ends it, once for each run of the loop. */
export const ending: Sym = { name: "the end of a loop", id: -2 };

/** All accesses of `f`, in the order of the text. `shared` are ids of values that are the same in every iteration. */
export function accessesOf(f: Func, m: Module): { readonly accesses: readonly Access[]; readonly shared: ReadonlySet<number> } {
  const walk = new AccessWalk(f, m);
  walk.block(f.body, []);
  return { accesses: walk.accesses, shared: walk.shared };
}

/** Compares places in the text. */
export function compareOrder(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((n, i) => n !== b[i]);
  if (at < 0) return a.length - b.length;
  return (a[at] ?? 0) - (b[at] ?? Number.NEGATIVE_INFINITY);
}

class AccessWalk {
  readonly accesses: Access[] = [];
  readonly shared = new Set<number>();
  private readonly loops: Loop[] = [];
  private domain: readonly Constraint[] = [];
  private readonly forms = new Map<number, Form>();
  private readonly facts: Facts = new Map();
  private readonly assigned: ReadonlySet<number>;
  /** How many loops are around the declaration of each name. */
  private readonly depths = new Map<number, number>();
  private nextId = -2;
  private readonly linear: LinearContext;

  private readonly module: Module;

  constructor(func: Func, module: Module) {
    this.module = module;
    const assigned = new Set<number>();
    visitStmts(func.body, (s) => {
      if (s.kind === "assign") assigned.add(s.sym.id);
    });
    this.assigned = assigned;
    this.linear = {
      formOf: (id) => this.forms.get(id),
      facts: this.facts,
      freshId: () => this.nextId--,
      assume: (c) => {
        this.domain = [...this.domain, c];
      },
    };
    for (const p of func.params) if (isScalar(p.type) && isIntegral(p.type)) this.unknownValue(p.sym, intervalOf(p.type));
  }

  block(stmts: readonly Stmt[], order: readonly number[]): void {
    const { domain } = this;
    stmts.forEach((s, i) => {
      this.statement(s, [...order, i]);
    });
    this.domain = domain;
  }

  private statement(s: Stmt, order: readonly number[]): void {
    for (const d of declaredBy(s)) this.depths.set(d.sym.id, this.loops.length);
    if (s.kind === "for") this.forLoop(s, order);
    else if (s.kind === "while") this.whileLoop(s, order);
    else {
      for (const e of stmtExprs(s)) this.expression(e, s, order);
      this.effects(s, order);
      if (s.kind === "let") this.constant(s.sym, s.init);
      if (s.kind === "if") this.choice(s, order);
      if (s.kind === "switch") [...s.cases.map((c) => c.body), s.default].forEach((b, i) => { this.block(b, [...order, i]); });
    }
  }

  private choice(s: Stmt & { readonly kind: "if" }, order: readonly number[]): void {
    const { domain } = this;
    for (const [body, truth] of [[s.then, true], [s.else, false]] as const) {
      this.domain = [...domain, ...linearCondition(s.cond, truth, this.linear)];
      this.block(body, [...order, truth ? 0 : 1]);
    }
    this.domain = domain;
  }

  // ---- loops ------------------------------------------------------------------------------------------------------------

  private forLoop(s: For, order: readonly number[]): void {
    for (const e of [s.lo, s.hi]) this.expression(e, s, order);
    const { domain } = this;
    const { range, constraints } = iterationsOf(s, this.linear, () => this.nextId--);
    this.forms.set(s.iter.id, valueForm(s.iter.id));
    this.facts.set(s.iter.id, { range, atLeast: [], atMost: [] });
    this.domain = [...domain, ...constraints];
    this.loops.push({ node: s, id: s.iter.id });
    this.block(s.body, order);
    this.loops.pop();
    this.domain = domain;
  }

  private whileLoop(s: While, order: readonly number[]): void {
    const { domain } = this;
    const id = this.nextId--;
    this.domain = [...domain, atMost(constantForm(0n), valueForm(id))];
    this.loops.push({ node: s, id });
    const condition = (at: number): void => {
      this.expression(s.cond, s, [...order, at]);
    };
    if (!s.bodyFirst) condition(-1);
    this.block(s.body, [...order, 0]);
    this.block(s.update, [...order, 1]);
    if (s.bodyFirst) condition(2);
    this.loops.pop();
    this.domain = domain;
  }

  // ---- values -----------------------------------------------------------------------------------------------------------

  /** A value that is never assigned is what it starts as, or stands for itself. */
  private constant(sym: Sym, init: Expr): void {
    if (this.assigned.has(sym.id) || !isIntegral(init.type)) return;
    const form = linearForm(init, this.linear);
    if (form !== undefined) this.forms.set(sym.id, form);
    else this.unknownValue(sym, intervalOf(init.type));
  }

  private unknownValue(sym: Sym, range: Interval): void {
    if (this.loops.length === 0) this.shared.add(sym.id);
    this.forms.set(sym.id, valueForm(sym.id));
    this.facts.set(sym.id, { range, atLeast: [], atMost: [] });
  }

  // ---- accesses ---------------------------------------------------------------------------------------------------------

  private expression(e: Expr, s: Stmt, order: readonly number[]): void {
    for (const child of childExprs(e)) this.expression(child, s, order);
    if (e.kind === "var" && !this.isConstant(e.sym)) this.add("read", e.sym, [], s, order, e.span);
    if (e.kind === "load") this.add("read", e.tensor, this.subscripts(e.index), s, order, e.span);
    if (e.kind === "call") this.passed(e, s, order);
  }

  /** Never assigned, so that reading it depends on nothing but its declaration. */
  private isConstant(sym: Sym): boolean {
    return this.forms.has(sym.id) && !this.assigned.has(sym.id);
  }

  private effects(s: Stmt, order: readonly number[]): void {
    switch (s.kind) {
      case "let": case "alloc": case "assign":
        return this.add("write", s.sym, this.anywhere(s.kind === "alloc" ? s.type.shape.length : 0), s, order, s.span);
      case "store":
        return this.add("write", s.tensor, this.subscripts(s.index), s, order, s.span);
      case "callstmt":
        return this.call(s, order);
      case "put": case "get": case "probe":
        return this.transfer(s, order);
      case "break": case "continue":
        return this.jump(s, order);
      case "print": case "assert": case "return":
        for (const r of refArgs(s)) this.add("read", r.sym, [], s, order, r.span);
        return this.add("write", world, [], s, order, s.span);
      case "for": case "while": case "if": case "switch":
        return;
    }
  }

  /** A stream is changed even by asking it, since what it answers depends on what was done before. */
  private transfer(s: Put | Get | Probe, order: readonly number[]): void {
    this.add("write", s.stream, [], s, order, s.span);
    for (const r of refArgs(s)) this.add("read", r.sym, undefined, s, order, r.span);
    for (const d of declaredBy(s)) this.add("write", d.sym, d.type.kind === "tensor" ? undefined : [], s, order, s.span);
  }

  /** What ends a loop early decides whether its later iterations happen; going on in the innermost loop decides nothing. */
  private jump(s: Jump, order: readonly number[]): void {
    const target = this.loops.findIndex((l) => l.node.id === s.loop);
    if (target < 0 || (s.kind === "continue" && target === this.loops.length - 1)) return;
    const around = this.loops.slice(0, s.kind === "break" ? target : target + 1);
    this.add("write", ending, around.map((l) => valueForm(l.id)), s, order, s.span);
  }

  private call(s: CallStmt, order: readonly number[]): void {
    this.passed(s, s, order);
    const callee = this.module.functions.find((f) => f.sym.id === s.callee.id);
    if (callee === undefined) return;
    const written = writtenTensors(callee, this.module);
    this.add("write", world, [], s, order, s.span);
    callee.params.forEach((p, i) => {
      const arg = s.args[i];
      if (arg?.kind === "ref" && (written.has(p.sym.id) || p.type.kind === "stream")) this.add("write", arg.sym, undefined, s, order, arg.span);
    });
    for (const r of s.results) this.add("write", r.sym, undefined, s, order, s.span);
  }

  private passed(node: CallExpr | CallStmt, s: Stmt, order: readonly number[]): void {
    for (const r of refArgs(node)) this.add("read", r.sym, undefined, s, order, r.span);
  }

  private subscripts(index: readonly Expr[]): readonly (Form | undefined)[] {
    return index.map((e) => linearForm(e, this.linear));
  }

  private anywhere(rank: number): readonly undefined[] {
    return Array.from({ length: rank }, () => undefined);
  }

  /** `at` is `undefined` for any place in a tensor. */
  private add(
    kind: Access["kind"], target: Sym, at: readonly (Form | undefined)[] | undefined, stmt: Stmt, order: readonly number[], span: Span,
  ): void {
    const own = this.loops.slice(0, this.depths.get(target.id) ?? 0).map((l) => valueForm(l.id));
    const update = updateOf(stmt, target);
    this.accesses.push({
      kind, target, at: [...own, ...(at ?? [])], loops: [...this.loops], domain: this.domain,
      order: [...order, kind === "read" ? -1 : 0], stmt, span, ...(update !== undefined && { update }),
    });
  }
}
