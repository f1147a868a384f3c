/**
 * Regions on nodes. What flows through the streams of a Kahn network does not depend on the order in which instances
 * run, so each runs to its end, producers first; then what they did is gone through again with the streams' depths, as
 * the interpreter would schedule it: for deadlocks, and for the order of what is printed.
 */
import { effectsOf } from "../ir/effects.js";
import { streamKey, streamsOf, streamUses, type StreamUse } from "../ir/networks.js";
import type { Func, Instance, Module, Region, StreamDecl } from "../ir/ir.js";
import { allFunctions, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import type { Returned } from "./endings.js";
import { call } from "./execute.js";
import type { Action, Channel, Event, Run } from "./run.js";
import { Undecided } from "./undecided.js";

/** Runs the instances with the region's parameters bound; gives what was seen, in order. */
export function runRegion(run: Run, m: Module, region: Region): readonly Event[] {
  checkShared(run, m, region);
  checkKnown(m, region);
  const channels = new Map(region.streams.flatMap(channelsOf));
  const types = new Map(region.params.map((p) => [p.sym.id, p.type.kind]));
  const actions = new Map<Instance, readonly Action[]>();
  for (const instance of inOrder(run, m, region)) {
    run.actions = [];
    const args = instance.args.map((arg): Returned | Channel => {
      if (arg.kind === "const") return run.graph.constant(arg.value);
      const { sym } = arg;
      return channels.get(streamKey(arg)) ?? (types.get(sym.id) === "tensor" ? run.tensor(sym) : (run.scalars.data[sym.id] ?? 0));
    });
    call(run, kernelOf(run, instance), args, instance.span);
    actions.set(instance, run.actions);
  }
  const events = scheduled(region, region.instances.map((i) => actions.get(i) ?? []));
  return [...events, ...leftOver(region, channels)];
}

/** What the network does must not depend on time, nor hold other networks. */
function checkKnown(m: Module, { streams, span }: Region): void {
  if (streams.some((s) => s.merge === true)) throw new Undecided("the order in a stream of several producers depends on time", span);
  const inner = m.functions.find((f) => f.network !== undefined);
  if (inner !== undefined) throw new Undecided(`${inner.sym.name} is a region inside the region`, inner.span);
}

function channelsOf(decl: StreamDecl): readonly (readonly [string, Channel])[] {
  return streamsOf(decl).map(({ key, name }) => [key, { name, depth: decl.type.depth, queue: [], taken: 0 }]);
}

function kernelOf(run: Run, { callee }: Instance): Func {
  const func = run.functions.get(callee.id);
  if (func === undefined) throw new Error(`no function ${callee.name}`);
  return func;
}

/** What instances share must not depend on who comes first. */
function checkShared(run: Run, m: Module, { instances, span }: Region): void {
  const called = new Set<number>();
  for (const f of allFunctions(m)) {
    visitStmts(f.body, (s) => {
      if (s.kind === "callstmt") called.add(s.callee.id);
      for (const e of stmtExprs(s)) visitExpr(e, (x) => x.kind === "call" && called.add(x.callee.id));
    });
  }
  for (const f of allFunctions(m).filter((x) => x.states.length > 0)) {
    const count = instances.filter((i) => i.callee.id === f.sym.id).length;
    if (count > 1 || called.has(f.sym.id)) throw new Undecided(`instances share the state of ${f.sym.name}`, span);
  }
  const users = instances.map((i) => {
    const func = kernelOf(run, i);
    const { writes } = effectsOf(func, m);
    return i.args.flatMap((arg, at) => (
      arg.kind === "const" ? [] : [{ sym: arg.sym, written: writes.has(func.params[at]?.sym.id ?? NaN) }]
    ));
  });
  for (const { sym, written } of users.flat()) {
    const others = users.filter((u) => u.some((x) => x.sym.id === sym.id)).length;
    if (written && others > 1) throw new Undecided(`instances share the tensor ${sym.name}`, span);
  }
}

/** Producers before consumers. */
function inOrder(run: Run, m: Module, { instances, span }: Region): readonly Instance[] {
  const ends = instances.map((instance) => {
    const uses = streamUses(instance, kernelOf(run, instance), m);
    const keys = (end: StreamUse["does"]): readonly string[] => uses.filter((u) => u.does === end).map((u) => streamKey(u.arg));
    return { instance, puts: keys("puts"), gets: keys("gets") };
  });
  const order: Instance[] = [];
  let waiting = ends;
  while (waiting.length > 0) {
    const ready = waiting.filter((w) => !waiting.some((other) => other.puts.some((id) => w.gets.includes(id))));
    if (ready.length === 0) throw new Undecided("the streams of the region form a cycle", span);
    order.push(...ready.map((r) => r.instance));
    waiting = waiting.filter((w) => !ready.includes(w));
  }
  return order;
}

/** Goes through what the instances did, each until it blocks. */
function scheduled(region: Region, tasks: readonly (readonly Action[])[]): readonly Event[] {
  const fill = new Map<Channel, number>();
  const next = tasks.map(() => 0);
  const events: Event[] = [];
  const advance = (actions: readonly Action[], from: number): number => {
    let at = from;
    for (let action = actions[at]; action !== undefined; action = actions[++at]) {
      if (action.kind === "event") events.push(action.event);
      else {
        const count = fill.get(action.channel) ?? 0;
        if (action.kind === "put" ? count >= action.channel.depth : count === 0) break;
        fill.set(action.channel, count + (action.kind === "put" ? 1 : -1));
      }
    }
    return at;
  };
  for (let progress = true; progress;) {
    progress = false;
    tasks.forEach((actions, i) => {
      const from = next[i] ?? 0;
      const to = advance(actions, from);
      next[i] = to;
      progress ||= to > from;
    });
  }
  if (tasks.every((actions, i) => next[i] === actions.length)) return events;
  throw new Undecided("the region stops in a deadlock", region.span);
}

/** What stays in streams is told to the user. */
function leftOver(region: Region, channels: ReadonlyMap<string, Channel>): readonly Event[] {
  return region.streams.filter((s) => s.partOf === undefined).flatMap((s) => channelsOf(s).flatMap(([key, { name }]): Event[] => {
    const channel = channels.get(key);
    const count = (channel?.queue.length ?? 0) - (channel?.taken ?? 0);
    return count > 0 ? [{ kind: "print", text: `${count} left over in ${name}`, span: s.span }] : [];
  }));
}
