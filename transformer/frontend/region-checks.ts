/** What must hold between the instances of a region. */
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import type { RelatedNote } from "../../lib/diagnostics/diagnostic.js";
import { noSpan, type Span } from "../../lib/diagnostics/source.js";
import type { Ends } from "../../lib/analysis/flow-order.js";
import { effectsOf } from "../../lib/ir/effects.js";
import { streamKey, streamsOf, streamUses, type StreamUse } from "../../lib/ir/networks.js";
import type { Func, Module, Param } from "../../lib/ir/ir.js";
import { refArgs, stmtExprs, visitExpr, visitStmts } from "../../lib/ir/walk.js";
import { nodeSpan, refuse, type Scope, type UnitContext } from "./context.js";
import type { DeclaredStream } from "./stream-declarations.js";
import { functionsOf } from "./reached.js";
import type { Placed } from "./region-kernels.js";
import { nameOf } from "./syntax.js";

/** An instance's use of a stream: which of its parameters that is. */
interface End {
  readonly placed: Placed;
  readonly param: Param;
}

/** Who puts to a stream and gets from it. */
interface Users {
  readonly puts: readonly End[];
  readonly gets: readonly End[];
}

const nobody: Users = { puts: [], gets: [] };

/** Reports streams without exactly one end of each kind, and states that two instances would share. */
export function checkRegion(
  scope: Scope, params: readonly Param[], streams: readonly DeclaredStream[], placed: readonly Placed[],
): void {
  const module = moduleOf(scope.unit, placed);
  const users = usersOf(module, placed);
  for (const s of streams) checkStream(scope, s, users, module);
  for (const p of params) {
    if (p.type.kind === "stream") checkEnds(scope, p.sym.name, users.get(streamKey(p)) ?? nobody, module, { node: scope.node });
  }
  checkStates(scope, placed);
}

/** The streams of the region that each instance puts to and gets from. */
export function endsOf(unit: UnitContext, placed: readonly Placed[]): ReadonlyMap<Placed, Ends> {
  const module = moduleOf(unit, placed);
  return new Map(placed.map((p) => {
    const uses = streamUses(p.instance, p.func, module);
    const keys = (end: StreamUse["does"]): readonly string[] => uses.filter((u) => u.does === end).map((u) => streamKey(u.arg));
    return [p, { puts: keys("puts"), gets: keys("gets") }];
  }));
}

const modules = new WeakMap<readonly Func[], { readonly count: number; readonly module: Module }>();

/** The functions so far, as a module: the same one as long as there are no more. */
function moduleOf({ functions }: UnitContext, [first]: readonly Placed[]): Module {
  const known = modules.get(functions);
  if (known?.count === functions.length || first === undefined) return known?.module ?? emptyModule;
  const module: Module = { functions: [...functions], top: first.func };
  modules.set(functions, { count: functions.length, module });
  return module;
}

const emptyModule: Module = {
  functions: [], top: { kind: "region", sym: { name: "nothing", id: -1 }, params: [], streams: [], instances: [], span: noSpan },
};

/** Who uses each stream, in one pass over the instances. */
function usersOf(module: Module, placed: readonly Placed[]): ReadonlyMap<string, Users> {
  const users = new Map<string, { puts: End[]; gets: End[] }>();
  for (const p of placed) {
    for (const { does, arg, param } of streamUses(p.instance, p.func, module)) {
      const key = streamKey(arg);
      const known = users.get(key) ?? { puts: [], gets: [] };
      users.set(key, known);
      known[does].push({ placed: p, param });
    }
  }
  return users;
}

/** Each stream has one instance that puts and one that gets; of an array some may have none of both. */
function checkStream(scope: Scope, s: DeclaredStream, users: ReadonlyMap<string, Users>, module: Module): void {
  for (const { name, key } of streamsOf(s.decl)) {
    const used = users.get(key);
    if (used !== undefined) checkEnds(scope, name, used, module, s);
    else if (s.decl.shape === undefined) refuse(scope, s.node, dataflow.unusedStream, [name]);
  }
}

function checkEnds(
  scope: Scope, name: string, { puts, gets }: Users, module: Module, declared: Pick<DeclaredStream, "node"> & Partial<DeclaredStream>,
): void {
  const { node, decl, isBroadcast } = declared;
  const titles = (ends: readonly End[]): readonly string[] => ends.map((e) => e.placed.title);
  const notes = (ends: readonly End[], what: "puts" | "gets"): readonly RelatedNote[] => ends.slice(0, mostNotes).map((e) => (
    { span: useSpan(scope, e, module, what), message: `'${e.placed.title}' ${what === "puts" ? "puts to it" : "gets from it"} here` }
  ));
  if (puts.length > 1 && decl?.merge !== true) refuse(scope, node, dataflow.severalProducers, [name, titles(puts)], notes(puts, "puts"));
  if (gets.length > 1 && isBroadcast !== true) refuse(scope, node, dataflow.severalConsumers, [name, titles(gets)], notes(gets, "gets"));
  if (decl !== undefined && puts.length === 0) refuse(scope, node, dataflow.noProducer, [name], notes(gets, "gets"));
  else if (decl !== undefined && gets.length === 0) refuse(scope, node, dataflow.noConsumer, [name], notes(puts, "puts"));
}

/** As many uses of one stream are shown. */
const mostNotes = 4;

/** The first place where the instance puts to or gets from the stream, or passes it on; its declaration if there is none. */
function useSpan(scope: Scope, { placed, param }: End, module: Module, what: "puts" | "gets"): Span {
  const { sym } = param;
  const found: Span[] = [];
  visitStmts(placed.func.body, (s) => {
    const asks = s.kind === "probe" ? (s.asks === "full" ? "puts" : "gets") : s.kind === "put" ? "puts" : "gets";
    const isOfStreams = s.kind === "put" || s.kind === "get" || s.kind === "probe";
    if (isOfStreams && asks === what && s.stream.id === sym.id) found.push(s.span);
    if (refArgs(s).some((a) => a.sym.id === sym.id)) found.push(s.span);
    for (const root of stmtExprs(s)) {
      visitExpr(root, (e) => {
        if (refArgs(e).some((a) => a.sym.id === sym.id)) found.push(e.span);
      });
    }
  });
  for (const i of placed.func.network?.instances ?? []) {
    const callee = module.functions.find((f) => f.sym.id === i.callee.id);
    const does = callee === undefined ? undefined : effectsOf(callee, module)[what];
    const at = i.args.findIndex((a) => a.kind === "name" && a.sym.id === sym.id);
    if (does?.has(callee?.params[at]?.sym.id ?? NaN) === true) found.push(i.span);
  }
  return found[0] ?? nodeSpan(scope, placed.node);
}

/** A state belongs to one function; two instances that run it would race on it. */
function checkStates(scope: Scope, placed: readonly Placed[]): void {
  const { functions } = scope.unit;
  if (functions.every((f) => f.states.length === 0)) return;
  const owners = new Map<number, Placed>();
  const reached = new Map<Func, readonly Func[]>();
  for (const p of placed) {
    const all = reached.get(p.func) ?? functionsOf(p.func, functions).filter((f) => f.states.length > 0);
    reached.set(p.func, all);
    for (const f of all) {
      const [state] = f.states;
      const other = owners.get(f.sym.id);
      owners.set(f.sym.id, p);
      if (other === undefined || state === undefined) continue;
      return refuse(scope, nameOf(p.node), dataflow.race, [state.sym.name, other.title, p.title]);
    }
  }
}
