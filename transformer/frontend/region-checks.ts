/** What must hold between the kernels of a region. */
import type * as TS from "typescript";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { effectsOf } from "../../lib/ir/effects.js";
import type { Param, StreamDecl, Sym } from "../../lib/ir/ir.js";
import { refuse, type Scope } from "./context.js";
import type { Placed } from "./region-kernels.js";

/** Which kernels do `what` to the region's name `sym`. */
function usersOf(
  scope: Scope,
  placed: readonly Placed[],
  sym: Sym,
  what: "puts" | "gets" | "writes",
): readonly string[] {
  return placed.flatMap((p) => {
    const effects = effectsOf(p.func, { functions: scope.unit.functions, top: p.func });
    const does = p.instance.args.some((a, i) => {
      const param = p.func.params[i];
      return a.id === sym.id && param !== undefined && effects[what].has(param.sym.id);
    });
    return does ? [p.func.sym.name] : [];
  });
}

/** Each stream has one kernel that puts and one that gets. */
export function checkStreams(scope: Scope, streams: readonly StreamDecl[], placed: readonly Placed[]): void {
  for (const s of streams) {
    const node = declarationOf(scope, s.sym) ?? scope.node;
    const producers = usersOf(scope, placed, s.sym, "puts");
    const consumers = usersOf(scope, placed, s.sym, "gets");
    if (producers.length > 1) refuse(scope, node, dataflow.severalProducers, [s.sym.name, producers]);
    if (consumers.length > 1) refuse(scope, node, dataflow.severalConsumers, [s.sym.name, consumers]);
    if (producers.length === 0) refuse(scope, node, dataflow.noProducer, [s.sym.name]);
    else if (consumers.length === 0) refuse(scope, node, dataflow.noConsumer, [s.sym.name]);
  }
}

/** Two kernels may share a tensor only if neither writes it. */
export function checkRaces(scope: Scope, params: readonly Param[], placed: readonly Placed[]): void {
  for (const p of params) {
    if (p.type.kind !== "tensor") continue;
    const users = placed.filter((k) => k.instance.args.some((a) => a.id === p.sym.id));
    const writers = usersOf(scope, placed, p.sym, "writes");
    const writer = writers[0];
    const other = users.find((k) => k.func.sym.name !== writer);
    if (writer !== undefined && other !== undefined)
      refuse(scope, other.node.name ?? other.node, dataflow.race, [p.sym.name, writer, other.func.sym.name]);
  }
}

function declarationOf(scope: Scope, sym: Sym): TS.Node | undefined {
  for (const [symbol, binding] of scope.bindings) {
    if (binding.kind !== "constant" && binding.sym.id === sym.id) return symbol.valueDeclaration;
  }
  return undefined;
}
