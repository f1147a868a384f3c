/** Random directives for a module: as they change no result, they are put into what is made already. */
import type {
  For, Func, FuncDirectives, LoopDirectives, MemoryBinding, MemoryDirectives, Module, Partition, Stmt,
} from "../../../lib/ir/ir.js";
import { tripCount } from "../../../lib/ir/trip-count.js";
import type { TensorType } from "../../../lib/ir/types.js";
import { declarationsOf, declaredBy, mapStmtChildren, visitStmts } from "../../../lib/ir/walk.js";
import type { Draw } from "./draw.js";

/** `m` with directives in some places; few where `draw` is exhausted at once: none. */
export function withDirectives(draw: Draw, m: Module): Module {
  const { top } = m;
  const alone = new Set(top.kind === "region" ? top.instances.map((i) => i.callee.id) : [top.sym.id]);
  const functions = m.functions.map((f) => withFuncDirectives(draw, f, !alone.has(f.sym.id)));
  const newTop = top.kind === "region" ? top : functions.find((f) => f.sym.id === top.sym.id);
  if (newTop === undefined) throw new Error("the top function is not one of the module's");
  return { functions, top: newTop };
}

function withFuncDirectives(draw: Draw, f: Func, mayInline: boolean): Func {
  const memories = memoriesFor(draw, f);
  const own = draw.pick<FuncDirectives>([
    {}, {}, { dataflow: true }, { inline: "never" }, ...(mayInline ? [{ inline: "always" } as const] : []),
  ]);
  return { ...f, ...own, ...(memories.length > 0 && { memories }), body: withLoopDirectives(draw, f.body) };
}

function withLoopDirectives(draw: Draw, stmts: readonly Stmt[]): readonly Stmt[] {
  return stmts.map((s) => {
    const inside = mapStmtChildren(s, { stmts: (body) => withLoopDirectives(draw, body) });
    if (inside.kind !== "for" || !draw.oneIn(2)) return inside;
    const directives = loopDirectives(draw, inside);
    return Object.keys(directives).length === 0 ? inside : { ...inside, directives };
  });
}

function loopDirectives(draw: Draw, s: For): LoopDirectives {
  const trips = tripCount(s);
  const most = trips === undefined ? 9 : Number(trips);
  const factors = [2, 3, 4].filter((factor) => factor <= most);
  const pipeline = { pipeline: { ii: draw.between(1, 3), rewind: draw.oneIn(3) } };
  const factor = factors.length === 0 ? {} : { unroll: { factor: draw.pick(factors) } };
  const main = draw.pick<LoopDirectives>([
    pipeline, factor, { ...pipeline, ...factor }, { ...factor, dataflow: true }, {},
    ...(trips === undefined ? [] : [{ unroll: {} }, { vectorize: true, dataflow: true }] as const),
  ]);
  return draw.oneIn(3) ? { ...main, parallel: true } : main;
}

function memoriesFor(draw: Draw, f: Func): readonly MemoryDirectives[] {
  const made = new Set<number>();
  visitStmts(f.body, (s) => {
    const isTable = s.kind === "alloc" && s.init.kind === "values";
    if (!isTable) for (const d of declaredBy(s)) made.add(d.sym.id);
  });
  return declarationsOf(f).flatMap(({ sym, type }): readonly MemoryDirectives[] => {
    if (type.kind !== "tensor" || !draw.oneIn(3)) return [];
    const partitions = partitionsFor(draw, type);
    const kind = draw.below(4);
    if (kind === 3 && made.has(sym.id)) return [{ sym, partitions, streamDepth: draw.between(1, 9) }];
    return kind === 0 && partitions.length > 0 ? [{ sym, partitions }] : [{ sym, partitions, bind: binding(draw) }];
  });
}

function partitionsFor(draw: Draw, { shape }: TensorType): readonly Partition[] {
  return shape.flatMap((extent, dim): readonly Partition[] => {
    const split = { dim, factor: draw.between(2, Math.max(2, extent)) };
    const several = extent < 2 ? [] : [{ ...split, kind: "cyclic" }, { ...split, kind: "block" }] as const;
    return draw.oneIn(2) ? [draw.pick<Partition>([{ dim, kind: "complete" }, ...several])] : [];
  });
}

/** One that every tool can build. */
function binding(draw: Draw): MemoryBinding {
  const ports = draw.pick([undefined, "single", "dual", "simpleDual", "trueDual", "multiRead"] as const);
  const latency = draw.pick([undefined, 1, 2, 3]);
  const memory = draw.pick(["bram", "auto", ...(ports === "trueDual" ? [] : ["lutram"] as const)] as const);
  return { memory, ...(ports && { ports }), ...(latency && { latency }) };
}
