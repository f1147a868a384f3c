/** What layouts mean for the network of a region: who may write what, and how copies are combined. */
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { diagnose } from "../../lib/diagnostics/diagnostic.js";
import { Touches } from "../../lib/analysis/touches.js";
import { effectsOf } from "../../lib/ir/effects.js";
import type { Func, Instance, Module, Network, Param } from "../../lib/ir/ir.js";
import { instanceTitle } from "../../lib/ir/networks.js";
import { nodeSpan, type Scope } from "./context.js";
import { checkHalos } from "./layout-halos.js";
import { reduced, type Copies } from "./layout-reduce.js";
import type { ParameterLayout } from "./layouts.js";

/** A parameter with a layout, of one instance. */
export interface LaidOut {
  readonly layout: ParameterLayout;
  /** Which of the parameters it is. */
  readonly at: number;
  readonly func: Func;
  readonly instance: Instance;
}

/** Checks what the instances of `network` write, and joins the copies of reduced tensors; `params` are the region's. */
export function withLayouts(scope: Scope, network: Network, params: readonly Param[]): Network {
  const { unit } = scope;
  if (unit.layouts.size === 0) return network;
  const used = network.instances.flatMap((instance): LaidOut[] => {
    const func = unit.functions.find((f) => f.sym.id === instance.callee.id);
    return (func?.params ?? []).flatMap((p, at) => {
      const layout = unit.layouts.get(p.sym.id);
      return layout === undefined || func === undefined ? [] : [{ layout, at, func, instance }];
    });
  });
  if (used.length === 0) return network;
  const sym = { name: "region", id: -1 };
  const top = { kind: "region", sym, params, ...network, span: nodeSpan(scope, scope.node) } as const;
  const module: Module = { functions: [...unit.functions], top };
  const touches = new Touches(module);
  checkReplicas(scope, used.filter((u) => u.layout.reduce === undefined), module, touches);
  checkHalos(scope, used, touches);
  const copies = grouped(used.filter((u) => u.layout.reduce !== undefined), parameterKey);
  return [...copies.values()].reduce((n, all: Copies) => reduced(scope, n, all), network);
}

/** `items` by what `keyOf` says of them, in their order. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = found.get(key);
    if (list === undefined) found.set(key, [item]);
    else list.push(item);
  }
  return found;
}

function parameterKey({ layout, instance }: LaidOut): string {
  return `${instance.kernel ?? instance.callee.name} ${instance.span.file} ${instance.span.start} ${layout.name}`;
}

/** The places along the axes over which the tensor is sharded. */
export function partKey({ layout, instance }: LaidOut): string {
  return layout.dims.flatMap((d) => (d.kind === "shard" ? [instance.place?.[d.axis] ?? 0] : [])).join();
}

/** Of the instances that see one part of a tensor, only one may write it. */
function checkReplicas(scope: Scope, used: readonly LaidOut[], module: Module, touches: Touches): void {
  const writers = new Map<string, LaidOut>();
  const reported = new Set<string>();
  for (const u of used) {
    const sym = u.func.params[u.at]?.sym;
    if (sym === undefined || !effectsOf(u.func, module).writes.has(sym.id)) continue;
    const key = parameterKey(u);
    const first = writers.get(`${key}: ${partKey(u)}`);
    writers.set(`${key}: ${partKey(u)}`, first ?? u);
    if (first === undefined || reported.has(key)) continue;
    reported.add(key);
    const write = touches.of(first.func)?.find((t) => t.kind === "write" && t.tensor === first.func.params[first.at]?.sym.id);
    const titles = [instanceTitle(first.instance), instanceTitle(u.instance)] as const;
    scope.unit.diagnostics.push(diagnose(dataflow.replicaWritten, write?.span ?? u.layout.span, [u.layout.name, ...titles]));
  }
}
