/**
 * Which parameters become template parameters: those that tell the instances of a kernel apart. Each is an `index` that
 * every instance binds to a constant, of a function that only networks run.
 */
import type { Func, Module } from "../../ir/ir.js";
import { allInstances } from "../../ir/networks.js";
import { allFunctions } from "../../ir/walk.js";
import { union, type Interval } from "../../ir/types.js";
import type { ModuleContext } from "./context.js";
import { forEachCall } from "./tables.js";

/** By the ids of such parameters, what their values lie within. */
export function constantParams(m: Module): ReadonlyMap<number, Interval> {
  const functions = allFunctions(m);
  const called = new Set<number>(m.top.kind === "func" ? [m.top.sym.id] : []);
  for (const f of functions) forEachCall(f.body, (callee) => called.add(callee));
  const instances = allInstances(m);
  return new Map(functions.flatMap((f) => {
    const own = instances.filter((i) => i.callee.id === f.sym.id);
    // Instances share a function's states, but those of a template would each have their own.
    if (called.has(f.sym.id) || (f.states.length > 0 && own.length > 1)) return [];
    return f.params.flatMap((p, at) => {
      if (p.type.kind !== "index") return [];
      const values = own.map((i) => i.args[at]).map((a) => (a?.kind === "const" && typeof a.value === "bigint" ? a.value : undefined));
      const range = within(values);
      return range === undefined ? [] : [[p.sym.id, range] as const];
    });
  }));
}

/** Nothing unless all values are known, and there is one. */
function within(values: readonly (bigint | undefined)[]): Interval | undefined {
  return values.reduce<Interval | undefined>((range, value, i) => {
    if (value === undefined || (i > 0 && range === undefined)) return undefined;
    const only = { lo: value, hi: value };
    return range === undefined ? only : union(range, only);
  }, undefined);
}

/** The parameters of `f` that are template parameters, and those that are not, with their positions. */
export function splitParams(
  f: Func, c: Pick<ModuleContext, "constantParams">,
): { readonly constants: readonly number[]; readonly others: readonly number[] } {
  const positions = f.params.map((_, i) => i);
  const isConstant = (i: number): boolean => c.constantParams.has(f.params[i]?.sym.id ?? NaN);
  return { constants: positions.filter(isConstant), others: positions.filter((i) => !isConstant(i)) };
}
