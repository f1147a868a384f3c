/** What is settled about a region's streams when all its kernels are lowered: broadcasts, and depths that are to be found. */
import { dataflow as kinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { diagnose } from "../../lib/diagnostics/diagnostic.js";
import { safeDepths } from "../../lib/analysis/depths.js";
import type { Func, Module, Network, Region, Sym } from "../../lib/ir/ir.js";
import { type PlacedNetwork } from "../../lib/ir/networks.js";
import { declarationsOf } from "../../lib/ir/walk.js";
import { expandBroadcasts, type Copier } from "../../lib/passes/expand-broadcasts.js";
import { copied } from "../../lib/schedule/copies.js";
import { freshId, freshSym, nodeSpan, refuse, type Scope, type UnitContext } from "./context.js";
import type { DeclaredStream } from "./stream-declarations.js";

/** The streams and instances of `network`, settled; copies of functions join those of the unit. */
export function settledStreams(scope: Scope, network: PlacedNetwork, declared: readonly DeclaredStream[]): Network {
  const { unit } = scope;
  const broadcasts = new Set(declared.filter((d) => d.isBroadcast).map((d) => d.decl.sym.id));
  const expanded = broadcasts.size === 0 ? network : withoutBroadcasts(unit, network, broadcasts);
  const settled = declared.some((d) => d.isAuto) ? withDepths(scope, { ...network, ...expanded }, declared) : expanded;
  return { streams: settled.streams, instances: settled.instances };
}

function withoutBroadcasts(unit: UnitContext, network: Network, broadcasts: ReadonlySet<number>): Network {
  const expanded = expandBroadcasts({ network, functions: unit.functions }, broadcasts, copierFor(unit));
  unit.functions.splice(0, unit.functions.length, ...expanded.functions);
  for (const { stream, method, span } of expanded.problems) {
    unit.diagnostics.push(diagnose(kinds.askedBroadcast, span, [stream, method]));
  }
  return expanded.network;
}

function copierFor(unit: UnitContext): Copier {
  const fresh = (name: string): Sym => freshSym(unit, name);
  return { fresh, copy: (f, sym) => copyOf(unit, f, sym) };
}

/** A copy of `f` in which every name is new. */
function copyOf(unit: UnitContext, f: Func, sym: Sym): Func {
  const names = new Map(declarationsOf({ ...f, body: [] }).map((d) => [d.sym.id, freshSym(unit, d.sym.name)]));
  const nameOf = (old: Sym): Sym => names.get(old.id) ?? old;
  const body = copied(f.body, { fresh: (name) => freshSym(unit, name), loopId: () => freshId(unit) }, names);
  const copy: Func = {
    ...f, sym, body, params: f.params.map((p) => ({ ...p, sym: nameOf(p.sym) })), states: f.states.map((s) => ({ ...s, sym: nameOf(s.sym) })),
  };
  if (f.network === undefined) return copy;
  const { streams, instances } = f.network;
  return { ...copy, network: {
    streams: streams.map((s) => ({ ...s, sym: nameOf(s.sym) })),
    instances: instances.map((i) => ({ ...i, args: i.args.map((a) => (a.kind === "name" ? { ...a, sym: nameOf(a.sym) } : a)) })),
  } };
}

/** The smallest depths with which the network does not stop. */
function withDepths(scope: Scope, network: PlacedNetwork, declared: readonly DeclaredStream[]): Network {
  const auto = declared.filter((d) => d.isAuto);
  const region: Region = { kind: "region", ...network, span: nodeSpan(scope, scope.node) };
  const module: Module = { functions: scope.unit.functions, top: region };
  const found = safeDepths(module, network, new Set(auto.map((d) => d.decl.sym.id)));
  if (found.kind === "unknown") {
    for (const { decl, node } of auto) {
      refuse(scope, node, kinds.autoDepth, [decl.sym.name, found.reason], [{ span: found.span, message: found.reason }]);
    }
    return network;
  }
  const streams = network.streams.map((s) => {
    const depth = found.depths.get(s.sym.id);
    return depth === undefined ? s : { ...s, type: { ...s.type, depth } };
  });
  return { ...network, streams };
}
