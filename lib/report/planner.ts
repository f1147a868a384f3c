/** Decides, as the tool would, what is pipelined, unrolled and run in turns, and how fast a pipeline can go. */
import { linearForm } from "../analysis/linear-values.js";
import { valueForm } from "../analysis/affine.js";
import { report as kinds } from "../diagnostics/catalogue/report.js";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { For, Func, Module, Stmt, While } from "../ir/ir.js";
import { tripCount } from "../ir/trip-count.js";
import { stmtBlocks, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import { constantsOf } from "./bounds.js";
import type { Device } from "./devices/device.js";
import { expand, type ExpandOptions } from "./expand.js";
import type { Graph } from "./graph.js";
import { layoutsOf, type Layout } from "./layout.js";
import { describeLimit } from "./limits.js";
import type { FuncPlan, Limit, Operators, Pipelined, Plan, Sequential, Stages, Straight } from "./plan.js";
import { busiestPorts } from "./ports.js";
import { worstRecurrence, type Counter } from "./recurrences.js";
import { stageOrder } from "./stages.js";

/** The plan of `f`; functions that it calls have theirs in `callees`, by the ids of their names. */
export function planFunction(
  f: Func, module: Module, device: Device, callees: ReadonlyMap<number, FuncPlan>,
): FuncPlan {
  const planner = new Planner(f, module, device, callees);
  const body = f.dataflow === true ? [planner.stages(f.body)] : planner.block(f.body);
  return { func: f, body, constants: constantsOf(f), layouts: [...planner.layouts.values()],
    warnings: planner.warnings };
}

class Planner {
  readonly warnings: Diagnostic[] = [];
  readonly layouts: ReadonlyMap<number, Layout>;
  private readonly options: ExpandOptions;
  private readonly device: Device;
  private readonly callees: ReadonlyMap<number, FuncPlan>;

  constructor(f: Func, module: Module, device: Device, callees: ReadonlyMap<number, FuncPlan>) {
    this.layouts = layoutsOf(f, device);
    this.device = device;
    this.callees = callees;
    this.options = { module, device, isRegister: (t) => this.layouts.get(t.id)?.isRegister === true };
  }

  /** Statements one after the other: those without loops and calls together. */
  block(stmts: readonly Stmt[]): readonly Plan[] {
    const plans: Plan[] = [];
    let run: Stmt[] = [];
    const flush = (): void => {
      if (run.length > 0) plans.push(...this.straight(run));
      run = [];
    };
    for (const s of stmts) {
      const filling = s.kind === "alloc" ? this.filling(s) : undefined;
      if (this.isStraight(s)) run.push(s);
      else {
        flush();
        plans.push(...this.structure(s));
      }
      if (filling !== undefined) plans.push(filling);
    }
    flush();
    return plans;
  }

  private isStraight(s: Stmt): boolean {
    return isStraight(s, this.callees);
  }

  private areStraight(stmts: readonly Stmt[]): boolean {
    return stmts.every((s) => isStraight(s, this.callees));
  }

  private filling(s: Stmt & { readonly kind: "alloc" }): Plan | undefined {
    const layout = this.layouts.get(s.sym.id);
    const isFilled = s.init.kind === "fill" && layout !== undefined && !layout.isRegister && !layout.isFifo;
    return isFilled ? { kind: "filling", stmt: s, cycles: layout.depth + this.device.loops.overhead } : undefined;
  }

  private straight(stmts: readonly Stmt[]): readonly Plan[] {
    const { graph, problem } = expand(stmts, this.options);
    if (problem !== undefined) return [{ kind: "endless", body: [] }];
    return graph.depth === 0 ? [] : [straightPlan(stmts, graph)];
  }

  private structure(s: Stmt): readonly Plan[] {
    switch (s.kind) {
      case "for":
        return [this.loop(s)];
      case "while":
        return [this.endless(s)];
      case "if":
        return [{ kind: "choice", sides: [s.then, s.else].map((b) => this.block(b)) }];
      case "switch":
        return [{ kind: "choice", sides: [...s.cases.map((c) => c.body), s.default].map((b) => this.block(b)) }];
      case "callstmt": {
        const callee = this.callees.get(s.callee.id);
        return callee === undefined ? [{ kind: "endless", body: [] }] : [{ kind: "call", callee, node: s, stmt: s }];
      }
      case "let": case "assign": case "alloc": case "store": case "break": case "continue": case "return":
      case "put": case "get": case "probe": case "print": case "assert":
        return this.calls(s);
    }
  }

  /** Calls inside expressions, then the rest as if they were nothing. */
  private calls(s: Stmt): readonly Plan[] {
    const plans: Plan[] = [];
    for (const e of stmtExprs(s)) {
      visitExpr(e, (x) => {
        const callee = x.kind === "call" ? this.callees.get(x.callee.id) : undefined;
        if (x.kind === "call" && callee !== undefined) plans.push({ kind: "call", callee, node: x, stmt: s });
      });
    }
    return plans;
  }

  private endless(s: While): Plan {
    return { kind: "endless", body: this.block([...s.body, ...s.update]) };
  }

  // ---- loops --------------------------------------------------------------------------------------------------------

  private loop(s: For): Plan {
    if (s.directives?.dataflow === true) return { ...this.stages(s.body), loop: s };
    const nest = this.pipelinedNest(s);
    const innermost = nest?.at(-1);
    if (nest === undefined || innermost === undefined) return this.sequential(s);
    const made = this.pipelined(nest, innermost);
    if (typeof made !== "string") return made;
    if (innermost.directives?.pipeline === undefined) return this.sequential(s);
    this.warnings.push(diagnose(kinds.notPipelined, innermost.span, [innermost.iter.name, made]));
    const inside: Plan = this.sequential(innermost, made);
    return nest.slice(0, -1).reduceRight((inner, l): Plan =>
      ({ kind: "sequential", loop: l, factor: 1, body: [inner] }), inside);
  }

  /** The loops from `s` down to the one that is pipelined, when all between are flattened into it. */
  private pipelinedNest(s: For): readonly For[] | undefined {
    if (isPipelined(s) || this.isAutomatic(s)) return [s];
    const [only, ...others] = s.body;
    if (only?.kind !== "for" || others.length > 0 || hasDirectives(s)) return undefined;
    const inner = this.pipelinedNest(only);
    return inner !== undefined && tripCount(only) !== undefined ? [s, ...inner] : undefined;
  }

  private isAutomatic(s: For): boolean {
    const isInnermost = this.areStraight(s.body) && !s.body.some(hasLoop) && s.directives?.vectorize !== true;
    const trips = tripCount(s);
    const { factor = trips === undefined ? 1 : Number(trips) } = s.directives?.unroll ?? { factor: 1 };
    return isInnermost && (trips === undefined || Number(trips) / factor > this.device.loops.automaticPipeline);
  }

  private sequential(s: For, problem?: string): Sequential {
    const factor = s.directives?.unroll?.factor ?? 1;
    const isUnrollable = factor > 1 && this.areStraight(s.body);
    const body = isUnrollable ? this.copies(s, factor) : this.block(s.body);
    return { kind: "sequential", loop: s, factor: isUnrollable ? factor : 1, body,
      ...(problem !== undefined && { problem }) };
  }

  private copies(s: For, count: number): readonly Plan[] {
    const { graph, problem } = expand(s.body, this.options, { loop: s, count });
    return problem !== undefined ? [{ kind: "endless", body: [] }]
      : [straightPlan(s.body, graph)];
  }

  private pipelined(nest: readonly For[], loop: For): Pipelined | string {
    const factor = loop.directives?.unroll?.factor ?? 1;
    const { graph, problem } = expand(loop.body, this.options, { loop, count: factor });
    if (problem !== undefined) return problem;
    const asked = loop.directives?.pipeline?.ii ?? 1;
    const { ii, limit } = this.interval(graph, nest.map((l) => counterOf(l, l === loop ? factor : 1)), asked);
    const isAutomatic = loop.directives?.pipeline === undefined;
    if (limit !== undefined && !isAutomatic) this.warnSlow(loop, asked, ii, limit);
    const unrolled: For[] = [];
    visitStmts(loop.body, (s) => {
      if (s.kind === "for") unrolled.push(s);
    });
    const operators = sharedOver(graph.operatorCounts(), ii);
    const base = { kind: "pipelined", nest, unrolled, factor, isAutomatic, asked, ii, depth: Math.max(1, graph.depth),
      operators, transfers: graph.transfers } as const;
    return limit === undefined ? base : { ...base, limit };
  }

  private interval(
    graph: Graph, nest: readonly Counter[], asked: number,
  ): { readonly ii: number; readonly limit?: Limit } {
    const layoutOf = (id: number): Layout | undefined => this.layouts.get(id);
    const use = busiestPorts(graph, layoutOf);
    const ports = use?.cycles ?? 0;
    const recurrence = worstRecurrence(graph, nest, layoutOf, this.device, Math.max(asked, ports));
    const needed = recurrence?.ii ?? 0;
    const ii = Math.max(asked, ports, needed);
    if (ii === asked) return { ii };
    if (recurrence !== undefined && needed >= ports) return { ii, limit: { kind: "recurrence", recurrence } };
    return use === undefined ? { ii } : { ii, limit: { kind: "ports", use } };
  }

  private warnSlow(loop: For, asked: number, ii: number, limit: Limit): void {
    const { text, related } = describeLimit(limit);
    this.warnings.push(diagnose(kinds.slowPipeline, loop.span, [loop.iter.name, asked, ii, text], related));
  }

  // ---- stages -------------------------------------------------------------------------------------------------------

  stages(stmts: readonly Stmt[]): Stages {
    const order = stageOrder(stmts, (id) => this.layouts.get(id)?.isFifo === true);
    return { kind: "stages", stages: order.map(({ stmt, after }) => ({ body: this.block([stmt]), after })) };
  }
}

function straightPlan(stmts: readonly Stmt[], graph: Graph): Straight {
  return { kind: "straight", stmts, depth: graph.depth, operators: graph.busiest(), transfers: graph.transfers };
}

const isPipelined = (s: For): boolean => s.directives?.pipeline !== undefined;
const hasDirectives = ({ directives: d }: For): boolean => d !== undefined
  && (d.unroll !== undefined || d.dataflow === true || d.vectorize === true);

/** Becomes part of one graph: no loops but those that are unrolled wholly, and calls of such functions only. */
function isStraight(s: Stmt, callees: ReadonlyMap<number, FuncPlan>): boolean {
  if (s.kind === "while" || s.kind === "callstmt") return false;
  if (s.kind === "for" && !isUnrolledWholly(s)) return false;
  const called: (FuncPlan | undefined)[] = [];
  for (const e of stmtExprs(s)) {
    visitExpr(e, (x) => {
      if (x.kind === "call") called.push(callees.get(x.callee.id));
    });
  }
  const areStraight = (stmts: readonly Stmt[]): boolean => stmts.every((x) => isStraight(x, callees));
  return called.every((c) => c !== undefined && areStraight(c.func.body)) && stmtBlocks(s).every(areStraight);
}

function isUnrolledWholly(s: For): boolean {
  const d = s.directives;
  return tripCount(s) !== undefined && (d?.vectorize === true
    || (d?.unroll !== undefined && d.unroll.factor === undefined));
}

function hasLoop(s: Stmt): boolean {
  return s.kind === "for" || s.kind === "while" || stmtBlocks(s).some((b) => b.some(hasLoop));
}

function counterOf(l: For, factor: number): Counter {
  const first = linearForm(l.lo, { formOf: valueForm, facts: new Map(), freshId: () => 0, assume: () => undefined });
  const trips = tripCount(l);
  const step = l.step * BigInt(factor);
  const known = { id: l.iter.id, step, ...(first !== undefined && { first }) };
  return trips === undefined ? known : { ...known, trips: Math.max(1, Math.ceil(Number(trips) / factor)) };
}

/** Operators that each take a new pair of operands in every cycle serve `ii` operations. */
function sharedOver(operators: Operators, ii: number): Operators {
  return new Map([...operators].map(([name, { operator, count }]) =>
    [name, { operator, count: Math.ceil(count / ii) }]));
}
