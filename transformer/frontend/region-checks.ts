/** What must hold between the kernels of a region. */
import type * as TS from "typescript";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { analyseRanges, type Ranges } from "../../lib/analysis/ranges.js";
import { effectsOf, type Effects } from "../../lib/ir/effects.js";
import type { Func, Load, Module, Param, Store, StreamDecl, Sym } from "../../lib/ir/ir.js";
import type { Interval } from "../../lib/ir/types.js";
import { refArgs, stmtExprs, visitExpr, visitStmts } from "../../lib/ir/walk.js";
import { refuse, type Scope } from "./context.js";
import type { Placed } from "./region-kernels.js";

/** The instances of a region, and what is known of the functions they run. */
interface Checked {
  readonly scope: Scope;
  readonly placed: readonly Placed[];
  readonly module: Module;
  readonly ranges: Ranges;
  /** The declarations of the region's names, by the id of their `Sym`. */
  readonly nodes: ReadonlyMap<number, TS.Node>;
}

/** Reports streams without exactly one end of each kind, races, and states that two instances would share. */
export function checkRegion(
  scope: Scope, params: readonly Param[], streams: readonly StreamDecl[], placed: readonly Placed[],
  nodes: ReadonlyMap<number, TS.Node>,
): void {
  const [first] = placed;
  if (first === undefined) return;
  const module: Module = { functions: scope.unit.functions, top: first.func };
  const c: Checked = { scope, placed, module, ranges: analyseRanges(module), nodes };
  for (const s of streams) checkStream(c, s);
  for (const p of params) if (p.type.kind === "tensor") checkRaces(c, p.sym);
  checkStates(c);
}

function effects(c: Checked, p: Placed): Effects {
  return effectsOf(p.func, c.module);
}

/** Does `p` do `what` to the region's name `sym`? */
function does(c: Checked, p: Placed, sym: Sym, what: "puts" | "gets" | "writes"): boolean {
  return p.instance.args.some((a, i) => a.id === sym.id && effects(c, p)[what].has(p.func.params[i]?.sym.id ?? NaN));
}

/** Each stream has one instance that puts and one that gets. */
function checkStream(c: Checked, s: StreamDecl): void {
  const node = c.nodes.get(s.sym.id) ?? c.scope.node;
  const names = (what: "puts" | "gets"): readonly string[] => c.placed.filter((p) => does(c, p, s.sym, what)).map((p) => p.title);
  const [producers, consumers] = [names("puts"), names("gets")];
  if (producers.length > 1) refuse(c.scope, node, dataflow.severalProducers, [s.sym.name, producers]);
  if (consumers.length > 1) refuse(c.scope, node, dataflow.severalConsumers, [s.sym.name, consumers]);
  if (producers.length === 0) refuse(c.scope, node, dataflow.noProducer, [s.sym.name]);
  else if (consumers.length === 0) refuse(c.scope, node, dataflow.noConsumer, [s.sym.name]);
}

/** Two instances may share a tensor if neither writes what the other touches. */
function checkRaces(c: Checked, tensor: Sym): void {
  const users = c.placed.filter((p) => p.instance.args.some((a) => a.id === tensor.id));
  for (const [i, a] of users.entries()) {
    const b = users.slice(i + 1).find((other) => mayRace(c, a, other, tensor));
    if (b === undefined) continue;
    const [writer, other] = does(c, a, tensor, "writes") ? [a, b] : [b, a];
    return refuse(c.scope, other.node.name ?? other.node, dataflow.race, [tensor.name, writer.title, other.title]);
  }
}

function mayRace(c: Checked, a: Placed, b: Placed, tensor: Sym): boolean {
  const [aWrites, bWrites] = [does(c, a, tensor, "writes"), does(c, b, tensor, "writes")];
  if (!aWrites && !bWrites) return false;
  const [aBox, bBox] = [touched(c, a, tensor), touched(c, b, tensor)];
  if (aBox?.length === 0 || bBox?.length === 0) return false;
  return aBox === undefined || bBox === undefined || aBox.every((x, d) => overlaps(x, bBox[d]));
}

function overlaps(a: Interval, b: Interval | undefined): boolean {
  return b === undefined || (a.lo <= b.hi && b.lo <= a.hi);
}

/** The subscripts an instance uses on a tensor, by dimension; `undefined` when it passes the tensor on. */
function touched(c: Checked, p: Placed, tensor: Sym): readonly Interval[] | undefined {
  const at = p.instance.args.findIndex((a) => a.id === tensor.id);
  const param = p.func.params[at];
  if (param === undefined) return undefined;
  const accesses = accessesTo(p.func, param.sym);
  return accesses?.map((access) => access.index.map((e) => c.ranges.of(e))).reduce<readonly Interval[] | undefined>(
    (box, index) => hull(box, index), [],
  );
}

function accessesTo(f: Func, tensor: Sym): readonly (Load | Store)[] | undefined {
  const found: (Load | Store)[] = [];
  const passed: Sym[] = [];
  const pass = (args: readonly { readonly sym: Sym }[]): void => {
    passed.push(...args.map((a) => a.sym));
  };
  visitStmts(f.body, (s) => {
    if (s.kind === "store" && s.tensor.id === tensor.id) found.push(s);
    pass(refArgs(s));
    for (const root of stmtExprs(s)) {
      visitExpr(root, (e) => {
        if (e.kind === "load" && e.tensor.id === tensor.id) found.push(e);
        pass(refArgs(e));
      });
    }
  });
  return passed.some((sym) => sym.id === tensor.id) ? undefined : found;
}

/** The smallest box around both; an empty list is nothing yet. */
function hull(
  box: readonly Interval[] | undefined, index: readonly (Interval | undefined)[],
): readonly Interval[] | undefined {
  const known = index.filter((r) => r !== undefined);
  if (box === undefined || known.length !== index.length) return undefined;
  if (box.length === 0) return known;
  return known.map((r, d) => {
    const b = box[d] ?? r;
    return { lo: r.lo < b.lo ? r.lo : b.lo, hi: r.hi > b.hi ? r.hi : b.hi };
  });
}

/** A state belongs to one function; two instances that run it would race on it. */
function checkStates(c: Checked): void {
  const owners = new Map<number, Placed>();
  for (const p of c.placed) {
    for (const f of reachedBy(p.func, c.module)) {
      if (f.states.length === 0) continue;
      const other = owners.get(f.sym.id);
      const [state] = f.states;
      if (other !== undefined && state !== undefined) {
        return refuse(c.scope, p.node.name ?? p.node, dataflow.race, [state.sym.name, other.title, p.title]);
      }
      owners.set(f.sym.id, p);
    }
  }
}

/** `f` and every function it calls, directly or not. */
function reachedBy(f: Func, m: Module): ReadonlySet<Func> {
  const reached = new Set([f]);
  // A set visits what is added to it while it is walked.
  for (const g of reached) {
    visitStmts(g.body, (s) => {
      const calls = s.kind === "callstmt" ? [s.callee] : [];
      for (const root of stmtExprs(s)) {
        visitExpr(root, (e) => {
          if (e.kind === "call") calls.push(e.callee);
        });
      }
      for (const callee of calls) {
        const target = m.functions.find((h) => h.sym.id === callee.id);
        if (target !== undefined) reached.add(target);
      }
    });
  }
  return reached;
}
