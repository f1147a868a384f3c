/** The touches of one function, found by walking through it. */
import type { Span } from "../diagnostics/source.js";
import type { Arg, Const, Expr, For, Func, MessagePart, NameArg, Stmt, Sym, While } from "../ir/ir.js";
import {
  contains, intervalOf, isIntegral, isScalar, leafIndex, leavesOf, type Path, type TensorType,
} from "../ir/types.js";
import { childExprs, declaredBy, refArgs, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import { constantForm, valueForm, type Form } from "./affine.js";
import { alternatives, narrowed, type Alternatives, type Domains } from "./conditions.js";
import { atMost, less } from "./integer-systems.js";
import { iterationsOf } from "./iterations.js";
import { linearForm, type LinearContext } from "./linear-values.js";
import type { Touch, Touches } from "./touches.js";

/** So many touches of one function are told apart. */
const mostTouches = 4096;

/** The touches of `func`, parameters being `constants` where these have a value; `undefined` when there are too many. */
export function touchesOf(all: Touches, func: Func, constants: ReadonlyMap<number, bigint>): readonly Touch[] | undefined {
  return new TouchWalk(all, func, constants).run();
}

class TouchWalk {
  private readonly made: Touch[] = [];
  private readonly forms = new Map<number, Form>();
  /** Integral parameters, and constants that are computed of them. */
  private readonly ofParameters = new Set<number>();
  /** The tensor parameters. */
  private readonly tensors: ReadonlyMap<number, TensorType>;
  /** Under any of these the statement runs. */
  private domains: Domains = [[]];
  /** Under all of these, and they say it all. */
  private isCertain = true;
  private readonly linear: LinearContext;
  private readonly func: Func;
  private readonly all: Touches;

  constructor(all: Touches, func: Func, constants: ReadonlyMap<number, bigint>) {
    this.all = all;
    this.func = func;
    this.tensors = new Map(func.params.flatMap((p) => (p.type.kind === "tensor" ? [[p.sym.id, p.type] as const] : [])));
    this.linear = {
      formOf: (id) => this.forms.get(id),
      facts: all.facts,
      freshId: () => all.freshId(),
      assume: (c) => {
        this.domains = this.domains.map((d) => [...d, c]);
      },
      opaque: (e) => {
        const range = isIntegral(e.type) ? all.rangeOf(e) : undefined;
        return range === undefined ? undefined : all.value(range, this.isOfParameters(e) ? "open" : "any");
      },
    };
    for (const { sym, type } of func.params) {
      if (!isScalar(type) || !isIntegral(type)) continue;
      const n = constants.get(sym.id);
      this.forms.set(sym.id, n === undefined ? valueForm(sym.id) : constantForm(n));
      if (n === undefined) this.ofParameters.add(sym.id);
    }
  }

  /** Is it computed of parameters, and of nothing that only the run knows? */
  private isOfParameters(e: Expr): boolean {
    let [found, isData] = [false, false];
    visitExpr(e, (x) => {
      found ||= x.kind === "var" && this.ofParameters.has(x.sym.id);
      isData ||= x.kind === "load" || x.kind === "call";
    });
    return found && !isData;
  }

  run(): readonly Touch[] | undefined {
    const { external, network, span, params } = this.func;
    if (external !== undefined) {
      params.forEach((p, i) => {
        this.whole(external.writes.includes(i) ? "write" : "read", p.sym, span);
      });
    }
    for (const i of network?.instances ?? []) this.enter(i.callee, i.args);
    this.block(this.func.body);
    return this.made.length > mostTouches ? undefined : this.made;
  }

  // ---- statements -------------------------------------------------------------------------------------------------------

  /** What follows a jump out of the block happens or not. */
  private block(stmts: readonly Stmt[]): void {
    const { domains, isCertain } = this;
    for (const s of stmts) {
      if (this.domains.length === 0 || this.made.length > mostTouches) break;
      this.statement(s);
      if (jumpsOut(s)) this.isCertain = false;
    }
    [this.domains, this.isCertain] = [domains, isCertain];
  }

  private statement(s: Stmt): void {
    if (s.kind === "for") this.forLoop(s);
    else if (s.kind === "while") this.whileLoop(s);
    else if (s.kind === "if") this.choice(s.cond, () => { this.block(s.then); }, () => { this.block(s.else); });
    else if (s.kind === "switch") this.switched(s);
    else if (s.kind === "assert") this.choice(s.cond, () => undefined, () => { this.failure(s.message); });
    else {
      for (const e of stmtExprs(s)) this.expression(e);
      this.effects(s);
      this.declare(s);
    }
  }

  private effects(s: Stmt): void {
    if (s.kind === "store") this.access("write", s.tensor, s.index, s.path, s.span);
    if (s.kind === "callstmt") this.enter(s.callee, s.args);
    if (s.kind === "print" || s.kind === "put") for (const r of refArgs(s)) this.whole("read", r.sym, r.span);
  }

  /** A run that fails does not come to its end. */
  private failure(message: readonly MessagePart[]): void {
    this.uncertainly(() => {
      for (const part of message) {
        if (part.kind === "tensor") this.whole("read", part.sym, part.span);
        else if (part.kind !== "text") this.expression(part);
      }
    });
  }

  private declare(s: Stmt): void {
    for (const { sym, type } of declaredBy(s)) {
      if (!isScalar(type) || !isIntegral(type) || this.all.isAssigned(sym)) continue;
      const form = s.kind === "let" ? linearForm(s.init, this.linear) : undefined;
      if (s.kind === "let" && this.isOfParameters(s.init)) this.ofParameters.add(sym.id);
      this.forms.set(sym.id, form ?? this.all.value(intervalOf(type), "any", sym.id));
    }
  }

  private switched(s: Stmt & { readonly kind: "switch" }): void {
    this.expression(s.value);
    for (const body of [...s.cases.map((c) => c.body), s.default]) this.uncertainly(() => { this.block(body); });
  }

  private forLoop(s: For): void {
    for (const e of [s.lo, s.hi]) this.expression(e);
    const { domains, isCertain } = this;
    const { range, constraints, isExact } = iterationsOf(s, this.linear, () => this.all.freshId());
    this.forms.set(s.iter.id, valueForm(s.iter.id));
    this.all.facts.set(s.iter.id, { range, atLeast: [], atMost: [] });
    this.narrow({ cases: [constraints], isExact: isExact && !leavesEarly(s) });
    this.block(s.body);
    [this.domains, this.isCertain] = [domains, isCertain];
  }

  /** The condition is asked at least once, and the body of a `do` runs. */
  private whileLoop(s: While): void {
    if (!s.bodyFirst) this.expression(s.cond);
    const isCertain = s.bodyFirst && !leavesEarly(s);
    this.uncertainly(() => { this.block(s.body); }, isCertain);
    this.uncertainly(() => { this.block(s.update); });
    if (s.bodyFirst) this.uncertainly(() => { this.expression(s.cond); }, isCertain);
  }

  private uncertainly(walk: () => void, isCertain = false): void {
    const saved = this.isCertain;
    this.isCertain &&= isCertain;
    walk();
    this.isCertain = saved;
  }

  // ---- expressions ------------------------------------------------------------------------------------------------------

  private expression(e: Expr): void {
    if (e.kind === "select") {
      return this.choice(e.cond, () => { this.expression(e.whenTrue); }, () => { this.expression(e.whenFalse); });
    }
    if (e.kind === "logic") {
      const right = (): void => { this.expression(e.right); };
      return e.op === "and" ? this.choice(e.left, right, () => undefined) : this.choice(e.left, () => undefined, right);
    }
    for (const child of childExprs(e)) this.expression(child);
    if (e.kind === "load") this.access("read", e.tensor, e.index, e.path, e.span);
    if (e.kind === "call") this.enter(e.callee, e.args);
  }

  private choice(cond: Expr, whenTrue: () => void, whenFalse: () => void): void {
    this.expression(cond);
    const { domains, isCertain } = this;
    for (const [walk, truth] of [[whenTrue, true], [whenFalse, false]] as const) {
      this.narrow(alternatives(cond, truth, this.linear));
      walk();
      [this.domains, this.isCertain] = [domains, isCertain];
    }
  }

  private narrow(to: Alternatives): void {
    const { cases, isExact } = narrowed({ cases: this.domains, isExact: this.isCertain }, to);
    [this.domains, this.isCertain] = [cases, isExact];
  }

  // ---- accesses ---------------------------------------------------------------------------------------------------------

  private access(kind: Touch["kind"], tensor: Sym, index: readonly Expr[], path: Path | undefined, span: Span): void {
    const type = this.tensors.get(tensor.id);
    if (type === undefined) return;
    const { domains, isCertain } = this;
    const at = index.map((e) => this.subscript(e));
    const leaf = leavesOf(type.element).length > 1 ? [constantForm(BigInt(leafIndex(type.element, path ?? [])))] : [];
    const known = at.map((f, d) => f ?? this.all.value({ lo: 0n, hi: BigInt(type.shape[d] ?? 1) - 1n }, "any"));
    this.add(kind, tensor, [...known, ...leaf], type, span);
    [this.domains, this.isCertain] = [domains, isCertain];
  }

  /** A subscript is often written as `inside ? at : -1`, so that it stops the run where it is outside. */
  private subscript(e: Expr): Form | undefined {
    if (e.kind === "cast" && isIntegral(e.type) && isIntegral(e.operand.type)) {
      const isWider = contains(intervalOf(e.type), intervalOf(e.operand.type));
      return isWider ? this.subscript(e.operand) : linearForm(e, this.linear);
    }
    if (e.kind === "select" && e.whenFalse.kind === "const" && Number(e.whenFalse.value) < 0) {
      this.narrow(alternatives(e.cond, true, this.linear));
      return this.subscript(e.whenTrue);
    }
    return linearForm(e, this.linear);
  }

  /** Every scalar of `tensor`. */
  private whole(kind: Touch["kind"], tensor: Sym, span: Span): void {
    const type = this.tensors.get(tensor.id);
    if (type === undefined) return;
    const every = (extent: number): Form => this.all.value({ lo: 0n, hi: BigInt(extent) - 1n }, "every");
    const leaves = leavesOf(type.element).length;
    this.add(kind, tensor, [...type.shape, ...(leaves > 1 ? [leaves] : [])].map(every), type, span);
  }

  private add(kind: Touch["kind"], tensor: Sym, at: readonly Form[], { shape }: TensorType, span: Span): void {
    const inside = shape.flatMap((extent, d) => {
      const f = at[d] ?? constantForm(0n);
      return [atMost(constantForm(0n), f), less(f, constantForm(BigInt(extent)))];
    });
    for (const d of this.domains) {
      const domain = [...d, ...inside];
      const isExact = this.isCertain && this.all.isKnown({ domain, at });
      this.made.push({ kind, tensor: tensor.id, at, domain, isExact, span });
    }
  }

  /** What the callee does to the tensors that are passed to it. */
  private enter(callee: Sym, args: readonly (Arg | NameArg | Const)[]): void {
    const tensorAt = (i: number): number | undefined => {
      const arg = args[i];
      return (arg?.kind === "ref" || arg?.kind === "name") && this.tensors.has(arg.sym.id) ? arg.sym.id : undefined;
    };
    if (!args.some((_, i) => tensorAt(i) !== undefined)) return;
    const { domains } = this; // what arguments assume holds for the callee alone
    const passed = this.all.passed(callee, (i) => this.argument(args[i]), tensorAt);
    for (const t of passed ?? []) {
      for (const d of this.domains) {
        const domain = [...d, ...t.domain];
        this.made.push({ ...t, domain, isExact: t.isExact && this.isCertain && this.all.isKnown({ domain, at: t.at }) });
      }
    }
    if (passed === undefined) this.anywhere(args);
    this.domains = domains;
  }

  private anywhere(args: readonly (Arg | NameArg)[]): void {
    this.uncertainly(() => {
      for (const a of args) if (a.kind === "ref" || a.kind === "name") this.whole("write", a.sym, this.func.span);
    });
  }

  private argument(arg: Arg | NameArg | undefined): Form | undefined {
    if (arg === undefined || arg.kind === "ref" || arg.kind === "aggregate") return undefined;
    return arg.kind === "name" ? this.forms.get(arg.sym.id) : linearForm(arg, this.linear);
  }
}

// ---- jumps --------------------------------------------------------------------------------------------------------------

const jumping = new WeakMap<Stmt, boolean>();

/** Can `s` leave the block it stands in before its end? */
function jumpsOut(s: Stmt): boolean {
  const known = jumping.get(s);
  if (known !== undefined) return known;
  const targets = new Set<number>();
  let leaves = false;
  visitStmts([s], (inner) => {
    if (inner.kind === "for" || inner.kind === "while" || inner.kind === "switch") targets.add(inner.id);
    leaves ||= inner.kind === "return" || ((inner.kind === "break" || inner.kind === "continue") && !targets.has(inner.loop));
  });
  jumping.set(s, leaves);
  return leaves;
}

/** Can a loop end before its condition says so? */
function leavesEarly(s: For | While): boolean {
  let leaves = jumpsOut(s);
  visitStmts(s.body, (inner) => {
    leaves ||= inner.kind === "break" && inner.loop === s.id;
  });
  return leaves;
}
