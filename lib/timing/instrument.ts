/**
 * A module that tells what it does: calls of external functions, between the statements of every function that takes time,
 * make the clocks go on and record what is done with streams. It computes the same as before.
 *
 * Each function that takes time gets the number of the instance that runs it, and one for each of its streams. Instances
 * get these from a function made around their kernel, which asks for them: streams and instances of inner regions are
 * known by the number of the caller, that of the network in the module, and their own position in it.
 */
import { binary, compare, intConst, variable, type SymSource } from "../ir/build.js";
import { noSpan } from "../diagnostics/source.js";
import type { CallStmt, Const, Expr, For, Func, Get, Instance, Module, NameArg, Network, Param, Put, Stmt, Sym } from "../ir/ir.js";
import { tripCount } from "../ir/trip-count.js";
import { bool, int32 } from "../ir/types.js";
import { allFunctions, mapStmtChildren, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import { freshSyms } from "../passes/fresh-syms.js";
import { splitStructs } from "../passes/split-structs.js";
import type { Device } from "../report/devices/device.js";
import type { FuncPlan } from "../report/plan.js";
import { planFunction } from "../report/planner.js";
import { costsOf, type Costs } from "./costs.js";
import { events, externalFunction, number, numberParam, type TimingEvent } from "./events.js";
import { networkInfo, streamNumber, streamPositions, type NetworkInfo } from "./network-info.js";

/** A module that tells what it does. */
export interface Instrumented {
  readonly module: Module;
  /** By the numbers that the calls name them by; the first is that of a region at the top. */
  readonly networks: readonly NetworkInfo[];
}

/** `m`, telling what it does, and what its numbers stand for. Structs are split by it. */
export function instrument(m: Module, device: Device): Instrumented {
  const module = splitStructs(m);
  const plans = new Map<number, FuncPlan>();
  for (const f of allFunctions(module)) plans.set(f.sym.id, planFunction(f, module, device, plans));
  return new Instrumenter(module, device, plans).run();
}

class Instrumenter {
  private readonly module: Module;
  private readonly device: Device;
  private readonly plans: ReadonlyMap<number, FuncPlan>;
  private readonly syms: SymSource;
  private readonly externals: ReadonlyMap<TimingEvent, Func>;
  private readonly networks: NetworkInfo[] = [];
  /** By the ids of functions: those with a network, what has the numbers as parameters, what instances run. */
  private readonly networkOf = new Map<number, number>();
  private readonly timed = new Set<number>();
  private readonly started = new Map<number, Func>();

  constructor(module: Module, device: Device, plans: ReadonlyMap<number, FuncPlan>) {
    this.module = module;
    this.device = device;
    this.plans = plans;
    this.syms = freshSyms(module);
    const names = Object.keys(events) as TimingEvent[];
    this.externals = new Map(names.map((name) => [name, externalFunction(name, this.syms)]));
  }

  run(): Instrumented {
    const { top, functions } = this.module;
    if (top.kind === "region") this.networks.push(networkInfo(top));
    const inExpressions = calledInExpressions(this.module);
    for (const f of functions) {
      if (f.external === undefined && !inExpressions.has(f.sym.id)) this.timed.add(f.sym.id);
    }
    const made = functions.flatMap((f) => this.functions(f));
    const all = [...this.externals.values(), ...made];
    const newTop = top.kind === "region" ? { ...top, ...this.network(top, 0, number(0), new Map()) }
      : all.find((f) => f.sym.id === top.sym.id);
    if (newTop === undefined) throw new Error("the top function is not one of the module's");
    return { module: { functions: all, top: newTop }, networks: this.networks };
  }

  // ---- functions ----------------------------------------------------------------------------------------------------

  /** `f` with numbers, and what instances of it run. The top has no numbers: it is number 0. */
  private functions(f: Func): readonly Func[] {
    if (!this.timed.has(f.sym.id)) return [f];
    const isTop = f.sym.id === this.module.top.sym.id;
    const me = this.syms.fresh("me");
    const keys = new Map(streamParams(f).map((p) => [p.sym.id, this.syms.fresh(`${p.sym.name}_key`)]));
    const self = isTop ? number(0) : variable(me, int32);
    const made: Func = { ...f, params: isTop ? f.params : [...[me, ...keys.values()].map(numberParam), ...f.params], ...this.content(f, self, keys) };
    const starts = isTop ? undefined : this.starter(f, made);
    if (starts !== undefined) this.started.set(f.sym.id, starts);
    return starts === undefined ? [made] : [made, starts];
  }

  private content(f: Func, me: Expr, keys: ReadonlyMap<number, Sym>): Pick<Func, "body" | "network"> {
    if (f.network !== undefined) {
      const at = this.networks.push(networkInfo(f.network)) - 1;
      this.networkOf.set(f.sym.id, at);
      return { body: [], network: this.network(f.network, at, me, keys) };
    }
    const plan = this.plans.get(f.sym.id);
    if (plan === undefined) throw new Error(`${f.sym.name} has no plan`);
    return { body: new Body(this, costsOf(plan, this.device), me, keys).block(f.body) };
  }

  /** What an instance of `f` runs: it gets the numbers of the instance and of its streams, and calls `timed`. */
  private starter(f: Func, timed: Func): Func | undefined {
    if (!isInstantiated(f, this.module)) return undefined;
    const [parent, network, position] = ["parent", "network", "position"].map((n) => this.syms.fresh(n));
    if (parent === undefined || network === undefined || position === undefined) return undefined;
    const keys = streamParams(f).map((p) => this.syms.fresh(`${p.sym.name}_key`));
    const params = f.params.map((p) => ({ ...p, sym: this.syms.fresh(p.sym.name) }));
    const me = this.syms.fresh("me");
    const streams = keys.map((key) => ({ key, sym: this.syms.fresh(key.name) }));
    const value = (sym: Sym): Expr => variable(sym, int32);
    const args = [...[me, ...streams.map((s) => s.sym)].map(value), ...params.map((p) => argument(p))];
    return {
      kind: "func", sym: this.syms.fresh(`${f.sym.name}_start`), results: [], states: [], span: f.span,
      params: [...[parent, network, position, ...keys].map(numberParam), ...params],
      body: [
        this.event("enter", [parent, network, position].map(value), me),
        ...streams.map(({ key, sym }) => this.event("stream", [parent, network, key].map(value), sym)),
        ...this.called(value(me), { kind: "callstmt", callee: timed.sym, args, results: [], span: f.span }),
      ],
    };
  }

  // ---- networks -----------------------------------------------------------------------------------------------------

  /** `network`, the `at`th, run by `me`; `keys` are the numbers of the streams that it was given. */
  private network(network: Network, at: number, me: Expr, keys: ReadonlyMap<number, Sym>): Network {
    const positions = streamPositions(network);
    const keyOf = (arg: NameArg | Const): NameArg | Const => {
      if (arg.kind === "const") throw new Error("a constant is no stream");
      const given = keys.get(arg.sym.id);
      const own = positions.get(arg.sym.id);
      if (given !== undefined) return { kind: "name", sym: given };
      return number(own === undefined ? streamNumber.none : streamNumber.own(own(arg.index ?? [])));
    };
    const caller = me.kind === "var" ? { kind: "name", sym: me.sym } as const : number(0);
    const instances = network.instances.map((i, position): Instance => {
      const f = this.module.functions.find((x) => x.sym.id === i.callee.id);
      const starts = this.started.get(i.callee.id);
      if (f === undefined || starts === undefined) return i;
      const streamArgs = i.args.filter((_, n) => f.params[n]?.type.kind === "stream");
      const args = [caller, number(at), number(position), ...streamArgs.map(keyOf), ...i.args];
      return { ...i, kernel: i.kernel ?? i.callee.name, callee: starts.sym, args };
    });
    return { ...network, instances };
  }

  // ---- calls --------------------------------------------------------------------------------------------------------

  /** A call that has its numbers already, with what goes before and after it when it runs a network. */
  called(me: Expr, call: CallStmt): readonly Stmt[] {
    const network = this.networkOf.get(call.callee.id);
    if (network === undefined) return [call];
    return [this.event("open", [me, number(network)]), call, this.event("close", [me, number(network)])];
  }

  isTimed(callee: Sym): boolean {
    return this.timed.has(callee.id);
  }

  event(name: TimingEvent, args: readonly Expr[], result?: Sym): CallStmt {
    const callee = this.externals.get(name);
    if (callee === undefined) throw new Error(`no event ${name}`);
    const results = result === undefined ? [] : [{ sym: result, type: int32 }];
    return { kind: "callstmt", callee: callee.sym, args, results, span: noSpan };
  }
}

/** The statements of one function. */
class Body {
  private readonly all: Instrumenter;
  private readonly costs: Costs;
  private readonly me: Expr;
  private readonly keys: ReadonlyMap<number, Sym>;

  constructor(all: Instrumenter, costs: Costs, me: Expr, keys: ReadonlyMap<number, Sym>) {
    this.all = all;
    this.costs = costs;
    this.me = me;
    this.keys = keys;
  }

  block(stmts: readonly Stmt[]): readonly Stmt[] {
    return stmts.flatMap((s) => [...this.tick(this.costs.before.get(s) ?? 0), ...this.stmt(s)]);
  }

  private stmt(s: Stmt): readonly Stmt[] {
    switch (s.kind) {
      case "put": case "get":
        return [s, ...this.transfer(s)];
      case "probe":
        return [s, this.when(variable(s.sym, bool), [this.poll()])];
      case "for":
        return this.loop(s);
      case "callstmt":
        return this.call(s);
      default:
        return [mapStmtChildren(s, { stmts: (body) => this.block(body) })];
    }
  }

  private transfer(s: Put | Get): readonly Stmt[] {
    const key = this.keys.get(s.stream.id);
    if (key === undefined) throw new Error(`${s.stream.name} has no number`);
    const done = this.all.event(s.kind, [this.me, variable(key, int32), number(this.costs.offsets.get(s) ?? 0)]);
    return s.ok === undefined ? [done] : [this.when(variable(s.ok, bool), [done], [this.poll()])];
  }

  private loop(s: For): readonly Stmt[] {
    const body = this.block(s.body);
    const cost = this.costs.loops.get(s);
    if (cost === undefined) return [{ ...s, body }];
    const runs = compare(s.step > 0n ? "lt" : "gt", s.lo, s.hi);
    const isSure = (tripCount(s) ?? 0n) > 0n;
    const filling = this.tick(cost.filling);
    const entry = isSure ? this.tick(cost.entry + cost.filling)
      : [...this.tick(cost.entry), ...(filling.length > 0 ? [this.when(runs, filling)] : [])];
    return [...entry, { ...s, body: [...this.iteration(s, cost.iteration, cost.copies), ...body] }];
  }

  /** Copies that run at once cost as much as one. */
  private iteration(s: For, cycles: number, copies: number): readonly Stmt[] {
    const tick = this.tick(cycles);
    if (copies === 1 || tick.length === 0) return tick;
    const done = binary("sub", variable(s.iter, s.type), s.lo);
    const isFirst = compare("eq", binary("mod", done, intConst(s.step * BigInt(copies))), intConst(0n));
    return [this.when(isFirst, tick)];
  }

  private call(s: CallStmt): readonly Stmt[] {
    if (!this.all.isTimed(s.callee)) return [s];
    const keys = s.args.flatMap((a) => (a.kind === "ref" ? this.keys.get(a.sym.id) ?? [] : []));
    return this.all.called(this.me, { ...s, args: [this.me, ...keys.map((key) => variable(key, int32)), ...s.args] });
  }

  private tick(cycles: number): readonly Stmt[] {
    return cycles === 0 ? [] : [this.all.event("tick", [this.me, number(cycles)])];
  }

  private poll(): Stmt {
    return this.all.event("poll", [this.me]);
  }

  private when(cond: Expr, then: readonly Stmt[], otherwise: readonly Stmt[] = []): Stmt {
    return { kind: "if", cond, then, else: otherwise, span: noSpan };
  }
}

// ---- parts ----------------------------------------------------------------------------------------------------------------

const streamParams = (f: Func): readonly Param[] => f.params.filter((p) => p.type.kind === "stream");

function argument({ sym, type }: Param): CallStmt["args"][number] {
  if (type.kind === "tensor" || type.kind === "stream") return { kind: "ref", sym, span: noSpan };
  if (type.kind === "struct") throw new Error("structs were to be split");
  return variable(sym, type);
}

function calledInExpressions(m: Module): ReadonlySet<number> {
  const found = new Set<number>();
  for (const f of allFunctions(m)) {
    visitStmts(f.body, (s) => {
      for (const e of stmtExprs(s)) {
        visitExpr(e, (x) => {
          if (x.kind === "call") found.add(x.callee.id);
        });
      }
    });
  }
  return found;
}

function isInstantiated(f: Func, { functions, top }: Module): boolean {
  const networks = [...functions.flatMap((x) => x.network ?? []), ...(top.kind === "region" ? [top] : [])];
  return networks.some((n) => n.instances.some((i) => i.callee.id === f.sym.id));
}
