/** Lowers directives: what is said of loops, functions and memories, to what the dialect spells. */
import type { For, Func, MemoryDirectives } from "../../ir/ir.js";
import type { Contents, CppStmt, Directive } from "./tree.js";

/**
 * Those of a loop. `parallel` has none: tools find by themselves what is independent, and what would tell them of it
 * (in Vitis `dependence … dependent=false`) holds for the loops around too once they are flattened into one with it.
 */
export function loopDirectives({ directives = {} }: For): readonly Directive[] {
  const { pipeline, unroll, vectorize, dataflow } = directives;
  return [
    ...(pipeline === undefined ? [] : [{ kind: "pipeline", ...pipeline } as const]),
    ...(unroll === undefined ? [] : [{ kind: "unroll", ...unroll } as const]),
    ...(vectorize === true ? [{ kind: "unroll" } as const] : []),
    ...(dataflow === true ? [{ kind: "dataflow" } as const] : []),
  ];
}

/** Those of a function, first in its body. */
export function functionDirectives({ inline, dataflow }: Pick<Func, "inline" | "dataflow">): readonly CppStmt[] {
  return statements([
    ...(inline === undefined ? [] : [{ kind: "inline", inline } as const]),
    ...(dataflow === true ? [{ kind: "dataflow" } as const] : []),
  ]);
}

/** Those of the array `variable`, after its declaration; none without `said`. */
export function memoryDirectives(
  variable: string, said: MemoryDirectives | undefined, contents: Contents, isInterface = false,
): readonly CppStmt[] {
  if (said === undefined) return [];
  const { partitions, bind, streamDepth } = said;
  return statements([
    ...partitions.map((partition) => ({ kind: "partition", variable, partition }) as const),
    ...(streamDepth === undefined ? [] : [{ kind: "depth", variable, depth: streamDepth } as const]),
    ...(bind === undefined ? [] : [{
      kind: "storage", variable, binding: bind, contents: streamDepth === undefined ? contents : "fifo", isInterface,
    } as const]),
  ]);
}

function statements(directives: readonly Directive[]): readonly CppStmt[] {
  return directives.map((directive) => ({ kind: "directive", directive }));
}

/** By the ids of tensors. */
export function memoriesOf({ memories = [] }: Func): ReadonlyMap<number, MemoryDirectives> {
  return new Map(memories.map((m) => [m.sym.id, m]));
}
