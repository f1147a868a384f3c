/**
 * Follows one run of a body, loops inside it unrolled and calls inlined, to the graph of its operations. Subscripts are
 * kept as linear forms of the counters that are not unrolled.
 */
import { constantForm, valueForm, type Form } from "../analysis/affine.js";
import type { Alloc, CallExpr, CallStmt, Expr, For, Func, Get, Module, Probe, Put, Stmt, Sym } from "../ir/ir.js";
import { bitWidth, isIntegral, type ScalarType } from "../ir/types.js";
import { childExprs, declaredBy, visitStmts } from "../ir/walk.js";
import { Contents } from "./contents.js";
import type { Device } from "./devices/device.js";
import { always, Graph, type NodeId, type Touch } from "./graph.js";
import { foldedForm, foldedTruth } from "./folding.js";
import { operatorOf } from "./operators.js";

/** A value: the node that makes it, and what is known of it. */
export interface Value {
  readonly node: NodeId;
  /** Of integers that are linear in counters, and of truth values: 0 or 1. */
  readonly form?: Form;
}

/** Bodies of more operations than this are not followed. */
const mostNodes = 600_000;

export interface Expansion {
  readonly graph: Graph;
  /** Why the body cannot be followed to its end. */
  readonly problem?: string;
}

export interface ExpandOptions {
  readonly module: Module;
  readonly device: Device;
  /** How long a read and a write of a memory take; registers take none. */
  readonly isRegister: (target: Sym) => boolean;
}

/** The graph of `stmts`; `copies` runs it for several values of a counter. */
export function expand(
  stmts: readonly Stmt[], options: ExpandOptions, copies?: { readonly loop: For; readonly count: number },
): Expansion {
  const e = new Expander(options, stmts);
  if (copies === undefined) e.block(stmts);
  else {
    for (let n = 0; n < copies.count; n++) {
      const at = { terms: new Map([[copies.loop.iter.id, 1n]]), constant: BigInt(n) * copies.loop.step };
      e.copy(copies.loop.iter, at, stmts);
    }
  }
  e.finish();
  return e.problem === undefined ? { graph: e.graph } : { graph: e.graph, problem: e.problem };
}

class Expander {
  readonly graph = new Graph();
  problem: string | undefined;
  private readonly variables = new Map<number, Value>();
  private readonly contents = new Contents();
  private readonly assigned = new Set<number>();
  private readonly syms = new Map<number, Sym>();
  /** What parameters of functions that are followed stand for. */
  private readonly references = new Map<number, Sym>();
  private readonly lost = new Set<Touch>();
  private readonly options: ExpandOptions;
  private result: Value | undefined;

  constructor(options: ExpandOptions, stmts: readonly Stmt[]) {
    this.options = options;
    visitStmts(stmts, (s) => {
      if (s.kind === "assign") this.assigned.add(s.sym.id);
    });
  }

  copy(iter: Sym, at: Form, stmts: readonly Stmt[]): void {
    this.variables.set(iter.id, { node: always, form: at });
    this.block(stmts);
  }

  finish(): void {
    const { graph } = this;
    for (const [id, { node }] of this.variables) if (this.assigned.has(id)) graph.finals.set(id, node);
    const kept = graph.touches.filter((t) => !this.lost.has(t));
    graph.touches.splice(0, graph.touches.length, ...kept);
  }

  block(stmts: readonly Stmt[]): void {
    for (const s of stmts) {
      if (this.graph.size > mostNodes) this.problem ??= `unrolled it has more than ${mostNodes} operations`;
      if (this.problem !== undefined) return;
      this.statement(s);
    }
  }

  private statement(s: Stmt): void {
    switch (s.kind) {
      case "let": case "assign":
        return this.set(s.sym, this.value(s.kind === "let" ? s.init : s.value));
      case "store": {
        const at = s.index.map((x) => this.value(x));
        return this.write(this.target(s.tensor), at, this.value(s.value), s);
      }
      case "for":
        return this.unrolled(s);
      case "if":
        return this.choice(this.value(s.cond), [s.then, s.else]);
      case "switch":
        return this.choice(this.value(s.value), [...s.cases.map((c) => c.body), s.default], true);
      case "alloc":
        return this.alloc(s);
      case "callstmt":
        return this.callStatement(s);
      case "return":
        this.result = this.returned(s.values[0]);
        return;
      case "put": case "get": case "probe":
        return this.transfer(s);
      case "while":
        this.problem ??= "it has a loop whose number of iterations is not known inside";
        return;
      case "break": case "continue": case "print": case "assert":
        return;
    }
  }

  private set(sym: Sym, value: Value): void {
    this.syms.set(sym.id, sym);
    this.variables.set(sym.id, value);
  }

  private alloc(s: Alloc): void {
    this.contents.forget(s.sym.id);
  }

  private unrolled(s: For): void {
    const [lo, hi] = [this.value(s.lo).form, this.value(s.hi).form];
    if (lo === undefined || hi === undefined || lo.terms.size > 0 || hi.terms.size > 0) {
      this.problem ??= `the loop '${s.iter.name}' inside it has no constant bounds, so that it cannot be unrolled`;
      return;
    }
    for (let i = lo.constant; s.step > 0n ? i < hi.constant : i > hi.constant; i += s.step) {
      this.copy(s.iter, constantForm(i), s.body);
      if (this.problem !== undefined) return;
    }
  }

  /** All sides are followed, and what differs after them is selected; a condition that is known decides. */
  private choice(cond: Value, sides: readonly (readonly Stmt[])[], isSwitch = false): void {
    const truth = isSwitch ? undefined : foldedTruth(cond.form);
    if (truth !== undefined) return this.block(sides[truth ? 0 : 1] ?? []);
    const before = new Map(this.variables);
    const after: Map<number, Value>[] = [];
    this.contents.choice(sides.map((side) => (): void => {
      this.variables.clear();
      for (const [id, v] of before) this.variables.set(id, v);
      this.block(side);
      after.push(new Map(this.variables));
    }));
    this.variables.clear();
    const ids = new Set(after.flatMap((m) => [...m.keys()]));
    for (const id of ids) {
      const values = after.map((m) => m.get(id) ?? before.get(id));
      const [first] = values;
      if (first !== undefined && values.every((v) => v?.node === first.node
        && v.form === first.form)) this.variables.set(id, first);
      else this.variables.set(id, { node: this.graph.add(0, [cond.node, ...values.map((v) => v?.node ?? always)]) });
    }
  }

  private transfer(s: Put | Get | Probe): void {
    const inputs = s.kind === "put" && s.value.kind !== "aggregate" && s.value.kind !== "ref" ? [this.value(s.value).node] : [];
    const node = this.graph.add(1, inputs);
    if (!this.graph.transfers.has(s)) this.graph.transfers.set(s, (this.graph.ends[node] ?? 1) - 1);
    this.graph.touches.push({ kind: s.kind === "put" ? "write" : "read", target: this.target(s.stream), at: [], node,
      span: s.span });
    for (const d of declaredBy(s)) if (d.type.kind !== "tensor") this.set(d.sym, { node });
  }

  // ---- calls --------------------------------------------------------------------------------------------------------

  private callStatement(s: CallStmt): void {
    const value = this.call(s);
    s.results.forEach(({ sym }, i) => {
      if (i === 0 && value !== undefined) this.set(sym, value);
    });
  }

  /** Follows the called function as if it stood here. */
  private call(c: CallExpr | CallStmt): Value | undefined {
    const callee = this.options.module.functions.find((f) => f.sym.id === c.callee.id);
    if (callee === undefined || callee.external !== undefined) {
      this.problem ??= `it calls '${c.callee.name}', which is not known`;
      return undefined;
    }
    this.bind(callee, c);
    visitStmts(callee.body, (s) => {
      if (s.kind === "assign") this.assigned.add(s.sym.id);
    });
    this.result = undefined;
    this.block(callee.body);
    return this.result;
  }

  private bind(callee: Func, c: CallExpr | CallStmt): void {
    callee.params.forEach(({ sym }, i) => {
      const arg = c.args[i];
      if (arg?.kind === "ref") this.references.set(sym.id, this.target(arg.sym));
      else if (arg !== undefined && arg.kind !== "aggregate") this.variables.set(sym.id, this.value(arg));
    });
  }

  private returned(v: (Stmt & { readonly kind: "return" })["values"][number] | undefined): Value | undefined {
    return v === undefined || v.kind === "ref" || v.kind === "aggregate" ? undefined : this.value(v);
  }

  private target(sym: Sym): Sym {
    return this.references.get(sym.id) ?? sym;
  }

  // ---- values -------------------------------------------------------------------------------------------------------

  /** `bits`: how many of an integer's lowest bits are used. */
  private value(e: Expr, bits = Infinity): Value {
    switch (e.kind) {
      case "const":
        return typeof e.value === "number" ? { node: always } : { node: always, form: constantForm(BigInt(e.value)) };
      case "var":
        return this.variable(e.sym, e.type, e);
      case "load":
        return this.read(this.target(e.tensor), e.index.map((x) => this.value(x)), e);
      case "call":
        return this.call(e) ?? { node: always };
      case "binary": case "compare": case "logic": case "unary": case "select": case "cast": case "bitcast":
        return this.operation(e, bits);
    }
  }

  private variable(sym: Sym, type: ScalarType, { span }: Expr): Value {
    const known = this.variables.get(sym.id);
    if (known !== undefined) return known;
    if (!this.assigned.has(sym.id)) return isIntegral(type)
      ? { node: always, form: valueForm(sym.id) } : { node: always };
    const node = this.graph.add(0, []);
    this.graph.carried.set(sym.id, { sym, node, span });
    const value = { node };
    this.set(sym, value);
    return value;
  }

  private operation(e: Expr, bits: number): Value {
    const used = bitsOfOperands(e, bits);
    const operands = childExprs(e).map((c) => this.value(c, used));
    const form = foldedForm(e, operands.map((o) => o.form));
    if (form !== undefined) return { node: always, form };
    // Arithmetic on counters alone is part of addressing.
    if (operands.every((o) => o.node === always && o.form !== undefined)) return { node: always };
    const operator = operatorOf(e, this.options.device,
      operands.map((o) => o.form !== undefined && o.form.terms.size === 0), bits);
    const inputs = operands.map((o) => o.node);
    const detail = operands.map((o, i) => (o.node === always ? textOf(o, childExprs(e)[i]) : "")).join();
    if (operator !== undefined) return { node: this.graph.operation(operator, inputs, detail) };
    const [only, ...others] = inputs.filter((n) => n !== always);
    return { node: only === undefined ? always : others.length === 0 ? only : this.graph.add(0, inputs) };
  }

  // ---- memories -----------------------------------------------------------------------------------------------------

  private read(target: Sym, index: readonly Value[], { span }: Expr): Value {
    const at = index.map((v) => v.form);
    const { value, after } = this.contents.read(target.id, at);
    if (value !== undefined) return { node: value };
    const stages = this.options.isRegister(target) ? 0 : this.options.device.memory.readStages;
    const node = this.graph.add(stages, [...index.map((v) => v.node), ...after]);
    this.graph.touches.push({ kind: "read", target, at, node, span });
    this.contents.found(target.id, at, node);
    return { node };
  }

  private write(target: Sym, index: readonly Value[], value: Value, { span }: Stmt): void {
    const stages = this.options.isRegister(target) ? 0 : this.options.device.memory.writeStages;
    const node = this.graph.add(stages, [value.node, ...index.map((v) => v.node)]);
    const touch: Touch = { kind: "write", target, at: index.map((v) => v.form), node, span };
    this.graph.touches.push(touch);
    const lost = this.contents.write(touch, value.node);
    if (lost !== undefined) this.lost.add(lost);
  }
}

/** Tells constants apart, so that different operations are not taken for one. */
function textOf({ form }: Value, e: Expr | undefined): string {
  if (form !== undefined) return `${form.constant}+${[...form.terms].map(([id, c]) => `${c}*${id}`).join("+")}`;
  return e?.kind === "const" ? String(e.value) : e?.kind === "var" ? `v${e.sym.id}` : "";
}

/** Sums and products need no more of their operands than is used of them. */
function bitsOfOperands(e: Expr, bits: number): number {
  if (e.kind === "cast") return isIntegral(e.type) && isIntegral(e.operand.type)
    ? Math.min(bits, bitWidth(e.type)) : Infinity;
  const isModular = e.kind === "binary" && isIntegral(e.type) && (e.op === "add" || e.op === "sub" || e.op === "mul");
  return isModular ? bits : Infinity;
}
